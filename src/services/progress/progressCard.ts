import type { Logger } from 'pino';
import { DiscordProblem } from '../../discord/discordProblem.js';
import type { MessageBody } from '../../discord/messageBody.js';
import { mayEditProgress } from '../../jobs/delivery/ladder.js';
import type { Job } from '../../jobs/record/job.js';
import type { Thumbnail } from '../../jobs/delivery/thumbnail.js';
import { progressMessage } from '../../messages/cards/progressMessage.js';
import { EditPause } from './editPause.js';
import { LastWords } from './lastWords.js';
import type { ProgressCardParts } from './progressCardParts.js';
import type { ProgressThumbnail } from '../media/pictures/thumbnails.js';

/**
 * The progress message of one job. What is known of it is lost with the process, which costs one edit.
 * Edits run beside the steps, so that a slow Discord delays no poll.
 */
export class ProgressCard {
	readonly #parts: ProgressCardParts;
	readonly #log: Logger;
	readonly #thumbnail: ProgressThumbnail | undefined;
	#job: Job;
	/** The body sent last, files apart; then the last one that Discord has accepted. */
	#sent: string | undefined;
	#text: string | undefined;
	#editedAt = Number.NEGATIVE_INFINITY;
	#inHand: Promise<void> | undefined;
	/** Takes back the edit that is planned for later. */
	#cancel: (() => void) | undefined;
	/** AutoMod refused the member's words here: shown without them. */
	#neutral = false;
	#gone = false;
	/** The bot's own token may not edit here. */
	#mute = false;
	readonly #lastWords: LastWords;
	readonly #pause: EditPause;
	#settled = false;

	constructor(job: Job, thumbnail: ProgressThumbnail | undefined, parts: ProgressCardParts) {
		this.#job = job;
		this.#thumbnail = thumbnail;
		this.#parts = parts;
		this.#log = parts.log.child({ jobId: job.id });
		this.#lastWords = new LastWords(parts);
		this.#pause = new EditPause({ ...parts, lastWords: this.#lastWords });
	}

	/** What the edits have found out. */
	get found(): { readonly tokenDead: boolean; readonly gone: boolean; readonly thumbnail: boolean } {
		return { tokenDead: this.#lastWords.isTokenDead, gone: this.#gone, thumbnail: this.#thumbnail?.isShown === true };
	}

	/** Shows the record as it is now, or as soon as an edit is due. */
	show(job: Job): void {
		this.#job = job;
		this.#lastWords.plan(job, () => this.#leave());
		this.#plan();
	}

	/** Something beside the record has changed. Returns whether that means an edit that was not planned already. */
	refresh(): boolean {
		if (this.#inHand !== undefined || this.#cancel !== undefined || this.#current() === this.#text) return false;
		this.#plan();
		return true;
	}

	/** No further edit comes from here once this resolves. @throws when nobody may wait for an edit any more */
	async settle(): Promise<void> {
		await Promise.race([this.stop(), this.#parts.budget.ended]);
	}

	/** Takes back what is planned, and waits for the edit on its way. */
	async stop(): Promise<void> {
		this.#settled = true;
		this.#cancel?.();
		this.#lastWords.stop();
		await this.#inHand;
	}

	#plan(): void {
		if (this.#settled || this.#inHand !== undefined || this.#cancel !== undefined) return;
		const { clock, editMs } = this.#parts;
		const wait = Math.max(this.#editedAt + editMs, this.#pause.until) - clock.now();
		if (wait > 0) {
			this.#cancel = clock.after(wait, () => {
				this.#cancel = undefined;
				this.#queue();
			});
			return;
		}
		this.#queue();
	}

	#queue(): void {
		if (this.#current() === this.#text) return;
		const takeBack = this.#parts.budget.ask((done) => {
			this.#cancel = undefined;
			this.#edit(done);
		});
		// It may have begun at once.
		if (this.#inHand === undefined) this.#cancel = takeBack;
	}

	/** A message that only its token can edit stands still once that ends: what it says last must stay true, and go out. */
	#leave(): void {
		this.#lastWords.begin(this.#job);
		// Private threads, locked ones, voice, a server without the bot user: only the edit itself shows it.
		if (this.#lastWords.isProofDue) this.#text = undefined;
		// What was put off by ourselves, perhaps beyond the token's end, is not put off any longer.
		this.#cancel?.();
		this.#cancel = undefined;
		this.#editedAt = Number.NEGATIVE_INFINITY;
		this.#pause.shorten(this.#job);
		this.#plan();
	}

	/** @param done gives the turn back */
	#edit(done: () => void): void {
		this.#sent = this.#current();
		if (this.#sent === this.#text) {
			done();
			return;
		}
		this.#editedAt = this.#parts.clock.now();
		const send = (): Promise<boolean> => this.#send();
		const sending = this.#parts.asJob?.(this.#job.id, send) ?? send();
		this.#inHand = sending.then((accepted) => {
			this.#inHand = undefined;
			done();
			if (accepted) {
				this.#text = this.#sent;
				this.#pause.taken();
			}
			// The state may have moved on during the edit; and what was refused for now is tried again.
			if (!this.#settled && this.#current() !== this.#text) this.#plan();
		});
	}

