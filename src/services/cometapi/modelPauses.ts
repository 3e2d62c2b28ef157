import { z } from 'zod';
import type { Tables, Table } from '../records/tables.js';

const Pause = z.object({ at: z.number() });

interface ModelPausesParts {
	readonly table: Table<z.infer<typeof Pause>>;
	readonly paused: Set<string>;
	readonly isKnown: (id: string) => boolean;
	readonly now: () => number;
}

/** Models that the operator has taken off offer, over restarts, until they are put back. Jobs that have begun go on. */
export class ModelPauses {
	readonly #parts: ModelPausesParts;

	private constructor(parts: ModelPausesParts) {
		this.#parts = parts;
	}

	/** @param isKnown whether there is such a model */
	static async open(
		storage: Pick<Tables, 'space'>,
		{ isKnown, now }: Pick<ModelPausesParts, 'isKnown' | 'now'>,
	): Promise<ModelPauses> {
		const table = await storage.space('paused', Pause);
		const paused = new Set((await table.entries()).map(({ key }) => key));
		return new ModelPauses({ table, paused, isKnown, now });
	}

	has(id: string): boolean {
		return this.#parts.paused.has(id);
	}

	/** Takes up what other processes have paused and put back. @throws what the store throws */
	async refresh(): Promise<void> {
		const { table, paused } = this.#parts;
		const now = new Set((await table.entries()).map(({ key }) => key));
		for (const id of paused) if (!now.has(id)) paused.delete(id);
		for (const id of now) paused.add(id);
	}

	/** False when there is no such model. @throws what the store throws */
	async pause(id: string): Promise<boolean> {
		const { table, paused, isKnown, now } = this.#parts;
		if (!isKnown(id)) return false;
		await table.set(id, { at: now() });
		paused.add(id);
		return true;
	}

	/** False when it was not paused. @throws what the store throws */
	async resume(id: string): Promise<boolean> {
		const { table, paused } = this.#parts;
		if (!paused.has(id)) return false;
		await table.delete(id);
		return paused.delete(id);
	}
}
