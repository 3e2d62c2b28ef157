import type { Logger } from 'pino';
import { isErased, type Job } from '../../jobs/record/job.js';
import { advance, type JobEvent } from '../../jobs/record/transitions.js';
import type { SecretCleaner } from '../../lib/secretCleaner.js';
import type { Records } from './records.js';
import { EndedJobGoneError, LeaseLostError } from '../../jobs/record/recordError.js';
import type { Environment } from '../../lib/environment.js';

/** Hears of every record that has been saved: limits, the queue, metrics. */
export interface JobObserver {
	observe(job: Job): void;
	/** The record is taken back: its interaction was not ours. */
	release?(jobId: string): void;
}

/** Events that bring words of the other side into the record. */
const withWords: ReadonlySet<JobEvent['type']> = new Set<JobEvent['type']>([
	...([
		'submission-refused',
		'outcome-reached',
		'left-task-ended',
		'result-given-up',
		'rung-left',
		'delivery-abandoned',
	] as const),
]);

interface JobWriterParts extends Pick<Environment, 'clock' | 'log'> {
	readonly store: Records;
	readonly observers: readonly JobObserver[];
	/** Takes secrets out of the words of others before they are stored. */
	readonly secrets: Pick<SecretCleaner, 'cleanDeep'>;
}

/** Moves a job on and makes it last: the events, one save, then word to whoever counts. */
export class JobWriter {
	readonly #parts: JobWriterParts;

	constructor(parts: JobWriterParts) {
		this.#parts = parts;
	}

	/** The job after the events, saved. What it returns is on disk; when it throws, nothing has changed. */
	async apply(job: Job, ...events: readonly JobEvent[]): Promise<Job> {
		if (job.phase === 'closed') return this.#applyToEnded(job, events);
		const next = this.advance(job, ...events);
		await this.save(next);
		if (next.phase !== job.phase) {
			this.#parts.log.info({ jobId: job.id, from: job.phase, to: next.phase }, 'job moved on');
		}
		return next;
	}

	/** Beside a job's steps, its member and the days that pass may change a record that has ended: the latest one counts. */
	async #applyToEnded({ id }: Job, events: readonly JobEvent[]): Promise<Job> {
		const { store, observers } = this.#parts;
		return store.alone(id, async () => {
			const latest = await store.get(id);
			if (latest?.phase !== 'closed' || isErased(latest)) throw new EndedJobGoneError(id);
			const next = this.advance(latest, ...events);
			await (next.phase === 'closed' ? store.save(next) : store.reopen(next));
			for (const observer of observers) observer.observe(next);
			return next;
		});
	}

	/** The job after the events, unsaved. */
	advance(job: Job, ...events: readonly JobEvent[]): Job {
		const at = this.#parts.clock.now();
		return events.reduce((current, event) => advance(current, this.#cleaned(event, job.id), at), job);
	}

	#cleaned(event: JobEvent, jobId: string): JobEvent {
		const { secrets } = this.#parts;
		return !withWords.has(event.type) ? event : secrets.cleanDeep(event, jobId);
	}

	async save(job: Job): Promise<void> {
		await this.#parts.store.save(job);
		for (const observer of this.#parts.observers) observer.observe(job);
	}

	/** Takes back a record whose interaction turned out not to be ours, and what was reserved for it. */
	async forget(jobId: string): Promise<void> {
		for (const observer of this.#parts.observers) observer.release?.(jobId);
		await this.#parts.store.remove(jobId);
	}
}

/**
 * Records that say what came of a create and could not be saved (a full disk, a locked store). They are the only copy of
 * a task that may have been paid for, so they stay in memory until a save succeeds; meanwhile no create may start.
 */
export class UnsavedRecords {
	readonly #writer: JobWriter;
	readonly #records = new Map<string, Job>();

	constructor(parts: { writer: JobWriter }) {
		this.#writer = parts.writer;
	}

	/** Whether creates must wait, and the process is not ready. */
	get any(): boolean {
		return this.#records.size > 0;
	}

	has(id: string): boolean {
		return this.#records.has(id);
	}

	/** Saves the record; when that fails, keeps it, says so where an operator looks, and throws. */
	async save(job: Job, log: Logger): Promise<void> {
		try {
			await this.#writer.save(job);
			this.#records.delete(job.id);
		} catch (error) {
			const taskId = job.task?.id ?? null;
			if (error instanceof LeaseLostError) {
				this.#records.delete(job.id);
				log.error(
					{ taskId, phase: job.phase },
					'the answer to a create came after another process had taken up its job',
				);
				throw error;
			}
			this.#records.set(job.id, job);
			log.error({ err: error, taskId, phase: job.phase }, 'the answer to a create could not be saved; kept in memory');
			throw error;
		}
	}

	/** Tries again for one job, if there is something to save. @throws when it still cannot be */
	async retry(id: string, log: Logger): Promise<void> {
		const job = this.#records.get(id);
		if (job !== undefined) await this.save(job, log);
	}

	/** Tries again for all, as the last act of a process. Returns how many are still unsaved. */
	async flush(log: Logger): Promise<number> {
		for (const job of [...this.#records.values()]) await this.save(job, log).catch(() => undefined);
		return this.#records.size;
	}
}
