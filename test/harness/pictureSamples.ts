import { deflateSync } from 'node:zlib';

import sharp from 'sharp';
import type { Sharp } from 'sharp';

/** A picture whose upper half is red and whose lower half is blue, so that turning it can be seen. */
export function twoHalves(width: number, height: number): Sharp {
	const blue = { create: { width, height: Math.ceil(height / 2), channels: 3, background: '#0000ff' } } as const;
	return sharp({ create: { width, height, channels: 3, background: '#ff0000' } }).composite([
		{ input: blue, gravity: 'south' },
	]);
}

/** Random pixels, which no encoder makes small. */
export function noise(width: number, height: number): Sharp {
	return sharp({
		create: { width, height, channels: 3, background: 'black', noise: { type: 'gaussian', mean: 128, sigma: 90 } },
	});
}

/** Moving pictures: a red frame, then a green one. */
export function animation(): Sharp {
	const frame = (background: string) => ({ create: { width: 120, height: 80, channels: 3, background } as const });
	return sharp([frame('#ff0000'), frame('#00ff00')] as unknown as string[], { join: { animated: true } });
}

/** A PNG of one colour that claims, and decodes to, as many pixels as wanted, in a few kilobytes. */
export function bombPng(width: number, height: number): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([1, 0, 0, 0, 0], 8); // one bit a pixel, grey
	const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height), { level: 9 });
	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
		chunk('IHDR', header),
		chunk('IDAT', rows),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

/** An animated PNG is a still one with two more kinds of chunk; its first frame is the still picture. */
export async function animatedPng(): Promise<Buffer> {
	const png = await sharp({ create: { width: 90, height: 60, channels: 3, background: '#ff0000' } })
		.png()
		.toBuffer();
	const control = Buffer.alloc(8);
	control.writeUInt32BE(1, 0);
	const afterHeader = 8 + 25;
	return Buffer.concat([png.subarray(0, afterHeader), chunk('acTL', control), png.subarray(afterHeader)]);
}

/** The first bytes of a phone's HEIC; no encoder for the rest is free to use. */
export const heic = Buffer.concat([Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), Buffer.alloc(200)]);

function chunk(type: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const ends = Buffer.alloc(8);
	ends.writeUInt32BE(data.length, 0);
	ends.writeUInt32BE(crc32(body), 4);
	return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

function crc32(bytes: Buffer): number {
	let crc = 0xffff_ffff;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
	}
	return (crc ^ 0xffff_ffff) >>> 0;
}
