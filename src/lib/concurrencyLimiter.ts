import type { Clock } from './time.js';

interface ConcurrencyLimiterParts {
	readonly clock: Clock;
	/** How many acts may run at once when all is well; also where it begins. */
	readonly most: number;
	/** Milliseconds without a complaint before one more is allowed. */
	readonly raiseMs: number;
}

/** A place that was given; `release` gives it back, and more than once does no harm. */
export interface Slot {
	release(): void;
}

/**
 * How many acts of one kind run at once: halved by every complaint of the other side, raised again one by one while there
 * is none. Complaints that come together count once.
 */
export class ConcurrencyLimiter {
	readonly #parts: ConcurrencyLimiterParts;
	readonly #waiting: { give: (place: Slot | undefined) => void }[] = [];
	#limit: number;
	#running = 0;
	#changedAt: number;
	#loweredAt = Number.NEGATIVE_INFINITY;

	constructor(parts: ConcurrencyLimiterParts) {
		this.#parts = parts;
		this.#limit = parts.most;
		this.#changedAt = parts.clock.now();
	}

	/** How many may run at once now. */
	get limit(): number {
		this.#raise();
		return this.#limit;
	}

	/** Fewer than usual may run: somebody was asked too often. */
	get isLowered(): boolean {
		return this.limit < this.#parts.most;
	}

	get running(): number {
		return this.#running;
	}

	/** A place if one is free. */
	take(): Slot | undefined {
		if (this.#waiting.length > 0 || this.#running >= this.limit) return undefined;
		return this.#place();
	}

	/** A place in the order of asking, or `undefined` when none became free within `ms` milliseconds. */
	wait(ms: number): Promise<Slot | undefined> {
		const place = this.take();
		if (place !== undefined) return Promise.resolve(place);

		return new Promise((resolve) => {
			const entry = {
				give: (given: Slot | undefined) => {
					cancel();
					resolve(given);
				},
			};
			const cancel = this.#parts.clock.after(ms, () => {
				const index = this.#waiting.indexOf(entry);
				if (index >= 0) this.#waiting.splice(index, 1);
				resolve(undefined);
			});
			this.#waiting.push(entry);
		});
	}

	/** The other side asked for less. */
	lower(): void {
		this.#raise();
		const now = this.#parts.clock.now();
		const together = Math.min(this.#parts.raiseMs, 1000);
		if (now >= this.#loweredAt && now - this.#loweredAt < together) return;

		this.#limit = Math.max(1, Math.floor(this.#limit / 2));
		this.#loweredAt = now;
		this.#changedAt = now;
	}

	#raise(): void {
		const { clock, most, raiseMs } = this.#parts;
		const now = clock.now();
		// A clock that was set back must not keep the limit down for longer than it would have been.
		if (now < this.#changedAt) this.#changedAt = now;
		const steps = Math.floor((now - this.#changedAt) / raiseMs);
		if (steps <= 0) return;
		this.#limit = Math.min(most, this.#limit + steps);
		this.#changedAt += steps * raiseMs;
	}

	#place(): Slot {
		this.#running += 1;
		let held = true;
		return {
			release: () => {
				if (!held) return;
				held = false;
				this.#running -= 1;
				this.#serve();
			},
		};
	}

	#serve(): void {
		while (this.#running < this.limit) {
			const next = this.#waiting.shift();
			if (next === undefined) return;
			next.give(this.#place());
		}
	}
}
