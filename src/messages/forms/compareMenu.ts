import { ComponentType } from 'discord-api-types/v10';
import { words as wordsOf } from '../../i18n/index.js';
import { button, buttonRows } from '../parts/buttons.js';
import { card, text } from '../parts/card.js';
import { formatCustomId } from '../parts/customId.js';
import { asEphemeral, messageBody, type MessageBody } from '../../discord/messageBody.js';
import { modelSelect, type ModelChoice } from './modals.js';

/** So many models make one comparison. */
export const mostCompared = 3;

interface CompareMenu {
	/** The job, or the draft, whose request is to be made. */
	readonly id: string;
	readonly memberId: string;
	readonly choices: readonly ModelChoice[];
	/** It is an offer, which can be declined or changed instead. */
	readonly isOffer: boolean;
}

/** Lets a member choose the models that are to be compared. Nothing is asked for by choosing. */
export function compareMenu({ id, memberId, choices, isOffer }: CompareMenu, locale: string): MessageBody {
	const { buttons, compare } = wordsOf(locale).controls;
	const of = { jobId: id, ownerId: memberId };
	const select = modelSelect(choices, undefined, formatCustomId({ action: 'compare', ...of }));
	if (select === undefined || select.options.length < 2)
		return asEphemeral(messageBody(card('bad', text(wordsOf(locale).pages.models.none))));

	const range = { min_values: 2, max_values: Math.min(mostCompared, select.options.length) };
	const row = {
		type: ComponentType.ActionRow as const,
		components: [{ ...select, ...range, placeholder: compare.placeholder }],
	};
	const ways = isOffer
		? [button({ ...of, action: 'decline' }, buttons.decline), button({ ...of, action: 'amend' }, buttons.amend)]
		: [];
	return asEphemeral(messageBody(card('quiet', text(compare.text), row, ...buttonRows(ways))));
}
