import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Answer } from '../../sandbox/http/exchange.js';
import { RecordingServer } from '../../sandbox/http/recordingServer.js';
import type { PictureRole, PictureSource } from '../../src/jobs/request.js';
import { systemClock } from '../../src/lib/time.js';
import type { FittingRule } from '../../src/services/pictureFitting.js';
import { Pictures } from '../../src/services/pictures.js';
import { SafeFetch } from '../../src/services/safeFetch.js';
import { animatedPng, animation, bombPng, heic, noise, twoHalves } from './pictureSamples.js';

const jpegOnly: FittingRule = { formats: ['image/jpeg'], maxBytes: 10_000_000 };
const anyFormat: FittingRule = { formats: ['image/jpeg', 'image/png', 'image/webp'], maxBytes: 10_000_000 };

let server: RecordingServer;
let origin: string;
let fetch: SafeFetch;
let answers: Map<string, Answer>;
let folder: string;
let pictures: Pictures;

beforeAll(async () => {
	server = new RecordingServer({ now: () => 0, handle: (x) => answers.get(x.path) ?? { status: 404 } });
	origin = await server.listen();
	fetch = new SafeFetch({ clock: systemClock, userAgent: 'test', trustedOrigins: [origin] });
});
afterAll(async () => {
	await fetch.close();
	await server.close();
});
beforeEach(async () => {
	answers = new Map();
	server.exchanges.length = 0;
	folder = await mkdtemp(join(tmpdir(), 'pictures-'));
	pictures = new Pictures({ folder: join(folder, 'inputs'), fetch, log: pino({ level: 'silent' }) });
});
afterEach(() => rm(folder, { recursive: true }));

const files = () => readdir(join(folder, 'inputs')).catch(() => []);

/** Serves the bytes under a name that says nothing true, and names them as a member's attachment. */
function attach(bytes: Buffer | string, role: PictureRole = 'image'): PictureSource {
	answers.set(`/${role}`, { status: 200, body: bytes, headers: { 'content-type': 'image/png' } });
	return { role, url: `${origin}/${role}`, name: 'a.png', contentType: 'image/png', bytes: 1 };
}

const prepare = (sources: PictureSource[], rule = jpegOnly, jobId = '77') =>
	pictures.tryPrepare({ jobId, pictures: sources, rule });

/** Prepares one picture that must turn out well; tells what was written. */
async function made(bytes: Buffer, rule = jpegOnly) {
	const result = await prepare([attach(bytes)], rule);
	if (result.type !== 'prepared') throw new Error(JSON.stringify(result));
	const [prepared] = result.pictures;
	const [picture] = await pictures.load(result.pictures);
	const written = Buffer.from(picture!.bytes);
	return { prepared: prepared!, bytes: written, metadata: await sharp(written).metadata() };
}

async function colourAt(bytes: Buffer, x: number, y: number): Promise<string> {
	const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
	const at = (y * info.width + x) * info.channels;
	const [r = 0, g = 0, b = 0] = data.subarray(at, at + 3);
	if (r > 200 && g > 200 && b > 200) return 'white';
	if (r > 180 && g < 70 && b < 70) return 'red';
	if (b > 180 && r < 70 && g < 70) return 'blue';
	return `${r},${g},${b}`;
}

