import type { Job } from '../../jobs/record/job.js';
import { backoffMs, type Backoff } from '../../lib/backoff.js';
import type { Environment } from '../../lib/environment.js';
import { minutes, seconds } from '../../lib/time.js';
import type { LastWords } from './lastWords.js';

interface EditPauseParts extends Pick<Environment, 'clock' | 'random'> {
	readonly lastWords: Pick<LastWords, 'waitMs'>;
}

/** Between edits that Discord did not take: an outage must not be met with an edit of every job every few seconds. */
const refusedBackoff: Backoff = { firstMs: seconds(5), longestMs: minutes(2) };

/** How long one progress message is left alone: Discord has asked for a pause, or does not answer. */
export class EditPause {
	readonly #parts: EditPauseParts;
	/** Edits in a row that were not taken. */
	#failures = 0;
	/** No edit before this time, ms. */
	#until = 0;
	/** How much of that Discord has asked for, until when, ms. */
	#askedUntil = 0;

	constructor(parts: EditPauseParts) {
		this.#parts = parts;
	}

	get until(): number {
		return this.#until;
	}

	/** An edit was taken. */
	taken(): void {
		this.#failures = 0;
	}

	/** An edit was not taken. @param askedMs the pause that Discord has asked for */
	refused(job: Job, askedMs: number): void {
		const { clock, lastWords, random } = this.#parts;
		this.#failures += 1;
		const ownMs = backoffMs(refusedBackoff, this.#failures, random());
		this.#askedUntil = clock.now() + askedMs;
		this.#until = clock.now() + lastWords.waitMs(job, ownMs, askedMs);
	}

	/** From now on only what Discord has asked for counts, and of that no more than the last words can wait. */
	shorten(job: Job): void {
		const now = this.#parts.clock.now();
		const askedMs = Math.max(0, this.#askedUntil - now);
		this.#until = askedMs === 0 ? now : now + this.#parts.lastWords.waitMs(job, 0, askedMs);
	}

	/** The next edit is due in so many milliseconds, whatever was before. */
	set(ms: number): void {
		this.#until = this.#parts.clock.now() + ms;
	}
}
