import { DiscordAPIError, HTTPError, RateLimitError, type RateLimitData } from 'discord.js';

/** What an error of discord.js's REST client says, in plain numbers. */
interface RestErrorKind {
	/** Discord's JSON error code, 0 when there was none. */
	readonly code: number;
	/** 0: no answer. */
	readonly status: number;
	/** How long Discord asks us to stay away, ms. */
	readonly retryAfterMs: number;
}

/** Either may be the longer one; without Discord's headers the library knows the second alone. */
const waitOf = ({ timeToReset, retryAfter }: Pick<RateLimitData, 'timeToReset' | 'retryAfter'>): number =>
	Math.max(timeToReset, retryAfter);

/** Whatever is not one of the library's own errors is a request without an answer. */
export function restFault(error: unknown): RestErrorKind {
	if (error instanceof DiscordAPIError) {
		return { code: typeof error.code === 'number' ? error.code : 0, status: error.status, retryAfterMs: 0 };
	}
	if (error instanceof HTTPError) return { code: 0, status: error.status, retryAfterMs: 0 };
	if (error instanceof RateLimitError) return { code: 0, status: 429, retryAfterMs: waitOf(error) };
	return { code: 0, status: 0, retryAfterMs: 0 };
}

/** For the client's `rejectOnRateLimit`: which rate limits it leaves to its caller. */
export const waitsLongerThan =
	(ms: number) =>
	(limit: RateLimitData): boolean =>
		waitOf(limit) > ms;

/** A route of Discord's for the log: without the interaction token that stands in it. */
export const maskedRoute = (route: string): string => route.replace(/((?:webhooks|interactions)\/\d+\/)[^/]+/u, '$1…');
