/** One act at a time, and those who wait take turns: nobody's tenth act stands before another's first. */
export class Turns {
	/** In the order of their turns; each with own acts, oldest first. */
	readonly #waiting = new Map<string, (() => void)[]>();
	#busy = false;

	/** Runs `act` when the turn of `who` has come. */
	async run<T>(who: string, act: () => Promise<T>): Promise<T> {
		if (this.#busy) await this.#wait(who);
		this.#busy = true;
		try {
			return await act();
		} finally {
			this.#next();
		}
	}

	#wait(who: string): Promise<void> {
		return new Promise((resolve) => {
			const acts = this.#waiting.get(who) ?? [];
			acts.push(resolve);
			this.#waiting.set(who, acts);
		});
	}

	/** The place stays taken while it goes from one to the next. */
	#next(): void {
		const [turn] = this.#waiting;
		if (turn === undefined) {
			this.#busy = false;
			return;
		}
		const [who, acts] = turn;
		const go = acts.shift();
		// To the end of the round, or out of it with nothing left to wait for.
		this.#waiting.delete(who);
		if (acts.length > 0) this.#waiting.set(who, acts);
		go?.();
	}
}
