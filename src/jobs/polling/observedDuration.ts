import { minutes } from '../../lib/time.js';
import type { Job } from '../record/job.js';

/** A look that came later than planned by more than this (a restart, an outage) says too little of when a task ended. */
const mostOverdueMs = minutes(1);

/**
 * How long a task took that is seen to be finished at `now`, ms; `undefined` when nobody can say. It ended somewhere between
 * the last look that saw it unfinished and this one, so the middle is taken. The look's own time would never do: a model that
 * is done before its first look would be believed to take until then, the next first look would come later still, and so on.
 */
export function observedDuration(job: Job, now: number): number | undefined {
	const { acceptedAt } = job.submission;
	const { count, failures, lastAt, nextAt } = job.looking;
	// How long a reconciled task took nobody knows.
	if (!acceptedAt || failures > 0 || now - (nextAt ?? now) > mostOverdueMs) return undefined;
	const unfinishedAt = count === 0 ? acceptedAt : (lastAt ?? acceptedAt);
	const duration = (unfinishedAt + now) / 2 - acceptedAt;
	return duration > 0 ? duration : undefined;
}
