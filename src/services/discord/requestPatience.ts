import { minutes, seconds } from '../../lib/time.js';

/** How long one request may hold up those behind it, and how long it may take at all, ms. */
export interface RequestPatience {
	/** Its turn is over when nothing has moved for so long. */
	readonly silentTurnMs: number;
	/** Its turn is over after so long, however it moves. */
	readonly turnMs: number;
	/** An upload is given up when nothing has moved for so long. */
	readonly silentMs: number;
	/** It is given up after so long, however it moves. */
	readonly wholeMs: number;
}

const kibibyte = 1024;

/** An upload that moves keeps its turn at this rate or a better one, in bytes a second: many at once share one line. */
const turnRate = 256 * kibibyte;
/** The same where another one is stuck already. */
const hurriedRate = 1024 * kibibyte;
/** What is slower than this in bytes a second does not arrive. */
const floorRate = 64 * kibibyte;

/** Whoever has not been answered for so long holds up nobody behind them. */
const stuckMs = seconds(10);
/** The same where another one is stuck already: many that are stuck must not hold up the next one by their sum. */
const hurriedMs = seconds(1);

/** An upload of which nothing moves for so long is given up. */
const silentUploadMs = seconds(60);

/** No upload takes longer, on whatever line. */
export const longestUploadMs = minutes(30);

/** Longest wait for the answer to anything small. */
export const smallTimeoutMs = seconds(30);

/** Openings of direct messages stand in one line, lest many are opened at once; but each is somebody else's. */
const isOpening = (route: string): boolean => route === '/users/@me/channels';

/**
 * @param bytes size of the upload; undefined for anything small
 * @param hurried another request of the same lane is stuck
 */
export function patienceWith(route: string, bytes: number | undefined, hurried: boolean): RequestPatience {
	const silentTurnMs = hurried || isOpening(route) ? hurriedMs : stuckMs;
	if (bytes === undefined)
		return { silentTurnMs, turnMs: silentTurnMs, silentMs: smallTimeoutMs, wholeMs: smallTimeoutMs };
	const rate = hurried ? hurriedRate : turnRate;
	return {
		silentTurnMs,
		turnMs: silentTurnMs + seconds(bytes / rate),
		silentMs: silentUploadMs,
		wholeMs: Math.min(longestUploadMs, silentUploadMs + seconds(bytes / floorRate)),
	};
}
