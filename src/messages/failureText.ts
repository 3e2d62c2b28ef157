import { isUncharged, type Failure } from '../jobs/failure.js';
import type { Job } from '../jobs/job.js';
import { modelName, wordsFor } from './jobLines.js';
import { optionName } from './optionName.js';

/** Why there is no video, what to change, and what it means for the member's limits. */
export function failureText(job: Job, failure: Failure): string {
	const words = wordsFor(job);
	const { charge, pictures, pictureUncounted, reasons } = words.failures;
	const option = failure.option ? optionName(words, failure.option) : null;

	if (failure.code === 'picture' && failure.reason) {
		return `${pictures[failure.reason]({ option: option ?? optionName(words, 'image') })}\n${pictureUncounted}`;
	}
	const reason = reasons[failure.code]({ option, model: modelName(job) });
	return `${reason}\n${isUncharged(failure.code) ? charge.none : charge.maybe}`;
}
