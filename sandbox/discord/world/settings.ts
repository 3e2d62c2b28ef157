/** A rate limit: at most `limit` requests in each window. */
interface Allowance {
	readonly limit: number;
	readonly windowMs: number;
}

/**
 * The numbers that the simulated Discord keeps to. They may be changed at any time; the next request meets the new ones.
 * Times are in milliseconds of the simulator's own clock.
 */
export interface Settings {
	/** Time for the first response to an interaction (error 10062 after it). */
	ackWithinMs: number;
	/** Life of an interaction token (error 50027 after it). */
	tokenLifeMs: number;
	/** Follow-ups to an interaction of an app that is only user-installed there (error 40094 above it). */
	followUpCap: number;
	/** How long `enforce_nonce` remembers. Discord says "the past few minutes". */
	nonceWindowMs: number;
	/** Life of a signed CDN address. */
	signedUrlLifeMs: number;
	/** How long a session that was cut off can be resumed. */
	resumableMs: number;
	heartbeatIntervalMs: number;
	/** Least time between two IDENTIFYs of one concurrency key (Discord: 5000); 0: none, so that restarts are quick. */
	identifyEveryMs: number;
	maxConcurrency: number;
	/** IDENTIFYs allowed in 24 h. */
	sessionStarts: number;
	/** Shards that `GET /gateway/bot` recommends. */
	shards: number;
	/** Largest request body, all files together (413 above it). */
	maxRequestBytes: number;
	/** Every bucket that has no entry in `buckets`. */
	bucket: Allowance;
	/** By `METHOD /route/{template}`, for example `POST /channels/{channel_id}/messages`. */
	buckets: Record<string, Allowance>;
	/** Requests a second with the bot token, over all routes. */
	globalPerSecond: number;
	/** Edits in one channel of messages older than `olderThanMs` (error 30046). */
	oldEdits: Allowance & { readonly olderThanMs: number };
	/** New command names a day and guild, or a day for the global ones (error 30034). */
	commandCreatesPerDay: number;
	/** Words that AutoMod stops (error 200000), compared without case. */
	blockedWords: readonly string[];
	/** So many messages that come with files are taken without them, as if they had been sent in words. */
	strippedUploads: number;
}

export function defaultSettings(): Settings {
	return {
		ackWithinMs: 3000,
		tokenLifeMs: 15 * 60_000,
		followUpCap: 5,
		nonceWindowMs: 3 * 60_000,
		signedUrlLifeMs: 24 * 3_600_000,
		resumableMs: 3 * 60_000,
		heartbeatIntervalMs: 41_250,
		identifyEveryMs: 0,
		maxConcurrency: 1,
		sessionStarts: 1000,
		shards: 1,
		maxRequestBytes: 500 * 1024 * 1024,
		bucket: { limit: 100, windowMs: 1000 },
		buckets: {},
		globalPerSecond: 50,
		oldEdits: { limit: 3, windowMs: 6000, olderThanMs: 3_600_000 },
		commandCreatesPerDay: 200,
		blockedWords: [],
		strippedUploads: 0,
	};
}
