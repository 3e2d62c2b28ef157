/** How the wait between repeated tries grows. */
export interface Backoff {
	/** Milliseconds before the second try. */
	readonly firstMs: number;
	/** The longest wait in milliseconds. */
	readonly longestMs: number;
}

/**
 * The wait before the next try, doubled with every failure and spread over half its length, so that
 * many who failed together do not come back together.
 * @param failures how many tries have failed so far, 1 or more
 * @param random a number from 0 up to 1
 */
export function backoffMs(backoff: Backoff, failures: number, random: number): number {
	const full = Math.min(backoff.longestMs, backoff.firstMs * 2 ** Math.min(Math.max(0, failures - 1), 30));
	return Math.round(full / 2 + (full / 2) * random);
}
