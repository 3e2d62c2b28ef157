import type { Clock } from '../../src/lib/time.js';

/**
 * One life of the program: it ends at the n-th of its acts (a write to the store, a request, each with a moment before it
 * takes effect and one after). What is dead does nothing more: its acts never return, its timers never ring.
 */
export class Life {
	readonly clock: Clock;
	readonly number: number;
	readonly #lastAct: number;
	readonly #timers = new Set<() => void>();
	/** Resolves when it ends. */
	readonly end: Promise<void>;
	#ended: () => void = () => undefined;
	#acts = 0;
	#dead = false;
	/** Acts of the store under way. */
	writing = 0;

	constructor(parts: { number: number; lastAct: number; clock: Clock }) {
		this.number = parts.number;
		this.#lastAct = parts.lastAct;
		this.end = new Promise((resolve) => (this.#ended = resolve));
		const { clock } = parts;
		this.clock = {
			now: () => clock.now(),
			elapsed: () => clock.elapsed(),
			after: (ms, act) => {
				if (this.#dead) return () => undefined;
				const cancel = clock.after(ms, () => {
					this.#timers.delete(cancel);
					act();
				});
				this.#timers.add(cancel);
				return () => {
					this.#timers.delete(cancel);
					cancel();
				};
			},
		};
	}

	get dead(): boolean {
		return this.#dead;
	}

	/** By which its requests are known. */
	get userAgent(): string {
		return `life-${this.number}`;
	}

	/** A moment in which it may die; then, and ever after, this does not return. */
	async moment(): Promise<void> {
		this.#acts += 1;
		if (this.#acts === this.#lastAct) this.die();
		await this.alive();
	}

	/** Returns at once to the living, and never to the dead. */
	alive(): Promise<void> {
		return this.#dead ? new Promise(() => undefined) : Promise.resolve();
	}

	die(): void {
		this.#dead = true;
		this.writing = 0;
		for (const cancel of this.#timers) cancel();
		this.#timers.clear();
		this.#ended();
	}
}
