import { KeptSet } from './keptSet.js';
import type { Tables } from '../records/tables.js';

interface ModelPausesParts {
	readonly paused: KeptSet;
	readonly isKnown: (id: string) => boolean;
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
		{ isKnown, now }: Pick<ModelPausesParts, 'isKnown'> & { readonly now: () => number },
	): Promise<ModelPauses> {
		return new ModelPauses({ paused: await KeptSet.open(storage, 'paused', now), isKnown });
	}

	has(id: string): boolean {
		return this.#parts.paused.has(id);
	}

	/** Takes up what other processes have paused and put back. @throws what the store throws */
	refresh(): Promise<void> {
		return this.#parts.paused.refresh();
	}

	/** False when there is no such model. @throws what the store throws */
	async pause(id: string): Promise<boolean> {
		const { paused, isKnown } = this.#parts;
		if (!isKnown(id)) return false;
		await paused.add(id);
		return true;
	}

	/** False when it was not paused. @throws what the store throws */
	resume(id: string): Promise<boolean> {
		return this.#parts.paused.delete(id);
	}
}
