import type { UnsavedRecords } from '../records/jobWriter.js';
import type { VideoApi } from './videoApi.js';

interface CreateGateParts {
	readonly unsaved: Pick<UnsavedRecords, 'any'>;
	readonly videoApi: Pick<VideoApi, 'blocked'>;
}

/** Whether creates may start at present, whatever family they are for. */
export class CreateGate {
	readonly #parts: CreateGateParts;

	constructor(parts: CreateGateParts) {
		this.#parts = parts;
	}

	/**
	 * Why creates wait: the answer to one is not on disk (`unsaved`), or the API refuses all of them until the operator acts.
	 * Undefined when they may start.
	 */
	reason(): 'unsaved' | 'key' | 'balance' | undefined {
		const { unsaved, videoApi } = this.#parts;
		// Paying while an earlier task cannot be written down helps nobody.
		return unsaved.any ? 'unsaved' : videoApi.blocked();
	}
}
