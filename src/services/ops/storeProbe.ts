import { z } from 'zod';
import type { Storage, Table } from '../records/storage.js';

const Probe = z.object({ at: z.number() });

/** Finds out whether the store still takes writes, by making one. */
export class StoreProbe {
	readonly #table: Table<z.infer<typeof Probe>>;

	private constructor(table: Table<z.infer<typeof Probe>>) {
		this.#table = table;
	}

	static async open(storage: Storage): Promise<StoreProbe> {
		return new StoreProbe(await storage.space('probe', Probe));
	}

	/** @throws what the store throws: a full disk, a lost file, a lock that is not let go */
	async write(at: number): Promise<void> {
		await this.#table.set('written', { at });
	}
}
