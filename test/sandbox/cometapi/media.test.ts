import { readFile } from 'node:fs/promises';

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

const media = (name: string) => new URL(`../../../sandbox/cometapi/media/${name}`, import.meta.url);

/** The names and places of the outermost boxes of an MP4. */
function boxes(file: Buffer): string[] {
	const names: string[] = [];
	for (let at = 0; at + 8 <= file.length; at += Math.max(8, file.readUInt32BE(at))) {
		names.push(file.toString('latin1', at + 4, at + 8));
	}
	return names;
}

describe('the sample media', () => {
	it('is a small clip of H.264 and AAC that starts to play before it has arrived', async () => {
		const clip = await readFile(media('sample.mp4'));

		expect(clip.length).toBeLessThanOrEqual(200_000);
		const names = boxes(clip);
		expect(names[0]).toBe('ftyp');
		expect(names.indexOf('moov')).toBeGreaterThan(0);
		expect(names.indexOf('moov')).toBeLessThan(names.indexOf('mdat'));
		for (const codec of ['avc1', 'mp4a']) expect(clip.includes(codec)).toBe(true);
	});

	it('has a picture that any model takes as its first frame', async () => {
		const { format, width, height } = await sharp(await readFile(media('sunset.jpg'))).metadata();

		expect([format, width, height]).toEqual(['jpeg', 1_280, 720]);
	});
});
