import { details } from '../../messages/cards/details.js';
import type { Press } from '../interaction/command.js';
import { replyPrivately } from '../interaction/respond.js';
import { ownJob, type OwnJobParts } from './ownJob.js';

/** How a job went, for its owner's eyes. */
export async function showDetails(press: Press, parts: OwnJobParts): Promise<void> {
	const job = await ownJob(press, parts);
	if (job !== undefined) await replyPrivately(press.facts, details(job), parts);
}
