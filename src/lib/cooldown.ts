import type { Clock } from './time.js';

/**
 * Why a kind of act cannot succeed at present, as its last try told. It lapses after a while, so that one may try again,
 * and every try begins it anew, so that it is one and not all.
 */
export class Cooldown<Reason extends string> {
	readonly #clock: Clock;
	readonly #ms: number;
	#state: { readonly reason: Reason; readonly since: number } | undefined;

	constructor({ clock, ms }: { readonly clock: Clock; readonly ms: number }) {
		this.#clock = clock;
		this.#ms = ms;
	}

	/** The last reason told, lapsed or not. */
	get lastReason(): Reason | undefined {
		return this.#state?.reason;
	}

	/** The reason, while it holds. */
	get reason(): Reason | undefined {
		return this.waitMs() > 0 ? this.#state?.reason : undefined;
	}

	/** Milliseconds until it lapses. */
	waitMs(): number {
		if (this.#state === undefined) return 0;
		const elapsed = this.#clock.now() - this.#state.since;
		// A clock that was set back must not hold for longer.
		return elapsed < 0 ? 0 : Math.max(0, this.#ms - elapsed);
	}

	begin(reason: Reason): void {
		this.#state = { reason, since: this.#clock.now() };
	}

	end(): void {
		this.#state = undefined;
	}
}
