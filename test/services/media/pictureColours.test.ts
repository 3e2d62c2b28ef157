import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ImageProcessor } from '../../../src/services/media/pictures/imageProcessor.js';
import { hasFfmpeg } from '../../harness/films.js';
import { movingAvif, videosIn } from '../../harness/movingAvif.js';

const rule = { formats: ['image/png'] as const, maxBytes: 10_000_000 };
type Colour = readonly [number, number, number];

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'colours-'));
});
afterAll(() => rm(folder, { recursive: true }));

const plain = ([r, g, b]: Colour) => sharp({ create: { width: 32, height: 32, channels: 3, background: { r, g, b } } });

/** What a picture's middle becomes. */
async function shown(bytes: Buffer, processor = new ImageProcessor(), at = 16): Promise<number[]> {
	const path = join(folder, 'picture');
	await writeFile(path, bytes);
	const done = await processor.develop(path, { ...rule, formats: [...rule.formats] });
	if (done.type !== 'developed') throw new Error(`${done.problem}: ${done.detail}`);
	const { data, info } = await sharp(done.picture.bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
	return [...data.subarray((at * info.width + at) * 3, (at * info.width + at) * 3 + 3)];
}

function expectNear(actual: readonly number[], expected: Colour, by = 3): void {
	expect(actual.map((value, index) => Math.abs(value - expected[index]!) <= by)).toEqual([true, true, true]);
}

/** The same file that says other colours of itself (H.273: primaries, transfer). */
async function avif(colour: Colour, primaries: number, transfer: number): Promise<Buffer> {
	const bytes = await plain(colour).avif({ lossless: true }).toBuffer();
	const at = bytes.indexOf('colrnclx');
	if (at < 0) throw new Error('no nclx in it');
	bytes.writeUInt16BE(primaries, at + 8);
	bytes.writeUInt16BE(transfer, at + 10);
	return bytes;
}

/** A PNG with more chunks before its pixels. */
async function png(colour: Colour, ...chunks: readonly [string, readonly number[]][]): Promise<Buffer> {
	const bytes = await plain(colour).png().toBuffer();
	const made = chunks.map(([type, data]) => {
		const body = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(data)]);
		const [head, tail] = [Buffer.alloc(4), Buffer.alloc(4)];
		head.writeUInt32BE(data.length);
		tail.writeUInt32BE(crc32(body));
		return Buffer.concat([head, body, tail]);
	});
	return Buffer.concat([bytes.subarray(0, 33), ...made, bytes.subarray(33)]);
}

const words = (...values: number[]): number[] =>
	values.flatMap((value) => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);

describe('colours that are told outside an ICC profile', () => {
	it.each<[string, Colour, [number, number], Colour]>([
		['PQ', [160, 160, 160], [9, 16], [227, 227, 227]],
		['PQ, in the shadows', [0, 0, 0], [9, 16], [0, 0, 0]],
		['linear light with the primaries of BT.2020', [87, 55, 0], [9, 8], [176, 123, 0]],
		['BT.2020 with its own curve', [128, 128, 128], [9, 14], [128, 128, 128]],
		['sRGB', [200, 100, 50], [1, 13], [200, 100, 50]],
	])('are read in an AVIF: %s', async (_, colour, [primaries, transfer], expected) => {
		expectNear(await shown(await avif(colour, primaries, transfer)), expected);
		expectNear(await shown(await png(colour, ['cICP', [primaries, transfer, 0, 1]])), expected);
	});

	it('show HLG as HDR: white of the display is brighter than the middle, and nothing is grey', async () => {
		const [white] = await shown(await avif([255, 255, 255], 9, 18));
		const [middle] = await shown(await avif([128, 128, 128], 9, 18));
		expect(white).toBe(255);
		expect(middle).toBeGreaterThan(100);
		const [red, green] = await shown(await avif([200, 30, 30], 9, 18));
		expect(red! - green!).toBeGreaterThan(120);
	});

	it('are read in a PNG: gAMA, cHRM, and sRGB before both', async () => {
		const linear: [string, number[]] = ['gAMA', words(100_000)];
		expectNear(await shown(await png([128, 128, 128], linear)), [188, 188, 188]);
		expectNear(await shown(await png([128, 128, 128], ['sRGB', [0]], linear)), [128, 128, 128]);
		expectNear(await shown(await png([128, 128, 128], ['gAMA', words(45_455)])), [128, 128, 128], 0);
		const p3: [string, number[]] = ['cHRM', words(31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000)];
		const [red, green] = await shown(await png([200, 100, 100], p3));
		expect(red).toBeGreaterThan(205);
		expect(green).toBeLessThan(100);
	});

	it('go after an ICC profile', async () => {
		const bytes = await plain([200, 100, 50]).withIccProfile('p3').avif({ lossless: true }).toBuffer();
		const [red] = await shown(bytes);
		expect(Math.abs(red! - 200)).toBeLessThan(8);
	});
});

describe('pictures that move', () => {
	/** A GIF of 8 by 8 whose first frame is one red pixel in a corner. */
	const corner = Buffer.concat([
		Buffer.from('GIF89a', 'latin1'),
		Buffer.from([32, 0, 32, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 0]),
		Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b]),
	]);

	it('a GIF whose first frame leaves its canvas free is white there', async () => {
		expectNear(await shown(corner), [255, 255, 255]);
		expectNear(await shown(corner, undefined, 0), [255, 0, 0], 60);
	});

	it.skipIf(!hasFfmpeg)('an animated AVIF is its first frame (needs ffmpeg)', async () => {
		const bytes = await readFile(movingAvif(folder, '64x64'));
		const videos = videosIn(folder);
		const able = new ImageProcessor({ firstFrame: (file) => videos.firstPicture(file) });
		expectNear(await shown(bytes, able), [254, 0, 0], 6);
		await expect(shown(bytes)).rejects.toThrow('unsupported');
	});
});

describe('a kind that is not read', () => {
	it.each<[string, string, () => Buffer | Promise<Buffer>]>([
		['TIFF', 'TIFF', () => plain([1, 2, 3]).tiff().toBuffer()],
		['BMP', 'BMP', () => Buffer.concat([Buffer.from('BM'), Buffer.alloc(60, 1)])],
		['JPEG XL', 'JPEG XL', () => Buffer.from('0000000c4a584c200d0a870a000000146674797000000000', 'hex')],
		[
			'JPEG 2000',
			'JPEG 2000',
			() => Buffer.from('0000000c6a5020200d0a870a00000014667479706a703220000000006a703220', 'hex'),
		],
	])('is named: %s', async (_, kind, make) => {
		const path = join(folder, 'other');
		await writeFile(path, await make());
		const done = await new ImageProcessor().develop(path, { ...rule, formats: [...rule.formats] });
		expect(done).toMatchObject({ type: 'spoiled', problem: 'unsupported', kind });
	});
});
