import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Plan } from '../../../../sandbox/cometapi/task/plan.js';
import { RecordingServer } from '../../../../sandbox/http/recordingServer.js';
import { Caller, picture } from '../caller.js';

let caller: Caller;
beforeEach(async () => {
	caller = await Caller.start();
});
afterEach(() => caller.close());

const base = '/kling/v1/videos';
const text = { prompt: 'a kite', model_name: 'kling-v2-6', duration: '5' };
const png = async (width: number, height: number): Promise<string> => (await picture(width, height)).toString('base64');

interface KlingBody {
	code: number;
	message: string;
	request_id?: string;
	data: { task_id: string; task_status: string; task_status_msg?: string; task_result: { videos: { url: string }[] } };
}

async function create(plan: Partial<Plan> = {}, action = 'text2video', json: object = text): Promise<string> {
	caller.simulator.next(plan);
	const said = await caller.post(`${base}/${action}`, json);
	expect(said).toMatchObject({ status: 200 });
	return (said.body as KlingBody).data.task_id;
}

const poll = async (id: string, action = 'text2video'): Promise<KlingBody> =>
	(await caller.get(`${base}/${action}/${id}`)).body as KlingBody;

describe('a Kling task', () => {
	it('goes from submitted over processing to succeed, under an id that no number can hold', async () => {
		const id = await create();
		expect(id).toMatch(/^\d{18,19}$/);
		expect(String(Number(id))).not.toBe(id);

		expect((await poll(id)).data).toMatchObject({ task_status: 'submitted', task_result: {} });
		caller.wait(50);
		expect((await poll(id)).data).toMatchObject({ task_status: 'processing', created_at: 1_800_000_000_000 });
		caller.wait(50);
		const done = await poll(id);
		expect(done).toMatchObject({ code: 0, message: 'SUCCEED', data: { task_status: 'succeed' } });
		const [video] = done.data.task_result.videos;
		expect(video).toMatchObject({ id: `v-${id}`, duration: '5.1' });
		expect((await caller.get(video?.url ?? '')).bytes.equals(caller.simulator.sample)).toBe(true);
	});

	it('tells why it failed in task_status_msg', async () => {
		const blocked = await create({ outcome: 'moderated', paceMs: 0 });
		expect((await poll(blocked)).data).toMatchObject({
			task_status: 'failed',
			task_status_msg: 'Failure to pass the risk control system',
		});
		const silent = await create({ outcome: 'failed', reason: null, paceMs: 0 });
		expect((await poll(silent)).data).not.toHaveProperty('task_status_msg');
	});

	it('is known to its own action alone', async () => {
		const id = await create();

		const elsewhere = await caller.get(`${base}/image2video/${id}`);
		expect(elsewhere).toMatchObject({ status: 400, body: { code: 'task_not_exist' } });
		expect(caller.simulator.task(id)?.polls).toBe(0);
	});

	it('may come without request_id, without its envelope, or inside the task wrapper', async () => {
		const success = await create({ klingMessage: 'success', klingRequestId: false });
		expect(await poll(success)).toMatchObject({ code: 0, message: 'success' });
		expect(await poll(success)).not.toHaveProperty('request_id');

		caller.simulator.next({ klingEnvelope: false });
		const bare = await caller.post(`${base}/text2video`, text);
		expect(bare.body).toMatchObject({ task_status: 'submitted' });

		const id = await create({ wrapped: true, paceMs: 0 }, 'omni-video', { prompt: 'p', aspect_ratio: '16:9' });
		const wrapped = (await poll(id, 'omni-video')) as unknown as { data: Record<string, unknown> };
		expect(wrapped).toMatchObject({
			code: 'success',
			data: { action: 'OMNI_VIDEO', status: 'SUCCESS', progress: '100%', data: { task_status: 'succeed' } },
		});
		expect(wrapped.data['fail_reason']).toContain('http');
	});

	it('can be extended once it is finished', async () => {
		const id = await create();
		expect((await caller.post(`${base}/video-extend`, { video_id: `v-${id}` })).status).toBe(400);
		caller.wait(200);

		const longer = await create({}, 'video-extend', { video_id: `v-${id}`, prompt: 'and on' });

		expect((await poll(longer, 'video-extend')).data).toMatchObject({ task_info: { parent_video: { id: `v-${id}` } } });
	});

	it('uses the default model when `model` is sent for `model_name`', async () => {
		const id = await create({}, 'text2video', { prompt: 'p', model: 'kling-v3' });

		expect(caller.simulator.task(id)?.model).toBe('kling-v1');
	});
});

