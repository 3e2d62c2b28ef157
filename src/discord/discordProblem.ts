/**
 * What a refusal by Discord means for what we do next. Judged by Discord's error code, because its documents give no
 * HTTP status for most of them, and because only Discord gives codes: what the network before it answers is nobody's refusal.
 *
 * - `token-dead`  the interaction's token has expired or never had a response; never used again
 * - `gone`        the message, channel or guild no longer exists (or is an ephemeral message touched with the bot token)
 * - `forbidden`   we may not do this here: missing permission, closed direct messages, archived thread
 * - `too-large`   the file or the request
 * - `no-uploads`  no file may be posted here, by nobody
 * - `unwanted-file` what the file shows: Discord's own filter for explicit content
 * - `unwanted-link` an address in the message: Discord's filter for harmful links
 * - `stripped`    the message was taken, and came back without the file that was sent with it
 * - `blocked`     the words: AutoMod
 * - `late`        the interaction was not answered in time
 * - `answered`    the interaction has been answered already, by us or by another process
 * - `invalid`     the request is wrong: a bug of ours
 * - `unauthorized` the bot's own token is refused
 * - `busy`        rate limited: certainly nothing was done
 * - `unanswered`  no answer, a server's error, or an answer that is not Discord's own: it may have been done
 */
export type DiscordProblemKind =
	| 'token-dead'
	| 'gone'
	| 'forbidden'
	| 'too-large'
	| 'no-uploads'
	| 'unwanted-file'
	| 'unwanted-link'
	| 'stripped'
	| 'blocked'
	| 'late'
	| 'answered'
	| 'invalid'
	| 'unauthorized'
	| 'busy'
	| 'unanswered';

/** Discord's code for a message that is not there. */
export const unknownMessage = 10_008;

const kinds: Readonly<Record<number, DiscordProblemKind>> = {
	10003: 'gone',
	10004: 'gone',
	[unknownMessage]: 'gone',
	10013: 'gone',
	10015: 'token-dead',
	10062: 'late',
	20009: 'unwanted-file',
	20028: 'busy',
	30046: 'busy',
	40003: 'busy',
	40005: 'too-large',
	40060: 'answered',
	40094: 'forbidden',
	// An address that Discord's edge keeps out for a while, whatever it asks.
	40333: 'unanswered',
	50001: 'forbidden',
	50007: 'forbidden',
	50013: 'forbidden',
	50025: 'unauthorized',
	50027: 'token-dead',
	50045: 'too-large',
	50083: 'forbidden',
	50278: 'forbidden',
	130000: 'unanswered',
	160002: 'forbidden',
	160005: 'forbidden',
	200000: 'blocked',
	240000: 'unwanted-link',
	400001: 'no-uploads',
};

/** The kind of a refusal, from Discord's code (0 when it gave none) and the HTTP status (0 when there was no answer). */
export function discordProblemKind(code: number, status: number): DiscordProblemKind {
	// A code comes from outside, and may be no number at all.
	const known = Object.hasOwn(kinds, code) ? kinds[code] : undefined;
	if (known !== undefined) return known;
	if (status === 401) return 'unauthorized';
	if (status === 413) return 'too-large';
	if (status === 429) return 'busy';
	// A page of the edge, or no answer: without a code of Discord's nothing has been refused.
	if (code === 0 || status === 0 || status === 408 || status >= 500) return 'unanswered';
	if (status === 403) return 'forbidden';
	if (status === 404) return 'gone';
	return 'invalid';
}

/** Discord's code for a missing permission, whichever it is. */
const missingPermission = 50_013;

/** What a message was refused for. Where it carried a file, a missing permission may be that for files alone. */
export const refusedFor = ({ code, kind }: DiscordProblem, withFile: boolean): DiscordProblemKind =>
	withFile && code === missingPermission ? 'no-uploads' : kind;

/** Discord did not do what we asked, or did not say. Carries facts for the log and the ladder, no words for members. */
export class DiscordProblem extends Error {
	override name = 'DiscordProblem' as const;
	readonly kind: DiscordProblemKind;
	/** Discord's JSON error code, 0 when there was none. */
	readonly code: number;
	/** 0: no answer. */
	readonly status: number;
	/** How long Discord asked us to stay away, ms; 0 when it did not. */
	readonly retryAfterMs: number;

	/** @param facts.fields what is wrong with which field of the request, where Discord says so */
	constructor(facts: DiscordProblemFacts, options?: ErrorOptions) {
		const { route, kind, code, status, fields = [] } = facts;
		super(`${route}: ${kind} (code ${code}, status ${status})${fields.map((field) => `; ${field}`).join('')}`, options);
		this.kind = facts.kind;
		this.code = facts.code;
		this.status = facts.status;
		this.retryAfterMs = facts.retryAfterMs ?? 0;
	}
}

interface DiscordProblemFacts {
	readonly route: string;
	readonly kind: DiscordProblemKind;
	readonly code: number;
	readonly status: number;
	readonly retryAfterMs?: number;
	readonly fields?: readonly string[];
}
