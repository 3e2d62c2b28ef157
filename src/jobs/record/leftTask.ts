import type { Job, Outcome } from './job.js';

/**
 * Whether a cancelled job's task still runs at the provider, as far as anybody knows: it is waited for quietly, and holds
 * its places.
 */
export const isTaskLeft = ({ leftTask }: Pick<Job, 'leftTask'>): boolean => leftTask?.state === 'running';

type Made = Extract<Outcome, { type: 'succeeded' }>;

/** What the provider made of this job: its outcome, or what a cancelled task became all the same. */
export function madeOf({ leftTask, outcome }: Job): Made | undefined {
	if (outcome?.type === 'succeeded') return outcome;
	if (leftTask?.state !== 'succeeded') return undefined;
	return { type: 'succeeded', at: leftTask.at, result: leftTask.result };
}

/** A cancelled job whose video was made all the same, as one that succeeded: to show and to build on, never to save. */
export function asMade(job: Job): Job {
	const made = madeOf(job);
	return made === undefined || made === job.outcome ? job : { ...job, outcome: made };
}
