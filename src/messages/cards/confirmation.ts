import type { Estimate, Job, Notice } from '../../jobs/record/job.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import { words as wordsOf } from '../../i18n/index.js';
import { button, buttonRows } from '../parts/buttons.js';
import { card, heading, small, text } from '../parts/card.js';
import { discordTime } from '../parts/markdown.js';
import { factsLine, noticeLines, promptLine } from '../parts/jobLines.js';
import { asEphemeral, messageBody, type MessageBody } from '../../discord/messageBody.js';

/** An offer that becomes a job when its member says so. */
interface DraftView {
	/** The id that the job will have. */
	readonly id: string;
	readonly requester: Job['requester'];
	readonly request: VideoRequest;
	readonly model: Job['model'];
	readonly estimate: Estimate;
	readonly notices: readonly Notice[];
	/** The price above which is asked, when that is why; otherwise something was adjusted, or the member has chosen it so. */
	readonly limitUsd?: number | undefined;
	/** When the offer ends, ms. */
	readonly expiresAt: number;
}

/** Asks the member, in private, before anything is paid. */
export function confirmation(draft: DraftView): MessageBody {
	const { cards, controls, pages } = wordsOf(draft.requester.locale);
	const { estimate, limitUsd, requester } = draft;
	const isAdjusted = draft.notices.some(({ code }) => code === 'adjusted');
	const priceless = isAdjusted ? pages.draft.adjusted : pages.draft.chosen;
	const why = limitUsd === undefined ? priceless : pages.draft.price({ usd: estimate.usd, limit: limitUsd });
	const id = { jobId: draft.id, ownerId: requester.id };

	return asEphemeral(
		messageBody(
			card(
				'late',
				text(heading(cards.states.draft), why),
				text(promptLine(draft, false)),
				text(small(factsLine(draft)), ...noticeLines(draft)),
				text(small(pages.draft.expires({ when: discordTime(draft.expiresAt, 'R') }))),
				// The job's card comes to stand here with *Cancel* in the first place: a second click there must not take back the first.
				...buttonRows([
					button({ ...id, action: 'decline' }, controls.buttons.decline),
					button({ ...id, action: 'confirm' }, controls.buttons.confirm),
				]),
			),
		),
	);
}
