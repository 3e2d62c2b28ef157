import { seconds } from '../../lib/time.js';
import type { Job } from '../record/job.js';
import { mayEditProgress } from './ladder.js';
import { replyEndsAt } from '../../discord/destination.js';

/** So long before the token ends, and one edit's wait more, the last edit says how the outcome will come. */
const farewellMs = seconds(20);

/**
 * When a progress message that only its token can edit says its last, ms; `undefined` for one that can be edited later too.
 * @param editMs least time between two edits
 */
export const farewellAt = (job: Job, editMs: number): number | undefined =>
	mayEditProgress(job) ? undefined : replyEndsAt(job.destination) - farewellMs - editMs;
