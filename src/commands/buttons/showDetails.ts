import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { isErased, type Job } from '../../jobs/record/job.js';
import { details } from '../../messages/cards/details.js';
import type { Press } from '../interaction/command.js';
import { mayLookInto } from '../interaction/mayPress.js';
import { refusePress, replyPrivately } from '../interaction/respond.js';
import { ownJob, type OwnJobParts } from './ownJob.js';

/** What was asked for and how it went, for its owner's eyes. */
export async function showDetails(press: Press, parts: OwnJobParts): Promise<void> {
	const job = await ownJob(press, parts);
	if (job === undefined) return;
	const earlier = job.lineage ? await parts.store.get(job.lineage.jobId) : undefined;
	// Another member's may be private.
	const own = earlier?.requester.id === job.requester.id ? earlier : undefined;
	await replyPrivately(press.facts, details(job, own, { mayKeep: job.request.action === 'generate' }), parts);
}

/** The same for whoever may manage its channel or server: an admin needs the ids that stand there. */
export async function showDetailsToManager({ facts, id }: Press, parts: OwnJobParts): Promise<void> {
	const job = await parts.store.get(id.jobId);
	if (job === undefined || isErased(job)) return refusePress(facts, 'gone', parts);
	if (!mayLookInto(facts, job)) return refusePress(facts, 'notYours', parts);
	await replyPrivately(facts, details(forManager(job, facts)), parts);
}

/** The job as those who manage a server may read of it: in their language, and without the words of a private request. */
export const forManager = (job: Job, { locale }: Pick<InteractionFacts, 'locale'>): Job => ({
	...job,
	requester: { ...job.requester, locale },
	request: job.request.private ? { ...job.request, prompt: '', negativePrompt: null } : job.request,
});
