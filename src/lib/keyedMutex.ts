/** One act at a time for each key; acts for different keys do not wait for one another. */
export class KeyedMutex {
	readonly #tails = new Map<string, Promise<void>>();

	/** Runs `act` when every earlier act of the same key has ended, however it ended. */
	async run<T>(key: string, act: () => Promise<T>): Promise<T> {
		const before = this.#tails.get(key) ?? Promise.resolve();
		const turn = before.then(act);
		const tail = turn.then(
			() => undefined,
			() => undefined,
		);
		this.#tails.set(key, tail);
		void tail.then(() => {
			if (this.#tails.get(key) === tail) this.#tails.delete(key);
		});
		return turn;
	}
}
