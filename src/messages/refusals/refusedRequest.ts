import { asEphemeral, messageBody, type MessageBody } from '../../discord/messageBody.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import { words as wordsOf } from '../../i18n/index.js';
import { button, buttonRows } from '../parts/buttons.js';
import { card, small, text } from '../parts/card.js';
import { discordTime } from '../parts/markdown.js';
import { reasonsAndPrompt, type Refusal } from './refusal.js';

/** What a member can do about a refusal: have the same tried again, or change it in a form. */
type WayOn = 'retry' | 'amend';

interface RefusedView {
	/** The draft that holds the request. */
	readonly id: string;
	readonly memberId: string;
	readonly reasons: readonly Refusal[];
	readonly way: WayOn;
	readonly request: Pick<VideoRequest, 'prompt'>;
	/** Until when it is kept, ms. */
	readonly expiresAt: number;
}

/**
 * Which way leads on, if any: what passes by itself is asked for again, what the member can change has the form.
 * @param until how long the request is kept, ms: what is over later than that is not worth waiting for
 */
export function wayOn(reasons: readonly Refusal[], until: number): WayOn | undefined {
	const all = reasons.map((of) => wayOnFrom(of, until));
	if (all.length === 0 || all.includes('none')) return undefined;
	return all.includes('amend') ? 'amend' : 'retry';
}

function wayOnFrom(of: Refusal, until: number): WayOn | 'none' {
	switch (of.type) {
		case 'draining':
			return 'retry';
		case 'limit':
			return wayOnFromLimit(of, until);
		case 'store':
		case 'too-fast':
		case 'broken':
		case 'damaged':
		case 'unread':
		case 'context':
		case 'command':
			return 'none';
		case 'button':
			// The one reason of these that a request can have.
			return of.why === 'presetUnknown' ? 'amend' : 'none';
		case 'settings':
			return of.why === 'word' ? 'amend' : 'none';
		default:
			return 'amend';
	}
}

function wayOnFromLimit(of: Extract<Refusal, { type: 'limit' }>, until: number): WayOn | 'none' {
	const { limit, allowed, remaining, comesBackAt } = of;
	if (limit === 'guild' || limit === 'none' || (allowed === 0 && limit !== 'bot-usd')) return 'none';
	if (limit === 'running') return 'retry';
	if (comesBackAt !== null && comesBackAt <= until) return 'retry';
	// Money that is left pays for a shorter clip, or for another model.
	return limit !== 'daily-videos' && remaining > 0 ? 'amend' : 'none';
}

/** Why a request was not made, what it said, and the button that leads on; for its member alone. */
export function refusedRequest(of: RefusedView, locale: string): MessageBody {
	const { controls, refusals } = wordsOf(locale);
	const { id, memberId, reasons, way, request, expiresAt } = of;
	const kept = small(refusals.keptUntil({ when: discordTime(expiresAt, 'R') }));
	return asEphemeral(
		messageBody(
			card(
				'bad',
				...reasonsAndPrompt(reasons, locale, request.prompt),
				text(kept),
				...buttonRows([button({ action: way, jobId: id, ownerId: memberId }, controls.buttons[way])]),
			),
		),
	);
}
