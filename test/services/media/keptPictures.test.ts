import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordError } from '../../../src/jobs/record/recordError.js';
import { ImageProcessor } from '../../../src/services/media/pictures/imageProcessor.js';
import { KeptPictures } from '../../../src/services/media/pictures/keptPictures.js';
import { SafeFetch } from '../../../src/services/media/download/safeFetch.js';
import { aJob } from '../../harness/aJob.js';
import { FakeClock } from '../../harness/fakeClock.js';

const clock = new FakeClock();
let home: string;
let kept: KeptPictures;

const keptIn = (maxBytes: number, memberOf: (id: string) => string = () => 'member', since?: number): KeptPictures =>
	new KeptPictures({
		folder: join(home, 'kept-inputs'),
		fetch: new SafeFetch({ clock, userAgent: 'test', trustedOrigins: [] }),
		imageProcessor: new ImageProcessor(),
		results: { lastFrame: () => Promise.resolve(undefined) },
		store: {
			get: (id) =>
				new Promise((resolve) => {
					resolve({ ...aJob({ id }), requester: { ...aJob().requester, id: memberOf(id) } });
				}),
		},
		maxBytes,
		since,
		clock,
		log: pino({ level: 'silent' }),
	});

beforeEach(async () => {
	home = await mkdtemp(join(tmpdir(), 'kept-'));
	kept = keptIn(1_000_000);
});
afterEach(() => rm(home, { recursive: true }));

const files = (): Promise<string[]> => readdir(join(home, 'kept-inputs')).catch(() => []);

/** A photo with a place and a time in it. */
async function photo(): Promise<string> {
	const path = join(home, 'photo');
	const image = sharp({ create: { width: 64, height: 48, channels: 3, background: '#804020' } });
	await image
		.withExif({ IFD0: { Copyright: 'somebody' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' } })
		.jpeg()
		.toFile(path);
	return path;
}

describe('KeptPictures', () => {
	it('keeps a picture whole, but nothing of where it was taken', async () => {
		const path = await photo();
		expect((await sharp(path).metadata()).exif).toBeDefined();
		expect(await kept.keep({ id: '700000000000000000', key: 'image' }, path)).toBeUndefined();
		const { exif, width, height } = await sharp(join(home, 'kept-inputs', '700000000000000000-image.jpeg')).metadata();
		expect({ exif, width, height }).toEqual({ exif: undefined, width: 64, height: 48 });
	});

	it('says what is wrong with what is no picture, and keeps nothing of it', async () => {
		const path = join(home, 'page');
		await writeFile(path, '<html>');
		expect(await kept.keep({ id: '700000000000000000', key: 'image' }, path)).toBe('not-a-picture');
		expect(await files()).toEqual([]);
	});

	it('gives a job its pictures back, or none when one is missing', async () => {
		const source = { url: 'https://cdn.example.com/a.png', name: 'a.png', bytes: 1 };
		const pictures = [
			{ role: 'image' as const, ...source },
			{ role: 'last_frame' as const, ...source },
		];
		const job = aJob({ id: '700000000000000000', request: { pictures } });
		await kept.keep({ id: '700000000000000000', key: 'image' }, await photo());
		expect(await kept.sourcesOf(job)).toBeUndefined();

		await kept.copy('700000000000000000-image.jpeg', { id: '700000000000000000', key: 'last_frame' });
		expect(await kept.sourcesOf(job)).toMatchObject([
			{ role: 'image', url: '', own: { type: 'kept', file: '700000000000000000-image.jpeg' } },
			{ role: 'last_frame', url: '', own: { type: 'kept', file: '700000000000000000-last_frame.jpeg' } },
		]);
	});

	it('does not take one job for another whose id begins with its own', async () => {
		await kept.keep({ id: '700000000000000000_2', key: 'image' }, await photo());
		await kept.discard('700000000000000000');
		expect(await files()).toEqual(['700000000000000000_2-image.jpeg']);
	});

	it('never reads a file that is not its own, whatever a record says', async () => {
		await expect(kept.bring({ type: 'kept', file: '../photo' }, join(home, 'copy'))).rejects.toThrow('not the name');
	});

	it('forgets what belongs to nobody, then the oldest until all fit', async () => {
		const path = await photo();
		for (const id of ['100000000000000000', '200000000000000000', '300000000000000000']) {
			await kept.keep({ id, key: 'image' }, path);
			await clock.advance(1000);
		}
		await kept.sweep((id) => id !== '200000000000000000');
		expect(await files()).toEqual(['100000000000000000-image.jpeg', '300000000000000000-image.jpeg']);
		const bytes = (await kept.find({ id: '300000000000000000', key: 'image' }))?.bytes ?? 0;
		await keptIn(bytes).sweep(() => true);
		expect(await files()).toEqual(['300000000000000000-image.jpeg']);
	});

	it('holds its cap with every file: what offers fetched first, then the oldest of whoever has most', async () => {
		const id = (n: number): string => `${n}00000000000000000`;
		const path = await photo();
		await kept.keep({ id: id(1), key: 'image' }, path);
		const { bytes } = (await kept.find({ id: id(1), key: 'image' }))!;
		const tight = keptIn(bytes * 4.5, (jobId) => (jobId === id(1) ? 'calm' : 'busy'));
		await writeFile(join(home, 'kept-inputs', `${id(8)}-candidate_1.raw`), Buffer.alloc(bytes));
		for (const n of [2, 3, 4]) {
			await clock.advance(1000);
			await tight.keep({ id: id(n), key: 'image' }, path);
		}
		// Five are too many: the offer's goes, although the calm member's is older.
		expect(await files()).toEqual([1, 2, 3, 4].map((n) => `${id(n)}-image.jpeg`));

		for (const n of [5, 6]) {
			await clock.advance(1000);
			await tight.keep({ id: id(n), key: 'image' }, path);
		}
		expect(await files()).toEqual([1, 4, 5, 6].map((n) => `${id(n)}-image.jpeg`));
	});

	it('holds its cap beside a record that cannot be read, and never with files that are older than its store', async () => {
		const id = (n: number): string => `${n}00000000000000000`;
		const path = await photo();
		await kept.keep({ id: id(1), key: 'image' }, path);
		const { bytes } = (await kept.find({ id: id(1), key: 'image' }))!;
		await clock.advance(1000);
		const damaged = (jobId: string): string => {
			if (jobId === id(2)) throw new RecordError('closed', jobId, {});
			return 'member';
		};
		const tight = keptIn(bytes * 1.5, damaged, clock.now());
		for (const n of [2, 3]) {
			await clock.advance(1000);
			expect(await tight.keep({ id: id(n), key: 'image' }, path)).toBeUndefined();
		}
		expect(await files()).toEqual([1, 3].map((n) => `${id(n)}-image.jpeg`));
		await tight.sweep(() => true);
		expect(await files()).toContain(`${id(1)}-image.jpeg`);
	});
});
