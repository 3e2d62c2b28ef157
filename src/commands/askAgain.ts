import type { InteractionFacts } from '../jobs/interactionFacts.js';
import type { Job } from '../jobs/job.js';
import { refusal, type Refusal } from '../messages/refusal.js';
import type { Door } from '../services/door.js';
import type { JobStore } from '../services/jobStore.js';
import type { Press } from './command.js';
import type { Ordering } from './ordering.js';

export interface AskAgainParts {
	readonly store: Pick<JobStore, 'get'>;
	readonly door: Pick<Door, 'refuse'>;
	readonly ordering: Ordering;
}

/**
 * Asks again for a video whose create had no readable answer, on the member's own word that it may be paid twice. The new
 * job's id follows from the old one's, so that of several presses one alone can make a job.
 */
export async function askAgain({ facts, id }: Press, parts: AskAgainParts): Promise<void> {
	const job = await parts.store.get(id.jobId);
	const obstacle = obstacleTo(job, facts);
	if (job === undefined || obstacle !== undefined) {
		return refuse(facts, parts, obstacle ?? { type: 'button', why: 'gone' });
	}

	const lineage = { jobId: job.id, kind: 'again' } as const;
	const admission = await parts.ordering.place(facts, job.request, { lineage, jobId: nextId(job.id) });
	if (admission?.type === 'duplicate') await refuse(facts, parts, { type: 'button', why: 'alreadyPressed' });
}

function obstacleTo(job: Job | undefined, { userId }: InteractionFacts): Refusal | undefined {
	if (job === undefined) return { type: 'button', why: 'gone' };
	// It is the owner's limit that pays; a moderator's press must not spend it.
	if (job.requester.id !== userId) return { type: 'button', why: 'notYours' };
	const { outcome } = job;
	const isUnknown = outcome?.type === 'failed' && outcome.failure.code === 'submission-unknown';
	return isUnknown ? undefined : { type: 'button', why: 'notPossible' };
}

/** `…-2` after the first, then `…-3`: short enough for everything that is named by a job, however often it is asked. */
export function nextId(id: string): string {
	const [base = id, count = '1'] = id.split('-');
	return `${base}-${Number(count) + 1}`;
}

const refuse = (facts: InteractionFacts, { door }: AskAgainParts, of: Refusal): Promise<void> =>
	door.refuse(facts, refusal(of, facts.locale));
