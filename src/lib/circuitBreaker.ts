import { backoffMs } from './backoff.js';
import type { Backoff } from './backoff.js';
import type { Clock } from './time.js';

interface CircuitBreakerParts {
	readonly clock: Clock;
	/** A number from 0 up to 1. */
	readonly random: () => number;
	/** So many failures in a row open it. */
	readonly failures: number;
	/** How long it stays open, growing with every probe that fails. */
	readonly pause: Backoff;
}

/**
 * Keeps calls from a side that fails again and again. After some failures in a row it is open: nobody may call. When the
 * pause is over one call may go, as a probe; its success closes the breaker, its failure opens it for longer.
 */
export class CircuitBreaker {
	readonly #parts: CircuitBreakerParts;
	#failures = 0;
	#openings = 0;
	#openedAt = 0;
	#pauseMs = 0;
	#probing = false;

	constructor(parts: CircuitBreakerParts) {
		this.#parts = parts;
	}

	get isOpen(): boolean {
		return this.#openings > 0;
	}

	/** Milliseconds until a call may go, 0 when it may go now. */
	waitMs(): number {
		if (this.#openings === 0) return 0;
		const elapsed = this.#parts.clock.now() - this.#openedAt;
		// A clock set back begins the pause anew rather than lengthen it.
		if (elapsed < 0) this.#openedAt = this.#parts.clock.now();
		return Math.max(0, this.#pauseMs - Math.max(0, elapsed));
	}

	/**
	 * Asks to make a call: 0 when it may go, else how many milliseconds to wait. Whoever gets 0 from an open breaker is the
	 * probe; the others wait for as long again, so that a probe that never reports does not block for ever.
	 */
	enter(): number {
		const wait = this.waitMs();
		if (wait === 0 && this.isOpen) {
			this.#probing = true;
			this.#openedAt = this.#parts.clock.now();
		}
		return wait;
	}

	succeeded(): void {
		this.#failures = 0;
		this.#openings = 0;
		this.#probing = false;
	}

	failed(): void {
		this.#failures += 1;
		// Calls that were under way when it opened report their failures late; only the probe's counts then.
		const opens = this.isOpen ? this.#probing : this.#failures >= this.#parts.failures;
		if (!opens) return;

		const { clock, random, pause } = this.#parts;
		this.#openings += 1;
		this.#probing = false;
		this.#openedAt = clock.now();
		this.#pauseMs = backoffMs(pause, this.#openings, random());
	}
}
