import { z } from 'zod';
import type { Table, Tables } from '../records/tables.js';

const Since = z.object({ at: z.number() });

interface KeptSetParts {
	readonly table: Table<z.infer<typeof Since>>;
	readonly keys: Set<string>;
	readonly now: () => number;
}

/** Names that are kept in the store over restarts, each with since when, and asked for in memory. */
export class KeptSet {
	readonly #parts: KeptSetParts;

	private constructor(parts: KeptSetParts) {
		this.#parts = parts;
	}

	/** @param space where in the store they stand */
	static async open(storage: Pick<Tables, 'space'>, space: string, now: () => number): Promise<KeptSet> {
		const table = await storage.space(space, Since);
		return new KeptSet({ table, keys: new Set((await table.entries()).map(({ key }) => key)), now });
	}

	has(key: string): boolean {
		return this.#parts.keys.has(key);
	}

	get all(): readonly string[] {
		return [...this.#parts.keys];
	}

	/** @throws what the store throws; then nothing has changed */
	async add(key: string): Promise<void> {
		const { table, keys, now } = this.#parts;
		await table.set(key, { at: now() });
		keys.add(key);
	}

	/** False when it was not there. @throws what the store throws; then nothing has changed */
	async delete(key: string): Promise<boolean> {
		const { table, keys } = this.#parts;
		if (!keys.has(key)) return false;
		await table.delete(key);
		return keys.delete(key);
	}

	/** Takes up what other processes have changed. @throws what the store throws */
	async refresh(): Promise<void> {
		const { table, keys } = this.#parts;
		const now = new Set((await table.entries()).map(({ key }) => key));
		for (const key of keys) if (!now.has(key)) keys.delete(key);
		for (const key of now) keys.add(key);
	}
}
