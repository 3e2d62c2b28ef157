import type { Logger } from 'pino';
import { erased } from '../../jobs/accounting/erasure.js';
import { isErased, type Job } from '../../jobs/record/job.js';
import { mostOverduePolls } from '../../jobs/record/looking.js';
import { isTaskLeft, madeOf } from '../../jobs/record/leftTask.js';
import type { JobEvent } from '../../jobs/record/transitions.js';
import { minutes, seconds, type Clock } from '../../lib/time.js';
import type { VideoApi } from '../cometapi/videoApi.js';
import type { ResultKeeper } from '../delivery/resultKeeper.js';
import type { Records } from '../records/records.js';
import type { JobWriter } from '../records/jobWriter.js';
import type { NextStep } from '../scheduling/engine.js';
import type { PollPace } from '../scheduling/pollPace.js';
import type { JobAges } from '../scheduling/jobAges.js';

/** The least wait between two polls once the job is late. */
const lateWaitMs = minutes(3);

/** A video that cannot be fetched is asked for again so often, for so long; after that at its member's wish alone. */
const fetchAgainMs = seconds(30);
const fetchForMs = minutes(10);

interface LeftTaskStepParts {
	readonly store: Pick<Records, 'get'>;
	readonly writer: JobWriter;
	readonly videoApi: Pick<VideoApi, 'check'>;
	readonly results: Pick<ResultKeeper, 'again'>;
	readonly pace: Pick<PollPace, 'nextPollMs'>;
	readonly ages: JobAges;
	readonly clock: Clock;
	readonly jobTimeoutMs: number;
	readonly lateMs: number;
}

type Ended = Extract<JobEvent, { type: 'left-task-ended' }>['end'];

/**
 * What happens to a job that was cancelled after its task had been taken up: the task goes on, may cost money, and may become
 * a video. It is polled quietly until it has ended or its time is over; a video is kept, and offered where its member looks.
 */
export class LeftTaskStep {
	readonly #parts: LeftTaskStepParts;
	/** Unanswered polls past the deadline, by job. */
	readonly #overdue = new Map<string, number>();

	constructor(parts: LeftTaskStepParts) {
		this.#parts = parts;
	}

	async step(job: Job, log: Logger): Promise<NextStep> {
		if (isTaskLeft(job)) return this.#poll(job, log);
		const made = madeOf(job);
		if (made === undefined || job.media || isErased(job)) return 'done';
		const kept = await this.#parts.results.again(job, log);
		if (kept.media || this.#parts.clock.now() - made.at >= fetchForMs) return 'done';
		return { waitMs: fetchAgainMs };
	}

	async #poll(job: Job, log: Logger): Promise<NextStep> {
		const { ages, clock, jobTimeoutMs, lateMs, pace, videoApi } = this.#parts;
		const { task } = job;
		if (!task) return this.#end(job, { state: 'unknown' }, log);
		const poll = await videoApi.check(task);
		const ended = poll.type === 'failed' ? undefined : endOf(poll.status);
		if (ended !== undefined) {
			this.#overdue.delete(job.id);
			return this.#end(job, ended, log);
		}

		const age = ages.of(job.id, job.submission.startedAt ?? job.createdAt);
		const isOver = age >= jobTimeoutMs + lateMs;
		if (isOver && !this.#mayOutlive(job, poll.type)) return this.#end(job, { state: 'unknown' }, log);
		const isLate = age >= jobTimeoutMs;
		if (isLate && (job.lateAt ?? null) === null) await this.#apply(job.id, { type: 'late-told' });
		const asked = poll.type === 'failed' ? (poll.retryAfterMs ?? 0) : 0;
		const wait = Math.max(isLate ? lateWaitMs : 0, pace.nextPollMs(job, clock.now()), asked);
		return { waitMs: isLate ? wait : Math.min(wait, Math.max(1, jobTimeoutMs - age)) };
	}

	/** As with every job: an unanswered poll does not end what may have ended while nobody could ask. */
	#mayOutlive({ id }: Job, poll: 'failed' | 'status'): boolean {
		const overdue = this.#overdue.get(id) ?? 0;
		const isWaitedFor = poll === 'failed' && overdue < mostOverduePolls;
		if (isWaitedFor) this.#overdue.set(id, overdue + 1);
		else this.#overdue.delete(id);
		return isWaitedFor;
	}

	async #end(job: Job, end: Ended, log: Logger): Promise<NextStep> {
		await this.#apply(job.id, { type: 'left-task-ended', end });
		log.info({ state: end.state }, 'the task of a cancelled job has ended');
		return { waitMs: 0 };
	}

	/** Read anew, because a member may have deleted the job while the provider was asked. */
	async #apply(id: string, event: JobEvent): Promise<void> {
		const { store, writer } = this.#parts;
		const latest = await store.get(id);
		if (latest?.phase !== 'closed' || !isTaskLeft(latest)) return;
		const erasedAt = latest.erasedAt ?? null;
		// What its member has deleted does not come back with what the provider says.
		if (erasedAt === null) await writer.apply(latest, event);
		else await writer.save(erased(writer.advance(latest, event), erasedAt));
	}
}

type Status = Extract<Awaited<ReturnType<VideoApi['check']>>, { type: 'status' }>['status'];

function endOf(status: Status): Ended | undefined {
	if (status.state === 'succeeded') return { state: 'succeeded', result: status.result };
	if (status.state === 'failed') return { state: 'failed', failure: status.failure ?? { code: 'provider' } };
	return undefined;
}
