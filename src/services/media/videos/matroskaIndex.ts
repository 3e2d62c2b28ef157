import type { FileHandle } from 'node:fs/promises';

/** How a Matroska or WebM file begins, and its list of places to seek to (RFC 9559, section 5.1.5). */
const magic = Buffer.from('1a45dfa3', 'hex');
const cues = Buffer.from('1c53bb6b', 'hex');

/** Some ten thousand key frames; whoever reads more lines of it compares each with the others. */
const largestCues = 256 * 1024;

const pieceBytes = 1024 * 1024;
/** An id, and the longest size after it. */
const headBytes = 12;

/**
 * Why a Matroska file cannot be read within bounds, before anybody reads its lists; `undefined` where it can, or is none. The
 * lists may lie anywhere and be pointed to from anywhere, so all of the file is looked through.
 */
export async function matroskaProblem(handle: FileHandle, bytes: number): Promise<string | undefined> {
	const piece = Buffer.alloc(pieceBytes + headBytes);
	let listed = 0;
	for (let from = 0; from < bytes; from += pieceBytes) {
		const { bytesRead } = await handle.read(piece, 0, piece.length, from);
		const read = piece.subarray(0, bytesRead);
		if (from === 0 && !read.subarray(0, magic.length).equals(magic)) return undefined;
		for (let at = read.indexOf(cues); at >= 0 && at < pieceBytes; at = read.indexOf(cues, at + 1)) {
			const size = sizeIn(read.subarray(at + cues.length));
			// One that does not fit is no list but a chance of the picture's bytes.
			if (size <= bytes - from - at) listed += size;
		}
		if (listed > largestCues) return 'list of places to seek to too large';
	}
	return undefined;
}

/** An element's size: as many bytes as its first one has leading zeros and one more (RFC 8794, section 4). */
function sizeIn(bytes: Buffer): number {
	const [first = 0] = bytes;
	const length = Math.clz32(first) - 23;
	if (first === 0 || bytes.length < length) return 0;
	let size = first & ((1 << (8 - length)) - 1);
	for (const byte of bytes.subarray(1, length)) size = size * 256 + byte;
	return size;
}
