import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { request } from 'undici';

import type { CatalogueEntry } from '../../../sandbox/cometapi/catalogue/catalogue.js';
import { Caller, picture } from './caller.js';

let caller: Caller;
beforeEach(async () => {
	caller = await Caller.start();
});
afterEach(() => caller.close());

const wan = { model: 'wan2.7', prompt: 'a kite' };

describe('the API as a whole', () => {
	it('wants the key on every route, and says a request id on every answer', async () => {
		const { baseUrl } = caller.simulator;
		for (const path of ['/v1/videos/task_x', '/v1/models', '/kling/v1/videos/text2video/1', '/mj/task/1/fetch']) {
			const bare = await request(baseUrl + path);
			await bare.body.dump();
			const wrong = await request(baseUrl + path, { headers: { authorization: 'Bearer sk-other' } });
			expect([bare.statusCode, wrong.statusCode], path).toEqual([401, 401]);
			expect(wrong.headers['x-cometapi-request-id']).toBeDefined();
			expect(await wrong.body.json()).toMatchObject({ error: { type: 'comet_api_error' } });
		}
		expect((await caller.get('/v1/models')).headers['x-cometapi-request-id']).toBeDefined();
	});

	it('answers guessed paths in JSON and wrong base paths with the web site', async () => {
		expect(await caller.get('/v1/videos')).toMatchObject({
			status: 404,
			body: { error: { message: 'Invalid URL (GET /v1/videos)', type: 'invalid_request_error' } },
		});
		expect(await caller.post('/kling/v1/videos/lip-sync', {})).toMatchObject({ status: 404 });
		expect(await caller.post('/api/v1/videos', {})).toMatchObject({
			status: 301,
			headers: { 'content-type': 'text/html' },
		});
	});

	it('plans tasks one by one, by family and as a whole', async () => {
		const { simulator } = caller;
		simulator.next({ outcome: 'failed' }).next({ outcome: 'stuck' });
		simulator.plan({ steps: 4 }).plan({ paceMs: 7 }, 'xai');

		await caller.form('/v1/videos', wan);
		await caller.form('/v1/videos', wan);
		await caller.post('/grok/v1/videos/generations', { prompt: 'p' });

		expect(simulator.tasks.map(({ plan }) => [plan.outcome, plan.paceMs, plan.steps])).toEqual([
			['failed', 100_000, 4],
			['stuck', 100_000, 4],
			['succeeded', 7, 4],
		]);
	});

	it('wraps the answer to a create where no page says so', async () => {
		caller.simulator.next({ createWrapped: true });

		const { body } = await caller.form('/v1/videos', wan);

		const id = caller.simulator.tasks[0]?.id ?? '';
		expect(body).toMatchObject({ code: 'success', data: { id } });
	});

	it('drops large bodies but keeps what was asked for, when it is told to', async () => {
		await caller.close();
		caller = await Caller.start({ keep: 1, keepBodyBytes: 1_000 });
		const bytes = await picture(2_000, 2_000);
		expect(bytes.length).toBeGreaterThan(1_000);

		await caller.form('/v1/videos', { model: 'veo3.1', prompt: 'p' }, [{ bytes }]);
		const image = bytes.toString('base64');
		await caller.post('/kling/v1/videos/image2video', { prompt: 'q', image });

		const [veo, kling] = caller.simulator.tasks;
		expect(veo?.request).toEqual({ model: 'veo3.1', prompt: 'p' });
		expect(veo?.exchange.form?.files[0]).toMatchObject({ contentType: 'image/png', bytes: Buffer.alloc(0) });
		expect(kling?.request).toEqual({ prompt: 'q', image: image.slice(0, 64) });
		expect(caller.simulator.server.exchanges).toHaveLength(1);
	});
});

describe('the lists of models', () => {
	it('are public at /api/models, with endpoints as JSON inside a string', async () => {
		const answer = await request(`${caller.simulator.baseUrl}/api/models`);
		const { data, total } = (await answer.body.json()) as { data: CatalogueEntry[]; total: number };

		expect(total).toBe(data.length);
		const find = (id: string): CatalogueEntry | undefined => data.find((entry) => entry.id === id);
		expect(JSON.parse(find('wan2.7')?.endpoints ?? '')).toEqual({ alibaba: { path: '/v1/videos', method: 'POST' } });
		expect(() => JSON.parse(find('doubao-seedance-1-5-pro')?.endpoints ?? '{}') as unknown).toThrow();
		expect(find('doubao-seedance-1-0-pro')?.endpoints).toBe('');
		expect(find('veo4')?.upcoming).toBe(true);
		expect(find('wan2.7')?.pricing).toMatchObject({ per_second: 0.024, per_request: null });
		expect(find('kling')?.pricing).toMatchObject({ per_second: null, per_request: 0.35 });
		expect(new Set(data.map((entry) => entry.model_type))).toEqual(new Set(['video', 'text', 'image', 'audio']));
		expect(data.some((entry) => /^kling-/.test(entry.id))).toBe(false);
	});

	it('come in the OpenAI form at /v1/models', async () => {
		const { body } = await caller.get('/v1/models');

		expect(body).toMatchObject({ object: 'list' });
		expect((body as { data: unknown[] }).data).toContainEqual({
			id: 'sora-2',
			object: 'model',
			created: 1_767_529_753,
			owned_by: 'openai',
		});
	});
});

describe('the balance', () => {
	it('is told to the key in the query, by day when both dates are there', async () => {
		const { quotaUrl, quotaKey } = caller.simulator;

		expect((await caller.get(`${quotaUrl}?key=nobody`)).status).toBe(401);
		const { body } = await caller.get(`${quotaUrl}?key=${quotaKey}`);
		expect(body).toMatchObject({ total_quota: 12.5, keys: [{ remain_quota: -1 }] });
		expect(body).not.toHaveProperty('daily_quota');
		const dated = await caller.get(`${quotaUrl}?key=${quotaKey}&start_date=2026-05-01&end_date=2026-05-02`);
		expect(dated.body).toHaveProperty(['daily_quota', '2026-05-01']);
	});
});
