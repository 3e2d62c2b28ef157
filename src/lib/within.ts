import { deadline, type Clock } from './time.js';

/** The promise's value, or DeadlineError after `ms`. The work behind the promise goes on all the same. */
export async function within<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T> {
	const { signal, clear } = deadline(clock, ms);
	try {
		return await Promise.race([
			promise,
			new Promise<never>((_, reject) => {
				signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
			}),
		]);
	} finally {
		clear();
	}
}
