import { DiscordProblem } from '../../discord/discordProblem.js';

export type RungVerdict =
	/** Definitely refused: the next rung is due. */
	| { readonly type: 'left'; readonly why: string }
	/** No answer, or a wait was asked for: the same rung again, later. */
	| { readonly type: 'again'; readonly why: string; readonly waitMs: number };

/** What a problem of Discord's means for the rung on which an outcome was being told; throws anything else. */
export function rungVerdict(error: unknown): RungVerdict {
	if (!(error instanceof DiscordProblem)) throw error;
	switch (error.kind) {
		case 'busy':
		case 'unanswered':
		case 'unauthorized':
			return { type: 'again', why: error.message, waitMs: error.retryAfterMs };
		case 'token-dead':
			return { type: 'left', why: 'token-dead' };
		case 'gone':
		case 'forbidden':
		case 'too-large':
		case 'blocked':
		case 'late':
		case 'answered':
		case 'invalid':
			return { type: 'left', why: `${error.kind} ${error.code}` };
	}
}
