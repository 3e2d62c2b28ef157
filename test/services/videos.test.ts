import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Answer } from '../../sandbox/http/exchange.js';
import { RecordingServer } from '../../sandbox/http/recordingServer.js';
import type { KeptMedia } from '../../src/jobs/job.js';
import { days, systemClock } from '../../src/lib/time.js';
import { sora } from '../../src/providers/sora.js';
import { ApiClient } from '../../src/services/apiClient.js';
import { SafeFetch } from '../../src/services/safeFetch.js';
import { VideoApi } from '../../src/services/videoApi.js';
import { Videos } from '../../src/services/videos.js';

const sample = await readFile(new URL('../../sandbox/cometapi/media/sample.mp4', import.meta.url));
const picture = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
	.avif()
	.toBuffer();
const ffmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const log = pino({ level: 'silent' });
const task = { provider: 'sora', id: 'video_1', model: 'sora-2' };

let server: RecordingServer;
let origin: string;
let fetch: SafeFetch;
let api: ApiClient;
let videoApi: VideoApi;
let answers: Map<string, Answer>;
let root: string;
let folder: string;
let videos: Videos;

beforeAll(async () => {
	server = new RecordingServer({ now: () => 0, handle: (x) => answers.get(x.path) ?? { status: 404, body: '{}' } });
	origin = await server.listen();
	fetch = new SafeFetch({ clock: systemClock, userAgent: 'test', trustedOrigins: [origin] });
	api = new ApiClient({ baseUrl: origin, key: 'sk-secret', userAgent: 'test', clock: systemClock });
	const parts = { api, providers: [sora], clock: systemClock, random: () => 0.5, log, createTimeoutMs: 1000 };
	videoApi = new VideoApi(parts);
});
afterAll(async () => {
	await Promise.all([fetch.close(), api.close()]);
	await server.close();
});
beforeEach(async () => {
	answers = new Map();
	server.exchanges.length = 0;
	server.clearFaults();
	root = await mkdtemp(join(tmpdir(), 'videos-'));
	folder = join(root, 'results');
	videos = open();
});
afterEach(() => rm(root, { recursive: true }));

const open = (parts: Partial<ConstructorParameters<typeof Videos>[0]> = {}) =>
	new Videos({
		folder,
		fetch,
		content: videoApi,
		ffmpegPath: 'ffmpeg',
		maxBytes: 5e9,
		clock: systemClock,
		log,
		...parts,
	});

const files = () => readdir(folder).catch(() => []);
const asked = () => server.exchanges.map((x) => x.path);

/** Serves a body and gives its address. */
function serve(path: string, body: unknown, contentType = 'video/mp4'): string {
	answers.set(path, { status: 200, body, headers: { 'content-type': contentType } });
	return `${origin}${path}`;
}

async function kept(jobId = '7', body: Buffer = sample): Promise<KeptMedia> {
	const result = await videos.tryKeep({ jobId, urls: [serve('/kept', body)] });
	if (result.type !== 'kept') throw new Error(result.detail);
	return result.media;
}

