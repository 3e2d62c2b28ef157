import type { APIButtonComponent, APIComponentInContainer } from 'discord-api-types/v10';
import { longestButtonUrl } from '../../discord/messageLimits.js';
import { messageBody, type MessageBody } from '../../discord/messageBody.js';
import { isModeratedOpenly } from '../../jobs/delivery/ladder.js';
import { isRefunded } from '../../jobs/accounting/ledger.js';
import type { Job, Receipt } from '../../jobs/record/job.js';
import { failureText } from '../cards/failureText.js';
import { attachment, shownFile } from '../cards/resultFile.js';
import { addressLine, linkLines, mentioning, type TellingView } from '../cards/tellingParts.js';
import { button, buttonRows, jobButton, linkButton } from '../parts/buttons.js';
import { card, heading, separator, small, text } from '../parts/card.js';
import { factsLine, modelName, noticeLines, promptLine, wordsFor } from '../parts/jobLines.js';
import { webAddress } from '../parts/markdown.js';

/** One of the compared, and how its video goes along. */
export interface ComparedView {
	readonly job: Job;
	readonly form: Receipt['form'];
	/** Of the file in this message; without it there is none. */
	readonly fileName?: string | undefined;
	readonly link?: string | undefined;
	readonly unwanted?: boolean | undefined;
	readonly barred?: boolean | undefined;
}

/** What came of several jobs, in one message: each with its model, its video or the reason why there is none. */
export function comparisonMessage(job: Job, compared: readonly ComparedView[], view: TellingView): MessageBody {
	const { cards } = wordsFor(job);
	const made = compared.filter((one) => one.job.outcome?.type === 'succeeded').length;
	const isCancelled = job.outcome?.type === 'cancelled' && made === 0;
	const title = isCancelled ? cards.states.cancelled : made > 0 ? cards.states.compared : cards.states.failed;
	const left = (job.request.source?.pieces?.length ?? 0) - compared.length;
	const files = compared.filter(({ fileName }) => fileName !== undefined);
	const body = messageBody(
		card(
			made > 0 ? 'good' : isCancelled ? 'quiet' : 'bad',
			text(heading(title), addressLine(job, view)),
			text(promptLine(job, view.neutral === true)),
			...compared.flatMap((one) => part(one, view)),
			left > 0 ? text(small(cards.comparing.left({ count: left }))) : undefined,
			...(view.copy === true ? [] : [separator, ...buttonRows([jobButton(job, 'delete')])]),
		),
	);
	return mentioning(job, view, {
		...body,
		// An edit leaves no file behind that the card before it showed.
		attachments: files.map((one, place) => ({
			...attachment(one.job, { ...one, neutral: view.neutral }),
			id: String(place),
		})),
	});
}

function part(one: ComparedView, view: TellingView): (APIComponentInContainer | undefined)[] {
	const { job, fileName } = one;
	const link = one.form === 'link' ? buttonLink(one.link) : undefined;
	const facts = small(factsLine({ ...job, model: { ...job.model, name: '' } }, { price: !isRefunded(job) }));
	return [
		separator,
		text(
			`**${modelName(job)}**`,
			...reasons(one, view, link),
			facts?.replace('-#  · ', '-# '),
			...noticeLines(job, view.neutral === true),
		),
		fileName === undefined ? undefined : shownFile(job, { fileName, neutral: view.neutral }),
		...buttonRows(buttons(job, link)),
	];
}

/** Why there is no video here. */
function reasons({ job, form, unwanted, barred }: ComparedView, view: TellingView, link: string | undefined): string[] {
	const { cards } = wordsFor(job);
	const { outcome } = job;
	switch (outcome?.type) {
		case undefined:
			return [];
		case 'succeeded':
			return form === 'original' || form === 'reencoded' ? [] : linkLines(job, { barred, unwanted }, link);
		case 'cancelled':
			return [outcome.submitted ? cards.cancelled.submitted : cards.cancelled.unpaid];
		case 'failed': {
			// A safety check's verdict is for the member alone: its button has it.
			const isHidden = view.copy !== true && isModeratedOpenly(job);
			const title = outcome.failure.code === 'submission-unknown' ? cards.states.unknown : cards.states.failed;
			return isHidden ? [cards.declinedQuietly] : [title, failureText(job, outcome.failure)];
		}
	}
}

/** None of them pays: what one of the videos can become stands on its own card, for the member alone. */
const buttons = (job: Job, link: string | undefined): APIButtonComponent[] => [
	jobButton(job, 'details'),
	jobButton(job, 'edit'),
	button({ action: 'fetch', jobId: job.id, ownerId: job.requester.id }, wordsFor(job).controls.buttons.alone),
	...(link === undefined ? [] : [linkButton(link, wordsFor(job).controls.buttons.open)]),
];

const buttonLink = (url: string | undefined): string | undefined => webAddress(url, longestButtonUrl);
