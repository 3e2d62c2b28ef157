import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Plan } from '../../../../sandbox/cometapi/task/plan.js';
import { Caller, picture } from '../caller.js';

let caller: Caller;
beforeEach(async () => {
	caller = await Caller.start();
});
afterEach(() => caller.close());

const path = '/grok/v1/videos';

async function create(plan: Partial<Plan> = {}): Promise<string> {
	caller.simulator.next(plan);
	const said = await caller.post(`${path}/generations`, { prompt: 'p', model: 'grok-imagine-video', duration: 6 });
	expect(said.status).toBe(200);
	return (said.body as { request_id: string }).request_id;
}

const poll = async (id: string): Promise<unknown> => (await caller.get(`${path}/${id}`)).body;

describe('an xAI task', () => {
	it('echoes its id, then goes from queued over processing to done', async () => {
		const id = await create({ echoPolls: 1 });

		expect(await poll(id)).toEqual({ request_id: id });
		expect(await poll(id)).toEqual({ status: 'queued', progress: 0, model: 'grok-imagine-video' });
		caller.wait(40);
		expect(await poll(id)).toEqual({ status: 'processing', progress: 40, model: 'grok-imagine-video' });
		caller.wait(60);
		expect(await poll(id)).toMatchObject({
			status: 'done',
			progress: 100,
			video: { url: expect.stringContaining('http') as string, duration: 6, respect_moderation: true },
		});
	});

	it('is done but blocked, expired, or failed', async () => {
		const blocked = { status: 'done', video: { url: '', respect_moderation: false } };
		expect(await poll(await create({ outcome: 'moderated', paceMs: 0 }))).toMatchObject(blocked);
		expect(await poll(await create({ respectModeration: false, paceMs: 0 }))).toMatchObject(blocked);
		expect(await poll(await create({ outcome: 'expired', paceMs: 0 }))).toEqual({ status: 'expired' });
		expect(await poll(await create({ outcome: 'failed', paceMs: 0 }))).toMatchObject({
			status: 'failed',
			error: { code: 'generation_failed' },
		});
		expect(await poll(await create({ outcome: 'failed', reason: null, paceMs: 0 }))).toEqual({ status: 'failed' });
	});

	it('may come inside the task wrapper, where a blocked video is a success without a link', async () => {
		const id = await create({ wrapped: true, paceMs: 0 });
		const { data } = (await poll(id)) as { data: { fail_reason: string; data: { video: { url: string } } } };
		expect(data).toMatchObject({ action: 'VIDEO_GENERATION', status: 'SUCCESS', data: { status: 'done' } });
		expect(data.fail_reason).toBe(data.data.video.url);

		const blocked = await create({ wrapped: true, outcome: 'moderated', paceMs: 0 });
		expect(await poll(blocked)).toMatchObject({
			data: { status: 'SUCCESS', fail_reason: '', data: { video: { respect_moderation: false } } },
		});
	});

	it('edits a video', async () => {
		const edit = { prompt: 'p', video: { url: 'https://example.com/a.mp4' } };

		expect((await caller.post(`${path}/edits`, edit)).status).toBe(200);
		expect((await caller.post(`${path}/edits`, { prompt: 'p' })).status).toBe(400);
	});

	it.each([
		[{}, 400],
		[{ prompt: 'p', model: 'grok-9' }, 503],
		[{ prompt: 'p', duration: 16 }, 400],
		[{ prompt: 'p', duration: '8' }, 400],
		[{ prompt: 'p', resolution: '1080p' }, 400],
		[{ prompt: 'p', aspect_ratio: '21:9' }, 400],
		[{ prompt: 'p', size: '1280x720' }, 400],
		[{ prompt: 'p', image: 'https://example.com/a.png' }, 400],
		[{ prompt: 'p', image: { url: 'AAAA' } }, 400],
	] as [object, number][])('is refused when it is %j', async (json, status) => {
		expect((await caller.post(`${path}/generations`, json)).status).toBe(status);
		expect(caller.simulator.creates).toBe(0);
	});

	it('takes a picture as a data URI with its prefix', async () => {
		const url = `data:image/jpeg;base64,${(await picture(64, 64, 'jpeg')).toString('base64')}`;

		expect((await caller.post(`${path}/generations`, { prompt: 'p', image: { url } })).status).toBe(200);
	});
});
