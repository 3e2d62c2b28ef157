import { longestButtonUrl } from '../../discord/messageLimits.js';
import type { MessageBody } from '../../discord/messageBody.js';
import type { Job } from '../../jobs/record/job.js';
import { small } from '../parts/card.js';
import { forMember, wordsFor } from '../parts/jobLines.js';
import { messageLink } from '../parts/markdown.js';

/** What every telling shows besides the record, whether of one job or of several. */
export interface TellingView {
	/** Names, and so pings, the requester: for a new message. */
	readonly mention: boolean;
	/** A copy for one member's eyes: *Delete* there would take the video from everybody. */
	readonly copy?: boolean | undefined;
	/** In a direct message, which says of itself neither whose it is nor where it belongs. */
	readonly direct?: boolean | undefined;
	/** Discord's own filter takes the video, or the link to it, nowhere. */
	readonly unwanted?: boolean | undefined;
	/** No file may be posted there. */
	readonly barred?: boolean | undefined;
	/** Without the member's own words, which the server's filter refuses. */
	readonly neutral?: boolean | undefined;
}

/** Whose it is, for those who read along; in a direct message, where it was asked for. */
export function addressLine(job: Job, view: TellingView): string | undefined {
	const { guildId, channelId, messageId, ephemeral } = job.destination;
	if (view.direct === true) {
		const url = messageLink(guildId, channelId, ephemeral ? '' : (messageId ?? ''));
		return channelId === '' ? undefined : small(wordsFor(job).cards.askedThere({ url }));
	}
	return view.copy === true ? undefined : forMember(job);
}

export const mentioning = (job: Job, { mention }: TellingView, body: MessageBody): MessageBody =>
	mention && forMember(job) !== undefined
		? { ...body, allowed_mentions: { parse: [], users: [job.requester.id] } }
		: body;

export function linkLines(
	job: Job,
	{ barred, unwanted }: Pick<TellingView, 'barred' | 'unwanted'>,
	link: string | undefined,
): string[] {
	const { cards } = wordsFor(job);
	if (link === undefined) {
		const unfetched = typeof job.delivery.fetchProblem === 'string';
		const cause = unfetched ? (job.delivery.fetchCause ?? 'unreachable') : 'too-large';
		if (unwanted === true) return [cards.undeliverable.unwanted];
		return [cards.undeliverable[barred === true ? 'barred' : cause]];
	}
	const written = link.length > longestButtonUrl ? cards.linkText({ url: inParentheses(link) }) : undefined;
	const why = job.delivery.fetchCause === 'unusable' ? cards.linkUnusable : cards.linkOnly;
	const inPlace = barred === true ? cards.linkBarred : cards.link;
	return [job.media ? inPlace : why, cards.linkMayExpire, ...(written === undefined ? [] : [written])];
}

/** An address too long for a button is a link in the text. It shares the 4000 characters of a message with the rest. */
export const longestLink = 1_000;

const inParentheses = (url: string): string => url.replace(/[()<>]/gu, (found) => percent(found));

const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
