import type { Logger } from 'pino';
import type { Job } from '../../jobs/record/job.js';
import { isRedeliverable } from '../../jobs/record/redelivery.js';
import { errorDetail } from '../../lib/errorDetail.js';
import { backoffMs, type Backoff } from '../../lib/backoff.js';
import type { Environment } from '../../lib/environment.js';
import type { ServingMember } from '../media/servedMember.js';
import { hours, minutes, seconds } from '../../lib/time.js';
import type { DeliveryStep } from './deliveryStep.js';
import type { NextStep } from '../scheduling/engine.js';
import type { ResultReply } from '../delivery/resultReply.js';
import type { Metrics } from '../metrics/metrics.js';
import type { JobSecrets } from '../ops/jobSecrets.js';
import { LeaseLostError } from '../../jobs/record/recordError.js';
import type { Records } from '../records/records.js';
import type { JobWriter, UnsavedRecords } from '../records/jobWriter.js';
import type { FoundStep } from './foundStep.js';
import type { LeftTaskStep } from './leftTaskStep.js';
import type { PollingStep } from './pollingStep.js';
import type { Progress } from '../progress/progress.js';
import type { SubmissionStep } from './submissionStep.js';

/** A step that throws (the store is away, a bug) is repeated with growing waits … */
const stepBackoff: Backoff = { firstMs: seconds(1), longestMs: minutes(5) };

/** … for this long; then the member is told that we could not. */
const giveUpAfterMs = hours(24);

/** When to look again whether an outcome that is being given openly has been. */
const claimedMs = seconds(2);

interface JobRunnerParts extends Environment {
	readonly serving: ServingMember;
	readonly store: Records;
	readonly writer: JobWriter;
	readonly unsaved: UnsavedRecords;
	readonly submission: SubmissionStep;
	readonly polling: PollingStep;
	readonly delivery: DeliveryStep;
	readonly leftTask: LeftTaskStep;
	/** Of jobs that were open when this process started. */
	readonly found: Pick<FoundStep, 'step'>;
	readonly progress: Progress;
	/** Outcomes that are being given openly just now. */
	readonly resultReply: Pick<ResultReply, 'isClaimed'>;
	/** The process is ending. */
	readonly draining: () => boolean;
	readonly metrics: Pick<Metrics, 'stepFailed'>;
	/** What is the job's own is taken out of what others say during a step. */
	readonly jobSecrets: Pick<JobSecrets, 'hold'>;
}

interface Trouble {
	/** By the clock that nobody sets. */
	readonly since: number;
	failures: number;
}

/**
 * One step of one job: load the record, act once by its phase, save, say when next. The path before and after a restart is
 * the same path, because nothing but the record is carried from one step to the next.
 */
export class JobRunner {
	readonly #parts: JobRunnerParts;
	readonly #trouble = new Map<string, Trouble>();

	constructor(parts: JobRunnerParts) {
		this.#parts = parts;
	}

	/** Never throws; what goes wrong is logged, and the step is repeated. */
	readonly step = async (id: string): Promise<NextStep> => {
		const log = this.#parts.log.child({ jobId: id });
		let job: Job | undefined;
		let release: (() => void) | undefined;
		try {
			// What could not be saved is newer than the record, in whatever phase: nothing is done before it is on disk.
			await this.#parts.unsaved.retry(id, log);
			job = await this.#parts.store.get(id);
			release = job && this.#parts.jobSecrets.hold(job);
			const next = job === undefined ? ('done' as const) : await this.#act(await this.#upToDate(job), log);
			this.#trouble.delete(id);
			return next;
		} catch (error) {
			// A job that fails from its first step on must not leave its member before an empty message.
			if (job?.phase === 'queued' && job.acknowledged) this.#parts.progress.show(job);
			return await this.#failed(id, error, log);
		} finally {
			release?.();
		}
	};

