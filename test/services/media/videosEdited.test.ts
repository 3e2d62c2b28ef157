import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';

import { VideoFixtures } from '../../harness/videoFixtures.js';

const ffmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const desk = VideoFixtures.open();

describe.skipIf(!ffmpeg)('editing (needs ffmpeg)', () => {
	let large: Buffer;

	beforeAll(async () => {
		const path = join(await mkdtemp(join(tmpdir(), 'clip-')), 'large.mp4');
		const picture = ['-f', 'lavfi', '-i', 'color=c=red:s=854x480:r=30:d=1.5,noise=alls=60:allf=t'];
		const end = ['-f', 'lavfi', '-i', 'color=c=blue:s=854x480:r=30:d=0.5'];
		const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=2'];
		const join2 = ['-filter_complex', '[0:v][1:v]concat=n=2[v]', '-map', '[v]', '-map', '2:a'];
		const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '20', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
		execFileSync('ffmpeg', ['-v', 'error', ...picture, ...end, ...sound, ...join2, ...codec, path]);
		large = await readFile(path);
		await rm(join(path, '..'), { recursive: true });
	});

	const probe = (path: string) =>
		JSON.parse(
			execFileSync('ffprobe', ['-v', 'error', '-show_streams', '-of', 'json', path], { encoding: 'utf8' }),
		) as { streams: { codec_name: string; pix_fmt?: string; width?: number; height?: number; duration: string }[] };

	it('re-encodes a clip that is too large, whole and with its sound, and leaves nothing else behind', async () => {
		const media = await desk.kept('700000000000000000', large);
		expect(media.bytes).toBeGreaterThan(1_000_000);

		const fitted = await desk.videos.fitUnder(media, 350_000);

		expect(fitted?.form).toBe('reencoded');
		expect(fitted!.bytes).toBeLessThanOrEqual(350_000);
		expect((await stat(fitted!.path)).size).toBe(fitted!.bytes);
		const { streams } = probe(fitted!.path);
		expect(streams.map((stream) => stream.codec_name)).toEqual(['h264', 'aac']);
		expect(streams[0]).toMatchObject({ pix_fmt: 'yuv420p' });
		expect(Number(streams[0]!.duration)).toBeCloseTo(2, 1);
		expect(await desk.files()).toEqual(['700000000000000000-fit-350000.mp4', '700000000000000000.mp4']);
		// The index stands before the media, so that the clip plays while it loads.
		const bytes = await readFile(fitted!.path);
		expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
	});

	it('uses a copy again, and drops it when told', async () => {
		const media = await desk.kept('700000000000000000', large);
		const first = await desk.videos.fitUnder(media, 350_000);
		const { mtimeMs } = await stat(first!.path);
		expect(await desk.videos.fitUnder(media, 350_000)).toEqual(first);
		expect((await stat(first!.path)).mtimeMs).toBe(mtimeMs);

		await desk.videos.discardCopies('700000000000000000');
		expect(await desk.files()).toEqual(['700000000000000000.mp4']);
	});

	it('gives fewer pixels where the bits do not suffice for all', async () => {
		const fitted = await desk.videos.fitUnder(await desk.kept('700000000000000000', large), 120_000);
		expect(fitted!.bytes).toBeLessThanOrEqual(120_000);
		expect(probe(fitted!.path).streams[0]!.height).toBeLessThan(480);
	});

	it('does not try what nobody would want to see', async () => {
		expect(await desk.videos.fitUnder(await desk.kept('700000000000000000', large), 20_000)).toBeUndefined();
		expect(await desk.files()).toEqual(['700000000000000000.mp4']);
	});

	it('ends at once when it is told to stop', async () => {
		const media = await desk.kept('700000000000000000', large);
		const stop = new AbortController();
		stop.abort();

		expect(await desk.videos.frame(media, 'last', stop.signal)).toBeUndefined();
		expect(await desk.files()).toEqual(['700000000000000000.mp4']);
	});

	it('takes the first and the last frame', async () => {
		const media = await desk.kept('700000000000000000', large);
		const colours = [];
		for (const which of ['first', 'last'] as const) {
			const jpeg = await desk.videos.frame(media, which);
			expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 854, height: 480 });
			const { dominant } = await sharp(jpeg).stats();
			colours.push(dominant.r > dominant.b ? 'red' : 'blue');
		}
		expect(colours).toEqual(['red', 'blue']);
		expect(await desk.files()).toEqual(['700000000000000000.mp4']);
	});

	it('keeps WebM and QuickTime as what they are', async () => {
		const jobId = '700000000000000000';
		for (const [ending, contentType, codec] of [
			['webm', 'video/webm', 'libvpx'],
			['mov', 'video/quicktime', 'libx264'],
		] as const) {
			const path = join(desk.root, `a.${ending}`);
			const source = ['-f', 'lavfi', '-i', 'testsrc=s=320x180:d=1', '-pix_fmt', 'yuv420p'];
			execFileSync('ffmpeg', ['-v', 'error', ...source, '-c:v', codec, path]);

			const media = await desk.kept(jobId, await readFile(path));

			expect(media).toMatchObject({ file: `${jobId}.${ending}`, contentType, width: 320, height: 180 });
			expect(media.seconds).toBeCloseTo(1, 1);
			expect(await desk.videos.frame(media, 'last')).toBeDefined();
			await desk.videos.discard(jobId);
		}
	});

	it('survives a file that is a video by its head only', async () => {
		const broken = Buffer.from(large);
		broken.fill(0xff, broken.indexOf('mdat') + 4, broken.indexOf('moov', broken.indexOf('mdat')) - 4);
		const media = await desk.kept('700000000000000000', broken);
		expect(await desk.videos.frame(media, 'first')).toBeUndefined();
		expect(await desk.files()).toEqual(['700000000000000000.mp4']);
	});
});
