import { backoffMs, type Backoff } from '../../lib/backoff.js';
import { minutes, seconds } from '../../lib/time.js';
import type { Job } from '../../jobs/record/job.js';

/** Between tries of a rung that Discord did not definitely refuse. */
const againBackoff: Backoff = { firstMs: seconds(2), longestMs: minutes(5) };

/** The same while the reply's own token lives: it ends, so a long pause would miss the rung. */
const replyBackoff: Backoff = { ...againBackoff, longestMs: minutes(1) };

/** A post that was lost so often, in every form, is for another rung. */
const mostLost = 6;

/** How often each telling that is under way has been tried, and how often it was lost. Forgotten with the process. */
export class TellingTries {
	readonly #random: () => number;
	readonly #tries = new Map<string, number>();
	/** How often a telling was not there although Discord answers. */
	readonly #lost = new Map<string, number>();

	constructor(random: () => number) {
		this.#random = random;
	}

	/** @param waitMs what Discord asked for; obeyed up to the longest wait between our own tries */
	again(job: Job, waitMs: number): { readonly waitMs: number } {
		const tries = (this.#tries.get(job.id) ?? 0) + 1;
		this.#tries.set(job.id, tries);
		const backoff = job.delivery.attempt?.rung === 'original' ? replyBackoff : againBackoff;
		const ownMs = backoffMs(backoff, tries, this.#random());
		return { waitMs: Math.max(ownMs, Math.min(waitMs, againBackoff.longestMs)) };
	}

	/** A telling has not arrived although Discord answers. Returns whether that was often enough for this rung. */
	lose({ id }: Job): boolean {
		const lost = (this.#lost.get(id) ?? 0) + 1;
		this.#lost.set(id, lost);
		return lost > mostLost;
	}

	/** So many forms further down it is told: two losses may be chance. */
	stepsDown({ id }: Job): number {
		return Math.max(0, (this.#lost.get(id) ?? 0) - 2);
	}

	/** A new rung, or the end. */
	forget({ id }: Job): void {
		this.#tries.delete(id);
		this.#lost.delete(id);
	}
}
