import { DiscordAPIError, HTTPError, RateLimitError, type RateLimitData } from 'discord.js';
import { hours } from '../lib/time.js';
import { wrongFields } from './wrongFields.js';

/** What an error of discord.js's REST client says, in plain numbers. */
interface RestErrorKind {
	/** Discord's JSON error code, 0 when there was none. */
	readonly code: number;
	/** 0: no answer. */
	readonly status: number;
	/** How long Discord asks us to stay away, ms; 0 when it names no time that can be kept. */
	readonly retryAfterMs: number;
	/** What is wrong with which field of the request, where Discord says so. */
	readonly fields?: readonly string[];
}

/**
 * A shorter wait is none: without any header the library makes 50 ms of it, and so it does of `0`. Whoever waits no longer
 * keeps a block of their own address alive.
 */
const shortestWaitMs = 100;

/** Nothing is asked for longer than this in earnest. */
const longestWaitMs = hours(24);

/**
 * How long a rate limit asks us to stay away, ms; undefined where it names no time that can be kept. Of its two times either
 * may be the longer one; without Discord's headers the library knows the second alone.
 */
export function namedWait({ timeToReset, retryAfter }: Pick<RateLimitData, 'timeToReset' | 'retryAfter'>) {
	const ms = Math.max(timeToReset, retryAfter);
	return Number.isFinite(ms) && ms >= shortestWaitMs ? Math.min(ms, longestWaitMs) : undefined;
}

/** Whatever is not one of the library's own errors is a request without an answer. */
export function restFault(error: unknown): RestErrorKind {
	if (error instanceof DiscordAPIError) {
		const code = typeof error.code === 'number' ? error.code : 0;
		return { code, status: error.status, retryAfterMs: 0, fields: wrongFields(error.rawError) };
	}
	if (error instanceof HTTPError) return { code: 0, status: error.status, retryAfterMs: 0 };
	if (error instanceof RateLimitError) return { code: 0, status: 429, retryAfterMs: namedWait(error) ?? 0 };
	return { code: 0, status: 0, retryAfterMs: 0 };
}

/** A route of Discord's for the log: without the interaction token that stands in it. */
export const maskedRoute = (route: string): string => route.replace(/((?:webhooks|interactions)\/\d+\/)[^/]+/u, '$1…');
