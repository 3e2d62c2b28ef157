import { MessageFlags, type APIMessage } from 'discord-api-types/v10';
import type { Job } from '../../jobs/record/job.js';
import { isJoin } from '../../jobs/record/request.js';
import { heading } from '../parts/card.js';
import { saysWaiting } from '../parts/comparedLines.js';
import { wordsFor } from '../parts/jobLines.js';
import { words } from '../../i18n/index.js';

/**
 * What a progress message says of its job, whatever the record says:
 *
 * - `untouched` nothing yet, but that the request was accepted
 * - `waiting`   that nothing was sent to the provider
 * - `working`   that the request was sent, or anything else that is no telling of the outcome
 * - `dropped`   that it was cancelled before anything was sent
 * - `told`      the outcome, or where it was told
 */
export type ShownCard = 'untouched' | 'waiting' | 'working' | 'dropped' | 'told';

/** Reads a progress message back, by the very words that it is written with. */
export function shownCard(message: APIMessage, job: Job): ShownCard {
	const { cards } = wordsFor(job);
	const { states } = cards;
	const texts = textsOf(message.components);
	if (isLoading(message) || (message.content === '' && texts.length === 0)) return 'untouched';

	const [title] = texts[0]?.split('\n') ?? [];
	const says = (...names: (keyof typeof states)[]): boolean => names.some((name) => title === heading(states[name]));
	const contains = (...sentences: string[]): boolean =>
		texts.some((text) => text.split('\n').some((line) => sentences.includes(line)));
	if (says('preparing', 'queued', 'retrying')) return 'waiting';
	// What is made here is sent to nobody.
	if (isJoin(job.request) && says('generating')) return 'waiting';
	if (says('submitting', 'generating', 'comparing', 'late', 'delivering')) return 'working';
	if (says('cancelled') && contains(cards.cancelled.unpaid)) return 'dropped';
	// Kept for asking is not told; and a record that could not be read when that was written can be read now.
	const isKept = contains(cards.closed.kept) || contains(words(job.requester.locale).refusals.damagedCard);
	return isKept ? 'working' : 'told';
}

/** What the card of a comparison says of one of its jobs. */
export function shownPart(message: APIMessage, comparison: Job, jobId: string): ShownCard {
	const shown = shownCard(message, comparison);
	const lines = textsOf(message.components).flatMap((text) => text.split('\n'));
	return shown === 'working' && saysWaiting(comparison, jobId, lines) ? 'waiting' : shown;
}

const isLoading = ({ flags }: APIMessage): boolean => ((flags ?? 0) & MessageFlags.Loading) !== 0;

function textsOf(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(textsOf);
	if (typeof value !== 'object' || value === null) return [];
	const { type, content, components, accessory } = value as Record<string, unknown>;
	const own = type === 10 && typeof content === 'string' ? [content] : [];
	return [...own, ...textsOf(components), ...textsOf(accessory)];
}
