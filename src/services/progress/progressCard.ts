import type { Logger } from 'pino';
import { DiscordProblem } from '../../discord/discordProblem.js';
import type { MessageBody } from '../../discord/messageBody.js';
import { farewellAt, mayEditProgress } from '../../jobs/delivery/ladder.js';
import type { Job } from '../../jobs/record/job.js';
import { replyOf } from '../../discord/destination.js';
import type { Thumbnail } from '../../jobs/delivery/thumbnail.js';
import { backoffMs, type Backoff } from '../../lib/backoff.js';
import { minutes, seconds } from '../../lib/time.js';
import { progressMessage } from '../../messages/cards/progressMessage.js';
import type { ProgressCardParts } from './progressCardParts.js';
import type { ProgressThumbnail } from '../media/pictures/thumbnails.js';

/** Between edits that Discord did not take: an outage must not be met with an edit of every job every few seconds. */
const refusedBackoff: Backoff = { firstMs: seconds(5), longestMs: minutes(2) };

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
	/** Edits in a row that were not taken. */
	#failures = 0;
	/** No edit before this time, ms: Discord has asked for a pause, or does not answer. */
	#notBefore = 0;
	#inHand: Promise<void> | undefined;
	/** Takes back the edit that is planned for later. */
	#cancel: (() => void) | undefined;
	/** Takes back the edit that is planned for the end of the token. */
	#stay: (() => void) | undefined;
	/** AutoMod refused the member's words here: shown without them. */
	#neutral = false;
	#tokenDead = false;
	#gone = false;
	/** The bot's own token may not edit here. */
	#mute = false;
	/** What the interaction tells is too little to know, so one edit by that token is the proof: it is due. */
	#isProofDue = false;
	/** It could not edit the message, shortly before the reply's own token ended. */
	#isStill = false;
	#settled = false;

	constructor(job: Job, thumbnail: ProgressThumbnail | undefined, parts: ProgressCardParts) {
		this.#job = job;
		this.#thumbnail = thumbnail;
		this.#parts = parts;
		this.#log = parts.log.child({ jobId: job.id });
	}

	/** What the edits have found out. */
	get found(): { readonly tokenDead: boolean; readonly gone: boolean; readonly thumbnail: boolean } {
		return { tokenDead: this.#tokenDead, gone: this.#gone, thumbnail: this.#thumbnail?.isShown === true };
	}

	/** Shows the record as it is now, or as soon as an edit is due. */
	show(job: Job): void {
		this.#job = job;
		this.#planFarewell();
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
		this.#stay?.();
		await this.#inHand;
	}

	#plan(): void {
		if (this.#settled || this.#inHand !== undefined || this.#cancel !== undefined) return;
		const { clock, editMs } = this.#parts;
		const wait = Math.max(this.#editedAt + editMs, this.#notBefore) - clock.now();
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

	/** A message that only its token can edit stands still once that ends: what it says last must stay true. */
	#planFarewell(): void {
		const { clock, editMs } = this.#parts;
		const at = farewellAt(this.#job, editMs);
		if (this.#stay !== undefined || this.#tokenDead) return;
		if (replyOf(this.#job.destination, clock.now()) === undefined) return;
		this.#stay = clock.after(Math.max(0, at - clock.now()), () => {
			this.#isProofDue = mayEditProgress(this.#job);
			// Private threads, locked ones, voice, a server without the bot user: only the edit itself shows it.
			if (this.#isProofDue) this.#text = undefined;
			this.#plan();
		});
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
				this.#failures = 0;
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
		const { clock, queue, pace, creates, editMs } = this.#parts;
		const job = this.#job;
		return progressMessage(job, {
			now: clock.now(),
			place: queue.place(job.id),
			ownPlace: queue.ownPlace(job.id),
			usual: pace.usual(job.request.model),
			paused: creates.reason() !== undefined,
			neutral: this.#neutral,
			leaving: (this.#isStill || !mayEditProgress(job)) && clock.now() >= farewellAt(job, editMs),
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
			if (this.#isProofDue) return this.#standStill(error);
			this.#log.warn({ err: error, kind: error.kind }, 'progress could not be shown');
			return this.#refused(error);
		}
	}

	/** The bot's own token has not proved that it can edit here: the reply's own says so while it lives, at once. */
	#standStill(problem: DiscordProblem): false {
		this.#log.info({ err: problem }, 'the bot cannot edit its progress message, which stands still from here');
		this.#isProofDue = false;
		this.#isStill = true;
		this.#editedAt = Number.NEGATIVE_INFINITY;
		return false;
	}

	/** Returns whether there was a way to edit the message. */
	async #write(thumbnail: Thumbnail | undefined): Promise<boolean> {
		const { discord, clock } = this.#parts;
		const { destination } = this.#job;
		const body = this.#body(thumbnail);
		this.#sent = textOf(body);
		const reply = this.#tokenDead || this.#isProofDue ? undefined : replyOf(destination, clock.now());
		if (reply !== undefined) await discord.editOriginal(reply, body, thumbnail?.file);
		else if ((this.#isProofDue || !this.#mute) && mayEditProgress(this.#job)) {
			await discord.editMessage(destination.channelId, destination.messageId ?? '', body, thumbnail?.file);
			this.#isProofDue = false;
			this.#mute = false;
		} else return false;
		return true;
	}

	#putOff({ retryAfterMs }: DiscordProblem): void {
		const { clock, random } = this.#parts;
		this.#failures += 1;
		const wait = Math.max(backoffMs(refusedBackoff, this.#failures, random()), retryAfterMs);
		this.#notBefore = clock.now() + wait;
	}

	#refused(problem: DiscordProblem): boolean {
		switch (problem.kind) {
			case 'token-dead':
				this.#tokenDead = true;
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
				this.#putOff(problem);
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
