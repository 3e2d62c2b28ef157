import { details } from '../../messages/cards/details.js';
import type { Press } from '../interaction/command.js';
import { replyPrivately } from '../interaction/respond.js';
import { ownJob, type OwnJobParts } from './ownJob.js';

/** What was asked for and how it went, for its owner's eyes. */
export async function showDetails(press: Press, parts: OwnJobParts): Promise<void> {
	const job = await ownJob(press, parts);
	if (job === undefined) return;
	const earlier = job.lineage ? await parts.store.get(job.lineage.jobId) : undefined;
	// Another member's may be private.
	const own = earlier?.requester.id === job.requester.id ? earlier : undefined;
	await replyPrivately(press.facts, details(job, own), parts);
}
