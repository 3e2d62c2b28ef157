import type { Logger } from 'pino';
import type { Job } from '../../jobs/record/job.js';
import type { ResultSource, Task } from '../../jobs/record/task.js';
import { backoffMs, type Backoff } from '../../lib/backoff.js';
import { hours, minutes, seconds, type Clock } from '../../lib/time.js';
import type { JobWriter } from '../records/jobWriter.js';
import type { VideoApi } from '../cometapi/videoApi.js';
import type { KeepResult, Videos } from '../media/videos/videos.js';

const fetchBackoff: Backoff = { firstMs: seconds(2), longestMs: minutes(5) };

/** A finished video that cannot be fetched for this long is told as a link, in words. */
const giveUpAfterMs = hours(6);

interface ResultKeeperParts {
	readonly videos: Videos;
	readonly videoApi: VideoApi;
	readonly writer: JobWriter;
	readonly clock: Clock;
	readonly random: () => number;
}

export type Kept =
	| { readonly type: 'ready'; readonly job: Job }
	| { readonly type: 'later'; readonly job: Job; readonly waitMs: number };

/** Brings a finished video's bytes home before anything is said about it, since the provider's link dies soon. */
export class ResultKeeper {
	readonly #parts: ResultKeeperParts;

	constructor(parts: ResultKeeperParts) {
		this.#parts = parts;
	}

	/** The job with its bytes kept, or with the reason why they cannot be had; or when to try again. */
	async keep(job: Job, log: Logger): Promise<Kept> {
		const { videos, writer, clock, random } = this.#parts;
		const { outcome, task } = job;
		const settled = typeof job.delivery.fetchProblem === 'string';
		if (outcome?.type !== 'succeeded' || settled || (job.media && (await videos.has(job.media)))) {
			return { type: 'ready', job };
		}

		const fetched = await this.#fetch(job.id, task ?? undefined, outcome.result, log);
		if (fetched.type === 'kept') {
			log.info({ bytes: fetched.media.bytes }, 'result kept');
			return { type: 'ready', job: await writer.apply(job, { type: 'result-kept', media: fetched.media }) };
		}
		if (!fetched.retryable || clock.now() - outcome.at >= giveUpAfterMs) {
			log.error({ detail: fetched.detail }, 'the finished video cannot be fetched');
			return { type: 'ready', job: await writer.apply(job, { type: 'result-given-up', why: fetched.detail }) };
		}
		log.warn({ detail: fetched.detail }, 'the finished video could not be fetched; trying again');
		const next = await writer.apply(job, { type: 'result-fetch-failed' });
		return { type: 'later', job: next, waitMs: backoffMs(fetchBackoff, next.delivery.fetchTries, random()) };
	}

	async #fetch(jobId: string, task: Task | undefined, result: ResultSource, log: Logger): Promise<KeepResult> {
		const { videoApi } = this.#parts;
		const first = await this.#fetchFrom(jobId, task, result);
		if (first.type === 'kept' || !first.gone || task === undefined) return first;

		// The link has expired; asking for the task again may give a fresh one.
		log.info('the result link is dead; asking for a fresh one');
		const look = await videoApi.check(task);
		if (look.type === 'failed') return { ...first, retryable: true };
		if (look.status.state !== 'succeeded') return first;
		return this.#fetchFrom(jobId, task, look.status.result);
	}

	async #fetchFrom(jobId: string, task: Task | undefined, result: ResultSource): Promise<KeepResult> {
		const { videos, videoApi } = this.#parts;
		if (task === undefined) return videos.tryKeep({ jobId, urls: result.urls });
		const named = await videoApi.results(task, result);
		if (named.type === 'failed') return { type: 'failed', gone: false, retryable: true, detail: named.detail };
		return videos.tryKeep({ jobId, urls: named.result.urls, task });
	}
}
