import { mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { days } from '../../../src/lib/time.js';
import { contentPath, sample, task, VideoFixtures } from '../../harness/videoFixtures.js';

const desk = VideoFixtures.open();

describe('keeping a result', () => {
	it('keeps the very bytes, with what they say of themselves', async () => {
		const media = await desk.kept();

		expect(media).toMatchObject({ file: '700000000000000000.mp4', bytes: sample.length, contentType: 'video/mp4' });
		expect(media).toMatchObject({ width: 640, height: 360 });
		expect(media.seconds).toBeCloseTo(5, 1);
		expect(Buffer.compare(await readFile(desk.videos.path(media)), sample)).toBe(0);
		expect((await stat(desk.videos.path(media))).mode & 0o777).toBe(0o600);
		expect([await desk.videos.has(media), await desk.files()]).toEqual([true, ['700000000000000000.mp4']]);
	});

	it('finds what it had kept instead of fetching it again', async () => {
		const urls = [desk.serve('/a', sample)];
		const first = await desk.videos.tryKeep({ jobId: '700000000000000000', urls });
		desk.answers.clear();

		expect(await desk.another().tryKeep({ jobId: '700000000000000000', urls })).toEqual(first);
		expect(desk.asked()).toEqual(['/a']);
	});

	it('fetches once when asked twice at a time', async () => {
		const urls = [desk.serve('/a', sample)];
		const [one, two] = await Promise.all([
			desk.videos.tryKeep({ jobId: '700000000000000000', urls }),
			desk.videos.tryKeep({ jobId: '700000000000000000', urls }),
		]);
		expect(one).toEqual(two);
		expect(desk.asked()).toEqual(['/a']);
	});

	it('tries the addresses in order, then the route with our key, which no address ever sees', async () => {
		const dead = `${desk.origin}/dead`;
		const page = desk.serve('/page', '<!doctype html><title>expired</title>');
		desk.serve(contentPath, sample);

		const result = await desk.videos.tryKeep({ jobId: '700000000000000000', urls: [dead, page], task });

		expect(result).toMatchObject({ type: 'kept', media: { bytes: sample.length } });
		const asked = [...desk.server.exchanges, ...desk.api.exchanges];
		expect(asked.map((x) => [x.path, x.headers['authorization']])).toEqual([
			['/dead', undefined],
			['/page', undefined],
			[contentPath, 'Bearer sk-secret'],
		]);
		expect(await desk.files()).toEqual(['700000000000000000.mp4']);
	});

	it('follows a route that redirects without our key', async () => {
		desk.serve('/elsewhere', sample);
		const location = `${desk.origin}/elsewhere`;
		desk.answers.set(contentPath, { status: 302, headers: { location } });

		expect(await desk.videos.tryKeep({ jobId: '700000000000000000', urls: [], task })).toMatchObject({ type: 'kept' });
		expect(desk.server.exchanges.at(-1)).toMatchObject({ path: '/elsewhere' });
		expect(desk.server.exchanges.at(-1)?.headers).not.toHaveProperty('authorization');
	});

	it('cuts off what was appended to a video', async () => {
		for (const tail of ['PK\x03\x04an archive', '<html><script>alert(1)</script>', '\0\0\0']) {
			const media = await desk.kept('700000000000000000', Buffer.concat([sample, Buffer.from(tail, 'latin1')]));
			expect(Buffer.compare(await readFile(desk.videos.path(media)), sample)).toBe(0);
			expect(media.bytes).toBe(sample.length);
			await desk.videos.discard('700000000000000000');
		}
	});

	it('clears the parts that a dead process left', async () => {
		await mkdir(desk.folder);
		await writeFile(join(desk.folder, '700000000000000000-fetch.0a0a0a0a.part'), 'half');
		await desk.kept();
		expect(await desk.files()).toEqual(['700000000000000000.mp4']);
	});
});

describe('handing out', () => {
	it('gives the original when it is small enough, as a stream from the disk', async () => {
		const media = await desk.kept();
		const fitted = await desk.videos.fitUnder(media, sample.length);

		expect(fitted).toEqual({ path: desk.videos.path(media), bytes: sample.length, form: 'original' });
		const blob = await desk.videos.blob(fitted!.path);
		expect([blob.size, blob.type]).toEqual([sample.length, 'video/mp4']);
		expect(Buffer.compare(Buffer.from(await blob.arrayBuffer()), sample)).toBe(0);
	});

	it('has nothing to give when ffmpeg is missing or the file is lost', async () => {
		const media = await desk.kept();
		const without = desk.another({ ffmpegPath: join(desk.root, 'no-such-program') });

		expect(await without.canEdit()).toBe(false);
		expect(await without.fitUnder(media, 80_000)).toBeUndefined();
		expect(await without.frame(media, 'last')).toBeUndefined();
		await desk.videos.discard('700000000000000000');
		expect([await desk.videos.has(media), await desk.videos.fitUnder(media, 1e9)]).toEqual([false, undefined]);
		expect(await desk.files()).toEqual([]);
	});
});

describe('forgetting', () => {
	async function keepOn(jobId: string, daysAgo: number): Promise<void> {
		const media = await desk.kept(jobId);
		const at = (Date.now() - days(daysAgo)) / 1000;
		await utimes(desk.videos.path(media), at, at);
	}
	const nobody = () => false;

	it('forgets what is too old, unless its job is still open', async () => {
		for (const [jobId, age] of [
			['100000000000000000', 40],
			['200000000000000000', 31],
			['300000000000000000', 29],
		] as const)
			await keepOn(jobId, age);
		await desk.videos.sweep({ olderThanMs: days(30), keep: (jobId) => jobId === '100000000000000000' });
		expect(await desk.files()).toEqual(['100000000000000000.mp4', '300000000000000000.mp4']);
	});

	it('forgets the oldest first when there is too much', async () => {
		for (const [jobId, age] of [
			['100000000000000000', 1],
			['200000000000000000', 5],
			['300000000000000000', 3],
			['400000000000000000', 9],
		] as const)
			await keepOn(jobId, age);
		const tight = desk.another({ maxBytes: sample.length * 2.5 });
		await tight.sweep({ olderThanMs: days(30), keep: (jobId) => jobId === '400000000000000000' });
		expect(await desk.files()).toEqual(['100000000000000000.mp4', '400000000000000000.mp4']);
	});

	it('clears old parts, leaves young ones and what is not ours', async () => {
		await keepOn('100000000000000000', 1);
		for (const name of ['200000000000000000-fetch.0a0a0a0a.part', '300000000000000000-fetch.0a0a0a0a.part', 'theirs']) {
			await writeFile(join(desk.folder, name), 'x');
		}
		await utimes(join(desk.folder, '200000000000000000-fetch.0a0a0a0a.part'), 1, 1);
		await desk.videos.sweep({ olderThanMs: days(30), keep: nobody });
		expect(await desk.files()).toEqual(['100000000000000000.mp4', '300000000000000000-fetch.0a0a0a0a.part', 'theirs']);
	});
});
