import { isErased, type Job } from './job.js';

/** Whether the outcome of a job can be told once more. */
export const isRedeliverable = (job: Job): boolean =>
	job.phase === 'closed' && job.outcome !== null && job.outcome !== undefined && !isErased(job);

/**
 * A closed job whose outcome is to be told again, because an admin asked for that: from the highest rung on. What was
 * told before is remembered, so that an unanswered post is not taken for it.
 */
export function toldAnew(job: Job, at: number): Job {
	const { receipt } = job.delivery;
	return {
		...job,
		phase: 'delivering',
		closedAt: null,
		// The telling has taken the place of what the progress message showed.
		destination: { ...job.destination, thumbnail: null },
		delivery: {
			left: [],
			fetchTries: 0,
			fetchProblem: null,
			fetchCause: null,
			attempt: null,
			receipt: null,
			undelivered: false,
			again: {
				times: (job.delivery.again?.times ?? 0) + 1,
				after: receipt?.pointerId ?? receipt?.messageId ?? job.delivery.again?.after ?? null,
				at,
			},
		},
	};
}