describe('a usable picture', () => {
	it('is turned upright, and loses the place where it was taken', async () => {
		const photo = await twoHalves(300, 200)
			.jpeg()
			.withMetadata({ orientation: 6 })
			.withExifMerge({ IFD0: { Make: 'Phone' }, IFD3: { GPSLatitude: '37/1 33/1 0/1' } })
			.withIccProfile('p3')
			.toBuffer();
		expect(await sharp(photo).metadata()).toMatchObject({ orientation: 6 });
		expect(photo.includes('Exif')).toBe(true);

		const { prepared, bytes, metadata } = await made(photo);

		expect(prepared).toMatchObject({ role: 'image', width: 200, height: 300, contentType: 'image/jpeg' });
		expect(metadata).toMatchObject({ width: 200, height: 300 });
		for (const kind of ['orientation', 'exif', 'icc', 'xmp', 'iptc']) expect(metadata).not.toHaveProperty(kind);
		expect(bytes.includes('Phone')).toBe(false);
		// Turned by a quarter to the right: the red upper half stands on the right.
		expect(await colourAt(bytes, 180, 150)).toBe('red');
		expect(await colourAt(bytes, 20, 150)).toBe('blue');
	});

	it('in CMYK becomes sRGB', async () => {
		const cmyk = await twoHalves(120, 80).toColourspace('cmyk').jpeg().toBuffer();
		expect((await sharp(cmyk).metadata()).space).toBe('cmyk');

		const { metadata } = await made(cmyk);

		expect(metadata).toMatchObject({ space: 'srgb', channels: 3 });
	});

	it.each([
		['GIF', () => animation().gif().toBuffer(), 'image/jpeg'],
		['WebP', () => animation().webp({ lossless: true }).toBuffer(), 'image/webp'],
		['PNG', animatedPng, 'image/png'],
	])('that moves gives its first frame: %s', async (_, make, contentType) => {
		const { prepared, bytes, metadata } = await made(await make(), anyFormat);

		expect(prepared.contentType).toBe(contentType);
		expect(metadata.pages ?? 1).toBe(1);
		expect(await colourAt(bytes, 30, 30)).toBe('red');
	});

	it('in AVIF becomes what the model takes first', async () => {
		const { prepared } = await made(await twoHalves(160, 90).avif().toBuffer(), anyFormat);
		expect(prepared).toMatchObject({ contentType: 'image/jpeg', width: 160, height: 90 });
	});

	it('with transparency stands on white', async () => {
		const clear = sharp({
			create: { width: 64, height: 64, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
		});
		const { bytes, metadata } = await made(await clear.png().toBuffer(), anyFormat);
		expect(metadata.hasAlpha).toBe(false);
		expect(await colourAt(bytes, 10, 10)).toBe('white');
	});

	it.each(['<script>alert(1)</script>', 'PK\x05\x06secret archive'])('loses what hangs behind it: %s', async (tail) => {
		const clean = await twoHalves(100, 100).jpeg().toBuffer();
		const { bytes } = await made(Buffer.concat([clean, Buffer.from(tail)]));
		expect(bytes.includes(tail)).toBe(false);
	});

	it('comes under the limit of bytes by quality, then by size', async () => {
		const large = await noise(1400, 1000).png().toBuffer();
		expect(large.length).toBeGreaterThan(2_000_000);

		const byQuality = await made(large, { ...anyFormat, maxBytes: 1_000_000 });
		await pictures.discard('77');
		const bySize = await made(large, { ...anyFormat, maxBytes: 150_000 });

		expect(byQuality.prepared).toMatchObject({ width: 1400, height: 1000 });
		expect(byQuality.bytes.length).toBeLessThanOrEqual(1_000_000);
		expect(bySize.prepared.width).toBeLessThan(1400);
		expect(bySize.bytes.length).toBeLessThanOrEqual(150_000);
		expect(bySize.prepared.bytes).toBe(bySize.bytes.length);
	});

	it('of another aspect is padded to exact pixels with a dark, blurred copy of itself', async () => {
		const upright = await twoHalves(400, 800).png().toBuffer();
		const { bytes, metadata } = await made(upright, { ...jpegOnly, exact: { width: 1280, height: 720 } });

		expect(metadata).toMatchObject({ width: 1280, height: 720 });
		expect(await colourAt(bytes, 640, 100)).toBe('red');
		const [r = 0, g = 0, b = 0] = (await colourAt(bytes, 50, 50)).split(',').map(Number);
		expect(r).toBeGreaterThan(90);
		expect(r).toBeLessThan(180);
		expect(g + b).toBeLessThan(40);
	});

	it('of nearly the same aspect is cropped around its centre', async () => {
		const { bytes } = await made(await twoHalves(1000, 600).png().toBuffer(), {
			...jpegOnly,
			exact: { width: 1280, height: 720 },
		});
		expect(await colourAt(bytes, 5, 5)).toBe('red');
		expect(await colourAt(bytes, 640, 350)).toBe('red');
		expect(await colourAt(bytes, 640, 370)).toBe('blue');
	});

	it('lies in a file that only its owner reads, named by job and role', async () => {
		const { prepared } = await made(await twoHalves(64, 64).jpeg().toBuffer());
		expect(prepared.file).toBe('77-image.jpg');
		expect((await stat(pictures.path(prepared.file))).mode & 0o777).toBe(0o600);
		expect(await files()).toEqual(['77-image.jpg']);
	});
});

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
		['TIFF', 'unreadable', () => twoHalves(90, 90).tiff().toBuffer()],
		['a bomb of 20 000 by 20 000 pixels', 'too-many-pixels', () => bombPng(20_000, 20_000)],
		['a strip 30 000 pixels long', 'too-many-pixels', () => bombPng(30_000, 20)],
		['a square that is too many pixels though no side is too long', 'too-many-pixels', () => bombPng(9000, 9000)],
		['one pixel', 'too-small', () => twoHalves(1, 2).png().toBuffer()],
	])('is refused for good: %s is %s', async (_, problem, make) => {
		const result = await prepare([attach(await make(), 'last_frame')]);

		expect(result).toMatchObject({ type: 'bad', role: 'last_frame', problem });
		expect(await files()).toEqual([]);
	});

	it('costs little memory when it is a bomb', async () => {
		const bomb = bombPng(16_000, 16_000);
		expect(bomb.length).toBeLessThan(100_000);
		const before = process.memoryUsage().rss;

		await prepare([attach(bomb)]);

		expect(process.memoryUsage().rss - before).toBeLessThan(40_000_000);
	});

	it('that no quality makes small enough for exact pixels is too large', async () => {
		const rule = { ...jpegOnly, maxBytes: 5000, exact: { width: 800, height: 600 } };
		expect(await prepare([attach(await noise(800, 600).png().toBuffer())], rule)).toMatchObject({
			problem: 'too-large',
		});
	});

	it('longer than 25 MB is not fetched to its end', async () => {
		const source = attach(Buffer.alloc(26 * 1024 * 1024 + 1));
		expect(await prepare([source])).toMatchObject({ type: 'bad', problem: 'too-large' });
	});

	it('whose address has died is gone', async () => {
		const source = { ...attach(''), url: `${origin}/expired` };
		expect(await prepare([source])).toMatchObject({ type: 'bad', role: 'image', problem: 'gone' });
	});

	it('at a forbidden address is refused without contact', async () => {
		const inside = new SafeFetch({ clock: systemClock, userAgent: 'test', trustedOrigins: [] });
		const strict = new Pictures({ folder, fetch: inside, log: pino({ level: 'silent' }) });

		const result = await strict.tryPrepare({ jobId: '1', pictures: [attach('')], rule: jpegOnly });

		expect(result).toMatchObject({ type: 'bad', problem: 'unreachable' });
		expect(server.exchanges).toEqual([]);
	});

	it('is told before one that is only out of reach, since asking again would not help', async () => {
		const away = attach('', 'image');
		answers.set('/image', { status: 503 });
		expect(await prepare([away, attach('words', 'reference_1')])).toMatchObject({ type: 'bad', role: 'reference_1' });
	});
});

