import type { Logger } from 'pino';
import type { Job } from '../../jobs/record/job.js';
import { advance, type JobEvent } from '../../jobs/record/transitions.js';
import type { Clock } from '../../lib/time.js';
import type { JobStore } from './jobStore.js';

/** Hears of every record that has been saved: limits, the line, metrics. */
export type JobObserver = (job: Job) => void;

interface JobWriterParts {
	readonly store: JobStore;
	readonly clock: Clock;
	readonly log: Logger;
	readonly observers: readonly JobObserver[];
}

/** Moves a job on and makes it last: the events, one save, then word to whoever counts. */
export class JobWriter {
	readonly #parts: JobWriterParts;

	constructor(parts: JobWriterParts) {
		this.#parts = parts;
	}

	/** The job after the events, saved. What it returns is on disk; when it throws, nothing has changed. */
	async apply(job: Job, ...events: readonly JobEvent[]): Promise<Job> {
		const next = this.advance(job, ...events);
		await this.save(next);
		if (next.phase !== job.phase) {
			this.#parts.log.info({ jobId: job.id, from: job.phase, to: next.phase }, 'job moved on');
		}
		return next;
	}

	/** The job after the events, unsaved. */
	advance(job: Job, ...events: readonly JobEvent[]): Job {
		const at = this.#parts.clock.now();
		return events.reduce((current, event) => advance(current, event, at), job);
	}

	async save(job: Job): Promise<void> {
		await this.#parts.store.save(job);
		for (const observe of this.#parts.observers) observe(job);
	}
}
