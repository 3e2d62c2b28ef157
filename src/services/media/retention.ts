import type { MediaFile } from './mediaFolder.js';

/** Names of the oldest files that together have at least this many bytes; none when it is not above 0. */
export function oldestBeyond(files: readonly MediaFile[], bytes: number): string[] {
	const chosen: string[] = [];
	let left = bytes;
	for (const file of files.toSorted((a, b) => a.modifiedAt - b.modifiedAt)) {
		if (left <= 0) break;
		chosen.push(file.file);
		left -= file.bytes;
	}
	return chosen;
}