describe('keeping a result', () => {
	it('keeps the very bytes, with what they say of themselves', async () => {
		const media = await kept();

		expect(media).toMatchObject({ file: '7.mp4', bytes: sample.length, contentType: 'video/mp4' });
		expect(media).toMatchObject({ width: 640, height: 360 });
		expect(media.seconds).toBeCloseTo(5, 1);
		expect(Buffer.compare(await readFile(videos.path(media)), sample)).toBe(0);
		expect((await stat(videos.path(media))).mode & 0o777).toBe(0o600);
		expect([await videos.has(media), await files()]).toEqual([true, ['7.mp4']]);
	});

	it('finds what it had kept instead of fetching it again', async () => {
		const urls = [serve('/a', sample)];
		const first = await videos.tryKeep({ jobId: '7', urls });
		answers.clear();

		expect(await open().tryKeep({ jobId: '7', urls })).toEqual(first);
		expect(asked()).toEqual(['/a']);
	});

	it('fetches once when asked twice at a time', async () => {
		const urls = [serve('/a', sample)];
		const [one, two] = await Promise.all([videos.tryKeep({ jobId: '7', urls }), videos.tryKeep({ jobId: '7', urls })]);
		expect(one).toEqual(two);
		expect(asked()).toEqual(['/a']);
	});

	it('tries the addresses in order, then the route with our key, which no address ever sees', async () => {
		const dead = `${origin}/dead`;
		const page = serve('/page', '<!doctype html><title>expired</title>');
		serve('/v1/videos/video_1/content', sample);

		const result = await videos.tryKeep({ jobId: '7', urls: [dead, page], task });

		expect(result).toMatchObject({ type: 'kept', media: { bytes: sample.length } });
		expect(server.exchanges.map((x) => [x.path, x.headers['authorization']])).toEqual([
			['/dead', undefined],
			['/page', undefined],
			['/v1/videos/video_1/content', 'Bearer sk-secret'],
		]);
		expect(await files()).toEqual(['7.mp4']);
	});

	it('follows a route that redirects without our key', async () => {
		serve('/elsewhere', sample);
		const location = `${origin}/elsewhere`;
		answers.set('/v1/videos/video_1/content', { status: 302, headers: { location } });

		expect(await videos.tryKeep({ jobId: '7', urls: [], task })).toMatchObject({ type: 'kept' });
		expect(server.exchanges.at(-1)).toMatchObject({ path: '/elsewhere' });
		expect(server.exchanges.at(-1)?.headers).not.toHaveProperty('authorization');
	});

	it('cuts off what was appended to a video', async () => {
		for (const tail of ['PK\x03\x04an archive', '<html><script>alert(1)</script>', '\0\0\0']) {
			const media = await kept('7', Buffer.concat([sample, Buffer.from(tail, 'latin1')]));
			expect(Buffer.compare(await readFile(videos.path(media)), sample)).toBe(0);
			expect(media.bytes).toBe(sample.length);
			await videos.discard('7');
		}
	});

	it('clears the parts that a dead process left', async () => {
		await mkdir(folder);
		await writeFile(join(folder, '7-fetch.0a0a0a0a.part'), 'half');
		await kept();
		expect(await files()).toEqual(['7.mp4']);
	});
});

describe('a result that cannot be kept', () => {
	const ftyp = sample.subarray(0, 32);

	it.each<[string, unknown, { gone: boolean; retryable: boolean }]>([
		['a page', '<!doctype html><video src=x>', { gone: true, retryable: false }],
		['JSON', '{"error":"expired"}', { gone: true, retryable: false }],
		['a picture', picture, { gone: true, retryable: false }],
		[
			'a page dressed up as a video',
			Buffer.from('<!--ftypisom--><script>alert(1)</script>'.padEnd(5000)),
			{ gone: true, retryable: false },
		],
		['the beginning of a video', sample.subarray(0, 60_000), { gone: false, retryable: true }],
		['nothing but a head', ftyp, { gone: false, retryable: true }],
		['nothing', '', { gone: false, retryable: true }],
	])('is told as such: %s', async (_, body, expected) => {
		const result = await videos.tryKeep({ jobId: '7', urls: [serve('/a', body)] });

		expect(result).toMatchObject({ type: 'failed', ...expected });
		expect(await files()).toEqual([]);
	});

	it('is gone when its address has died, and worth another try when the host is in trouble', async () => {
		answers.set('/down', { status: 503 });
		expect(await videos.tryKeep({ jobId: '7', urls: [`${origin}/gone`] })).toMatchObject({
			gone: true,
			retryable: false,
		});
		expect(await videos.tryKeep({ jobId: '7', urls: [`${origin}/down`] })).toMatchObject({
			gone: false,
			retryable: true,
		});
		expect(await videos.tryKeep({ jobId: '7', urls: [], task })).toMatchObject({ gone: true, retryable: false });
	});

	it.each([
		'http://169.254.169.254/latest',
		'http://127.0.0.1:1/x',
		'file:///etc/passwd',
		'data:video/mp4;base64,AA',
		'no',
	])('is neither when the address is forbidden: %s', async (url) => {
		const result = await videos.tryKeep({ jobId: '7', urls: [url] });
		expect(result).toMatchObject({ type: 'failed', gone: false, retryable: false });
	});

	it('is not fetched beyond what may be kept, whatever length is promised', async () => {
		const small = open({ maxBytes: 50_000 });
		serve('/v1/videos/video_1/content', sample);
		const result = await small.tryKeep({ jobId: '7', urls: [serve('/a', sample)], task });
		expect(result).toMatchObject({ type: 'failed', retryable: false });
		expect(await files()).toEqual([]);
	});

	it('is worth another try when the route breaks off in the middle', async () => {
		serve('/v1/videos/video_1/content', sample);
		server.addFault({ match: (x) => x.path.endsWith('/content'), act: { kind: 'truncate', bytes: 40_000 } });
		const result = await videos.tryKeep({ jobId: '7', urls: [], task });
		expect(result).toMatchObject({ type: 'failed', retryable: true });
		expect(await files()).toEqual([]);
	});
});

