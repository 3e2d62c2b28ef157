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
	/** What it is: model, length, shape, resolution, price, private. */
	readonly facts: string;
	readonly state: keyof Words['pages']['history']['states'];
	/** When it was asked for, ms. */
	readonly at: number;
	/** Where its answer stands, if it stands anywhere. */
	readonly link?: string | undefined;
	/** There is a video, or the reason that there is none, to be shown here. */
	readonly kept: boolean;
}

/** One limit that holds for the member. */
export interface LimitLine {
	readonly limit: keyof Words['pages']['history']['limits'];
	readonly used: number;
	readonly allowed: number;
	/** When the next of it comes back, ms; null: not by time, or nothing is used. */
	readonly backAt: number | null;
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
	/** What is used of each limit. */
	readonly limits?: readonly LimitLine[];
	/** What was searched for, as the buttons carry it. */
	readonly search?: string | undefined;
	/** Those of this page, newest first; more than `historyPageSize` are not shown. */
	readonly entries: readonly HistoryEntry[];
}

/** Entries on one page: each is up to five components, and a message holds forty. */
export const historyPageSize = 5;

/** What stands in the custom id of a page's buttons, in place of a job. */
export const historyToken = (filter: HistoryFilter, page: number, search = ''): string =>
	`${filter}-${String(page)}${search === '' ? '' : `-${search}`}`;

/** Reads it back; `undefined` for what is none. */
export function parseHistoryToken(token: string): { filter: HistoryFilter; page: number; search: string } | undefined {
	const [, word, digits, search = ''] = /^([a-z]+)-([1-9]\d{0,3})(?:-([\w-]+))?$/u.exec(token) ?? [];
	const filter = historyFilters.find((known) => known === word);
	return filter === undefined ? undefined : { filter, page: Number(digits), search };
}

/** One page of a member's jobs, for their own eyes. */
export function history(view: HistoryView): MessageBody {
	const words = wordsOf(view.locale);
	const { history: says } = words.pages;
	const entries = view.entries.slice(0, historyPageSize);
	const none = view.filter === 'all' && (view.search ?? '') === '' ? says.empty : says.none;

	return asEphemeral(
		messageBody(
			card(
				'quiet',
				text(heading(says.title), ...limitLines(view, words), entries.length === 0 ? none : undefined),
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
	const state = words.pages.history.states[entry.state];
	const head = `${signs[entry.state]} **${state}** · ${discordTime(entry.at, 'R')}`;
	return [text(head, `> ${neutralise(entry.prompt, 150) || '…'}`, small(entry.facts)), ...buttonRows(actions)];
}

/** What a glance down the page tells apart. */
const signs: Readonly<Record<HistoryEntry['state'], string>> = {
	queued: '⏳',
	generating: '⏳',
	late: '⏳',
	succeeded: '✅',
	undelivered: '📬',
	failed: '❌',
	cancelled: '🚫',
	cancelledMade: '✅',
	unknown: '❓',
};

/** What is left of each limit, and when more of it comes. */
function limitLines({ limits = [] }: HistoryView, words: Words): (string | undefined)[] {
	const { history: says } = words.pages;
	return limits.map(({ limit, used, allowed, backAt }) => {
		const left = says.limits[limit]({ left: Math.max(0, allowed - used), allowed });
		return small(backAt === null ? left : `${left} · ${says.back({ when: discordTime(backAt, 'R') })}`);
	});
}

function filterRow(
	{ ownerId, filter, search }: HistoryView,
	words: Words,
): APIActionRowComponent<APISelectMenuComponent> {
	const { filters } = words.controls;
	return {
		type: ComponentType.ActionRow,
		components: [
			{
				type: ComponentType.StringSelect,
				custom_id: formatCustomId({ action: 'filter', jobId: historyToken(filter, 1, search), ownerId }),
				placeholder: filters.placeholder,
				options: historyFilters.map((value) => ({ value, label: filters[value], default: value === filter })),
			},
		],
	};
}

function pageButtons({ ownerId, filter, page, pages, search }: HistoryView, words: Words): APIButtonComponent[] {
	const { buttons } = words.controls;
	const to = (target: number, label: string): APIButtonComponent =>
		button({ action: 'history', jobId: historyToken(filter, target, search), ownerId }, label);
	return [...(page > 1 ? [to(page - 1, buttons.previous)] : []), ...(page < pages ? [to(page + 1, buttons.next)] : [])];
}
