import { subscribe } from 'node:diagnostics_channel';
import { performance } from 'node:perf_hooks';
import { FakeClock } from '../test/harness/fakeClock.js';

/** So many silent waits in a row mean that nothing is under way. */
const silences = 2;
const longestMs = 20_000;

/**
 * A clock that moves on only when nothing is under way: no request of this process waits for its answer, and the event loop has
 * had nothing to do for a moment (a store on a disk in memory answers well within it). Others see its time in shared memory.
 */
export class SoakClock extends FakeClock {
	readonly #shared: BigInt64Array;
	readonly #underway = new Set<unknown>();

	constructor(shared: BigInt64Array, now: number) {
		super(now);
		this.#shared = shared;
		Atomics.store(shared, 0, BigInt(now));
		const ended = (message: unknown): void => void this.#underway.delete((message as { request: unknown }).request);
		subscribe('undici:request:create', (message) => this.#underway.add((message as { request: unknown }).request));
		subscribe('undici:request:trailers', ended);
		subscribe('undici:request:error', ended);
	}

	override async settle(): Promise<void> {
		Atomics.store(this.#shared, 0, BigInt(this.now()));
		const deadline = performance.now() + longestMs;
		for (let silent = 0; silent < silences && performance.now() < deadline;) {
			await super.settle();
			const before = events();
			await new Promise((resolve) => {
				setTimeout(resolve, 1);
			});
			silent = this.#underway.size === 0 && events() === before ? silent + 1 : 0;
		}
		if (performance.now() > deadline) this.#underway.clear();
	}
}

/** What the event loop has been told by the system so far: sockets, files, threads; not its timers. */
const events = (): number =>
	(performance.nodeTiming as unknown as { uvMetricsInfo: { events: number } }).uvMetricsInfo.events;
