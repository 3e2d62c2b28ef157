import type { Estimate, Expected, Job, Notice } from '../../jobs/record/job.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import { microUsd } from '../../jobs/accounting/ledger.js';
import type { Words } from '../../i18n/en.js';
import { words as wordsOf } from '../../i18n/index.js';
import { button, buttonRows } from '../parts/buttons.js';
import { card, heading, small, text } from '../parts/card.js';
import { discordTime } from '../parts/markdown.js';
import { factsLine, noticeLines, priceText, promptLine } from '../parts/jobLines.js';
import { neutralise } from '../parts/memberText.js';
import { asEphemeral, messageBody, type MessageBody } from '../../discord/messageBody.js';

/** A better prompt as a chat model wrote it; `pending` while it is asked, `none` where it gave none. */
export type Improved = { readonly prompt: string } | 'pending' | 'none';

/** An offer that becomes a job when its member says so. */
interface DraftView {
	/** The id that the job will have. */
	readonly id: string;
	readonly requester: Job['requester'];
	readonly request: VideoRequest;
	readonly model: Job['model'];
	readonly estimate: Estimate;
	readonly expected?: Expected | null | undefined;
	readonly notices: readonly Notice[];
	/** What the member has agreed to, when it has become dearer since. */
	readonly agreedUsd?: number | undefined;
	/** The price above which is asked, when that is why; otherwise something was adjusted, or the member has chosen it so. */
	readonly limitUsd?: number | undefined;
	/** What has come of the wish for a better prompt, if the member had it. */
	readonly improved?: Improved | undefined;
	/** When the offer ends, ms. */
	readonly expiresAt: number;
}

/** What is made is not quite what was asked for. */
export const isAskedAbout = ({ code }: Notice): boolean => code === 'adjusted' || code === 'ignored';

/** Asks the member, in private, before anything is paid. */
export function confirmation(draft: DraftView): MessageBody {
	const { cards, controls, pages } = wordsOf(draft.requester.locale);
	const { requester } = draft;
	const id = { jobId: draft.id, ownerId: requester.id };
	// A yes is to this card, whatever else is asked about the same request meanwhile.
	const paying = { ...id, price: microUsd(draft.estimate.usd) };

	return asEphemeral(
		messageBody(
			card(
				'late',
				text(heading(cards.states.draft), whyAsked(draft, pages.draft)),
				text(promptLine(draft, false)),
				text(...improvedLines(draft)),
				text(small(factsLine(draft)), ...noticeLines(draft)),
				text(small(pages.draft.expires({ when: discordTime(draft.expiresAt, 'R') }))),
				// The job's card comes to stand here with *Cancel* in the first place: a second click there must not take back the first.
				...buttonRows([
					button({ ...id, action: 'decline' }, controls.buttons.decline),
					...(hasImproved(draft) ? [button({ ...paying, action: 'improved' }, controls.buttons.improved)] : []),
					button(
						{ ...paying, action: 'confirm' },
						wantsImproved(draft) ? controls.buttons.mine : controls.buttons.confirm,
					),
					button({ ...id, action: 'amend' }, controls.buttons.amend),
					...(draft.request.action === 'generate'
						? [button({ ...id, action: 'compare' }, controls.buttons.compare)]
						: []),
				]),
			),
		),
	);
}

const wantsImproved = ({ improved }: DraftView): boolean => improved !== undefined;

const hasImproved = ({ improved }: DraftView): boolean => typeof improved === 'object';

/** Longest improved prompt on a card, escapes included; the whole is what is sent. */
const longestImproved = 1_600;

function improvedLines({ improved, requester, request }: DraftView): string[] {
	const says = wordsOf(requester.locale).pages.improve;
	if (improved === undefined) return [];
	if (improved === 'none') return [`-# ${says.none}`];
	if (improved === 'pending') return [`-# ${says.pending}`];
	const shown = neutralise(improved.prompt, longestImproved);
	return [says.better, request.spoiler ? `> ||${shown}||` : `> ${shown}`];
}

function whyAsked(
	{ agreedUsd, estimate, improved, limitUsd, notices, requester }: DraftView,
	says: Words['pages']['draft'],
): string {
	const price = priceText({ estimate }, requester.locale);
	if (agreedUsd !== undefined) return says.dearer({ price, agreed: agreedUsd });
	if (limitUsd !== undefined) return says.price({ price, limit: limitUsd });
	if (improved !== undefined) return says.chosen;
	return notices.some(isAskedAbout) ? says.adjusted : says.chosen;
}
