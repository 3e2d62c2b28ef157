import { EditBudget } from './editBudget.js';
import type { Logger } from 'pino';
import { DiscordProblem } from '../../discord/discordProblem.js';
import type { MessageBody } from '../../discord/messageBody.js';
import { farewellAt, mayEditProgress } from '../../jobs/delivery/ladder.js';
import type { Job } from '../../jobs/record/job.js';
import { replyOf } from '../../discord/destination.js';
import type { Thumbnail } from '../../jobs/delivery/thumbnail.js';
import type { JobEvent } from '../../jobs/record/transitions.js';
import { backoffMs, type Backoff } from '../../lib/backoff.js';
import { minutes, seconds, type Clock } from '../../lib/time.js';
import { progressMessage } from '../../messages/cards/progressMessage.js';
import type { CreateGate } from '../cometapi/createGate.js';
import type { DiscordApi } from '../discord/discordApi.js';
import type { Queue } from '../scheduling/queue.js';
import type { Thumbnails } from '../media/pictures/thumbnails.js';
import type { PollPace } from '../scheduling/pollPace.js';
import { begin, textOf, type Shown } from './shown.js';

/** Between edits that Discord did not take: an outage must not be met with an edit of every job every few seconds. */
const refusedBackoff: Backoff = { firstMs: seconds(5), longestMs: minutes(2) };

interface ProgressParts {
	readonly discord: DiscordApi;
	readonly queue: Queue;
	readonly pace: PollPace;
	readonly clock: Clock;
	readonly random: () => number;
	/** The least time between two edits of one message, ms. */
	readonly editMs: number;
	readonly creates: Pick<CreateGate, 'reason'>;
	readonly thumbnails: Pick<Thumbnails, 'onProgress'>;
}

/**
 * The one progress message of a job: edited in place, only when what it shows has changed, never more often than
 * `PROGRESS_EDIT_MS`, the newest state always last. Edits run beside the steps, so that a slow Discord delays no poll.
 */
export class Progress {
	readonly #parts: ProgressParts;
	readonly #shown = new Map<string, Shown>();
	readonly #budget: EditBudget;
	#closed = false;

	constructor(parts: ProgressParts) {
		this.#parts = parts;
		this.#budget = new EditBudget(parts);
	}

	/** Shows the record as it is now, or as soon as an edit is due. */
	show(job: Job, log: Logger): void {
		const shown = this.#shown.get(job.id) ?? begin(job, this.#parts.thumbnails.onProgress(job));
		this.#shown.set(job.id, shown);
		shown.job = job;
		this.#planFarewell(shown, log);
		this.#plan(shown, log);
	}