describe('preparing again', () => {
	it('fetches only what was not ready', async () => {
		const first = attach(await twoHalves(80, 80).jpeg().toBuffer(), 'image');
		const second = attach(await twoHalves(90, 90).png().toBuffer(), 'last_frame');
		const answer = answers.get('/last_frame')!;
		answers.set('/last_frame', { status: 503 });

		expect(await prepare([first, second])).toMatchObject({ type: 'unreachable', role: 'last_frame' });
		answers.set('/last_frame', answer);
		answers.delete('/image'); // its address has died meanwhile
		const again = await prepare([first, second]);

		expect(again).toMatchObject({ type: 'prepared', pictures: [{ role: 'image' }, { role: 'last_frame' }] });
		expect(server.exchanges.map((x) => x.path)).toEqual(['/image', '/last_frame', '/last_frame']);
	});

	it('gives the same answer and the same bytes', async () => {
		const source = attach(await noise(200, 100).jpeg().toBuffer());
		const first = await made(Buffer.from(answers.get('/image')!.body as Buffer));
		const kept = await prepare([source]);
		await pictures.discard('77');
		const anew = await prepare([source]);

		expect(kept).toEqual({ type: 'prepared', pictures: [first.prepared] });
		expect(anew).toEqual(kept);
		expect(Buffer.compare((await pictures.load([first.prepared]))[0]!.bytes, first.bytes)).toBe(0);
	});

	it('clears the parts that a dead process left', async () => {
		const source = attach(await twoHalves(80, 80).jpeg().toBuffer());
		await prepare([source], jpegOnly, '76');
		await writeFile(join(folder, 'inputs', '77-image.0a0a0a0a.part'), 'half');

		await prepare([source]);

		expect(await files()).toEqual(['76-image.jpg', '77-image.jpg']);
	});
});

describe('keeping and deleting', () => {
	it('deletes the files of one job and of no other', async () => {
		const source = attach(await twoHalves(80, 80).jpeg().toBuffer());
		for (const jobId of ['7', '77', '777']) await prepare([source], jpegOnly, jobId);

		await pictures.discard('77');
		await pictures.discard('77');

		expect(await files()).toEqual(['7-image.jpg', '777-image.jpg']);
	});

	it('sweeps what no open job needs, and nothing that is not ours', async () => {
		const source = attach(await twoHalves(80, 80).jpeg().toBuffer());
		for (const jobId of ['1', '2']) await prepare([source], jpegOnly, jobId);
		await writeFile(join(folder, 'inputs', '3-image.0a0a0a0a.part'), 'half');
		await writeFile(join(folder, 'inputs', 'README'), 'theirs');

		await pictures.sweep((jobId) => jobId === '1');

		expect(await files()).toEqual(['1-image.jpg', 'README']);
	});

	it.each(['../../etc/passwd', '77/../../x.jpg', '/etc/passwd', '.part', '77-..jpg'])(
		'never follows a name that is not ours: %s',
		(name) => {
			expect(() => pictures.path(name)).toThrow('not the name');
		},
	);
});
