import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Plan } from '../../../../sandbox/cometapi/task/plan.js';
import { Caller, picture } from '../caller.js';

let caller: Caller;
beforeEach(async () => {
	caller = await Caller.start();
});
afterEach(() => caller.close());

const aLink = expect.stringContaining('http') as string;

describe('a Volc task', () => {
	const path = '/volc/v3/contents/generations/tasks';
	const said = { type: 'text', text: 'a kite --duration 5 --ratio 16:9' };
	const json = { model: 'doubao-seedance-1-5-pro-251215', content: [said] };
	const create = async (plan: Partial<Plan> = {}): Promise<string> => {
		caller.simulator.next(plan);
		return ((await caller.post(path, json)).body as { id: string }).id;
	};
	const poll = async (id: string): Promise<unknown> => (await caller.get(`${path}/${id}`)).body;

	it('goes from queued over running to succeeded', async () => {
		const id = await create();
		expect(id).toMatch(/^0217\d+$/);

		expect(await poll(id)).toMatchObject({ status: 'queued' });
		caller.wait(50);
		expect(await poll(id)).toMatchObject({ status: 'running', created_at: 1_800_000_000 });
		caller.wait(50);
		expect(await poll(id)).toMatchObject({ status: 'succeeded', content: { video_url: aLink }, framespersecond: 24 });
	});

	it('fails, expires and is cancelled', async () => {
		expect(await poll(await create({ outcome: 'moderated', paceMs: 0 }))).toMatchObject({
			status: 'failed',
			error: { code: 'OutputVideoSensitiveContentDetected' },
		});
		expect(await poll(await create({ outcome: 'expired', paceMs: 0 }))).toMatchObject({ status: 'expired' });
		expect(await poll(await create({ outcome: 'cancelled', paceMs: 0 }))).toMatchObject({ status: 'cancelled' });
	});

	it('wants its text first and each frame once', async () => {
		const url = `data:image/png;base64,${(await picture(320, 320)).toString('base64')}`;
		const first = { type: 'image_url', image_url: { url }, role: 'first_frame' };
		const send = async (content: unknown[], more = {}): Promise<number> =>
			(await caller.post(path, { ...json, content, ...more })).status;

		expect(await send([said, first, { ...first, role: 'last_frame' }])).toBe(200);
		expect(await send([first, said])).toBe(400);
		expect(await send([said, first, first])).toBe(400);
		expect(await send([])).toBe(400);
		expect(await send([said], { duration: '5' })).toBe(400);
		expect(await send([said], { model: 'doubao-9' })).toBe(503);
	});
});

describe('a MiniMax task', () => {
	const json = { model: 'minimax-hailuo-02', prompt: 'p' };
	const create = async (plan: Partial<Plan> = {}): Promise<string> => {
		caller.simulator.next(plan);
		return ((await caller.post('/v1/video_generation', json)).body as { task_id: string }).task_id;
	};
	const poll = async (id: string): Promise<unknown> =>
		(await caller.get(`/v1/query/video_generation?task_id=${id}`)).body;

	it('names a file, and the file names the link', async () => {
		const id = await create();

		expect(await poll(id)).toMatchObject({ status: 'Preparing', base_resp: { status_code: 0 } });
		expect(await poll(id)).toMatchObject({ status: 'Queueing' });
		caller.wait(50);
		expect(await poll(id)).toMatchObject({ status: 'Processing' });
		caller.wait(50);
		const done = (await poll(id)) as { file_id: string };
		expect(done).toMatchObject({ status: 'Success' });
		const file = await caller.get(`/v1/files/retrieve?file_id=${done.file_id}&task_id=${id}`);
		expect(file.body).toMatchObject({ file: { download_url: aLink } });
	});

	it('fails, and is refused, with HTTP 200', async () => {
		expect(await poll(await create({ outcome: 'failed', reason: 'too dark', paceMs: 0 }))).toMatchObject({
			status: 'Fail',
			base_resp: { status_code: 1_000, status_msg: 'too dark' },
		});
		expect(await caller.post('/v1/video_generation', { model: 'video-01' })).toMatchObject({
			status: 200,
			body: { base_resp: { status_code: 2_013 } },
		});
		expect(caller.simulator.creates).toBe(1);
	});
});

describe('a Midjourney task', () => {
	const json = { motion: 'low', image: 'https://example.com/a.png', prompt: 'p', state: 'mine' };
	const create = async (plan: Partial<Plan> = {}): Promise<string> => {
		caller.simulator.next(plan);
		const { body } = await caller.post('/mj/submit/video', json);
		expect(body).toMatchObject({ code: 1 });
		return (body as { result: string }).result;
	};
	const poll = async (id: string): Promise<unknown> => (await caller.get(`/mj/task/${id}/fetch`)).body;

	it('goes from NOT_START to SUCCESS with progress in percent', async () => {
		const id = await create();
		expect(id).toMatch(/^\d{16}$/);

		expect(await poll(id)).toMatchObject({ status: 'NOT_START', progress: '0%', videoUrl: '', state: 'mine' });
		expect(await poll(id)).toMatchObject({ status: 'SUBMITTED' });
		caller.wait(58);
		expect(await poll(id)).toMatchObject({ status: 'IN_PROGRESS', progress: '55%' });
		caller.wait(50);
		expect(await poll(id)).toMatchObject({ status: 'SUCCESS', progress: '100%', videoUrl: aLink, failReason: '' });
	});

	it('fails, or asks for more', async () => {
		expect(await poll(await create({ outcome: 'failed', reason: 'too dark', paceMs: 0 }))).toMatchObject({
			status: 'FAILURE',
			failReason: 'too dark',
		});
		expect(await poll(await create({ outcome: 'needs-input', paceMs: 0 }))).toMatchObject({ status: 'MODAL' });
	});

	it('wants motion and a picture', async () => {
		expect((await caller.post('/mj/submit/video', { ...json, motion: 'medium' })).status).toBe(400);
		expect((await caller.post('/mj/submit/video', { motion: 'low' })).status).toBe(400);
		expect((await caller.post('/mj/submit/video', { motion: 'low', action: 'extend', taskId: '1' })).status).toBe(400);
	});
});
