import type { Clock } from './time.js';

/** A length of time that several waits share. None of them lasts longer than what is left of it. */
export class ShutdownDeadline {
	readonly #over: Promise<void>;
	readonly #cancel: () => void;

	constructor({ clock, ms }: { readonly clock: Clock; readonly ms: number }) {
		let ring: () => void = () => undefined;
		this.#over = new Promise((resolve) => {
			ring = resolve;
		});
		this.#cancel = clock.after(ms, ring);
	}

	/** Resolves when the work has ended or the grace has; work that goes on is left to itself. @throws what the work throws in time */
	async give(work: Promise<unknown>): Promise<void> {
		await Promise.race([work, this.#over]);
	}

	/** Takes the timer back, when nothing waits any more. */
	end(): void {
		this.#cancel();
	}
}
