import type { Clock } from '../../src/lib/time.js';

interface Timer {
	readonly at: number;
	readonly act: () => void;
}

/** Rounds of the event loop that work without waiting (promises, a store's answer) gets after every timer. */
const roundsAfterTimer = 5;

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
	/** How wrong the wall clock is, ms: setting it moves what `now` tells, and no timer. */
	offsetMs = 0;
	readonly #timers = new Set<Timer>();
	#now: number;

	constructor(now = Date.UTC(2026, 10, 20, 12)) {
		this.#now = now;
	}

	now(): number {
		return this.#now + this.offsetMs;
	}

	elapsed(): number {
		return this.#now;
	}

	after(ms: number, act: () => void): () => void {
		const timer = { at: this.#now + Math.max(0, ms), act };
		this.#timers.add(timer);
		return () => this.#timers.delete(timer);
	}

	/** Timers that have not rung and were not taken back. */
	get waiting(): number {
		return this.#timers.size;
	}

	/** When the next timer rings, if there is one. */
	get nextAt(): number | undefined {
		const at = this.#next(Infinity)?.at;
		return at === undefined ? undefined : at + this.offsetMs;
	}

	/** Lets `ms` pass: rings every timer that falls due, in order, those that are set meanwhile included. */
	async advance(ms: number): Promise<void> {
		const until = this.#now + ms;
		await this.settle();
		for (let timer = this.#next(until); timer !== undefined; timer = this.#next(until)) {
			this.#timers.delete(timer);
			this.#now = Math.max(this.#now, timer.at);
			timer.act();
			await this.settle();
		}
		// Somebody else may have moved it further meanwhile.
		this.#now = Math.max(this.#now, until);
	}

	/** Gives the event loop some rounds, in which no time passes. */
	async settle(): Promise<void> {
		for (let round = 0; round < roundsAfterTimer; round += 1) {
			await new Promise((resolve) => {
				setImmediate(resolve);
			});
		}
	}

	#next(until: number): Timer | undefined {
		let next: Timer | undefined;
		for (const timer of this.#timers) {
			if (timer.at <= until && (next === undefined || timer.at < next.at)) next = timer;
		}
		return next;
	}
}
