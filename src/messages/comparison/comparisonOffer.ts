import { asEphemeral, messageBody, type MessageBody } from '../../discord/messageBody.js';
import { microUsd } from '../../jobs/accounting/ledger.js';
import type { Estimate, Expected, Job, Notice } from '../../jobs/record/job.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import { words as wordsOf } from '../../i18n/index.js';
import { button, buttonRows } from '../parts/buttons.js';
import { card, heading, small, text } from '../parts/card.js';
import { factsLine, noticeLines, promptLine } from '../parts/jobLines.js';
import { discordTime } from '../parts/markdown.js';

/** What one of the models would make. */
export interface OfferedPart {
	readonly request: VideoRequest;
	readonly model: Job['model'];
	readonly estimate: Estimate;
	readonly expected: Expected;
	readonly notices: readonly Notice[];
}

interface ComparisonOffer {
	/** The id of the draft, and of the job that will tell. */
	readonly id: string;
	readonly requester: Job['requester'];
	readonly parts: readonly OfferedPart[];
	/** All together. */
	readonly estimate: Estimate;
	/** What the member has agreed to, when it has become dearer since. */
	readonly agreedUsd?: number | undefined;
	/** When the offer ends, ms. */
	readonly expiresAt: number;
}

/** Asks once for all, with what each would make and what they cost together; in private, before anything is paid. */
export function comparisonOffer({
	id: jobId,
	requester,
	parts,
	estimate,
	agreedUsd,
	expiresAt,
}: ComparisonOffer): MessageBody {
	const { cards, controls, pages } = wordsOf(requester.locale);
	const id = { jobId, ownerId: requester.id };
	const views = parts.map((part) => ({ ...part, requester }));
	const [first] = views;
	const price = priceOf(parts, estimate.usd, requester.locale);
	return asEphemeral(
		messageBody(
			card(
				'late',
				text(
					heading(cards.states.draft),
					agreedUsd === undefined ? pages.draft.comparing({ price }) : pages.draft.dearer({ price, agreed: agreedUsd }),
				),
				first && text(promptLine(first, false)),
				...views.map((view) => text(small(factsLine(view)), ...noticeLines(view))),
				text(small(pages.draft.expires({ when: discordTime(expiresAt, 'R') }))),
				...buttonRows([
					button({ ...id, action: 'decline' }, controls.buttons.decline),
					button({ ...id, action: 'confirm', price: microUsd(estimate.usd) }, controls.buttons.confirm),
					button({ ...id, action: 'amend' }, controls.buttons.amend),
				]),
			),
		),
	);
}

/** *About* where every price and length is known, *at most* where one of them is not. */
function priceOf(parts: readonly OfferedPart[], usd: number, locale: string): string {
	const isMost = parts.some(({ estimate }) => estimate.basis === 'family' || estimate.open);
	const { comparing } = wordsOf(locale).cards;
	return isMost ? comparing.most({ value: usd }) : comparing.about({ value: usd });
}
