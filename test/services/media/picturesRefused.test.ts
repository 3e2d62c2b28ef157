import { pino } from 'pino';
import { describe, expect, it } from 'vitest';

import { systemClock } from '../../../src/lib/time.js';
import { Pictures } from '../../../src/services/media/pictures/pictures.js';
import { SafeFetch } from '../../../src/services/media/download/safeFetch.js';
import { jpegOnly, PictureFixtures } from '../../harness/pictureFixtures.js';
import { bombPng, heic, noise, twoHalves } from '../../harness/pictureSamples.js';

const desk = PictureFixtures.open();

describe('an unusable picture', () => {
	const jpeg = () => noise(600, 400).jpeg().toBuffer();

	it.each<[string, string, () => Buffer | string | Promise<Buffer>]>([
		['text that claims to be a PNG', 'not-a-picture', () => 'only words'],
		['a page', 'not-a-picture', () => '<!doctype html><img src=x>'],
		['SVG', 'not-a-picture', () => '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"/>'],
		['SVG behind an XML head', 'not-a-picture', () => '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
		['an archive', 'not-a-picture', () => Buffer.from('PK\x03\x04'.padEnd(90, '\0'), 'latin1')],
		['an empty file', 'not-a-picture', () => Buffer.alloc(0)],
		['HEIC', 'heic', () => heic],
		['half a JPEG', 'unreadable', async () => (await jpeg()).subarray(0, 20_000)],
		['the head of a PNG', 'unreadable', async () => (await noise(90, 90).png().toBuffer()).subarray(0, 40)],
		['TIFF', 'unsupported', () => twoHalves(90, 90).tiff().toBuffer()],
		['a bomb of 20 000 by 20 000 pixels', 'too-many-pixels', () => bombPng(20_000, 20_000)],
		['a strip 30 000 pixels long', 'too-many-pixels', () => bombPng(30_000, 20)],
		['a square that is too many pixels though no side is too long', 'too-many-pixels', () => bombPng(9000, 9000)],
		['one pixel', 'too-small', () => twoHalves(1, 2).png().toBuffer()],
	])('is refused for good: %s is %s', async (_, problem, make) => {
		const result = await desk.prepare([desk.attach(await make(), 'last_frame')]);

		expect(result).toMatchObject({ type: 'bad', role: 'last_frame', problem });
		expect(await desk.files()).toEqual([]);
	});

	it('costs little memory when it is a bomb', async () => {
		const bomb = bombPng(16_000, 16_000);
		expect(bomb.length).toBeLessThan(100_000);
		const before = process.memoryUsage().rss;

		await desk.prepare([desk.attach(bomb)]);

		expect(process.memoryUsage().rss - before).toBeLessThan(40_000_000);
	});

	it('that no quality makes small enough for exact pixels is too large', async () => {
		const rule = { ...jpegOnly, maxBytes: 5000, exact: { width: 800, height: 600 } };
		expect(await desk.prepare([desk.attach(await noise(800, 600).png().toBuffer())], rule)).toMatchObject({
			problem: 'too-large',
		});
	});

	it('longer than 25 MB is not fetched to its end', async () => {
		const source = desk.attach(Buffer.alloc(26 * 1024 * 1024 + 1));
		expect(await desk.prepare([source])).toMatchObject({ type: 'bad', problem: 'too-large' });
	});

	it('whose address has died is gone', async () => {
		const source = { ...desk.attach(''), url: `${desk.origin}/expired` };
		expect(await desk.prepare([source])).toMatchObject({ type: 'bad', role: 'image', problem: 'gone' });
	});

	it('at a forbidden address is refused without contact', async () => {
		const inside = new SafeFetch({ clock: systemClock, userAgent: 'test', trustedOrigins: [] });
		const strict = new Pictures({
			clock: systemClock,
			folder: desk.folder,
			fetch: inside,
			log: pino({ level: 'silent' }),
		});

		const result = await strict.tryPrepare({
			jobId: '100000000000000000',
			pictures: [desk.attach('')],
			rule: jpegOnly,
		});

		expect(result).toMatchObject({ type: 'bad', problem: 'unreachable' });
		expect(desk.asked()).toEqual([]);
	});

	it('is told before one that is only out of reach, since asking again would not help', async () => {
		const away = desk.attach('', 'image');
		desk.answers.set('/image', { status: 503 });
		expect(await desk.prepare([away, desk.attach('words', 'reference_1')])).toMatchObject({
			type: 'bad',
			role: 'reference_1',
		});
	});
});
