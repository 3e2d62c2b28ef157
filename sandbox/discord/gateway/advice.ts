import type { Json } from '../protocol/json.js';
import type { Settings } from '../world/settings.js';

const dayMs = 24 * 3_600_000;

/** What `GET /gateway/bot` says: where the gateway is, and how many sessions may still begin today. */
export const advice = (url: string, settings: Settings, identifies: number): Json => ({
	url,
	shards: settings.shards,
	session_start_limit: {
		total: settings.sessionStarts,
		remaining: Math.max(0, settings.sessionStarts - identifies),
		reset_after: dayMs,
		max_concurrency: settings.maxConcurrency,
	},
});
