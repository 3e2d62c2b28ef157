import { details } from '../../messages/cards/details.js';
import type { Press } from '../interaction/command.js';
import { ownJob, type OwnJobParts } from './ownJob.js';

/** How a job went, for its owner's eyes. */
export async function showDetails(press: Press, parts: OwnJobParts): Promise<void> {
	const job = await ownJob(press, parts);
	if (job !== undefined) await parts.admission.refuse(press.facts, details(job));
}
