import { randomUUID } from 'node:crypto';

import type { Upload } from '../discord/world/actions.js';

const keptBytes = 200 * 1024 * 1024;

/** A named upload is not there (any more). */
class NoSuchUpload extends Error {
	override readonly name = 'NoSuchUpload';
}

/** Files that the page has handed over and an option, a modal or a message will name; the oldest go first. */
export class Uploads {
	readonly #files = new Map<string, Upload>();

	add(file: Upload): string {
		const id = randomUUID();
		this.#files.set(id, file);
		let held = 0;
		for (const [known, { bytes }] of [...this.#files].toReversed()) {
			held += bytes.length;
			if (held > keptBytes && known !== id) this.#files.delete(known);
		}
		return id;
	}

	get(id: string): Upload {
		const found = this.#files.get(id);
		if (!found) throw new NoSuchUpload('The file is no longer there; choose it again.');
		return found;
	}
}
