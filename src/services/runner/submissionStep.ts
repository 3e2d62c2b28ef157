import type { Logger } from 'pino';
import { factsOf, type FailureCode } from '../../jobs/record/failure.js';
import type { Job } from '../../jobs/record/job.js';
import { isComparison, isJoin } from '../../jobs/record/request.js';
import type { Task } from '../../jobs/record/task.js';
import type { JobEvent, OutcomeReached } from '../../jobs/record/transitions.js';
import type { CreateVerdict } from '../../providers/answers/createVerdict.js';
import { backoffMs, type Backoff } from '../../lib/backoff.js';
import { plannedTime } from '../../jobs/polling/plannedTime.js';
import { minutes, seconds } from '../../lib/time.js';
import type { Acknowledger } from '../discord/acknowledger.js';
import type { Order } from '../../providers/contract/provider.js';
import type { CreateGate } from '../cometapi/createGate.js';
import type { NextStep } from '../scheduling/engine.js';
import type { Records } from '../records/records.js';
import type { JobWriter, UnsavedRecords } from '../records/jobWriter.js';
import { queuedJob } from '../../jobs/record/queuedJob.js';
import type { PlaceQueue } from '../scheduling/placeQueue.js';
import type { PollPace } from '../scheduling/pollPace.js';
import type { ComparisonStep } from './comparisonStep.js';
import type { JobAges } from '../scheduling/jobAges.js';
import type { JoinStep } from './joinStep.js';
import type { Preparation } from './preparation.js';
import type { Progress } from '../progress/progress.js';
import type { VideoApi } from '../cometapi/videoApi.js';
import type { Environment } from '../../lib/environment.js';

/** Between creates that were refused for the moment. */
const refusedBackoff: Backoff = { firstMs: seconds(2), longestMs: minutes(2) };

/** Creates that a parsed server error answered, before the job ends. */
const mostErrors = 3;

/** How often a job that may not start yet asks again; it is also woken when its turn comes. */
const lineWaitMs = seconds(30);

interface SubmissionStepParts extends Pick<Environment, 'clock' | 'random'> {
	readonly store: Records;
	readonly writer: JobWriter;
	readonly acknowledger: Acknowledger;
	readonly preparation: Preparation;
	readonly videoApi: VideoApi;
	readonly joining: Pick<JoinStep, 'step'>;
	readonly comparing: Pick<ComparisonStep, 'step' | 'recover'>;
	readonly queue: Pick<PlaceQueue, 'enter' | 'leave'>;
	readonly progress: Progress;
	readonly pace: PollPace;
	readonly creates: CreateGate;
	readonly unsaved: UnsavedRecords;
	readonly ages: JobAges;
	/** A job that has not been submitted within this time ends unpaid. */
	readonly jobTimeoutMs: number;
	/** True from the moment the process is told to stop: no create starts. */
	readonly draining: () => boolean;
}

/** The part of the journey that pays: from the queue to a task at the provider, at most once. */
export class SubmissionStep {
	readonly #parts: SubmissionStepParts;
	/** Creates on their way, until their answers are on disk. */
	readonly #inFlight = new Set<Promise<unknown>>();

	constructor(parts: SubmissionStepParts) {
		this.#parts = parts;
	}

	/** Resolves when no create is on its way. */
	async settled(): Promise<void> {
		while (this.#inFlight.size > 0) await Promise.allSettled(this.#inFlight);
	}

	/** A job in phase *queued*: make it ready, wait for its turn, submit it. */
	async queued(job: Job, log: Logger): Promise<NextStep> {
		const { store, ages, jobTimeoutMs } = this.#parts;
		if (!job.acknowledged) {
			return job.comparison?.of ? this.#parts.comparing.recover(job, log) : this.#recover(job, log);
		}
		if (isComparison(job.request)) return this.#parts.comparing.step(job, log);
		if (await store.hasNote('cancel', job.id)) return this.#end(job, { type: 'cancelled' }, log);

		// Before any work is done for it.
		if (ages.of(job.id, job.createdAt) >= jobTimeoutMs) return this.#fail(job, 'expired-unsubmitted', log);

		if (isJoin(job.request)) return this.#parts.joining.step(job, log);

		// Pictures first, before any waiting: an option's attachment vanishes.
		const ready = await this.#leavingOnError(job, () => this.#parts.preparation.prepare(job, log));
		if (ready.type === 'failed') return this.#end(job, { type: 'failed', failure: ready.failure }, log);
		if (ready.type === 'later') {
			this.#parts.progress.show(job);
			return { waitMs: ready.waitMs };
		}
		const prepared = ready.job;

		const wait = await this.#mustWait(prepared);
		if (wait !== undefined) {
			this.#parts.progress.show(prepared);
			return { waitMs: wait };
		}
		const create = this.#submit(prepared, log);
		this.#inFlight.add(create);
		return create.finally(() => this.#inFlight.delete(create));
	}

	/**
	 * A job found in phase *submitting*: the process that sent the create died before it could write down the answer. The
	 * task may exist and cost money, so it is never sent again. (An answer that we hold unsaved has been saved before this.)
	 */
	async found(job: Job, log: Logger): Promise<NextStep> {
		log.warn('the answer to this create was lost; it is not repeated');
		return this.#fail(job, 'submission-unknown', log);
	}

	/** After a crash at admission: Discord knows whether the member has seen "accepted". */
	async #recover(job: Job, log: Logger): Promise<NextStep> {
		const { acknowledger, writer } = this.#parts;
		const found = await acknowledger.recover(job);

		switch (found.type) {
			case 'unclear':
				return { waitMs: seconds(5) };
			case 'never':
				log.info('interaction was never acknowledged; the record is taken back');
				await writer.forget(job.id);
				return 'done';
			case 'too-old':
				return this.#fail(job, 'interrupted', log);
			case 'acknowledged':
				await writer.apply(job, found);
				return { waitMs: 0 };
		}
	}

	/** After how many milliseconds to ask again, if the create may not be sent now. */
	async #mustWait(job: Job): Promise<number | undefined> {
		const { queue, videoApi, creates, clock, draining } = this.#parts;
		const now = clock.now();
		const notBefore = plannedTime(job.submission.notBefore ?? now, now);
		if (notBefore > now) {
			await queue.leave(job.id);
			return notBefore - now;
		}
		const turn = await queue.enter(queuedJob(job));
		if (draining() || !turn) return lineWaitMs;
		if (creates.reason() === 'unsaved') return seconds(5);
		const hold = videoApi.createWaitMs(job.model.provider);
		if (hold > 0) {
			// The trouble of one family must not keep the place from another.
			await queue.leave(job.id);
			return hold;
		}
		return undefined;
	}