	/**
	 * Something beside the record has changed, as its place in the queue. Returns whether that means an edit, now or when one is
	 * due, that was not planned already.
	 */
	refresh(jobId: string, log: Logger): boolean {
		const shown = this.#shown.get(jobId);
		if (shown === undefined || shown.inHand !== undefined || shown.cancel !== undefined) return false;
		if (this.#text(shown) === shown.text) return false;
		this.#plan(shown, log.child({ jobId }));
		return true;
	}

	/** What the edits have found out and the record should know, and a token that has run out. */
	lost(job: Job): JobEvent[] {
		const shown = this.#shown.get(job.id);
		const { token, tokenExpiresAt, messageId, thumbnail } = job.destination;
		const hasToken = token !== null && token !== undefined;
		const expired = this.#parts.clock.now() >= tokenExpiresAt;
		return [
			...(hasToken && (expired || shown?.tokenDead === true) ? [{ type: 'token-died' } as const] : []),
			...(typeof messageId === 'string' && shown?.gone === true ? [{ type: 'progress-lost' } as const] : []),
			...(thumbnail !== true && shown?.thumbnail?.isShown === true ? [{ type: 'thumbnail-shown' } as const] : []),
		];
	}

	/** No further edit of this message comes from here once this resolves. */
	async settle(jobId: string): Promise<void> {
		const shown = this.#shown.get(jobId);
		this.#shown.delete(jobId);
		shown?.cancel?.();
		shown?.stay?.();
		await Promise.race([shown?.inHand, this.#budget.ended]);
	}

	/** For the end of the process: forgets the edits that have not gone out, and waits for those on their way. */
	async stop(): Promise<void> {
		this.#closed = true;
		for (const shown of this.#shown.values()) {
			shown.cancel?.();
			shown.stay?.();
		}
		await Promise.all([...this.#shown.values()].map(({ inHand }) => inHand ?? Promise.resolve()));
	}

	/** From now on no step waits for an edit: one that needs to is cut short, before it has told anything. */
	abandon(): void {
		this.#budget.end();
	}

	#plan(shown: Shown, log: Logger): void {
		if (this.#closed || shown.inHand !== undefined || shown.cancel !== undefined) return;
		const { clock, editMs } = this.#parts;
		const wait = Math.max(shown.editedAt + editMs, shown.notBefore) - clock.now();
		if (wait > 0) {
			shown.cancel = clock.after(wait, () => {
				shown.cancel = undefined;
				this.#queue(shown, log);
			});
			return;
		}
		this.#queue(shown, log);
	}

	#queue(shown: Shown, log: Logger): void {
		if (this.#text(shown) === shown.text) return;
		const takeBack = this.#budget.ask((done) => {
			shown.cancel = undefined;
			this.#edit(shown, log, done);
		});
		// It may have begun at once.
		if (shown.inHand === undefined) shown.cancel = takeBack;
	}

	/** A message that only its token can edit stands still from then on: what it says last must stay true. */
	#planFarewell(shown: Shown, log: Logger): void {
		const { clock, editMs } = this.#parts;
		const at = farewellAt(shown.job, editMs);
		if (at === undefined || shown.stay !== undefined || shown.tokenDead) return;
		if (replyOf(shown.job.destination, clock.now()) === undefined) return;
		shown.stay = clock.after(Math.max(0, at - clock.now()), () => this.#plan(shown, log));
	}

	/** @param done gives the turn back */
	#edit(shown: Shown, log: Logger, done: () => void): void {
		shown.sent = this.#text(shown);
		if (shown.sent === shown.text) {
			done();
			return;
		}
		shown.editedAt = this.#parts.clock.now();
		shown.inHand = this.#send(shown, log).then((accepted) => {
			shown.inHand = undefined;
			done();
			if (accepted) {
				shown.text = shown.sent;
				shown.failures = 0;
			}
			// The state may have moved on during the edit; and what was refused for now is tried again.
			const current = this.#shown.get(shown.job.id) === shown;
			if (current && this.#text(shown) !== shown.text) this.#plan(shown, log);
		});
	}

	#text(shown: Shown): string {
		return textOf(this.#body(shown, shown.thumbnail?.current));
	}

	#body(shown: Shown, thumbnail: Thumbnail | undefined): MessageBody {
		const { clock, queue, pace, creates, editMs } = this.#parts;
		const { job } = shown;
		return progressMessage(job, {
			now: clock.now(),
			place: queue.place(job.id),
			ownPlace: queue.ownPlace(job.id),
			usual: pace.usual(job.request.model),
			paused: creates.reason() !== undefined,
			neutral: shown.neutral,
			leaving: clock.now() >= (farewellAt(job, editMs) ?? Infinity),
			thumbnail,
		});
	}

	/** Returns whether nothing is left to do for what was sent: accepted, or pointless to repeat. */
	async #send(shown: Shown, log: Logger): Promise<boolean> {
		const write = (thumbnail?: Thumbnail): Promise<boolean> => this.#write(shown, thumbnail);
		try {
			if (shown.gone) return true;
			await shown.thumbnail?.prepare(shown.job);
			await (shown.thumbnail?.edit(write) ?? write());
			return true;
		} catch (error) {
			if (!(error instanceof DiscordProblem)) throw error;
			log.warn({ err: error, kind: error.kind }, 'progress could not be shown');
			return this.#refused(shown, error);
		}
	}

	/** Returns whether there was a way to edit the message. */
	async #write(shown: Shown, thumbnail: Thumbnail | undefined): Promise<boolean> {
		const { discord, clock } = this.#parts;
		const { destination } = shown.job;
		const body = this.#body(shown, thumbnail);
		shown.sent = textOf(body);
		const reply = shown.tokenDead ? undefined : replyOf(destination, clock.now());
		if (reply !== undefined) await discord.editOriginal(reply, body, thumbnail?.file);
		else if (!shown.mute && mayEditProgress(shown.job)) {
			await discord.editMessage(destination.channelId, destination.messageId ?? '', body, thumbnail?.file);
		} else return false;
		return true;
	}

	#putOff(shown: Shown, { retryAfterMs }: DiscordProblem): void {
		const { clock, random } = this.#parts;
		shown.failures += 1;
		const wait = Math.max(backoffMs(refusedBackoff, shown.failures, random()), retryAfterMs);
		shown.notBefore = clock.now() + wait;
	}

	#refused(shown: Shown, problem: DiscordProblem): boolean {
		switch (problem.kind) {
			case 'token-dead':
				shown.tokenDead = true;
				return false;
			case 'gone':
				shown.gone = true;
				return true;
			case 'unwanted-link':
			case 'blocked':
				if (shown.neutral) return true;
				shown.neutral = true;
				return false;
			case 'forbidden':
				shown.mute = true;
				return true;
			case 'busy':
			case 'unanswered':
			case 'unauthorized':
				this.#putOff(shown, problem);
				return false;
			case 'unwanted-file':
			case 'too-large':
			case 'late':
			case 'answered':
			case 'invalid':
				return true;
		}
	}
}