	/** What edits of the progress message have found out since the last step: a dead token, a deleted message. */
	async #upToDate(job: Job): Promise<Job> {
		const { progress, writer } = this.#parts;
		const lost = progress.lost(job);
		return lost.length === 0 || job.phase === 'closed' ? job : writer.apply(job, ...lost);
	}

	#act(job: Job, log: Logger): Promise<NextStep> {
		return this.#parts.serving(job.requester.id, async () => {
			return (await this.#parts.found.step(job, log)) ?? this.#actByPhase(job, log);
		});
	}

	#actByPhase(job: Job, log: Logger): Promise<NextStep> {
		switch (job.phase) {
			case 'queued':
				return this.#parts.submission.queued(job, log);
			case 'submitting':
				return this.#parts.submission.found(job, log);
			case 'generating':
				return this.#parts.polling.step(job, log);
			case 'delivering':
				return this.#parts.delivery.step(job, log);
			case 'closed':
				return this.#closed(job, log);
		}
	}

	/** Nothing more happens to a closed job, unless its task goes on or an admin asks for its outcome to be told again. */
	async #closed(job: Job, log: Logger): Promise<NextStep> {
		const { resultReply, store, writer } = this.#parts;
		const askedAt = await store.notedAt('redeliver', job.id);
		if (askedAt === undefined) return this.#parts.leftTask.step(job, log);
		// Its member is being given it at this moment, where everybody sees it.
		if (await resultReply.isClaimed(job.id)) return { waitMs: claimedMs };
		// What its member has been given openly since then needs no telling a second time.
		const isTold = (job.delivery.receipt?.at ?? 0) > askedAt;
		if (isRedeliverable(job) && !isTold) await writer.apply(job, { type: 'redelivery-asked' });
		// After the record: a note that is met again finds the job on its way, and does nothing.
		await store.takeNote('redeliver', job.id);
		return { waitMs: 0 };
	}

	async #failed(id: string, error: unknown, log: Logger): Promise<NextStep> {
		const { clock, draining, random, metrics } = this.#parts;
		if (draining()) {
			// Whatever it needed may be closed by now. The record stands, and the next process goes on from it.
			log.warn({ detail: errorDetail(error) }, 'step cut short: the process is ending');
			return { waitMs: stepBackoff.firstMs };
		}
		if (error instanceof LeaseLostError) {
			log.warn('another process has taken up the job; nothing more is done for it here');
			return 'done';
		}
		metrics.stepFailed();
		const trouble = this.#trouble.get(id) ?? { since: clock.elapsed(), failures: 0 };
		trouble.failures += 1;
		this.#trouble.set(id, trouble);
		log.error({ err: error, failures: trouble.failures }, 'step failed; it will be repeated');

		if (clock.elapsed() - trouble.since >= giveUpAfterMs && (await this.#giveUp(id, error, log))) {
			this.#trouble.delete(id);
			return { waitMs: 0 };
		}
		return { waitMs: backoffMs(stepBackoff, trouble.failures, random()) };
	}

	/** Ends the job as *internal*, or its delivery; returns whether that could be saved. */
	async #giveUp(id: string, error: unknown, log: Logger): Promise<boolean> {
		const { store, unsaved, writer } = this.#parts;
		try {
			await unsaved.retry(id, log);
			const job = await store.get(id);
			if (job === undefined || job.phase === 'closed') return true;
			const detail = error instanceof Error ? error.message : String(error);
			const { inReply } = job.delivery;
			if (job.phase === 'delivering' && inReply) await writer.apply(job, { type: 'delivery-made', receipt: inReply });
			else if (job.phase === 'delivering') await writer.apply(job, { type: 'delivery-abandoned', why: detail });
			else {
				const failure = { code: 'internal', detail } as const;
				await writer.apply(job, { type: 'outcome-reached', outcome: { type: 'failed', failure } });
			}
			return true;
		} catch (cause) {
			log.error({ err: cause }, 'giving up could not be saved');
			return false;
		}
	}
}
