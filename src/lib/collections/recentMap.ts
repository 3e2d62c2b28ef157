/** A map that holds no more than so many entries: those that were neither asked for nor set for longest go first. */
export class RecentMap<K, V> {
	readonly #most: number;
	readonly #entries = new Map<K, V>();

	constructor(most: number) {
		this.#most = most;
	}

	get size(): number {
		return this.#entries.size;
	}

	get(key: K): V | undefined {
		const value = this.#entries.get(key);
		if (value !== undefined) this.set(key, value);
		return value;
	}

	set(key: K, value: V): void {
		this.#entries.delete(key);
		this.#entries.set(key, value);
		const [oldest] = this.#entries.keys();
		if (this.#entries.size > this.#most && oldest !== undefined) this.#entries.delete(oldest);
	}
}
