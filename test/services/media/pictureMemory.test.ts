import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DecoderProcess } from '../../../src/services/media/pictures/decoderProcess.js';
import { decodingCost, mostDecodingCost } from '../../../src/services/media/pictures/decodingCost.js';
import { ImageProcessor } from '../../../src/services/media/pictures/imageProcessor.js';
import { hasFfmpeg } from '../../harness/films.js';
import { heavyMovingAvif, videosIn } from '../../harness/movingAvif.js';
import { servingMember } from '../../../src/services/media/servedMember.js';
import { jpegOnly } from '../../harness/pictureFixtures.js';

let folder: string;
const decoder = new DecoderProcess();
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'memory-'));
});
afterAll(async () => {
	decoder.stop();
	await rm(folder, { recursive: true });
});

const plain = (width: number, height: number) =>
	sharp({ create: { width, height, channels: 3, background: 'red' }, limitInputPixels: false });

async function file(name: string, bytes: Buffer | Promise<Buffer>): Promise<string> {
	const path = join(folder, name);
	await writeFile(path, await bytes);
	return path;
}

describe('the memory that a picture takes', () => {
	const facts = { width: 4000, height: 4000, channels: 3, depth: 'uchar' };

	it('is reckoned by pixels, colours, bits and kind', () => {
		const jpeg = decodingCost({ ...facts, contentType: 'image/jpeg' });
		expect(jpeg).toBe(48_000_000);
		expect(decodingCost({ ...facts, channels: 4, contentType: 'image/png' })).toBe(64_000_000);
		expect(decodingCost({ ...facts, depth: 'ushort', contentType: 'image/png' })).toBe(96_000_000);
		expect(decodingCost({ ...facts, isProgressive: true, contentType: 'image/png' })).toBe(mostDecodingCost);
		expect(decodingCost({ ...facts, contentType: 'image/avif' })).toBe(mostDecodingCost);
		expect(decodingCost({ ...facts, bitsPerSample: 10, contentType: 'image/avif' })).toBe(2 * mostDecodingCost);
		// A progressive JPEG is not decoded whole as an interlaced PNG is.
		expect(decodingCost({ ...facts, isProgressive: true, contentType: 'image/jpeg' })).toBe(jpeg);
	});

	it('is asked before anything is decoded: 1.8 kB of AVIF do not become a gigabyte', async () => {
		const bomb = await plain(8000, 8000).avif({ effort: 0 }).toBuffer();
		expect(bomb.length).toBeLessThan(3000);
		const never = { develop: () => Promise.reject(new Error('decoded')), stop: () => undefined };
		const processor = new ImageProcessor({ decoder: never });
		const path = await file('bomb.avif', bomb);
		expect(await processor.develop(path, jpegOnly)).toMatchObject({ type: 'spoiled', problem: 'too-heavy' });

		const interlaced = await plain(4200, 4200).png({ progressive: true }).toBuffer();
		const other = await file('interlaced.png', interlaced);
		expect(await processor.develop(other, jpegOnly)).toMatchObject({ problem: 'too-heavy' });
	});

	it.skipIf(!hasFfmpeg)(
		'is asked of a moving AVIF before ffmpeg is, whatever it says of itself (needs ffmpeg)',
		async () => {
			const bytes = heavyMovingAvif();
			const path = await file('moving.avif', bytes);
			expect(bytes.length).toBeLessThan(3000);
			const asked: string[] = [];
			const firstFrame = async (at: string): Promise<Buffer | undefined> => {
				asked.push(at);
				return videosIn(folder).firstPicture(at);
			};
			const processor = new ImageProcessor({ firstFrame });
			expect(await processor.develop(path, jpegOnly)).toMatchObject({ type: 'spoiled', problem: 'too-heavy' });
			expect(asked).toEqual([]);

			const told = bytes.indexOf(Buffer.from([0x10, 0x68, 0x10, 0x68]), bytes.lastIndexOf('av01'));
			bytes.writeUInt32BE(0x00400040, told);
			const liar = await file('liar.avif', bytes);
			expect(await processor.develop(liar, jpegOnly)).toMatchObject({ type: 'spoiled', problem: 'unsupported' });
			expect(asked).toEqual([liar]);
		},
	);
});

describe('the process that decodes', () => {
	it('makes of a large picture what is made here of a small one', async () => {
		const large = await file('large.jpg', plain(4000, 3000).jpeg().toBuffer());
		const before = process.memoryUsage().rss;
		const done = await new ImageProcessor({ decoder }).develop(large, { ...jpegOnly, maxSide: 1000 });
		expect(done).toMatchObject({ type: 'developed', picture: { width: 1000, height: 750, contentType: 'image/jpeg' } });
		if (done.type === 'developed') expect(await sharp(done.picture.bytes).metadata()).toMatchObject({ width: 1000 });
		expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
	});

	it('says what is wrong with one that it cannot read', async () => {
		const path = await file('half.jpg', (await plain(4000, 3000).jpeg().toBuffer()).subarray(0, 20_000));
		expect(await decoder.develop({ path, rule: jpegOnly })).toMatchObject({ problem: 'unreadable' });
	});

	it('dies alone, and is there again for the next', async () => {
		const mortal = new DecoderProcess();
		const path = await file('mortal.jpg', plain(4000, 3000).jpeg().toBuffer());
		const dying = mortal.develop({ path, rule: jpegOnly });
		mortal.stop();
		expect(await dying).toMatchObject({
			type: 'spoiled',
			problem: 'unreadable',
			detail: expect.stringContaining('died'),
		});
		expect(await mortal.develop({ path, rule: jpegOnly })).toMatchObject({ type: 'developed' });
		mortal.stop();
	});
});

describe('pictures that are made ready', () => {
	it('take turns by member: nobody’s third stands before another’s first', async () => {
		const read: string[] = [];
		const watching = {
			develop: async ({ path }: { readonly path: string }) => {
				read.push(path.slice(-6, -4));
				await new Promise((resolve) => setImmediate(resolve));
				return { type: 'spoiled', problem: 'unreadable', detail: '' } as const;
			},
			stop: () => undefined,
		};
		const processor = new ImageProcessor({ decoder: watching });
		const large = await plain(4000, 4000).jpeg().toBuffer();
		const names = ['a1', 'a2', 'a3', 'b1', 'c1'];
		const paths = await Promise.all(names.map((name) => file(`${name}.jpg`, large)));
		await Promise.all(
			paths.map((path, index) => servingMember(names[index]!.slice(0, 1), () => processor.develop(path, jpegOnly))),
		);
		expect(read).toEqual(['a1', 'a2', 'b1', 'c1', 'a3']);
	});
});
