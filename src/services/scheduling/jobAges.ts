import type { Job } from '../../jobs/record/job.js';
import type { Clock } from '../../lib/time.js';

interface Begun {
	readonly since: number;
	/** When that was, by the clock that nobody sets. */
	readonly at: number;
}

/**
 * How long jobs have been waited for. The wall clock tells it once, when a process first meets a job; from then on it is
 * counted by a clock that nobody sets, so that a step of the wall clock ends no job. One entry for each open job.
 */
export class JobAges {
	readonly #clock: Clock;
	readonly #begun = new Map<string, Begun>();

	constructor(parts: { readonly clock: Clock }) {
		this.#clock = parts.clock;
	}

	/** Milliseconds since `since`, a wall clock's time of this job's record. */
	of(id: string, since: number): number {
		const elapsed = this.#clock.elapsed();
		const known = this.#begun.get(id);
		if (known?.since === since) return elapsed - known.at;
		const age = Math.max(0, this.#clock.now() - since);
		this.#begun.set(id, { since, at: elapsed - age });
		return age;
	}

	/** For after every save: of a job that has ended nothing is asked any more. */
	observe({ id, phase }: Job): void {
		if (phase === 'closed') this.#begun.delete(id);
	}

	/** Another process has the job. */
	leave(jobId: string): void {
		this.#begun.delete(jobId);
	}

	get size(): number {
		return this.#begun.size;
	}
}
