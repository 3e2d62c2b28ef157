import { z } from 'zod';
import type { Table } from '../records/tables.js';

export const Closing = z.object({ at: z.number() });

/** Where a closing is kept for every process on the store. */
interface SharedClosing {
	readonly table: Table<z.infer<typeof Closing>>;
	readonly now: () => number;
}

const key = 'closed';

/**
 * Whether new jobs are taken. Closed by the operator before a stop, so that the process runs empty; a restart opens it. Where
 * several processes share a store it is closed for all of them, and stays so until it is opened again.
 */
export class Intake {
	readonly #shared: SharedClosing | undefined;
	#closed = false;

	constructor(shared?: SharedClosing) {
		this.#shared = shared;
	}

	get isClosed(): boolean {
		return this.#closed;
	}

	/** @throws what the store throws; then nothing has changed */
	async close(): Promise<void> {
		await this.#shared?.table.set(key, { at: this.#shared.now() });
		this.#closed = true;
	}

	/** @throws what the store throws; then nothing has changed */
	async reopen(): Promise<void> {
		await this.#shared?.table.delete(key);
		this.#closed = false;
	}

	/** Takes up what another process was told. @throws what the store throws */
	async refresh(): Promise<void> {
		if (this.#shared !== undefined) this.#closed = (await this.#shared.table.get(key)) !== undefined;
	}
}
