import timers from 'node:timers/promises';
import { DefaultRestOptions, REST, type RateLimitData } from 'discord.js';

/** Longer than a timer of Node's may be late by rounding. */
const roundedMs = 5;

let waits = 0;

// The library waits on the machine's clock, whatever clock a test has; it says so before each wait.
const prototype = REST.prototype as unknown as { emit: (event: string, ...given: unknown[]) => unknown };
const emit = prototype.emit;
prototype.emit = function (event, ...given) {
	if (event === 'rateLimited') {
		waits += 1;
		const [{ timeToReset, sublimitTimeout, retryAfter }] = given as [RateLimitData];
		setTimeout(() => (waits -= 1), Math.max(timeToReset, sublimitTimeout, retryAfter) + roundedMs).unref();
	}
	return emit.call(this, event, ...given);
};

/** Waits of discord.js for a rate limit to pass, by the machine's clock. */
export const discordWaits = (): number => waits;

/** What the library waits for longer is something else than a pause between two connections: a heartbeat. */
const longestPauseMs = 1_000;

let isHurried = false;

/**
 * Where an injected clock lets an hour pass in a second of the machine's, two habits of the library would hold up what is far
 * below them, or be overtaken: its fifty requests a second, and its half second between two connections to the gateway.
 */
export function hurryDiscordLibrary(): void {
	if (isHurried) return;
	isHurried = true;
	Object.assign(DefaultRestOptions, { globalRequestsPerSecond: Infinity });
	const wait = timers.setTimeout;
	Object.assign(timers, {
		setTimeout: (ms: number, ...given: [unknown?, object?]) => wait(ms <= longestPauseMs ? 1 : ms, ...given),
	});
}
