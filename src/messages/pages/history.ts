import { longestButtonUrl } from '../../discord/messageLimits.js';
import { historyFilters, type HistoryFilter } from '../../jobs/record/historyFilter.js';
import {
	ComponentType,
	type APIActionRowComponent,
	type APIButtonComponent,
	type APIComponentInContainer,
	type APISelectMenuComponent,
} from 'discord-api-types/v10';
import type { Words } from '../../i18n/en.js';
import { words as wordsOf } from '../../i18n/index.js';
import { button, buttonRows, linkButton } from '../parts/buttons.js';
import { card, heading, small, text } from '../parts/card.js';
import { formatCustomId } from '../parts/customId.js';
import { discordTime } from '../parts/markdown.js';
import { neutralise } from '../parts/memberText.js';
import { asEphemeral, messageBody, type MessageBody } from '../../discord/messageBody.js';

export interface HistoryEntry {
	readonly jobId: string;
	readonly prompt: string;
	readonly model: string;
	readonly state: 'queued' | 'generating' | 'late' | 'succeeded' | 'failed' | 'cancelled' | 'cancelledMade' | 'unknown';
	/** When it was asked for, ms. */
	readonly at: number;
	/** Where its answer stands, if it stands anywhere. */
	readonly link?: string | undefined;
	/** Its result or reason can be handed out again. */
	readonly kept: boolean;
}

interface HistoryView {
	readonly ownerId: string;
	readonly locale: string;
	readonly filter: HistoryFilter;
	/** From 1. */
	readonly page: number;
	readonly pages: number;
	/** Jobs whose records cannot be read, so that nothing else can be said of them. */
	readonly damaged?: number;
	/** Those of this page, newest first; more than `historyPageSize` are not shown. */
	readonly entries: readonly HistoryEntry[];
}

/** Entries on one page: each is up to five components, and a message holds forty. */
export const historyPageSize = 5;

/** What stands in the custom id of a page's buttons, in place of a job. */
export const historyToken = (filter: HistoryFilter, page: number): string => `${filter}-${String(page)}`;

/** Reads it back; `undefined` for what is none. */
export function parseHistoryToken(token: string): { filter: HistoryFilter; page: number } | undefined {
	const [, word, digits] = /^([a-z]+)-([1-9]\d{0,5})$/u.exec(token) ?? [];
	const filter = historyFilters.find((known) => known === word);
	return filter === undefined ? undefined : { filter, page: Number(digits) };
}

/** One page of a member's jobs, for their own eyes. */
export function history(view: HistoryView): MessageBody {
	const words = wordsOf(view.locale);
	const { history: says } = words.pages;
	const entries = view.entries.slice(0, historyPageSize);
	const none = view.filter === 'all' ? says.empty : says.none;

	return asEphemeral(
		messageBody(
			card(
				'quiet',
				text(heading(says.title), entries.length === 0 ? none : undefined),
				view.damaged ? text(says.damaged({ count: view.damaged })) : undefined,
				...entries.flatMap((entry) => entryParts(entry, view, words)),
				view.pages > 1 ? text(small(says.page({ page: view.page, pages: view.pages }))) : undefined,
				filterRow(view, words),
				...buttonRows(pageButtons(view, words)),
			),
		),
	);
}

function entryParts(
	entry: HistoryEntry,
	{ ownerId }: HistoryView,
	words: Words,
): (APIComponentInContainer | undefined)[] {
	const { buttons } = words.controls;
	const id = { jobId: entry.jobId, ownerId };
	const actions: APIButtonComponent[] = [
		...(entry.link === undefined || entry.link.length > longestButtonUrl ? [] : [linkButton(entry.link, buttons.goTo)]),
		...(entry.kept ? [button({ ...id, action: 'fetch' }, buttons.fetch)] : []),
		button({ ...id, action: 'details' }, buttons.details),
	];
	const state = entry.state === 'cancelledMade' ? words.pages.history.cancelledMade : words.cards.states[entry.state];
	const facts = [state, neutralise(entry.model, 60), discordTime(entry.at, 'R')].join(' · ');
	return [text(`> ${neutralise(entry.prompt, 150) || '…'}`, small(facts)), ...buttonRows(actions)];
}

function filterRow({ ownerId, filter }: HistoryView, words: Words): APIActionRowComponent<APISelectMenuComponent> {
	const { filters } = words.controls;
	return {
		type: ComponentType.ActionRow,
		components: [
			{
				type: ComponentType.StringSelect,
				custom_id: formatCustomId({ action: 'filter', jobId: historyToken(filter, 1), ownerId }),
				placeholder: filters.placeholder,
				options: historyFilters.map((value) => ({ value, label: filters[value], default: value === filter })),
			},
		],
	};
}

function pageButtons({ ownerId, filter, page, pages }: HistoryView, words: Words): APIButtonComponent[] {
	const { buttons } = words.controls;
	const to = (target: number, label: string): APIButtonComponent =>
		button({ action: 'history', jobId: historyToken(filter, target), ownerId }, label);
	return [...(page > 1 ? [to(page - 1, buttons.previous)] : []), ...(page < pages ? [to(page + 1, buttons.next)] : [])];
}
