/** Where the first frame of a GIF lies on its canvas, in pixels. */
export interface GifFrame {
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
}

/**
 * The first frame of a GIF, where it does not cover its canvas; `undefined` where it does, or cannot be found.
 * @param head the first bytes of the file
 */
export function partialFrame(head: Buffer): GifFrame | undefined {
	if (head.length < 13 || head.toString('latin1', 0, 3) !== 'GIF') return undefined;
	const [canvasWidth, canvasHeight] = [head.readUInt16LE(6), head.readUInt16LE(8)];
	let at = 13 + colourTable(head.readUInt8(10));
	while (at + 10 <= head.length) {
		const block = head.readUInt8(at);
		if (block === 0x2c) {
			const [left, top] = [head.readUInt16LE(at + 1), head.readUInt16LE(at + 3)];
			const [width, height] = [head.readUInt16LE(at + 5), head.readUInt16LE(at + 7)];
			const isWithin = width > 0 && height > 0 && left + width <= canvasWidth && top + height <= canvasHeight;
			return isWithin && (width < canvasWidth || height < canvasHeight) ? { left, top, width, height } : undefined;
		}
		if (block !== 0x21) return undefined;
		at += 2;
		// Pieces of an extension, each after its length, until an empty one.
		while (at < head.length && head.readUInt8(at) !== 0) at += head.readUInt8(at) + 1;
		at += 1;
	}
	return undefined;
}

const colourTable = (flags: number): number => (flags >= 128 ? 3 * 2 ** ((flags & 7) + 1) : 0);
