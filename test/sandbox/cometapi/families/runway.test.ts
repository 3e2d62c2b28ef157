import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Plan } from '../../../../sandbox/cometapi/task/plan.js';
import { Caller, picture } from '../caller.js';

let caller: Caller;
beforeEach(async () => {
	caller = await Caller.start();
});
afterEach(() => caller.close());

const version = { 'x-runway-version': '2024-11-06' };
const still = { promptImage: 'https://example.com/a.png', model: 'gen3a_turbo', promptText: 'p', duration: 5 };

async function create(plan: Partial<Plan> = {}): Promise<string> {
	caller.simulator.next(plan);
	const said = await caller.post('/runwayml/v1/image_to_video', still, version);
	expect(said.status).toBe(200);
	expect(Object.keys(said.body as object)).toEqual(['id']);
	return (said.body as { id: string }).id;
}

const poll = async (id: string): Promise<Record<string, unknown>> =>
	(await caller.get(`/runwayml/v1/tasks/${id}`)).body as Record<string, unknown>;

describe('a Runway task in the official format', () => {
	it('is missing at first, then PENDING, RUNNING with a share of one, and SUCCEEDED', async () => {
		const id = await create({ notExistPolls: 1 });
		expect(id).toMatch(/^[0-9a-f]{8}-/);

		expect(await poll(id)).toMatchObject({ code: 'task_not_exist' });
		expect(await poll(id)).toEqual({ id, status: 'PENDING', createdAt: '2027-01-15T08:00:00.000Z' });
		caller.wait(42);
		expect(await poll(id)).toMatchObject({ status: 'RUNNING', progress: 0.4 });
		caller.wait(60);
		const done = await poll(id);
		expect(done).toMatchObject({ status: 'SUCCEEDED' });
		expect(done).not.toHaveProperty('progress');
		const [link] = done['output'] as string[];
		expect((await caller.get(link ?? '')).bytes.equals(caller.simulator.sample)).toBe(true);
	});

	it('has its own words for failing', async () => {
		expect(await poll(await create({ outcome: 'moderated', paceMs: 0 }))).toMatchObject({
			status: 'FAILED',
			failureCode: 'SAFETY.INPUT.TEXT',
		});
		expect(await poll(await create({ outcome: 'cancelled', paceMs: 0 }))).toMatchObject({ status: 'CANCELLED' });
		expect(await poll(await create({ throttled: true }))).toMatchObject({ status: 'THROTTLED' });
		expect(await poll(await create({ outcome: 'failed', reason: null, paceMs: 0 }))).not.toHaveProperty('failure');
	});

	it('may come inside the task wrapper, with the video as fail_reason', async () => {
		const id = await create({ wrapped: true });
		expect(await poll(id)).toMatchObject({
			code: 'success',
			data: {
				task_id: id,
				action: 'IMAGE_TO_VIDEO',
				status: 'NOT_START',
				progress: '0%',
				finish_time: 0,
				data: { status: 'PENDING' },
			},
		});
		expect(await poll(id)).toMatchObject({ data: { status: 'QUEUED' } });
		caller.wait(50);
		expect(await poll(id)).toMatchObject({
			data: { status: 'IN_PROGRESS', progress: '50%', start_time: 1_800_000_015 },
		});
		caller.wait(50);
		const { data } = (await poll(id)) as { data: { fail_reason: string; data: { output: string[] } } };
		expect(data).toMatchObject({ status: 'SUCCESS', progress: '100%', finish_time: 1_800_000_100 });
		expect(data.fail_reason).toBe(data.data.output[0]);

		const failed = await create({ wrapped: true, outcome: 'failed', reason: 'too dark', paceMs: 0 });
		expect(await poll(failed)).toMatchObject({ data: { status: 'FAILURE', fail_reason: 'too dark' } });
		const newer = await create({ wrapped: true, urlInFailReason: false, resultUrl: true, paceMs: 0 });
		expect(await poll(newer)).toMatchObject({
			data: { fail_reason: '', result_url: expect.stringContaining('http') as string },
		});
	});

	it.each([
		[{ ...still, promptImage: undefined }, 400, 'promptImage'],
		[{ ...still, model: undefined }, 400, 'model'],
		[{ ...still, model: 'gen9' }, 503, 'gen9'],
		[{ ...still, duration: 7 }, 400, 'duration'],
		[{ ...still, duration: '5' }, 400, 'duration must be a number'],
		[{ ...still, ratio: '16:9' }, 400, 'ratio'],
		[{ ...still, seed: 1_000_000_000 }, 400, 'seed'],
		[{ ...still, promptText: 'x'.repeat(513) }, 400, 'promptText'],
		[{ ...still, promptImage: 'http://example.com/a.png' }, 400, 'https'],
		[{ ...still, promptImage: 'AAAA' }, 400, 'data URI'],
	] as [object, number, string][])('is refused when it is %j', async (json, status, text) => {
		const said = await caller.post('/runwayml/v1/image_to_video', json, version);

		expect(said.status).toBe(status);
		expect(JSON.stringify(said.body)).toContain(text);
		expect(caller.simulator.creates).toBe(0);
	});

	it('wants its version header, and a picture that is what it says it is', async () => {
		expect((await caller.post('/runwayml/v1/image_to_video', still)).status).toBe(400);

		const png = (await picture(400, 300)).toString('base64');
		const send = async (promptImage: unknown): Promise<number> =>
			(await caller.post('/runwayml/v1/image_to_video', { ...still, promptImage }, version)).status;
		expect(await send(`data:image/png;base64,${png}`)).toBe(200);
		expect(await send(`data:image/jpeg;base64,${png}`)).toBe(400);
		const first = { uri: `data:image/png;base64,${png}`, position: 'first' };
		expect(await send([first, { ...first, position: 'last' }])).toBe(200);
		expect(await send([first, first])).toBe(400);
	});

	it('edits, performs and upscales', async () => {
		const videoUri = 'https://example.com/a.mp4';
		const bodies = {
			video_to_video: { videoUri, promptText: 'p', model: 'gen4_aleph', ratio: '1280:720' },
			character_performance: {
				character: { type: 'image', uri: 'https://example.com/a.png' },
				reference: { type: 'video', uri: videoUri },
				model: 'act_two',
			},
			video_upscale: { videoUri, model: 'upscale_v1' },
		};
		for (const [action, body] of Object.entries(bodies)) {
			const said = await caller.post(`/runwayml/v1/${action}`, body, version);
			expect(said.status, action).toBe(200);
			expect(await poll((said.body as { id: string }).id)).toMatchObject({ status: 'PENDING' });
		}
	});
});

