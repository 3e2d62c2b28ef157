import {
	longestPictureSide,
	mostClipBytes,
	mostPictureBytes,
	mostPixels,
	mostWholePixels,
} from '../../jobs/record/declaredPicture.js';
import type { Failure, PictureProblem } from '../../jobs/record/failure.js';
import type { Words } from '../../i18n/en.js';
import type { Job } from '../../jobs/record/job.js';
import { isRefunded } from '../../jobs/accounting/ledger.js';
import { buttonRows, jobButton } from '../parts/buttons.js';
import { modelName, promptLine, wordsFor } from '../parts/jobLines.js';
import { neutralise, optionName } from '../parts/memberText.js';
import { card, heading, small, text } from '../parts/card.js';
import { messageBody, type MessageBody } from '../../discord/messageBody.js';

/** Why there is no video, what to change, and what it means for the member's limits. */
export function failureText(job: Job, failure: Failure): string {
	const words = wordsFor(job);
	const { charge, pictureUncounted, reasons } = words.failures;
	const option = failure.option ? optionName(words, failure.option) : null;

	if (failure.code === 'picture' && failure.reason) {
		const picture = { option: failure.option ?? 'image', kind: failure.kind };
		return `${pictureText(words, failure.reason, picture)}\n${pictureUncounted}`;
	}
	const reason = reasons[failure.code]({ option, model: modelName(job) });
	return `${reason}\n${isRefunded(job) ? charge.none : charge.maybe}`;
}

/** Longest quotation of the provider on a card, escapes included. */
const longestQuotation = 400;

/** The provider's own words in small print, for the card that tells the failure; nothing where it gave none. */
export function providerSaid(job: Job, failure: Failure): string | undefined {
	// The operator's affair is no member's.
	if (failure.code === 'key' || failure.code === 'balance') return undefined;
	const quotation = quoted(job, failure.said);
	return quotation === undefined ? undefined : small(wordsFor(job).failures.said({ words: quotation }));
}

/** Words of the provider's, harmless. They may repeat the prompt, so they are covered where the prompt is. */
export function quoted(job: Job, said: string | null | undefined): string | undefined {
	const words = neutralise(said ?? '', longestQuotation);
	if (words === '') return undefined;
	return job.request.spoiler ? `||${words}||` : words;
}

/** What is wrong with the picture of an option, and what to attach instead. */
export const pictureText = (
	words: Words,
	problem: PictureProblem,
	picture: { readonly option: string; readonly kind?: string | null | undefined },
): string =>
	words.failures.pictures[problem]({
		option: optionName(words, picture.option),
		kind: picture.kind ?? null,
		mostWhole: mostWholePixels,
		mostBytes: mostPictureBytes,
		mostClipBytes,
		mostPixels,
		longestSide: longestPictureSide,
	});

/** A clip that is only too long can be cut here. */
export const cutButton = (job: Job, failure: Failure | undefined): ReturnType<typeof jobButton>[] =>
	failure?.reason === 'clip-cuttable' ? [jobButton(job, 'cut')] : [];

/** For the member alone: which picture turned out bad and what to attach instead. The sender makes it ephemeral. */
export function rejectedPicture(job: Job): MessageBody {
	const failure: Failure = job.outcome?.type === 'failed' ? job.outcome.failure : { code: 'picture' };
	const { rejectedTitle, rejectedClip } = wordsFor(job).cards;
	const title = failure.option === 'video' ? rejectedClip : rejectedTitle;
	return messageBody(
		card(
			'bad',
			text(heading(title), failureText(job, failure)),
			text(promptLine(job, false)),
			...buttonRows([jobButton(job, 'edit'), ...cutButton(job, failure)]),
		),
	);
}

/** What stands in public for good of a request that a safety check declined: neither its words nor the reason, which the button shows to its member. */
export function declinedNotice(job: Job): MessageBody {
	const line = text(wordsFor(job).cards.declinedQuietly);
	return { ...messageBody(card('quiet', line, ...buttonRows([jobButton(job, 'fetch')]))), attachments: [] };
}

/** What stands in public for the moment until it is deleted. */
export const rejectedPictureNotice = (job: Job): MessageBody =>
	messageBody(card('quiet', text(wordsFor(job).cards.rejected)));