	/** What it would show now. */
	#current(): string {
		return textOf(this.#body(this.#thumbnail?.current));
	}

	#body(thumbnail: Thumbnail | undefined): MessageBody {
		const { clock, compared, queue, pace, creates } = this.#parts;
		const job = this.#job;
		return progressMessage(job, {
			now: clock.now(),
			compared: compared.of(job.id),
			place: queue.place(job.id),
			ownPlace: queue.ownPlace(job.id),
			usual: pace.usual(job.request.model),
			paused: creates.reason() !== undefined,
			neutral: this.#neutral,
			leaving: this.#lastWords.isSaid(job),
			thumbnail,
		});
	}

	/** Returns whether nothing is left to do for what was sent: accepted, or pointless to repeat. */
	async #send(): Promise<boolean> {
		const write = (thumbnail?: Thumbnail): Promise<boolean> => this.#write(thumbnail);
		try {
			if (this.#gone) return true;
			await this.#thumbnail?.prepare(this.#job);
			await (this.#thumbnail?.edit(write) ?? write());
			return true;
		} catch (error) {
			if (!(error instanceof DiscordProblem)) throw error;
			if (this.#lastWords.isProofDue) return this.#unproved(error);
			this.#log.warn({ err: error, kind: error.kind }, 'progress could not be shown');
			return this.#refused(error);
		}
	}

	/** The bot's own token has not proved that it can edit here: the reply's own says so while it lives, at once. */
	#unproved(problem: DiscordProblem): false {
		const wait = this.#lastWords.unproved(this.#job, problem);
		this.#log.info(
			{ err: problem, again: wait !== undefined },
			'the bot has not proved that it can edit its progress message',
		);
		this.#editedAt = Number.NEGATIVE_INFINITY;
		this.#pause.set(wait ?? 0);
		return false;
	}

	/** Returns whether there was a way to edit the message. */
	async #write(thumbnail: Thumbnail | undefined): Promise<boolean> {
		const { discord } = this.#parts;
		const { channelId, messageId } = this.#job.destination;
		const body = this.#body(thumbnail);
		this.#sent = textOf(body);
		const reply = this.#lastWords.reply(this.#job);
		const mayEdit = (this.#lastWords.isProofDue || !this.#mute) && mayEditProgress(this.#job);
		if (reply === undefined && !mayEdit) return false;
		const { signal, clear } = this.#lastWords.hurry(this.#job);
		try {
			if (reply !== undefined) await discord.editOriginal(reply, body, thumbnail?.file, signal);
			else {
				await discord.edit({ channelId, messageId: messageId ?? '' }, body, thumbnail?.file, signal);
				this.#lastWords.proved();
				this.#mute = false;
			}
		} finally {
			clear();
		}
		return true;
	}

	#refused(problem: DiscordProblem): boolean {
		switch (problem.kind) {
			case 'token-dead':
				this.#lastWords.isTokenDead = true;
				return false;
			case 'gone':
				this.#gone = true;
				return true;
			case 'unwanted-link':
			case 'stripped':
			case 'blocked':
				if (this.#neutral) return true;
				this.#neutral = true;
				return false;
			case 'forbidden':
				this.#mute = true;
				return true;
			case 'busy':
			case 'unanswered':
			case 'unauthorized':
				this.#pause.refused(this.#job, problem.retryAfterMs);
				return false;
			case 'unwanted-file':
			case 'no-uploads':
			case 'too-large':
			case 'late':
			case 'answered':
			case 'invalid':
				return true;
		}
	}
}

/** A file that goes along is no change of what the message shows. */
const textOf = (body: MessageBody): string => JSON.stringify({ ...body, attachments: undefined });
