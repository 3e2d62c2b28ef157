import type { Clock } from './time.js';

/**
 * Hands a body's chunks on, and calls `onSilence` when none comes for `idleMs` milliseconds. The time that the reader
 * takes for a chunk does not count.
 */
export async function* untilSilent(
	body: AsyncIterable<Uint8Array>,
	parts: { readonly clock: Clock; readonly idleMs: number; readonly onSilence: () => void },
): AsyncGenerator<Uint8Array> {
	const { clock, idleMs, onSilence } = parts;
	let stop = clock.after(idleMs, onSilence);
	try {
		for await (const chunk of body) {
			stop();
			yield chunk;
			stop = clock.after(idleMs, onSilence);
		}
	} finally {
		stop();
	}
}
