import { longestPictureSide, mostPictureBytes, mostPixels } from '../../jobs/record/declaredPicture.js';
import type { Failure, PictureProblem } from '../../jobs/record/failure.js';
import type { Words } from '../../i18n/en.js';
import type { Job } from '../../jobs/record/job.js';
import { isRefunded } from '../../jobs/accounting/ledger.js';
import { modelName, wordsFor } from '../parts/jobLines.js';
import { optionName } from '../parts/memberText.js';
import { card, heading, text } from '../parts/card.js';
import { messageBody, type MessageBody } from '../../discord/messageBody.js';

/** Why there is no video, what to change, and what it means for the member's limits. */
export function failureText(job: Job, failure: Failure): string {
	const words = wordsFor(job);
	const { charge, pictureUncounted, reasons } = words.failures;
	const option = failure.option ? optionName(words, failure.option) : null;

	if (failure.code === 'picture' && failure.reason) {
		return `${pictureText(words, failure.reason, failure.option ?? 'image')}\n${pictureUncounted}`;
	}
	const reason = reasons[failure.code]({ option, model: modelName(job) });
	return `${reason}\n${isRefunded(job) ? charge.none : charge.maybe}`;
}

/** What is wrong with the picture of an option, and what to attach instead. */
export const pictureText = (words: Words, problem: PictureProblem, option: string): string =>
	words.failures.pictures[problem]({
		option: optionName(words, option),
		mostBytes: mostPictureBytes,
		mostPixels,
		longestSide: longestPictureSide,
	});

/** For the member alone: which picture turned out bad and what to attach instead. The sender makes it ephemeral. */
export function rejectedPicture(job: Job): MessageBody {
	const failure = job.outcome?.type === 'failed' ? job.outcome.failure : ({ code: 'picture' } as const);
	return messageBody(card('bad', text(heading(wordsFor(job).cards.rejectedTitle), failureText(job, failure))));
}

/** What stands in public for the moment until it is deleted. */
export const rejectedPictureNotice = (job: Job): MessageBody =>
	messageBody(card('quiet', text(wordsFor(job).cards.rejected)));
