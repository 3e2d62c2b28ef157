import { ButtonStyle } from 'discord-api-types/v10';
import { words as wordsOf } from '../../i18n/index.js';
import { button, buttonRows } from '../parts/buttons.js';
import { card, heading, small, text } from '../parts/card.js';
import { neutralise } from '../parts/memberText.js';
import { asEphemeral, messageBody, type MessageBody } from '../../discord/messageBody.js';

interface PrivacyView {
	readonly ownerId: string;
	readonly locale: string;
	/** Jobs on record, and results kept, of this member. */
	readonly jobs: number;
	readonly results: number;
	/** Requests that wait for the member's word; undefined when nobody can tell. */
	readonly offers?: number | undefined;
	/** Presets that the member has saved. */
	readonly presets?: number | undefined;
	/** Jobs that are not finished, which cannot be deleted yet. */
	readonly unfinished: number;
	/** How long they are kept at most, ms. */
	readonly retentionMs: number;
	/** What the server that was asked in keeps about the member, which is not theirs to delete. */
	readonly here?: { readonly rule: boolean; readonly changes: number } | undefined;
}

/** What is kept about a member, and the button that deletes it. */
export function privacy({ ownerId, locale, offers = 0, jobs, ...view }: PrivacyView): MessageBody {
	const { controls, pages } = wordsOf(locale);
	const { here, presets = 0, results, retentionMs, unfinished } = view;
	const says = pages.privacy;
	const kept = jobs === 0 ? undefined : says.kept({ jobs, results, ms: retentionMs });
	const waiting = offers === 0 ? undefined : says.offers({ offers });
	const saved = presets === 0 ? undefined : says.presets({ presets });
	const forget = button({ action: 'forget', jobId: 'all', ownerId }, controls.buttons.forget);
	return asEphemeral(
		messageBody(
			card(
				'quiet',
				text(
					heading(says.title),
					kept,
					waiting,
					saved,
					kept === undefined && waiting === undefined && saved === undefined ? says.nothing : undefined,
				),
				text(says.sent),
				text(
					unfinished > 0 ? small(says.unfinished) : undefined,
					small(says.billing),
					small(says.servers),
					here !== undefined && (here.rule || here.changes > 0) ? small(says.here(here)) : undefined,
				),
				...buttonRows(jobs > unfinished || offers > 0 || presets > 0 ? [forget] : []),
			),
		),
	);
}

/** Asks once more, because what is deleted cannot be brought back. */
export function forgetting(ownerId: string, locale: string): MessageBody {
	const { controls, pages } = wordsOf(locale);
	const { forgetNot, forgetSure } = controls.buttons;
	return asEphemeral(
		messageBody(
			card(
				'bad',
				text(heading(pages.privacy.sure), pages.privacy.consequence),
				...buttonRows([
					button({ action: 'forget', jobId: 'sure', ownerId }, forgetSure),
					{ ...button({ action: 'forget', jobId: 'no', ownerId }, forgetNot), style: ButtonStyle.Secondary },
				]),
			),
		),
	);
}

interface ForgottenView {
	/** How many were deleted. */
	readonly jobs: number;
	/** Requests that waited for the member's word, and were deleted too. */
	readonly offers?: number;
	/** Those that are still in the making, and so are left. */
	readonly open: readonly { readonly prompt: string; readonly link?: string | undefined }[];
	readonly locale: string;
}

const mostNamed = 10;

/** After deleting. */
export function forgotten({ jobs, offers = 0, open, locale }: ForgottenView): MessageBody {
	const { controls, pages } = wordsOf(locale);
	const says = pages.privacy;
	const lines = open.slice(0, mostNamed).map(({ prompt, link }) => {
		const shown = neutralise(prompt, 100) || '…';
		return link === undefined ? `- ${shown}` : `- ${shown} · [${controls.buttons.goTo}](${link})`;
	});
	return asEphemeral(
		messageBody(
			card(
				'good',
				text(says.deleted({ jobs }), offers > 0 ? says.deletedOffers({ offers }) : undefined),
				text(...(lines.length > 0 ? [says.unfinished, ...lines] : [])),
				text(...(jobs > 0 ? [small(says.billing)] : []), small(says.servers)),
			),
		),
	);
}
