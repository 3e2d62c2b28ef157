import { words as wordsOf } from '../i18n/index.js';
import { button, buttonRows } from './buttons.js';
import { card, heading, small, text } from './card.js';
import { asEphemeral, messageBody, type MessageBody } from './messageBody.js';

export interface PrivacyView {
	readonly ownerId: string;
	readonly locale: string;
	/** Jobs on record, and results kept, of this member. */
	readonly jobs: number;
	readonly results: number;
	/** Jobs that are not finished, which cannot be deleted yet. */
	readonly unfinished: number;
	readonly retentionDays: number;
}

/** What is kept about a member, and the button that deletes it. */
export function privacy({ ownerId, locale, jobs, results, unfinished, retentionDays }: PrivacyView): MessageBody {
	const { controls, pages } = wordsOf(locale);
	const says = pages.privacy;
	const forget = button({ action: 'forget', jobId: 'all', ownerId }, controls.buttons.forget);
	return asEphemeral(
		messageBody(
			card(
				'quiet',
				text(heading(says.title), jobs === 0 ? says.nothing : says.kept({ jobs, results, days: retentionDays })),
				text(says.sent),
				text(unfinished > 0 ? small(says.unfinished) : undefined, small(says.billing)),
				...buttonRows(jobs > unfinished ? [forget] : []),
			),
		),
	);
}

/** After deleting. */
export const forgotten = (jobs: number, locale: string): MessageBody =>
	asEphemeral(messageBody(card('good', text(wordsOf(locale).pages.privacy.deleted({ jobs })))));
