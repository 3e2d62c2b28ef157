/** What one answer at a time may be given to, by key; over every process where several answer. */
export interface Claims {
	/** Whether it is ours from now on; false while anybody has it. */
	take(key: string): Promise<boolean>;
	/** Whether anybody has it. */
	has(key: string): Promise<boolean>;
	/** After `take`, whatever came of it. */
	release(key: string): Promise<void>;
}

/** Those of the one process that answers. */
export class OwnClaims implements Claims {
	readonly #taken = new Set<string>();

	take(key: string): Promise<boolean> {
		const isFree = !this.#taken.has(key);
		this.#taken.add(key);
		return Promise.resolve(isFree);
	}

	has(key: string): Promise<boolean> {
		return Promise.resolve(this.#taken.has(key));
	}

	release(key: string): Promise<void> {
		this.#taken.delete(key);
		return Promise.resolve();
	}
}
