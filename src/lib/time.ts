/** Time as a part that is handed in, so that minute 14 and hour 24 can be tested in a moment. */
export interface Clock {
	/** Milliseconds since 1970, as the wall clock tells it. It may jump when the machine's clock is set. */
	now(): number;
	/** Milliseconds since some moment of the past, as a clock tells it that nobody sets: for how long something takes. */
	elapsed(): number;
	/** Calls `act` once after `ms` milliseconds; the returned function takes that back. */
	after(ms: number, act: () => void): () => void;
}

/** Timers beyond this overflow in Node and would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The clock of the machine. Its timers do not keep the process alive. */
export const systemClock: Clock = {
	now: () => Date.now(),
	elapsed: () => performance.now(),
	after(ms, act) {
		const timer = setTimeout(act, Math.min(Math.max(0, ms), longestTimerMs));
		timer.unref();
		return () => clearTimeout(timer);
	},
};

export const seconds = (count: number): number => count * 1000;
export const minutes = (count: number): number => count * 60_000;
export const hours = (count: number): number => count * 3_600_000;
export const days = (count: number): number => count * 86_400_000;

/**
 * Waits on the given clock; rejects with the signal's reason when that is aborted first.
 */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		if (signal?.aborted === true) {
			reject(abortReason(signal));
			return;
		}

		const onAbort = (): void => {
			cancel();
			if (signal !== undefined) reject(abortReason(signal));
		};

		const cancel = clock.after(ms, () => {
			signal?.removeEventListener('abort', onAbort);
			resolve();
		});
		signal?.addEventListener('abort', onAbort, { once: true });
	});
}

function abortReason(signal: AbortSignal): Error {
	return signal.reason instanceof Error ? signal.reason : new Error('aborted');
}

/** A timer that rings so much later than it should was held up: the process stood still, and its sockets went unread. */
const heldUpMs = seconds(0.5);
/** What came meanwhile is read in this time. */
const readUpMs = seconds(0.25);

/**
 * A signal that aborts after `ms` on the given clock, or with `parent`; `clear` takes the timer back. When the process itself
 * was held up beyond that time (stopped, suspended), an answer may lie unread in a socket, and gets a moment to be read.
 * `AbortSignal.timeout` is no substitute: inside `AbortSignal.any` Node 20 collects it as garbage, and it never goes off.
 */
export function deadline(clock: Clock, ms: number, parent?: AbortSignal): { signal: AbortSignal; clear: () => void } {
	const controller = new AbortController();
	const due = clock.now() + ms;
	const end = (): void => controller.abort(new DeadlineError(ms));
	let cancel = clock.after(ms, () => {
		if (clock.now() - due < heldUpMs) end();
		else cancel = clock.after(readUpMs, end);
	});
	const clear = (): void => cancel();
	const signal = parent === undefined ? controller.signal : AbortSignal.any([controller.signal, parent]);
	return { signal, clear };
}

/** A wait of ours ended before the answer came. It does not mean that the other side did nothing. */
export class DeadlineError extends Error {
	override name = 'DeadlineError' as const;
	readonly ms: number;

	constructor(ms: number) {
		super(`no answer within ${ms} ms`);
		this.ms = ms;
	}
}

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
