import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import * as faults from '../../../sandbox/cometapi/faults.js';
import { Caller } from './caller.js';

let caller: Caller;
beforeEach(async () => {
	caller = await Caller.start();
});
afterEach(() => caller.close());

const create = () => caller.form('/v1/videos', { model: 'wan2.7', prompt: 'p' });

async function finished(): Promise<{ id: string; url: string }> {
	caller.simulator.next({ paceMs: 0 });
	const { id } = (await create()).body as { id: string };
	const { video_url } = (await caller.get(`/v1/videos/${id}`)).body as { video_url: string };
	return { id, url: video_url };
}

describe('faults that create nothing', () => {
	it.each([
		['refused', faults.refused(413), 413, /planned 413/],
		['an outage', faults.outage(), 503, /service unavailable/],
		['an invalid request as 500', faults.invalidRequest500(), 500, /"code":"invalid_request"/],
		['an exhausted quota', faults.quotaExhausted(), 403, /quota/],
		['a missing task', faults.taskMissing(), 400, /task_not_exist/],
		['a gateway page', faults.gatewayPage(), 524, /<!DOCTYPE html>/],
		['a redirect', faults.redirected(), 301, /Moved Permanently/],
		['an error in 200', faults.okWithError({ code: 'busy' }), 200, /"code":"busy"/],
		['a rate limit', faults.rateLimited(), 429, /饱和/],
	])('%s', async (_, fault, status, text) => {
		caller.simulator.addFault(fault);

		const said = await create();

		expect(said.status).toBe(status);
		expect(said.bytes.toString()).toMatch(text);
		expect(said.headers['x-cometapi-request-id']).toBe('planned-fault');
		expect(caller.simulator.creates).toBe(0);
	});

	it('a reset before anything takes effect', async () => {
		caller.simulator.addFault(faults.resetBefore({ match: faults.creates }));

		await expect(create()).rejects.toThrow();
		expect(caller.simulator.creates).toBe(0);
		expect((await create()).status).toBe(200);
	});

	it('sends any Retry-After, or none', async () => {
		caller.simulator.addFault(faults.rateLimited({ retryAfter: 'soon' }));
		caller.simulator.addFault(faults.rateLimited());

		expect((await create()).headers['retry-after']).toBe('soon');
		expect((await create()).headers).not.toHaveProperty('retry-after');
	});
});

describe('faults that hide a task that was made', () => {
	it.each([
		['a lost answer', faults.lostCreate()],
		['a truncated answer', faults.truncatedCreate({ bytes: 12 })],
	])('%s', async (_, fault) => {
		caller.simulator.addFault(fault);

		await expect(create()).rejects.toThrow();
		expect(caller.simulator.creates).toBe(1);
	});
});

describe('faults of polls and results', () => {
	it('strike what they name and nothing else', async () => {
		const { id } = await finished();
		caller.simulator.addFault(faults.outage({ match: faults.polls }));

		expect((await create()).status).toBe(200);
		expect((await caller.get(`/v1/videos/${id}`)).status).toBe(503);
		expect((await caller.get(`/v1/videos/${id}/content`)).status).toBe(200);
		caller.simulator.clearFaults();
		expect((await caller.get(`/v1/videos/${id}`)).status).toBe(200);
	});

	it('make a poll truncated, slow or without an answer', async () => {
		const { id } = await finished();
		caller.simulator.addFault(faults.truncated({ match: faults.polls }));
		await expect(caller.get(`/v1/videos/${id}`)).rejects.toThrow();

		caller.simulator.addFault(faults.slowBody({ match: faults.polls, ms: 40 }));
		expect((await caller.get(`/v1/videos/${id}`)).body).toMatchObject({ status: 'completed' });

		caller.simulator.addFault(faults.hanging({ match: faults.polls }));
		const patience = AbortSignal.timeout(100);
		const { baseUrl, key } = caller.simulator;
		const headers = { authorization: `Bearer ${key}` };
		await expect(fetch(`${baseUrl}/v1/videos/${id}`, { headers, signal: patience })).rejects.toThrow();
	});

	it.each([400, 404, 502] as const)('make /content answer %i', async (status) => {
		const { id } = await finished();
		caller.simulator.addFault(faults.contentRefused(status));

		expect(await caller.get(`/v1/videos/${id}/content`)).toMatchObject({ status });
		expect((await caller.get(`/v1/videos/${id}/content`)).status).toBe(200);
	});

	it('make a result expired, a page, or empty', async () => {
		const { url } = await finished();
		caller.simulator.addCdnFault(faults.expiredLink());
		caller.simulator.addCdnFault(faults.htmlContent());
		caller.simulator.addCdnFault(faults.emptyContent());

		expect((await caller.get(url)).status).toBe(403);
		expect((await caller.get(url)).headers['content-type']).toContain('text/html');
		expect((await caller.get(url)).bytes).toHaveLength(0);
		expect((await caller.get(url)).bytes.length).toBeGreaterThan(0);
	});

	it('know creates, polls and contents of every family apart', () => {
		const x = (method: string, path: string) =>
			({ method, path, at: 0, query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0) }) as const;
		const kinds = (method: string, path: string): boolean[] =>
			[faults.creates, faults.polls, faults.contents].map((match) => match(x(method, path)));

		for (const path of [
			...['/v1/videos', '/v1/videos/video_1/remix', '/kling/v1/videos/avatar/image2video', '/runway/pro/generate'],
			...['/runwayml/v1/image_to_video', '/grok/v1/videos/edits', '/volc/v3/contents/generations/tasks'],
			...['/v1/video_generation', '/mj/submit/video'],
		]) {
			expect(kinds('POST', path), path).toEqual([true, false, false]);
		}
		for (const path of [
			...['/v1/videos/task_1', '/kling/v1/videos/text2video/1', '/runwayml/v1/tasks/1', '/grok/v1/videos/1'],
			...['/volc/v3/contents/generations/tasks/1', '/v1/query/video_generation', '/mj/task/1/fetch'],
		]) {
			expect(kinds('GET', path), path).toEqual([false, true, false]);
		}
		expect(kinds('POST', '/runway/feed')).toEqual([false, true, false]);
		expect(kinds('GET', '/v1/videos/task_1/content')).toEqual([false, false, true]);
		expect(kinds('GET', '/api/models')).toEqual([false, false, false]);
	});
});
