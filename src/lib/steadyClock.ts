import { minutes, type Clock } from './time.js';

/** Steps of the wall clock up to this are taken at once: they change nothing that is decided by it. */
const smallStepMs = minutes(1);

/** A larger step must have lasted so long. */
const believeAfterMs = minutes(10);

/**
 * A wall clock that is not believed at once. Somebody sets the machine a day ahead for a moment, or a machine without a
 * clock of its own hears the time for the first time: until a step has lasted some real minutes, time goes on from where it
 * was, so that no job ends, no count is forgotten and nothing is deleted because of it.
 */
export class SteadyClock implements Clock {
	readonly #clock: Clock;
	/** What the wall clock is believed to be ahead of `elapsed`. */
	#offset: number;
	/** A step that is not believed yet, and since when it has been seen, by `elapsed`. */
	#doubt: { readonly step: number; readonly since: number } | undefined;

	constructor(clock: Clock) {
		this.#clock = clock;
		this.#offset = clock.now() - clock.elapsed();
	}

	now(): number {
		const elapsed = this.#clock.elapsed();
		const step = this.#clock.now() - elapsed - this.#offset;
		if (Math.abs(step) <= smallStepMs || this.#hasLasted(step, elapsed)) {
			this.#offset += step;
			this.#doubt = undefined;
		}
		return elapsed + this.#offset;
	}

	elapsed(): number {
		return this.#clock.elapsed();
	}

	after(ms: number, act: () => void): () => void {
		return this.#clock.after(ms, act);
	}

	#hasLasted(step: number, elapsed: number): boolean {
		const isSame = this.#doubt !== undefined && Math.abs(step - this.#doubt.step) <= smallStepMs;
		if (!isSame) this.#doubt = { step, since: elapsed };
		return elapsed - (this.#doubt?.since ?? elapsed) >= believeAfterMs;
	}
}
