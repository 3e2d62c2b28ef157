interface PictureSize {
	readonly width: number;
	readonly height: number;
}

/** Width and height from the head of a PNG, GIF or JPEG; undefined for anything else. */
export function pictureSize(bytes: Uint8Array): PictureSize | undefined {
	const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

	if (view.length >= 24 && view.subarray(0, 8).equals(pngHead)) {
		return { width: view.readUInt32BE(16), height: view.readUInt32BE(20) };
	}
	if (view.length >= 10 && view.toString('latin1', 0, 3) === 'GIF') {
		return { width: view.readUInt16LE(6), height: view.readUInt16LE(8) };
	}

	return view.length >= 4 && view.readUInt16BE(0) === 0xff_d8 ? jpegSize(view) : undefined;
}

const pngHead = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Walks the segments to the frame header, which is one of C0..CF except the tables C4, C8 and CC. */
function jpegSize(view: Buffer): PictureSize | undefined {
	let at = 2;
	while (at + 9 < view.length && view[at] === 0xff) {
		const marker = view.readUInt8(at + 1);
		if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
			return { height: view.readUInt16BE(at + 5), width: view.readUInt16BE(at + 7) };
		}
		at += 2 + view.readUInt16BE(at + 2);
	}

	return undefined;
}
