import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { isErased, type Job } from '../../jobs/record/job.js';
import { asMade } from '../../jobs/record/leftTask.js';
import { seconds, type Clock } from '../../lib/time.js';
import type { Engine } from '../../services/scheduling/engine.js';
import type { Records } from '../../services/records/records.js';
import type { Press } from '../interaction/command.js';
import { mayManage } from '../interaction/mayPress.js';
import { acknowledgePress, refusePress } from '../interaction/respond.js';
import { fetchOutcome, type GetVideoParts } from './getVideo.js';

export interface CancelParts extends GetVideoParts {
	readonly store: Pick<Records, 'get' | 'hasNote' | 'leaveNote'>;
	readonly engine: Pick<Engine, 'look'>;
	readonly clock: Clock;
}

/**
 * The Cancel button: leaves word for the job's next step, which alone decides what can still be stopped, and asks for
 * that step now. The card itself shows what came of it. On a card that stood still while its job ended, or whose outcome
 * Discord does not let out, the outcome is what its member can still be given.
 */
export async function cancel(press: Press, parts: CancelParts): Promise<void> {
	const { facts, id } = press;
	const { clock, engine, store } = parts;
	const job = await store.get(id.jobId);
	const obstacle = obstacleTo(job, facts);
	if (job !== undefined && isToHandOver(job, facts, clock.now())) return fetchOutcome(press, parts);
	if (job === undefined || obstacle !== undefined) return refusePress(facts, obstacle ?? 'gone', parts);

	await store.leaveNote('cancel', job.id, clock.now());
	engine.look(job.id);
	// The note counts, whether or not Discord takes the answer to the press.
	await acknowledgePress(facts, parts);
}

/** A telling that is on its way for longer than this waits for something, and may wait for a day. */
const longMs = seconds(30);

/** Of two presses of Cancel the later one has nothing to be given. What is told in a moment needs no copy. */
function isToHandOver(job: Job, { userId }: InteractionFacts, now: number): boolean {
	if (job.requester.id !== userId || isErased(job)) return false;
	const { outcome } = asMade(job);
	if (outcome === null || outcome === undefined || outcome.type === 'cancelled') return false;
	return job.phase === 'closed' || (job.phase === 'delivering' && now - outcome.at >= longMs);
}

function obstacleTo(job: Job | undefined, facts: InteractionFacts): 'gone' | 'notYours' | 'finished' | undefined {
	if (job === undefined) return 'gone';
	// The record's word, not the custom id's, says whose job it is.
	if (!mayManage(facts, job)) return 'notYours';
	return job.outcome ? 'finished' : undefined;
}
