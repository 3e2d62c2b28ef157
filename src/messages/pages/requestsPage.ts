import type { APIButtonComponent, APIComponentInContainer } from 'discord-api-types/v10';
import { longestButtonUrl } from '../../discord/messageLimits.js';
import { asEphemeral, messageBody, type MessageBody } from '../../discord/messageBody.js';
import { words as wordsOf } from '../../i18n/index.js';
import { button, buttonRows, linkButton } from '../parts/buttons.js';
import { card, heading, separator, small, text } from '../parts/card.js';
import type { Action } from '../parts/customId.js';
import { discordTime } from '../parts/markdown.js';
import { neutralise } from '../parts/memberText.js';

/** A member's request as their server's admins see it. */
export interface RequestEntry {
	readonly jobId: string;
	readonly memberId: string;
	/** Undefined: it was private. */
	readonly prompt: string | undefined;
	readonly model: string;
	readonly at: number;
	readonly link: string | undefined;
	readonly state: 'queued' | 'generating' | 'late' | 'cancelling' | 'unknown' | 'undelivered';
}

interface RequestsView {
	/** Who may press its buttons. */
	readonly adminId: string;
	readonly locale: string;
	readonly running: readonly RequestEntry[];
	readonly unsettled: readonly RequestEntry[];
}

/** Entries of each kind: each is up to five components, and a message holds forty. */
const mostShown = 3;

/** What is in the making in a server, and what only an admin can settle. */
export function requestsPage(view: RequestsView): MessageBody {
	const { requests: says } = wordsOf(view.locale).admin;
	const { running, unsettled } = view;
	return asEphemeral(
		messageBody(
			card(
				'quiet',
				text(heading(says.running({ count: running.length })), running.length === 0 ? says.none : undefined),
				...running.slice(0, mostShown).flatMap((entry) => entryParts(entry, view)),
				more(running, view),
				separator,
				text(heading(says.unsettled({ count: unsettled.length })), unsettled.length === 0 ? says.settled : undefined),
				...unsettled.slice(0, mostShown).flatMap((entry) => entryParts(entry, view)),
				more(unsettled, view),
				...buttonRows([
					button(
						{ action: 'requests', jobId: 'all', ownerId: view.adminId },
						wordsOf(view.locale).admin.requests.again,
					),
				]),
			),
		),
	);
}

function more(entries: readonly RequestEntry[], { locale }: RequestsView): ReturnType<typeof text> {
	const rest = entries.length - mostShown;
	return rest > 0 ? text(small(wordsOf(locale).admin.requests.more({ count: rest }))) : undefined;
}

function entryParts(entry: RequestEntry, view: RequestsView): (APIComponentInContainer | undefined)[] {
	const words = wordsOf(view.locale);
	const { requests: says } = words.admin;
	const prompt = entry.prompt === undefined ? says.private : `> ${neutralise(entry.prompt, 150) || '…'}`;
	const facts = [`<@${entry.memberId}>`, says.states[entry.state], neutralise(entry.model, 60)];
	return [
		text(prompt, small(`${facts.join(' · ')} · ${discordTime(entry.at, 'R')}`)),
		...buttonRows(entryButtons(entry, view)),
	];
}

function entryButtons(
	{ jobId, link, memberId, state }: RequestEntry,
	{ adminId, locale }: RequestsView,
): APIButtonComponent[] {
	const { controls, admin } = wordsOf(locale);
	const act = (action: Action, label: string): APIButtonComponent => button({ action, jobId, ownerId: adminId }, label);
	return [
		...(link === undefined || link.length > longestButtonUrl ? [] : [linkButton(link, controls.buttons.goTo)]),
		button({ action: 'details', jobId, ownerId: memberId }, controls.buttons.details),
		...(state === 'undelivered' ? [act('retell', admin.requests.retell)] : []),
		...(state === 'queued' || state === 'generating' || state === 'late' ? [act('halt', controls.buttons.cancel)] : []),
	];
}
