import type { Logger } from 'pino';
import { factsOf } from '../../jobs/record/failure.js';
import type { Job } from '../../jobs/record/job.js';
import { observedDuration } from '../../jobs/polling/pollPlan.js';
import type { Task } from '../../jobs/record/task.js';
import { isEndingBelieved, mayOutlive } from '../../jobs/record/looking.js';
import { isTaskLost, type JobEvent } from '../../jobs/record/transitions.js';
import { backoffMs, type Backoff } from '../../lib/backoff.js';
import { minutes, seconds } from '../../lib/time.js';
import type { TaskStatus } from '../../providers/contract/provider.js';
import type { NextStep } from '../scheduling/engine.js';
import type { Records } from '../records/records.js';
import type { JobAges } from '../scheduling/jobAges.js';
import type { JobWriter } from '../records/jobWriter.js';
import type { PollPace } from '../scheduling/pollPace.js';
import type { Progress } from '../progress/progress.js';
import type { VideoApi } from '../cometapi/videoApi.js';
import type { Environment } from '../../lib/environment.js';

/** Between polls that failed; a failed poll never fails a job. */
const failedPollBackoff: Backoff = { firstMs: seconds(2), longestMs: minutes(2) };

/** How often a late job is polled, more or less: jobs that grew late together must not be polled together. */
const latePollMs = minutes(3);
const lateSpread = 0.3;

interface PollingStepParts extends Pick<Environment, 'clock' | 'random'> {
	readonly store: Records;
	readonly writer: JobWriter;
	readonly videoApi: VideoApi;
	readonly pace: PollPace;
	readonly progress: Progress;
	readonly ages: JobAges;
	/** After this long the member is told that the job is late … */
	readonly jobTimeoutMs: number;
	/** … and after this much longer it ends. */
	readonly lateMs: number;
}

/** The resilient poller: one status call, then either the time of the next or an outcome. */
export class PollingStep {
	readonly #parts: PollingStepParts;

	constructor(parts: PollingStepParts) {
		this.#parts = parts;
	}

	async step(job: Job, log: Logger): Promise<NextStep> {
		const { store, videoApi, clock } = this.#parts;
		const { task } = job;
		if (task === null || task === undefined) throw new Error(`job ${job.id} is generating without a task`);
		if (await store.hasNote('cancel', job.id)) {
			return this.#end(job, { type: 'outcome-reached', outcome: { type: 'cancelled' } }, log);
		}

		const poll = await videoApi.check(task, job.request);
		if (poll.type === 'failed') {
			const { why, httpStatus } = poll;
			log.warn({ why, httpStatus, failures: job.looking.failures + 1 }, 'look failed; looking again later');
			// The other side's words may repeat the prompt.
			log.debug({ detail: poll.detail }, 'what the failed poll was told');
			const wait = backoffMs(failedPollBackoff, job.looking.failures + 1, this.#parts.random());
			return this.#goOn(job, { type: 'poll-failed' }, Math.max(wait, poll.retryAfterMs ?? 0), log);
		}
		log.debug({ state: poll.status.state }, 'looked');
		const ending = await this.#ending(job, task, poll.status, log);
		if (ending !== undefined) return this.#end(job, ending, log);

		const { status } = poll;
		const event: JobEvent =
			status.state === 'pending' || status.state === 'running'
				? {
						type: 'task-progressed',
						state: status.state,
						percent: status.percent,
						ending: status.doubt !== undefined,
					}
				: { type: 'task-missing' };
		const seen = this.#parts.writer.advance(job, event);
		if (isTaskLost(seen)) return this.#fail(seen, 'task-lost', log);
		const believed = await this.#believed(seen, task, status, log);
		if (believed !== undefined) return this.#end(job, believed, log);
		return this.#goOn(job, event, this.#parts.pace.nextPollMs(seen, clock.now()), log);
	}

	/** The outcome that a status means, if it means one. */
	async #ending(job: Job, task: Task, status: TaskStatus, log: Logger): Promise<JobEvent | undefined> {
		if (status.state === 'succeeded') {
			const duration = observedDuration(job, this.#parts.clock.now());
			if (duration !== undefined) await this.#parts.pace.finished(job, duration);
			return { type: 'outcome-reached', outcome: { type: 'succeeded', result: status.result } };
		}
		if (status.state === 'failed') {
			const failure = status.failure ?? (await this.#parts.videoApi.why(task));
			log.info({ failure: factsOf(failure) }, 'the provider reported a failure');
			return { type: 'outcome-reached', outcome: { type: 'failed', failure } };
		}
		return undefined;
	}

	/** An ending that no word told, when answers have suggested it long enough. */
	async #believed(seen: Job, task: Task, status: TaskStatus, log: Logger): Promise<JobEvent | undefined> {
		const doubt = status.state === 'pending' || status.state === 'running' ? status.doubt : undefined;
		if (doubt === undefined || !isEndingBelieved(seen, doubt.patienceMs)) return undefined;
		log.info({ endings: seen.looking.endings }, 'an ending in no known word was told again; it is believed');
		return this.#ending(seen, task, doubt.ending, log);
	}

	/** Nothing has ended: write down what was seen, tell the member, say when to poll next. */
	async #goOn(job: Job, event: JobEvent, waitMs: number, log: Logger): Promise<NextStep> {
		const { writer, clock, jobTimeoutMs, lateMs, progress } = this.#parts;
		const now = clock.now();
		const age = this.#parts.ages.of(job.id, job.submission.startedAt ?? job.createdAt);
		const isOver = age >= jobTimeoutMs + lateMs;
		// A poll that told nothing says nothing of the task, which may have ended while nobody could ask.
		const toldNothing = event.type === 'poll-failed' || (event.type === 'task-progressed' && event.ending === true);
		const overdue = isOver && toldNothing && mayOutlive(job);
		if (isOver && !overdue) return this.#fail(writer.advance(job, event), 'expired', log);

		const isLate = age >= jobTimeoutMs;
		const endsIn = overdue ? Infinity : (isLate ? jobTimeoutMs + lateMs : jobTimeoutMs) - age;
		const lateWait = latePollMs * (1 + lateSpread * (2 * this.#parts.random() - 1));
		const wait = Math.min(isLate ? Math.max(waitMs, Math.round(lateWait)) : waitMs, endsIn);
		const lateEvents: JobEvent[] = isLate && (job.lateAt ?? null) === null ? [{ type: 'late-told' }] : [];
		const planned: JobEvent = { type: 'poll-planned', nextAt: now + wait, overdue };

		const next = await writer.apply(job, event, ...lateEvents, planned);
		progress.show(next);
		return { waitMs: wait };
	}

	#fail(job: Job, code: 'expired' | 'task-lost', log: Logger): Promise<NextStep> {
		return this.#end(job, { type: 'outcome-reached', outcome: { type: 'failed', failure: { code } } }, log);
	}

	async #end(job: Job, ending: JobEvent, log: Logger): Promise<NextStep> {
		await this.#parts.writer.apply(job, ending);
		log.info({ polls: job.looking.count + 1 }, 'looking ended');
		return { waitMs: 0 };
	}
}
