import type { Job } from '../../jobs/record/job.js';
import type { RequestSource } from '../../jobs/record/request.js';

/** What another request needs to start from this job's video; nothing where there is none. */
export function sourceOf({ id, task, outcome }: Job): RequestSource | undefined {
	if (outcome?.type !== 'succeeded') return undefined;
	const { videoId, urls } = outcome.result;
	return { jobId: id, taskId: task?.id ?? null, videoId: videoId ?? null, videoUrl: urls[0] ?? null };
}
