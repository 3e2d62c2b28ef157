import type { Job } from '../jobs/job.js';
import { seconds } from '../lib/time.js';

interface PaceParts {
	/** Bounds of the wait between two looks, ms. */
	readonly minMs: number;
	readonly maxMs: number;
	readonly random: () => number;
	/** The least time between two looks that a job's family asks for, ms. */
	readonly familyMinMs: (job: Job) => number;
}

/** When to look, and what to tell a member of how long it usually takes. */
export class Pace {
	readonly #parts: PaceParts;

	constructor(parts: PaceParts) {
		this.#parts = parts;
	}

	/** The wait between a create's answer and the first look, ms. */
	firstLookMs(_model: string): number {
		return Math.max(this.#parts.minMs, Math.min(seconds(5), this.#parts.maxMs));
	}

	/** The wait until the next look at a job that is still running, ms. */
	nextLookMs(job: Job, now: number): number {
		const { minMs, maxMs, random, familyMinMs } = this.#parts;
		const age = now - (job.submission.acceptedAt ?? job.createdAt);
		const wait = Math.min(Math.max(age / 10, minMs), maxMs);
		return Math.max(Math.round(wait * (0.9 + 0.2 * random())), familyMinMs(job));
	}

	/** Remembers how long a model took. */
	finished(_model: string, _durationMs: number): Promise<void> {
		return Promise.resolve();
	}

	/** Between which lengths of time most recent jobs of this model ended. */
	usual(_model: string): { readonly fromMs: number; readonly toMs: number } | undefined {
		return undefined;
	}
}
