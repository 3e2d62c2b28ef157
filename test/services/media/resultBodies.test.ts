import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import type { Answer } from '../../../sandbox/http/exchange.js';
import { contentPath, sample, task, VideoFixtures } from '../../harness/videoFixtures.js';

const desk = VideoFixtures.open();
const key = 'Bearer sk-secret';

const typed = (type: string, body: unknown = sample, status = 200): Answer => ({
	status,
	body,
	headers: { 'content-type': type },
});
const moved = (location: string): Answer => ({ status: 302, headers: { location } });
const whole = { 'content-range': `bytes 0-${sample.length - 1}/${sample.length}` };

/** From an address, and from the API's route, what stands there is kept byte for byte. */
async function expectKept(urls: string[], from: typeof task | undefined): Promise<void> {
	const result = await desk.videos.tryKeep({ jobId: '123456789012345678', urls, task: from });
	expect(result).toMatchObject({ type: 'kept', media: { bytes: sample.length, contentType: 'video/mp4' } });
	if (result.type === 'kept') expect((await readFile(desk.videos.path(result.media))).equals(sample)).toBe(true);
	expect(await desk.files()).toEqual(['123456789012345678.mp4']);
}

const leaks = (): unknown[] => desk.server.exchanges.filter(({ headers }) => 'authorization' in headers);

describe('the bytes of a result decide', () => {
	const forms: [string, () => Answer][] = [
		['called JSON', () => typed('application/json')],
		['called a page', () => typed('text/html; charset=utf-8')],
		['called text', () => typed('text/plain')],
		['without a type', () => ({ status: 200, body: sample })],
		['as one piece of one', () => ({ status: 206, body: sample, headers: whole })],
		['as a piece of unknown size', () => ({ status: 206, body: sample })],
		['compressed', () => ({ status: 200, body: gzipSync(sample), headers: { 'content-encoding': 'gzip' } })],
		['compressed, and not said so', () => typed('video/mp4', gzipSync(sample))],
		['as Base64', () => typed('text/plain', sample.toString('base64'))],
		['as a data address', () => typed('text/plain', `"data:video/mp4;base64,${sample.toString('base64')}"`)],
		['after a byte-order mark', () => typed('video/mp4', Buffer.concat([Buffer.from('\uFEFF'), sample]))],
		['after line breaks', () => typed('video/mp4', Buffer.concat([Buffer.from('\r\n\n'), sample]))],
	];

	it.each(forms)('at an address: %s', async (_, answer) => {
		desk.answers.set('/a', answer());
		await expectKept([`${desk.origin}/a`], undefined);
	});

	it.each(forms)('on the route: %s', async (_, answer) => {
		desk.answers.set(contentPath, answer());
		await expectKept([], task);
	});

	it.each<[string, (url: string) => unknown]>([
		['url', (url) => ({ url })],
		['video_url', (url) => ({ video_url: url })],
		['nested', (url) => ({ code: 0, data: { output: { video: { url } } } })],
		['in a list', (url) => ({ data: [{ url }] })],
	])('or where JSON says that they are: %s', async (_, body) => {
		desk.answers.set(contentPath, typed('application/json', body(desk.serve('/there', sample))));
		await expectKept([], task);
		expect(leaks()).toEqual([]);
	});

	it('and a piece that is not the whole is asked for again', async () => {
		const headers = { 'content-range': `bytes 0-59999/${sample.length}` };
		desk.answers.set('/a', { status: 206, body: sample.subarray(0, 60_000), headers });
		const urls = [`${desk.origin}/a`];
		expect(await desk.videos.tryKeep({ jobId: '123456789012345678', urls })).toMatchObject({ type: 'failed' });
	});

	it('and a host that wants a range gets one', async () => {
		desk.answers.set('/a', [{ status: 416 }, { status: 206, body: sample, headers: whole }]);
		await expectKept([`${desk.origin}/a`], undefined);
		expect(desk.server.exchanges.map(({ headers }) => headers['range'])).toEqual([undefined, 'bytes=0-']);
	});

	it('and a compressed bomb is not unpacked', async () => {
		desk.answers.set('/a', typed('video/mp4', gzipSync(Buffer.alloc(20_000_000))));
		const small = desk.another({ maxBytes: 1_000_000 });
		const result = await small.tryKeep({ jobId: '123456789012345678', urls: [`${desk.origin}/a`] });
		expect(result).toMatchObject({ type: 'failed', patience: 'none' });
		expect(await desk.files()).toEqual([]);
	});

	it('and JSON that leads in a circle ends', async () => {
		desk.answers.set('/a', typed('application/json', { url: `${desk.origin}/a` }));
		const result = await desk.videos.tryKeep({ jobId: '123456789012345678', urls: [`${desk.origin}/a`] });
		expect(result).toMatchObject({ type: 'failed', patience: 'minutes' });
		expect(desk.asked().length).toBeLessThan(6);
	});
});

describe('the key', () => {
	/** What the API has at a path for those who show the key. */
	const locked = (path: string): string => {
		desk.answers.set(path, typed('video/mp4'));
		desk.api.addFault({
			match: (x) => x.path === path && x.headers['authorization'] !== key,
			times: Infinity,
			act: { kind: 'answer', answer: { status: 401, body: {} } },
		});
		return `${desk.apiOrigin}${path}`;
	};

	it.each<[string, (there: string) => Answer]>([
		['a relative place', () => moved('../download?file=1')],
		['the whole address', (there) => moved(there)],
	])('follows a redirect of the route within the API: %s', async (_, answer) => {
		const there = locked('/v1/videos/download');
		desk.answers.set(contentPath, answer(there));
		await expectKept([], task);
	});

	it('opens an address that is the API’s own, where no family has a route', async () => {
		await expectKept([locked('/v1/videos/task_1/content')], {
			provider: 'kling',
			id: '100000000000000000',
			model: 'kling-v2',
		});
		expect(desk.api.exchanges.map((x) => x.headers['authorization'])).toEqual([key]);
	});

	it('follows five redirects, away from the API and back, and shows itself nowhere else', async () => {
		const there = locked('/v1/files/100000000000000000');
		desk.answers.set(contentPath, moved('/two'));
		desk.answers.set('/two', moved(`${desk.origin}/three`));
		desk.answers.set('/three', moved('/four'));
		desk.answers.set('/four', moved(there));
		await expectKept([], task);
		expect(leaks()).toEqual([]);
	});

	it('is not sent to an address that only looks like the API’s', async () => {
		const { host } = new URL(desk.apiOrigin);
		desk.answers.set(contentPath, moved(`http://${host}@localhost:${new URL(desk.origin).port}/a`));
		const result = await desk.videos.tryKeep({ jobId: '123456789012345678', urls: [], task });
		expect(result).toMatchObject({ type: 'failed' });
		expect(leaks()).toEqual([]);
	});
});