describe('the compatibility format of Runway', () => {
	const text = { prompt: 'p', model: 'gen4', ratio: '16:9', callback_url: 'https://example.com/callback' };
	const feed = (task_id: string) => caller.post('/runway/feed', { task_id });

	it('is created by one route and asked for by POST at the feed', async () => {
		caller.simulator.next({ echoPolls: 1, resultUrl: true, urlInFailReason: false });
		const created = await caller.post('/runway/pro/generate', text);
		expect(created.body).toMatchObject({ code: 200, msg: 'success' });
		const id = (created.body as { data: { task_id: string } }).data.task_id;

		expect((await feed(id)).body).toEqual({ task_id: id });
		expect((await feed(id)).body).toMatchObject({ status: 'QUEUED', progress: '0%' });
		caller.wait(50);
		expect((await feed(id)).body).toMatchObject({ status: 'IN_PROGRESS', progress: '50%' });
		caller.wait(60);
		expect((await feed(id)).body).toMatchObject({
			status: 'SUCCESS',
			fail_reason: '',
			result_url: expect.stringContaining(caller.simulator.cdnOrigin) as string,
		});
	});

	it('may come under data, with the older words', async () => {
		caller.simulator.next({ wrapped: true, vocabulary: 'old' });
		const created = await caller.post('/runway/pro/generate', text);
		expect(created.body).toMatchObject({ msg: '成功' });
		const id = (created.body as { data: { task_id: string } }).data.task_id;

		expect((await feed(id)).body).toMatchObject({ code: 'success', data: { task_id: id, status: 'NOT_START' } });
	});

	it('refuses text without a callback, and unknown tasks', async () => {
		const { callback_url, ...without } = text;
		expect(callback_url).toBeDefined();

		expect(await caller.post('/runway/pro/generate', without)).toMatchObject({
			status: 400,
			body: { code: 'callback_url_empty', message: 'callback_url_empty', data: null },
		});
		expect((await caller.post('/runway/pro/generate', { ...text, options: { seconds: 6 } })).status).toBe(400);
		expect((await caller.post('/runway/pro/generate', { ...text, model: 'gen9' })).status).toBe(503);
		expect(await feed('nobody')).toMatchObject({ status: 400, body: { code: 'task_not_exist' } });
	});
});
