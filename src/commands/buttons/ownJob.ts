import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { isErased, type Job } from '../../jobs/record/job.js';
import { asMade } from '../../jobs/record/leftTask.js';
import type { ButtonObstacle } from '../../messages/refusals/refusal.js';
import type { Records } from '../../services/records/records.js';
import type { Press, SentForm } from '../interaction/command.js';
import { refuseWith } from '../interaction/refuseAsked.js';
import type { Responding } from '../interaction/respond.js';
import type { RequestSource } from '../../jobs/record/request.js';

export interface OwnJobParts extends Responding {
	readonly store: Pick<Records, 'get'>;
}

/** A button that was pressed, or a form that was sent. */
export type AboutJob = Press | SentForm;

/**
 * The ended job that a button or a modal is about, for its owner alone. Everybody else, and everybody whose job is gone or
 * not over, has been told kindly when this returns nothing.
 */
export async function ownJob(asked: AboutJob, parts: OwnJobParts): Promise<Job | undefined> {
	const job = await parts.store.get(asked.id.jobId);
	const why = obstacleTo(job, asked.facts);
	if (job !== undefined && why === undefined) return asMade(job);
	await refuseWith(asked, why ?? 'gone', parts);
	return undefined;
}

function obstacleTo(job: Job | undefined, { userId }: InteractionFacts): ButtonObstacle | undefined {
	if (job === undefined) return 'gone';
	// The record's word, not the custom id's: it is the owner's limit that pays, and the owner's words that are shown.
	if (job.requester.id !== userId) return 'notYours';
	// Emptied at its member's wish; what is left serves the limits alone.
	if (isErased(job)) return 'gone';
	return job.outcome ? undefined : 'unfinished';
}

/** What another request needs to start from this job's video; nothing where there is none. */
export function sourceOf({ id, media, request, task, outcome }: Job): RequestSource | undefined {
	if (outcome?.type !== 'succeeded') return undefined;
	const { videoId, urls } = outcome.result;
	const seconds = media?.seconds ?? request.duration ?? null;
	return { jobId: id, taskId: task?.id ?? null, videoId: videoId ?? null, videoUrl: urls[0] ?? null, seconds };
}
