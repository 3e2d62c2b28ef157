import { createHash } from 'node:crypto';

import type { Answer } from '../../http/exchange.js';
import type { Settings } from '../world/settings.js';

interface Window {
	opened: number;
	used: number;
}

/** Buckets by route and top-level resource, and the global one of the bot token; fixed windows. */
export class RateLimits {
	readonly #now: () => number;
	readonly #settings: Settings;
	readonly #windows = new Map<string, Window>();

	constructor(parts: { now: () => number; settings: Settings }) {
		this.#now = parts.now;
		this.#settings = parts.settings;
	}

	/**
	 * Counts a request.
	 * @param route `METHOD /template`
	 * @param major the top-level resource: channel, guild, or webhook with its token
	 * @returns the headers for its answer, and the 429 to give instead, if it is one too many
	 */
	count(route: string, major: string, global: boolean): { headers: Record<string, string>; refused?: Answer } {
		if (global) {
			const wait = this.#take('global', { limit: this.#settings.globalPerSecond, windowMs: 1000 });
			if (wait.over) {
				return {
					headers: {},
					refused: tooMany(wait.resetMs, { 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' }),
				};
			}
		}
		const allowance = this.#settings.buckets[route] ?? this.#settings.bucket;
		const state = this.#take(`${route} ${major}`, allowance);
		const headers = {
			'x-ratelimit-limit': String(allowance.limit),
			'x-ratelimit-remaining': String(Math.max(0, allowance.limit - state.used)),
			'x-ratelimit-reset': ((this.#now() + state.resetMs) / 1000).toFixed(3),
			'x-ratelimit-reset-after': (state.resetMs / 1000).toFixed(3),
			'x-ratelimit-bucket': createHash('md5').update(route).digest('hex'),
		};

		return state.over
			? { headers, refused: tooMany(state.resetMs, { ...headers, 'x-ratelimit-scope': 'user' }) }
			: { headers };
	}

	#take(
		key: string,
		{ limit, windowMs }: { limit: number; windowMs: number },
	): { used: number; over: boolean; resetMs: number } {
		const now = this.#now();
		const known = this.#windows.get(key);
		const window = known && now - known.opened < windowMs ? known : { opened: now, used: 0 };
		this.#windows.set(key, window);
		const over = window.used >= limit;
		if (!over) window.used++;

		return { used: window.used, over, resetMs: Math.max(0, window.opened + windowMs - now) };
	}
}

function tooMany(resetMs: number, headers: Record<string, string>): Answer {
	const seconds = resetMs / 1000;

	return {
		status: 429,
		headers: { ...headers, 'retry-after': String(Math.max(1, Math.ceil(seconds))) },
		body: { message: 'You are being rate limited.', retry_after: seconds, global: 'x-ratelimit-global' in headers },
	};
}
