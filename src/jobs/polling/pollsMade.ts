import type { Job } from '../record/job.js';
import type { FailureCode } from '../record/failure.js';

/** Ends that no poll has seen. */
const unseenEnds: readonly FailureCode[] = ['expired', 'task-lost', 'internal', 'interrupted'];

/** The record counts polls that saw the task unfinished; the one that saw it end is a poll too. */
export function pollsMade({ looking, outcome, task }: Pick<Job, 'looking' | 'outcome' | 'task'>): number {
	if (!task || !outcome || outcome.type === 'cancelled') return looking.count;
	const sawEnd = outcome.type === 'succeeded' || !unseenEnds.includes(outcome.failure.code);
	return looking.count + (sawEnd ? 1 : 0);
}
