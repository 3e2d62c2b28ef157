import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../../src/jobs/record/job.js';
import type { Thumbnail } from '../../../src/jobs/delivery/thumbnail.js';
import { ImageProcessor } from '../../../src/services/media/pictures/imageProcessor.js';
import { KeptPictures } from '../../../src/services/media/pictures/keptPictures.js';
import { Thumbnails } from '../../../src/services/media/pictures/thumbnails.js';
import { aJob, inPhase } from '../../harness/aJob.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { noise } from '../../harness/pictureSamples.js';
import { VideoFixtures } from '../../harness/videoFixtures.js';

const desk = VideoFixtures.open();
const clock = new FakeClock();
const said: string[] = [];
const log = pino({ level: 'warn' }, { write: (line: string) => said.push(line) });

let home: string;
let thumbnails: Thumbnails;
beforeEach(async () => {
	said.length = 0;
	home = await mkdtemp(join(tmpdir(), 'thumbnails-'));
	thumbnails = showing();
});
afterEach(() => rm(home, { recursive: true }));

function showing(videos = desk.videos): Thumbnails {
	const imageProcessor = new ImageProcessor();
	const kept = new KeptPictures({
		folder: join(home, 'kept-inputs'),
		fetch: { toFile: () => Promise.reject(new Error('nothing is fetched here')) },
		imageProcessor,
		results: { lastFrame: () => Promise.resolve(undefined) },
		store: { get: () => Promise.resolve(undefined) },
		maxBytes: 1e9,
		clock,
		log,
	});
	return new Thumbnails({ kept, videos, imageProcessor, clock, log });
}

/** What is kept of a job's picture, as it lies there. */
async function keep(bytes: Buffer, file = '700000000000000000-image.png'): Promise<void> {
	await mkdir(join(home, 'kept-inputs'), { recursive: true });
	await writeFile(join(home, 'kept-inputs', file), bytes);
}

const source = { role: 'image', url: 'https://cdn.example.com/a.png', name: 'a.png', bytes: 1 } as const;
const prepared = {
	role: 'image',
	file: '700000000000000000-image.jpg',
	contentType: 'image/jpeg',
	bytes: 1,
	width: 1,
	height: 1,
} as const;

const began = (parts: Partial<Job> = {}): Job =>
	aJob({ id: '700000000000000000', pictures: [prepared], ...parts, request: { pictures: [source] } });

const png = (
	width: number,
	height: number,
	background: string | { r: number; g: number; b: number; alpha: number } = '#cc3300',
): Promise<Buffer> =>
	sharp({ create: { width, height, channels: 4, background } })
		.png()
		.toBuffer();

const seen = async ({ file }: Thumbnail) => {
	const bytes = Buffer.from(await file!.blob.arrayBuffer());
	const { format, width, height } = await sharp(bytes).metadata();
	return { format, width, height, bytes: bytes.length, type: file!.blob.type };
};

describe('the small picture of what a job begins with', () => {
	it('is a JPEG of at most 256 pixels a side and a few kilobytes, whatever it is made of', async () => {
		await keep(await noise(2048, 1000).png().toBuffer());
		const thumbnail = await thumbnails.onDelivery(began(), 'words');
		expect(thumbnail?.name).toBe('reelay-700000000000000000-start.jpg');
		const { bytes, ...facts } = await seen(thumbnail!);
		expect(facts).toEqual({ format: 'jpeg', width: 256, height: 125, type: 'image/jpeg' });
		expect(bytes).toBeLessThan(60_000);
	});

	it('is not enlarged, and stands on white where it was transparent', async () => {
		await keep(await png(64, 48, { r: 0, g: 0, b: 0, alpha: 0 }));
		const thumbnail = await thumbnails.onDelivery(began(), 'words');
		expect(await seen(thumbnail!)).toMatchObject({ width: 64, height: 48 });
		const { dominant } = await sharp(Buffer.from(await thumbnail!.file!.blob.arrayBuffer())).stats();
		expect(Math.min(dominant.r, dominant.g, dominant.b)).toBeGreaterThan(240);
	});

	it.each<[string, () => Promise<void>, Job]>([
		['its picture is not kept any more', () => Promise.resolve(), began()],
		['its picture has not turned out good yet', async () => keep(await png(9, 9)), began({ pictures: null })],
		['its picture belongs to the task of another job', async () => keep(await png(9, 9)), began({ pictures: [] })],
	])('is not there, without a word, where %s', async (_, arrange, job) => {
		await arrange();
		expect(await thumbnails.onDelivery(job, 'words')).toBeUndefined();
		expect(said).toEqual([]);
	});

	it('is left out with a warning where the file is spoiled', async () => {
		await keep(Buffer.from('no picture at all'));
		expect(await thumbnails.onDelivery(began(), 'words')).toBeUndefined();
		expect(said.join()).toContain('a card goes without its small picture');
		expect(said.join()).toContain('"jobId":"700000000000000000"');
	});

	it('is no part of a telling that has the video', async () => {
		await keep(await png(9, 9));
		expect(await thumbnails.onDelivery(began(), 'original')).toBeUndefined();
		expect(await thumbnails.onDelivery(began(), 'reencoded')).toBeUndefined();
	});

	it('is there for no card of a job that begins without a picture', () => {
		expect(thumbnails.onProgress(aJob({ id: '700000000000000000' }))).toBeUndefined();
		const last = { ...source, role: 'last_frame' } as const;
		expect(thumbnails.onProgress(aJob({ id: '700000000000000000', request: { pictures: [last] } }))).toBeUndefined();
	});
});

describe('the first frame of a result that is told as a link', () => {
	it('is not there where no result is kept', async () => {
		expect(await thumbnails.onDelivery(inPhase.delivering(), 'link')).toBeUndefined();
	});

	it('is not there, and nobody is warned, without ffmpeg', async () => {
		const media = await desk.kept();
		const without = showing(desk.another({ ffmpegPath: '/nowhere/ffmpeg' }));
		expect(await without.onDelivery(began({ media }), 'link')).toBeUndefined();
		expect(said).toEqual([]);
	});

	it('is not waited for when ffmpeg takes long', async () => {
		const slow = join(home, 'ffmpeg');
		await writeFile(slow, '#!/bin/sh\nexec sleep 60\n');
		await chmod(slow, 0o755);
		const media = await desk.kept();
		const made = showing(desk.another({ ffmpegPath: slow })).onDelivery(began({ media }), 'link');
		await expect.poll(() => clock.waiting).toBeGreaterThan(0);
		await clock.advance(10_000);
		expect(await made).toBeUndefined();
	});
});
