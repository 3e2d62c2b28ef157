import type { Job } from '../../jobs/record/job.js';
import { messageBody, type MessageBody } from '../../discord/messageBody.js';
import { buttonRows, jobButton } from '../parts/buttons.js';
import { card, heading, small, text } from '../parts/card.js';
import { factsLine, promptLine, wordsFor } from '../parts/jobLines.js';

/**
 * What stands where a member was told that nobody knows whether their video was made, once an admin has found its task: with
 * nothing to press that could pay for it again.
 */
export function settledCard(job: Job): MessageBody {
	const { settled } = wordsFor(job).cards;
	const body = messageBody(
		card(
			'quiet',
			text(heading(settled.title), settled.text, promptLine(job, false), small(factsLine(job))),
			...buttonRows([jobButton(job, 'details')]),
		),
	);
	// A small picture of the card before it is not left behind.
	return { ...body, attachments: [] };
}