describe('handing out', () => {
	it('gives the original when it is small enough, as a stream from the disk', async () => {
		const media = await kept();
		const fitted = await videos.fitUnder(media, sample.length);

		expect(fitted).toEqual({ path: videos.path(media), bytes: sample.length, form: 'original' });
		const blob = await videos.blob(fitted!.path);
		expect([blob.size, blob.type]).toEqual([sample.length, 'video/mp4']);
		expect(Buffer.compare(Buffer.from(await blob.arrayBuffer()), sample)).toBe(0);
	});

	it('has nothing to give when ffmpeg is missing or the file is lost', async () => {
		const media = await kept();
		const without = open({ ffmpegPath: join(root, 'no-such-program') });

		expect(await without.canEdit()).toBe(false);
		expect(await without.fitUnder(media, 80_000)).toBeUndefined();
		expect(await without.frame(media, 'last')).toBeUndefined();
		await videos.discard('7');
		expect([await videos.has(media), await videos.fitUnder(media, 1e9)]).toEqual([false, undefined]);
		expect(await files()).toEqual([]);
	});
});

describe('forgetting', () => {
	async function keepOn(jobId: string, daysAgo: number): Promise<void> {
		const media = await kept(jobId);
		const at = (Date.now() - days(daysAgo)) / 1000;
		await utimes(videos.path(media), at, at);
	}
	const nobody = () => false;

	it('forgets what is too old, unless its job is still open', async () => {
		for (const [jobId, age] of [
			['1', 40],
			['2', 31],
			['3', 29],
		] as const)
			await keepOn(jobId, age);
		await videos.sweep({ olderThanMs: days(30), keep: (jobId) => jobId === '1' });
		expect(await files()).toEqual(['1.mp4', '3.mp4']);
	});

	it('forgets the oldest first when there is too much', async () => {
		for (const [jobId, age] of [
			['1', 1],
			['2', 5],
			['3', 3],
			['4', 9],
		] as const)
			await keepOn(jobId, age);
		const tight = open({ maxBytes: sample.length * 2.5 });
		await tight.sweep({ olderThanMs: days(30), keep: (jobId) => jobId === '4' });
		expect(await files()).toEqual(['1.mp4', '4.mp4']);
	});

	it('clears old parts, leaves young ones and what is not ours', async () => {
		await keepOn('1', 1);
		for (const name of ['2-fetch.0a0a0a0a.part', '3-fetch.0a0a0a0a.part', 'theirs']) {
			await writeFile(join(folder, name), 'x');
		}
		await utimes(join(folder, '2-fetch.0a0a0a0a.part'), 1, 1);
		await videos.sweep({ olderThanMs: days(30), keep: nobody });
		expect(await files()).toEqual(['1.mp4', '3-fetch.0a0a0a0a.part', 'theirs']);
	});
});