describe('a create of Kling', () => {
	it.each([
		['text2video', { ...text, prompt: undefined }, 'prompt is required'],
		['text2video', { ...text, duration: 5 }, 'duration must be a string'],
		['text2video', { ...text, duration: '7' }, 'duration'],
		['text2video', { ...text, model_name: 'kling-v9' }, 'invalid model name'],
		['text2video', { ...text, cfg_scale: 0.5 }, 'cfg_scale'],
		['text2video', { ...text, model_name: 'kling-v1', cfg_scale: '0.5' }, 'cfg_scale must be a number'],
		['text2video', { ...text, mode: 'turbo' }, 'mode'],
		['text2video', { ...text, aspect_ratio: '4:3' }, 'aspect_ratio'],
		['text2video', { ...text, model_name: 'kling-v1-6', sound: 'on' }, 'sound'],
		['text2video', { ...text, prompt: 'x'.repeat(2_501) }, 'longer'],
		['text2video', { ...text, callback_url: 'nowhere' }, 'callback_url'],
		['image2video', text, 'image is required'],
		['image2video', { ...text, aspect_ratio: '16:9' }, 'unknown field aspect_ratio'],
		['image2video', { ...text, model_name: 'kling-video-o1', image: 'x' }, 'invalid model name'],
		['image2video', { ...text, image: 'data:image/png;base64,AAAA' }, 'without a data: prefix'],
		['image2video', { ...text, image: 'not Base64!' }, 'Base64'],
		['multi-image2video', { prompt: 'p', image_list: [] }, 'image_list'],
		['multi-image2video', { prompt: 'p', model_name: 'kling-v3', image_list: ['x'] }, 'invalid model name'],
		['omni-video', { prompt: 'p' }, 'aspect_ratio is required'],
		['omni-video', { prompt: 'like <<<image_1>>>', aspect_ratio: '1:1' }, 'image_1'],
		['omni-video', { prompt: 'p', aspect_ratio: '1:1', duration: '7' }, 'duration'],
		['video-extend', { video_id: 'v-1' }, 'finished video'],
		['effects', { effect_scene: 'hug' }, 'input is required'],
	] as [string, object, string][])('of %s with %j is refused', async (action, json, message) => {
		const said = await caller.post(`${base}/${action}`, json);

		expect(said.status).toBe(400);
		expect(said.body).toMatchObject({ code: 1_201, message: expect.stringContaining(message) as string });
		expect(caller.simulator.creates).toBe(0);
	});

	it('decodes its pictures: 300 px at least, 1:2.5 at most, JPEG or PNG', async () => {
		const send = async (image: string): Promise<number> =>
			(await caller.post(`${base}/image2video`, { ...text, image })).status;

		expect(await send(await png(300, 300))).toBe(200);
		expect(await send(await png(750, 300))).toBe(200);
		expect(await send(await png(299, 400))).toBe(400);
		expect(await send(await png(800, 300))).toBe(400);
		expect(await send((await picture(400, 400, 'webp')).toString('base64'))).toBe(400);
		expect(await send('https://example.com/picture.png')).toBe(200);
		const tail = { ...text, image: await png(300, 300), image_tail: await png(100, 100) };
		expect((await caller.post(`${base}/image2video`, tail)).status).toBe(400);
	});

	it('fetches a picture that is named by a loopback address, and believes a public one', async () => {
		const files = new RecordingServer({
			now: () => 0,
			handle: async (x) =>
				x.path === '/small.png' ? { status: 200, body: await picture(100, 100) } : { status: 404, body: 'gone' },
		});
		const origin = await files.listen();
		const send = async (image: string): Promise<unknown> =>
			(await caller.post(`${base}/image2video`, { ...text, image })).body;

		expect(await send(`${origin}/small.png`)).toMatchObject({ message: expect.stringContaining('300px') as string });
		expect(await send(`${origin}/none.png`)).toMatchObject({
			message: expect.stringContaining('downloaded') as string,
		});
		expect(await send('https://example.com/any.png')).toMatchObject({ code: 0 });
		await files.close();
	});

	it('takes up to four pictures, one first frame, and each of our own ids once', async () => {
		const image = await png(320, 320);
		const list = Array.from({ length: 4 }, () => ({ image }));
		await create({}, 'multi-image2video', { prompt: 'p', image_list: list, aspect_ratio: '1:1' });
		const five = await caller.post(`${base}/multi-image2video`, { prompt: 'p', image_list: [...list, { image }] });
		expect(five.status).toBe(400);

		const first = { image_url: image, type: 'first_frame' };
		await create({}, 'omni-video', { prompt: 'from <<<image_1>>>', image_list: [first], duration: '10' });
		const twice = await caller.post(`${base}/omni-video`, { prompt: 'p', image_list: [first, first] });
		expect(twice.status).toBe(400);

		const own = { ...text, external_task_id: 'job-1' };
		await create({}, 'text2video', own);
		expect((await caller.post(`${base}/text2video`, own)).status).toBe(400);
	});

	it('makes effects and avatars', async () => {
		const image = await png(320, 320);
		await create({}, 'effects', { effect_scene: 'squish', input: { image, duration: '5' } });
		const avatar = { image, prompt: 'says hello', audio_id: 'a-1' };
		const id = await create({}, 'avatar/image2video', avatar);

		expect((await poll(id, 'avatar/image2video')).data.task_status).toBe('submitted');
		const both = await caller.post(`${base}/avatar/image2video`, {
			...avatar,
			sound_file: 'https://example.com/a.mp3',
		});
		expect(both.status).toBe(400);
	});
});
