import type { z } from 'zod';
import type { OnDamaged, Storage } from '../../src/services/records/storage.js';
import type { ListedTable } from '../../src/services/records/tables.js';
import type { Life } from './life.js';

/** A write that has reached the disk; `value` is missing where a key was deleted. */
export interface Landed {
	readonly table: string;
	readonly key: string;
	readonly value?: unknown;
}

interface MortalStorageParts {
	readonly storage: Storage;
	readonly life: Life;
	readonly onWrite: (landed: Landed) => void;
}

/** The real store of one life, which may end before or after any of its writes. */
export class MortalStorage implements Pick<Storage, 'table' | 'space'> {
	readonly #parts: MortalStorageParts;

	constructor(parts: MortalStorageParts) {
		this.#parts = parts;
	}

	async table<T>(name: string, schema: z.ZodType<T>, onDamaged?: OnDamaged, dated?: string): Promise<ListedTable<T>> {
		return this.#mortal(name, await this.#parts.storage.table(name, schema, onDamaged, dated));
	}

	async space<T>(name: string, schema: z.ZodType<T>): Promise<ListedTable<T>> {
		return this.#mortal(name, await this.#parts.storage.space(name, schema));
	}

	#mortal<T>(table: string, real: ListedTable<T>): ListedTable<T> {
		const { onWrite } = this.#parts;
		return {
			get: (key) => this.#read(() => real.get(key)),
			entries: () => this.#read(() => real.entries()),
			page: (after, limit) => this.#read(() => real.page(after, limit)),
			since: (value) => real.since(value),
			set: (key, value) =>
				this.#write(async () => {
					await real.set(key, value);
					onWrite({ table, key, value });
				}),
			insert: (key, value) =>
				this.#write(async () => {
					const isNew = await real.insert(key, value);
					if (isNew) onWrite({ table, key, value });
					return isNew;
				}),
			update: (key, change) =>
				this.#write(async () => {
					const value = await real.update(key, change);
					onWrite({ table, key, value });
					return value;
				}),
			delete: (key) =>
				this.#write(async () => {
					await real.delete(key);
					onWrite({ table, key });
				}),
		};
	}

	async #read<R>(act: () => Promise<R>): Promise<R> {
		return this.#busy(async () => {
			await this.#parts.life.alive();
			const result = await act();
			await this.#parts.life.alive();
			return result;
		});
	}

	#write<R>(act: () => Promise<R>): Promise<R> {
		const { life } = this.#parts;
		return this.#busy(async () => {
			await life.moment();
			const result = await act();
			await life.moment();
			return result;
		});
	}

	async #busy<R>(act: () => Promise<R>): Promise<R> {
		const { life } = this.#parts;
		life.writing += 1;
		try {
			return await act();
		} finally {
			life.writing -= 1;
		}
	}
}