	async #submit(job: Job, log: Logger): Promise<NextStep> {
		const { videoApi, progress } = this.#parts;
		const started = await this.#start(job);
		if (started === undefined) return this.#fail(job, 'model', log);

		const { order, submitting } = started;
		progress.show(submitting);
		log.info({ provider: order.model.provider, model: order.model.id }, 'submitting');
		const verdict = await videoApi.start(order);
		return this.#answered(submitting, verdict, log);
	}

	/** The order, and the intent to send it; nothing where the model is no longer offered. */
	async #start(job: Job): Promise<{ order: Order; submitting: Job } | undefined> {
		const { preparation, writer } = this.#parts;
		return this.#leavingOnError(job, async () => {
			const order = await preparation.order(job);
			// The intent is on disk before the POST: whoever finds it knows that something may have been paid.
			return order && { order, submitting: await writer.apply(job, { type: 'submission-started' }) };
		});
	}

	/** Whoever stumbles before anything is paid holds no place that others wait for. */
	async #leavingOnError<T>(job: Job, act: () => Promise<T>): Promise<T> {
		try {
			return await act();
		} catch (error) {
			await this.#parts.queue.leave(job.id);
			throw error;
		}
	}

	async #answered(job: Job, verdict: CreateVerdict, log: Logger): Promise<NextStep> {
		switch (verdict.type) {
			case 'accepted':
				return this.#accepted(job, verdict.task, log);
			case 'refused':
				log.warn({ failure: factsOf(verdict.failure) }, 'submission refused');
				return this.#end(job, { type: 'failed', failure: verdict.failure }, log);
			case 'again':
				return this.#refusedForNow(job, verdict, log);
			case 'unknown': {
				log.warn({ requestId: verdict.requestId }, 'submission has no readable answer');
				const { detail, requestId } = verdict;
				const failure = { code: 'submission-unknown', detail, requestId } as const;
				return this.#end(job, { type: 'failed', failure }, log);
			}
		}
	}

	async #accepted(job: Job, task: Task, log: Logger): Promise<NextStep> {
		const { writer, unsaved, preparation, pace, progress, clock } = this.#parts;
		const waitMs = pace.firstPollMs(job);
		const planned: JobEvent = { type: 'poll-planned', nextAt: clock.now() + waitMs };
		// What the first edit has found out goes along, so that the next process does not do it again.
		const generating = writer.advance(job, { type: 'submission-accepted', task }, planned, ...progress.lost(job));
		// The task id is on disk before anything else is done with it.
		await unsaved.save(generating, log);
		log.info({ taskId: task.id, provider: task.provider }, 'submission accepted');
		await preparation.discard(generating, log);
		progress.show(generating);
		return { waitMs };
	}

	async #refusedForNow(job: Job, verdict: Extract<CreateVerdict, { type: 'again' }>, log: Logger): Promise<NextStep> {
		const { writer, unsaved, queue, clock, random, progress } = this.#parts;
		const { counted, detail, said } = verdict;
		log.warn({ why: verdict.why, counted }, 'submission refused for now');
		// Another model would not help where the whole gateway is away; the job waits for it.
		if (counted && job.submission.errors + 1 >= mostErrors && !this.#parts.videoApi.isAway()) {
			return this.#end(job, { type: 'failed', failure: { code: 'unavailable', detail, said } }, log);
		}

		const backoff = backoffMs(refusedBackoff, job.submission.refusals + 1, random());
		const wait = Math.max(backoff, verdict.retryAfterMs ?? 0);
		const refused: JobEvent = { type: 'submission-refused', retryAt: clock.now() + wait, counted, detail };
		const queued = writer.advance(job, refused);
		await unsaved.save(queued, log);
		await queue.leave(job.id);
		progress.show(queued);
		return { waitMs: wait };
	}

	#fail(job: Job, code: FailureCode, log: Logger): Promise<NextStep> {
		return this.#end(job, { type: 'failed', failure: { code } }, log);
	}

	async #end(job: Job, outcome: OutcomeReached, log: Logger): Promise<NextStep> {
		const { writer, unsaved, preparation } = this.#parts;
		await unsaved.save(writer.advance(job, { type: 'outcome-reached', outcome }), log);
		await preparation.discard(job, log);
		return { waitMs: 0 };
	}
}
