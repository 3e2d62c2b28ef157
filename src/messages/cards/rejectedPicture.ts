import type { Job } from '../../jobs/record/job.js';
import { card, heading, text } from '../parts/card.js';
import { failureText } from './failureText.js';
import { wordsFor } from '../parts/jobLines.js';
import { messageBody, type MessageBody } from '../../discord/messageBody.js';

/** For the member alone: which picture turned out bad and what to attach instead. The sender makes it ephemeral. */
export function rejectedPicture(job: Job): MessageBody {
	const failure = job.outcome?.type === 'failed' ? job.outcome.failure : ({ code: 'picture' } as const);
	return messageBody(card('bad', text(heading(wordsFor(job).cards.rejectedTitle), failureText(job, failure))));
}

/** What stands in public for the moment until it is deleted. */
export const rejectedPictureNotice = (job: Job): MessageBody =>
	messageBody(card('quiet', text(wordsFor(job).cards.rejected)));