describe.skipIf(!ffmpeg)('editing (needs ffmpeg)', { timeout: 60_000 }, () => {
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
		const media = await kept('7', large);
		expect(media.bytes).toBeGreaterThan(1_000_000);

		const fitted = await videos.fitUnder(media, 350_000);

		expect(fitted?.form).toBe('reencoded');
		expect(fitted!.bytes).toBeLessThanOrEqual(350_000);
		expect((await stat(fitted!.path)).size).toBe(fitted!.bytes);
		const { streams } = probe(fitted!.path);
		expect(streams.map((stream) => stream.codec_name)).toEqual(['h264', 'aac']);
		expect(streams[0]).toMatchObject({ pix_fmt: 'yuv420p' });
		expect(Number(streams[0]!.duration)).toBeCloseTo(2, 1);
		expect(await files()).toEqual(['7-fit-350000.mp4', '7.mp4']);
		// The index stands before the media, so that the clip plays while it loads.
		const bytes = await readFile(fitted!.path);
		expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
	});

	it('uses a copy again, and drops it when told', async () => {
		const media = await kept('7', large);
		const first = await videos.fitUnder(media, 350_000);
		const { mtimeMs } = await stat(first!.path);
		expect(await videos.fitUnder(media, 350_000)).toEqual(first);
		expect((await stat(first!.path)).mtimeMs).toBe(mtimeMs);

		await videos.discardCopies('7');
		expect(await files()).toEqual(['7.mp4']);
	});

	it('gives fewer pixels where the bits do not suffice for all', async () => {
		const fitted = await videos.fitUnder(await kept('7', large), 120_000);
		expect(fitted!.bytes).toBeLessThanOrEqual(120_000);
		expect(probe(fitted!.path).streams[0]!.height).toBeLessThan(480);
	});

	it('does not try what nobody would want to see', async () => {
		expect(await videos.fitUnder(await kept('7', large), 20_000)).toBeUndefined();
		expect(await files()).toEqual(['7.mp4']);
	});

	it('ends at once when it is told to stop', async () => {
		const media = await kept('7', large);
		const stop = new AbortController();
		const fitting = videos.fitUnder(media, 350_000, stop.signal);
		await expect.poll(async () => (await files()).some((file) => file.endsWith('.part'))).toBe(true);
		stop.abort();

		expect(await fitting).toBeUndefined();
		expect(await files()).toEqual(['7.mp4']);
	});

	it('takes the first and the last frame', async () => {
		const media = await kept('7', large);
		const colours = [];
		for (const which of ['first', 'last'] as const) {
			const jpeg = await videos.frame(media, which);
			expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 854, height: 480 });
			const { dominant } = await sharp(jpeg).stats();
			colours.push(dominant.r > dominant.b ? 'red' : 'blue');
		}
		expect(colours).toEqual(['red', 'blue']);
		expect(await files()).toEqual(['7.mp4']);
	});

	it('keeps WebM and QuickTime as what they are', async () => {
		for (const [ending, contentType, codec] of [
			['webm', 'video/webm', 'libvpx'],
			['mov', 'video/quicktime', 'libx264'],
		] as const) {
			const path = join(root, `a.${ending}`);
			const source = ['-f', 'lavfi', '-i', 'testsrc=s=320x180:d=1', '-pix_fmt', 'yuv420p'];
			execFileSync('ffmpeg', ['-v', 'error', ...source, '-c:v', codec, path]);

			const media = await kept(ending, await readFile(path));

			expect(media).toMatchObject({ file: `${ending}.${ending}`, contentType, width: 320, height: 180 });
			expect(media.seconds).toBeCloseTo(1, 1);
			expect(await videos.frame(media, 'last')).toBeDefined();
		}
	});

	it('survives a file that is a video by its head only', async () => {
		const broken = Buffer.from(large);
		broken.fill(0xff, broken.indexOf('mdat') + 4, broken.indexOf('moov', broken.indexOf('mdat')) - 4);
		const media = await kept('7', broken);
		expect(await videos.frame(media, 'first')).toBeUndefined();
		expect(await files()).toEqual(['7.mp4']);
	});
});
