import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Plan } from '../../../../sandbox/cometapi/task/plan.js';
import { Caller } from '../caller.js';
import type { Said } from '../caller.js';

let caller: Caller;
beforeEach(async () => {
	caller = await Caller.start();
});
afterEach(() => caller.close());

const wan = { model: 'wan2.7', prompt: 'a kite' };

async function create(fields: Record<string, string> = wan, plan: Partial<Plan> = {}): Promise<string> {
	caller.simulator.next(plan);
	const said = await caller.form('/v1/videos', fields);
	expect(said.status).toBe(200);
	return (said.body as { id: string }).id;
}

const poll = async (id: string): Promise<Record<string, unknown>> =>
	(await caller.get(`/v1/videos/${id}`)).body as Record<string, unknown>;

const messageOf = ({ body }: Said): string => (body as { error: { message: string } }).error.message;

describe('a task of the unified route', () => {
	it('goes from queued over in_progress to completed, and its link and /content have the sample clip', async () => {
		const created = await caller.form('/v1/videos', wan);
		expect(created.body).toMatchObject({ object: 'video', model: 'wan2.7', status: 'queued', progress: 0 });
		const { id, task_id } = created.body as { id: string; task_id: string };
		expect(id).toMatch(/^task_[A-Za-z0-9]{32}$/);
		expect(task_id).toBe(id);

		caller.wait(5);
		expect(await poll(id)).toMatchObject({ status: 'queued', progress: 0, created_at: 1_800_000_000 });
		caller.wait(45);
		const running = await poll(id);
		expect(running).toMatchObject({ status: 'in_progress', progress: 50 });
		expect(running).not.toHaveProperty('completed_at');
		expect(running).not.toHaveProperty('video_url');
		caller.wait(60);
		const done = await poll(id);
		expect(done).toMatchObject({ status: 'completed', progress: 100, completed_at: 1_800_000_100 });

		const file = await caller.get(String(done['video_url']));
		expect(file.headers['content-type']).toBe('video/mp4');
		expect(file.bytes.equals(caller.simulator.sample)).toBe(true);
		const content = await caller.get(`/v1/videos/${id}/content`);
		expect(content.bytes.equals(caller.simulator.sample)).toBe(true);
		expect(caller.simulator.task(id)).toMatchObject({ polls: 3, contentPolls: 1, request: wan });
	});

	it('keeps every key of Sora, and no task_id', async () => {
		const id = await create({ model: 'sora-2', prompt: 'p', seconds: '8', size: '720x1280' });

		expect(id).toMatch(/^video_[0-9a-f]{32}$/);
		const queued = await poll(id);
		expect(queued).not.toHaveProperty('task_id');
		expect(queued).toMatchObject({ seconds: '8', size: '720x1280', error: null, completed_at: null, expires_at: null });
	});

	it('remixes a completed Sora video into a new task, and nothing else', async () => {
		const id = await create({ model: 'sora-2', prompt: 'p' });
		expect((await caller.post(`/v1/videos/${id}/remix`, { prompt: 'q' })).status).toBe(400);
		caller.wait(200);

		expect((await caller.post(`/v1/videos/${id}/remix`, {})).status).toBe(400);
		const remix = await caller.post(`/v1/videos/${id}/remix`, { prompt: 'at night' });

		expect(remix.body).toMatchObject({ status: 'queued', remixed_from_video_id: id });
		expect(caller.simulator.creates).toBe(2);
		const other = await create();
		caller.wait(200);
		expect((await caller.post(`/v1/videos/${other}/remix`, { prompt: 'q' })).status).toBe(400);
	});

	it.each([
		['new', ['queued', 'in_progress', 'completed']],
		['old', ['SUBMITTED', 'IN_PROGRESS', 'SUCCESS']],
		['vendor', ['PENDING', 'RUNNING', 'SUCCEEDED']],
	] as const)('speaks the %s vocabulary', async (vocabulary, words) => {
		const id = await create(wan, { vocabulary });
		const heard = [];
		for (const seconds of [1, 50, 100]) {
			heard.push((await poll(id))['status']);
			caller.wait(seconds);
		}
		heard.push((await poll(id))['status']);

		expect([...new Set(heard)]).toEqual(words);
	});

	it.each([
		['new', 'failed', 'failed'],
		['new', 'errored', 'error'],
		['old', 'failed', 'FAILED'],
		['old', 'errored', 'ERROR'],
		['new', 'expired', 'failed'],
		['new', 'moderated', 'failed'],
	] as const)('tells in the %s vocabulary that it %s as %s', async (vocabulary, outcome, word) => {
		const id = await create(wan, { vocabulary, outcome, paceMs: 0 });

		expect(await poll(id)).toMatchObject({ status: word });
	});

	it('gives a reason as an object, as a string or not at all', async () => {
		const failed = { outcome: 'failed', paceMs: 0, reason: 'too dark' } as const;

		expect(await poll(await create(wan, failed))).toMatchObject({
			error: { code: 'generation_failed', message: 'too dark' },
		});
		expect(await poll(await create(wan, { ...failed, errorAs: 'string' }))).toMatchObject({ error: 'too dark' });
		expect(await poll(await create(wan, { ...failed, reason: null }))).not.toHaveProperty('error');
	});

	it('gives moderation away through /content alone', async () => {
		const id = await create(wan, { outcome: 'moderated' });
		expect(messageOf(await caller.get(`/v1/videos/${id}/content`))).toContain('SUBMITTED');
		caller.wait(50);
		expect(messageOf(await caller.get(`/v1/videos/${id}/content`))).toContain('IN_PROGRESS');
		caller.wait(60);

		const object = await poll(id);
		expect(object).toMatchObject({ status: 'failed', progress: 100 });
		expect(object).not.toHaveProperty('error');
		expect(await caller.get(`/v1/videos/${id}/content`)).toMatchObject({
			status: 400,
			body: {
				error: {
					message: 'Task is not completed yet, current status: VIOLATION',
					type: 'invalid_request_error',
				},
			},
		});
	});

	it('has every switch of the dialect', async () => {
		const half = async (plan: Partial<Plan>): Promise<Record<string, unknown>> => {
			const id = await create(wan, plan);
			caller.wait(50);
			return poll(id);
		};

		expect(await half({ progress: 'zero' })).toMatchObject({ progress: 0 });
		expect(await half({ progress: 'float' })).toMatchObject({ progress: 0.5 });
		expect(await half({ progress: 'percent' })).toMatchObject({ progress: '50%' });
		expect(await half({ completedAtEarly: true })).toHaveProperty('completed_at');
		expect(await half({ taskIdMirror: false })).not.toHaveProperty('task_id');
		expect(await half({ modelEcho: 'backend-7' })).toMatchObject({ model: 'backend-7' });
		expect(await half({ runningWord: 'warming_up' })).toMatchObject({ status: 'warming_up' });
		expect(await half({ outcome: 'stuck', paceMs: 1 })).toMatchObject({ status: 'in_progress', progress: 99 });
		const bare = await poll(await create(wan, { videoUrl: false, paceMs: 0 }));
		expect(bare).toMatchObject({ status: 'completed' });
		expect(bare).not.toHaveProperty('video_url');
	});

	it('is unknown once, does not exist k times, and ends at a planned poll', async () => {
		const unknown = await create(wan, { unknownOnce: true, paceMs: 0 });
		expect([(await poll(unknown))['status'], (await poll(unknown))['status']]).toEqual(['unknown', 'completed']);

		const hidden = await create(wan, { notExistPolls: 2, paceMs: 0 });
		const codes = [];
		for (let i = 0; i < 3; i++) codes.push((await caller.get(`/v1/videos/${hidden}`)).status);
		expect(codes).toEqual([400, 400, 200]);

		const counted = await create(wan, { pollsToDone: 2 });
		expect([(await poll(counted))['status'], (await poll(counted))['status']]).toEqual(['in_progress', 'completed']);
	});

	it('can be ended by hand', async () => {
		const id = await create(wan, { outcome: 'stuck' });
		const task = caller.simulator.task(id);
		if (task) caller.simulator.settle(task, 'failed');

		expect(await poll(id)).toMatchObject({ status: 'failed' });
	});

	it('does not exist for another route, and neither does an unknown id', async () => {
		const id = await create();

		const gone = { status: 400, body: { code: 'task_not_exist', message: 'task_not_exist', data: null } };
		expect(await caller.get('/v1/videos/task_nobody')).toMatchObject(gone);
		expect(await caller.get(`/runwayml/v1/tasks/${id}`)).toMatchObject(gone);
		expect(await caller.get('/v1/videos/task_nobody/content')).toMatchObject({ status: 404 });
	});

	it('resolves the model of the older Veo, which has no seconds', async () => {
		const said = await caller.form('/v1/videos', { model: 'veo3-fast', prompt: 'p', size: '9x16' });

		expect(said.body).toMatchObject({ model: 'veo_3_1-4K', seconds: '' });
	});

	it('edits a video that comes in JSON', async () => {
		const video = `data:video/mp4;base64,${caller.simulator.sample.toString('base64')}`;
		const fields = { model: 'omni-fast-v2v', prompt: 'in winter', video, seconds: '4' };

		expect(await caller.post('/v1/videos', fields)).toMatchObject({ status: 200, body: { status: 'queued' } });
		expect((await caller.post('/v1/videos', { ...fields, video: 'data:video/mp4;base64,AAAA' })).status).toBe(400);
		expect((await caller.form('/v1/videos', fields)).status).toBe(400);
	});
});
