import type { Logger } from 'pino';
import type { Job } from '../../jobs/record/job.js';
import { madeOf } from '../../jobs/record/leftTask.js';
import { isComparison } from '../../jobs/record/request.js';
import type { ResultSource, Task } from '../../jobs/record/task.js';
import { backoffMs, type Backoff } from '../../lib/backoff.js';
import type { Environment } from '../../lib/environment.js';
import { hours, minutes, seconds } from '../../lib/time.js';
import type { JobAges } from '../scheduling/jobAges.js';
import type { Records } from '../records/records.js';
import type { JobWriter } from '../records/jobWriter.js';
import type { VideoApi } from '../cometapi/videoApi.js';
import type { FetchFailure } from '../media/videos/videoFetching.js';
import type { KeepResult, Videos } from '../media/videos/videos.js';

/** While a result is young its bytes may come at any moment; later they are asked for less often. */
const freshBackoff: Backoff = { firstMs: seconds(2), longestMs: seconds(30) };
const fetchBackoff: Backoff = { firstMs: seconds(2), longestMs: minutes(5) };

/** For this long after the provider's word, a refusal of the bytes means "not yet": a store replicates, a gateway lags behind. */
const freshMs = minutes(10);

/** A finished video whose host is in trouble for this long is told as a link, in words. */
const giveUpAfterMs = hours(6);

interface ResultKeeperParts extends Pick<Environment, 'log' | 'random'> {
	/** The wall clock may be set meanwhile: that makes no video old, nor keeps one young. */
	readonly ages: Pick<JobAges, 'of'>;
	readonly videos: Videos;
	readonly videoApi: VideoApi;
	readonly store: Pick<Records, 'get'>;
	readonly writer: JobWriter;
}

type Kept =
	| { readonly type: 'ready'; readonly job: Job }
	| { readonly type: 'later'; readonly job: Job; readonly waitMs: number };

/** Fetches and keeps a finished video's bytes before anything is said about it, since the provider's link dies soon. */
export class ResultKeeper {
	readonly #parts: ResultKeeperParts;

	constructor(parts: ResultKeeperParts) {
		this.#parts = parts;
	}

	/** The job with its bytes kept, or with the reason why they cannot be had; or when to try again. */
	async keep(job: Job, log: Logger): Promise<Kept> {
		const { videos, writer, random } = this.#parts;
		const { outcome } = job;
		const settled = typeof job.delivery.fetchProblem === 'string';
		if (
			isComparison(job.request) ||
			outcome?.type !== 'succeeded' ||
			settled ||
			(job.media && (await videos.has(job.media)))
		) {
			return { type: 'ready', job };
		}

		const fetched = await this.#fetch(job.id, job.task ?? undefined, outcome.result, log);
		if (fetched.type === 'kept') {
			log.info({ bytes: fetched.media.bytes }, 'result kept');
			return { type: 'ready', job: await writer.apply(job, { type: 'result-kept', media: fetched.media }) };
		}
		const { detail, cause, patience } = fetched;
		const age = this.#ageOf(job, outcome.at);
		if (!isWorthwhile(age, fetched)) {
			log.error({ detail, cause }, 'the finished video cannot be fetched');
			return { type: 'ready', job: await writer.apply(job, { type: 'result-given-up', why: detail, cause }) };
		}
		log.warn({ detail, patience }, 'the finished video could not be fetched; trying again');
		const next = await writer.apply(job, { type: 'result-fetch-failed' });
		const backoff = age.sinceMade < freshMs ? freshBackoff : fetchBackoff;
		return { type: 'later', job: next, waitMs: backoffMs(backoff, next.delivery.fetchTries, random()) };
	}

	/**
	 * One more try at the wish of whoever wants a video that is not with us, whatever was said of it before. Returns the job
	 * with its bytes kept, on record where nobody else has the record in hand; or as it was.
	 */
	async again(job: Job, log: Logger): Promise<Job> {
		const { videos, store, writer } = this.#parts;
		const { task, media } = job;
		const made = madeOf(job);
		if (isComparison(job.request) || made === undefined || (media && (await videos.has(media)))) return job;

		const fetched = await this.#fetch(job.id, task ?? undefined, made.result, log);
		if (fetched.type === 'failed') {
			log.warn({ detail: fetched.detail }, 'the video that was asked for can still not be fetched');
			return job;
		}
		log.info({ bytes: fetched.media.bytes }, 'result kept after all');
		const kept = { type: 'result-kept', media: fetched.media } as const;
		const latest = await store.get(job.id);
		// A step that has the job in hand finds the file by itself.
		return latest?.phase === 'closed' ? writer.apply(latest, kept) : writer.advance(job, kept);
	}

	/** The last frame of a job's video as a JPEG, the video being asked for once more if need be; where it can be taken. */
	async lastFrame(jobId: string): Promise<Buffer | undefined> {
		const { videos, store, log } = this.#parts;
		const job = await store.get(jobId);
		const media = job && (await this.again(job, log.child({ jobId }))).media;
		return media ? videos.frame(media, 'last') : undefined;
	}

	#ageOf(job: Job, madeAt: number): Age {
		const wantedAt = job.delivery.again?.at ?? madeAt;
		const sinceWanted = this.#parts.ages.of(job.id, wantedAt);
		return { sinceWanted, sinceMade: sinceWanted + Math.max(0, wantedAt - madeAt) };
	}

	async #fetch(jobId: string, task: Task | undefined, result: ResultSource, log: Logger): Promise<KeepResult> {
		const { videoApi } = this.#parts;
		const first = await this.#fetchFrom(jobId, task, result);
		if (first.type === 'kept' || !first.gone || task === undefined) return first;

		// The link has expired; asking for the task again may give a fresh one.
		log.info('the result link is dead; asking for a fresh one');
		const poll = await videoApi.check(task);
		if (poll.type === 'failed') return { ...first, patience: 'hours' };
		if (poll.status.state !== 'succeeded') return first;
		return this.#fetchFrom(jobId, task, poll.status.result);
	}

	async #fetchFrom(jobId: string, task: Task | undefined, result: ResultSource): Promise<KeepResult> {
		const { videos, videoApi } = this.#parts;
		if (task === undefined) return videos.tryKeep({ jobId, urls: result.urls });
		const named = await videoApi.results(task, result);
		if (named.type === 'failed') {
			return { type: 'failed', cause: 'unreachable', gone: false, patience: 'hours', detail: named.detail };
		}
		return videos.tryKeep({ jobId, urls: named.result.urls, task });
	}
}

/** Milliseconds since the provider's word, and since the video was last asked to be told. */
interface Age {
	readonly sinceMade: number;
	readonly sinceWanted: number;
}

function isWorthwhile({ sinceMade, sinceWanted }: Age, { patience }: FetchFailure): boolean {
	switch (patience) {
		case 'none':
			return false;
		case 'minutes':
			return sinceMade < freshMs;
		case 'hours':
			return sinceWanted < giveUpAfterMs;
	}
}
