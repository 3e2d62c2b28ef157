import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { isErased, type Job } from '../../jobs/record/job.js';
import { reconciledId } from '../../jobs/record/reconciled.js';
import type { ButtonObstacle } from '../../messages/refusals/refusal.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { Press } from '../interaction/command.js';
import { refusePress } from '../interaction/respond.js';
import type { VideoRequests } from '../video/requestVideo.js';
import { sameRequest, type SameRequestParts } from './again.js';
import { paidPress, type PaidPressParts } from './paidPress.js';

export interface AskAgainParts extends SameRequestParts, PaidPressParts {
	readonly store: SameRequestParts['store'];
	readonly discord: Pick<DiscordApi, 'respond' | 'editMessage' | 'editOriginal'>;
	readonly ordering: Pick<VideoRequests, 'place'>;
}

/**
 * Asks again for a video whose create had no readable answer, on the member's own word that it may be paid twice. The new
 * job's id follows from the old one's, so that of several presses one alone can make a job.
 */
export async function askAgain(press: Press, parts: AskAgainParts): Promise<void> {
	const { facts, id } = press;
	const job = await parts.store.get(id.jobId);
	const obstacle = obstacleTo(job, facts);
	if (job === undefined || obstacle !== undefined) return refusePress(facts, obstacle ?? 'gone', parts);
	// An admin has found its task: what was made is on its way, and is not paid for again.
	if ((await parts.store.get(reconciledId(job.id))) !== undefined) return refusePress(facts, 'reconciled', parts);

	const request = await sameRequest(press, job, parts);
	if (request === undefined) return;
	const button = await paidPress(press, job, nextId(job.id), parts);
	if (button === undefined) return;
	const lineage = { jobId: job.id, kind: 'again' } as const;
	const admission = await parts.ordering.place(facts, request, { lineage, button });
	if (admission?.type === 'duplicate') await refusePress(facts, 'alreadyPressed', parts);
}

function obstacleTo(job: Job | undefined, { userId }: InteractionFacts): ButtonObstacle | undefined {
	if (job === undefined) return 'gone';
	// It is the owner's limit that pays; a moderator's press must not spend it.
	if (job.requester.id !== userId) return 'notYours';
	// Emptied at its member's wish; there are no words left to ask with.
	if (isErased(job)) return 'gone';
	const { outcome } = job;
	const isUnknown = outcome?.type === 'failed' && outcome.failure.code === 'submission-unknown';
	return isUnknown ? undefined : 'notPossible';
}

/** `…_2` after the first, then `…_3`: short enough for everything that is named by a job, however often it is asked. */
export function nextId(id: string): string {
	const [, base = id, count = '1'] = /^(.+?)(?:_(\d+))?$/u.exec(id) ?? [];
	return `${base}_${Number(count) + 1}`;
}
