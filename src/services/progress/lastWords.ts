import { lastReplyOf, replyOf, type Reply } from '../../discord/destination.js';
import type { DiscordProblem } from '../../discord/discordProblem.js';
import { farewellAt, mayEditProgress } from '../../jobs/delivery/ladder.js';
import type { Job } from '../../jobs/record/job.js';
import { backoffMs, type Backoff } from '../../lib/backoff.js';
import type { Environment } from '../../lib/environment.js';
import { deadline, seconds } from '../../lib/time.js';

interface LastWordsParts extends Pick<Environment, 'clock' | 'random'> {
	/** The least time between two edits of one message, ms. */
	readonly editMs: number;
}

/** Between tries of what has to be said while the token lives. */
const shortBackoff: Backoff = { firstMs: seconds(3), longestMs: seconds(15) };

/** An edit near the end of the token that is not answered is given up, so that another one can still be made. */
const answerMs = seconds(15);

/** However long Discord asks to be left alone: this long before the token ends, the last words are tried once more. */
const lastTryMs = seconds(12);

/**
 * What a progress message says last while its reply's token lives. A message that only the token can edit stands still once
 * that ends, and whether the bot's own token can edit it, one edit has to prove.
 */
export class LastWords {
	readonly #parts: LastWordsParts;
	#cancel: (() => void) | undefined;
	/** What the interaction tells is too little to know, so one edit by the bot's token is the proof: it is due. */
	isProofDue = false;
	/** Discord has refused the reply's token. */
	isTokenDead = false;
	/** The proof: not needed so far or made; not answered in time; refused. */
	#proof: 'open' | 'missing' | 'refused' = 'open';
	/** Tries in a row that were put off. */
	#tries = 0;

	constructor(parts: LastWordsParts) {
		this.#parts = parts;
	}

	/** Has `due` called once, when it is time to prove or to speak. */
	plan(job: Job, due: () => void): void {
		if (this.#cancel !== undefined || !this.#lives(job)) return;
		const { clock, editMs } = this.#parts;
		this.#cancel = clock.after(Math.max(0, farewellAt(job, editMs) - clock.now()), due);
	}

	/** The time has come. */
	begin(job: Job): void {
		this.isProofDue = mayEditProgress(job);
	}

	stop(): void {
		this.#cancel?.();
	}

	/** The bot's own token has edited the message. */
	proved(): void {
		this.isProofDue = false;
		this.#proof = 'open';
		this.#tries = 0;
	}

	/**
	 * The proof has failed. What was not answered is tried again while there is time for it.
	 * @returns how long to wait for that, ms; nothing when the reply's own token must speak now
	 */
	unproved(job: Job, problem: DiscordProblem): number | undefined {
		const { clock, random } = this.#parts;
		const isPassing = passing.has(problem.kind);
		this.#tries += 1;
		const wait = Math.max(backoffMs(shortBackoff, this.#tries, random()), problem.retryAfterMs);
		if (isPassing && replyOf(job.destination, clock.now() + wait) !== undefined) return wait;
		this.#proof = isPassing ? 'missing' : 'refused';
		this.isProofDue = false;
		this.#tries = 0;
		return undefined;
	}

	/** Whether the message is to say that it stands still. Without a proof that is so only until the bot's token has to do. */
	isSaid(job: Job): boolean {
		const { clock, editMs } = this.#parts;
		if (clock.now() < farewellAt(job, editMs)) return false;
		return !mayEditProgress(job) || this.#proof === 'refused' || (this.#proof === 'missing' && this.#lives(job));
	}

	/** The reply, where its token is to make the edit: to its very end for the last words. */
	reply(job: Job): Reply | undefined {
		if (this.isTokenDead || this.isProofDue) return undefined;
		const now = this.#parts.clock.now();
		return this.isSaid(job) ? lastReplyOf(job.destination, now) : replyOf(job.destination, now);
	}

	/** Ends an edit that may not wait for its answer for long. */
	hurry(job: Job): { readonly signal?: AbortSignal; readonly clear: () => void } {
		return this.#isUrgent(job) ? deadline(this.#parts.clock, answerMs) : { clear: () => undefined };
	}

	/**
	 * How long an edit waits that was put off, ms.
	 * @param ownMs our own pause, where nothing hurries
	 * @param askedMs what Discord asked for
	 */
	waitMs(job: Job, ownMs: number, askedMs: number): number {
		if (!this.#isUrgent(job)) return Math.max(ownMs, askedMs);
		const { clock, random } = this.#parts;
		this.#tries += 1;
		const wait = Math.max(backoffMs(shortBackoff, this.#tries, random()), askedMs);
		const leftMs = job.destination.tokenExpiresAt - lastTryMs - clock.now();
		return leftMs > 0 ? Math.min(wait, leftMs) : wait;
	}

	#isUrgent(job: Job): boolean {
		return this.#lives(job) && (this.isProofDue || this.isSaid(job));
	}

	#lives({ destination }: Job): boolean {
		return !this.isTokenDead && lastReplyOf(destination, this.#parts.clock.now()) !== undefined;
	}
}

const passing: ReadonlySet<DiscordProblem['kind']> = new Set(['busy', 'unanswered', 'unauthorized']);
