import { describe, expect, it } from 'vitest';

import {
	base64Of,
	createOf,
	modelOf,
	orderOf,
	pictureOf,
	providerOf,
	requestOf,
	sent,
	sourceOf,
} from '../harness/createOrders.js';

const words = 'A red kite over the sea';
const source = { jobId: '1', taskId: 'video_0a/b', videoId: 'v-1', videoUrl: 'https://cdn.example.com/v.mp4' };
const dataOf = (role: Parameters<typeof base64Of>[0]): string => `data:image/png;base64,${base64Of(role)}`;
const callbackUrl = 'https://bot.example.com/callback/s3cret';

describe('a create on the unified route', () => {
	it.each([
		['sora-2', {}, { seconds: '4', size: '1280x720' }],
		['sora-2', { aspect: '9:16', duration: 12 }, { seconds: '12', size: '720x1280' }],
		['sora-2-pro', { resolution: '1024p' }, { seconds: '4', size: '1792x1024' }],
		['sora-2-pro', { resolution: '1024x1792' }, { seconds: '4', size: '1024x1792' }],
		['veo3.1-fast', {}, { seconds: '4', size: '1280x720' }],
		['veo3.1', { resolution: '4k', duration: 8 }, { seconds: '8', size: '3840x2160' }],
		['veo3', {}, { size: '16x9' }],
		['veo3-fast', { aspect: '9:16', duration: 8 }, { size: '9x16' }],
		['doubao-seedance-2-0', { aspect: '3:4' }, { seconds: '5', size: '834x1112' }],
		['doubao-seedance-2-0', { aspect: '21:9', resolution: '1080p' }, { seconds: '5', size: '2206x946' }],
		['doubao-seedance-2-0-fast', { resolution: '480p' }, { seconds: '5', size: '864x496' }],
		['doubao-seedance-1-5-pro', {}, { seconds: '5', size: '1280x720' }],
		['doubao-seedance-1-0-pro', { duration: 2 }, { seconds: '2', size: '1248x704' }],
		['seedance-2-5', { aspect: '1:1' }, { seconds: '5', size: '1:1' }],
		['happyhorse-1.0', {}, { seconds: '5', size: '1920x1080' }],
		['happyhorse-1.1', { aspect: '1:1' }, { seconds: '5', size: '1440x1440' }],
		['wan2.7', { duration: 15 }, { seconds: '15', size: '1920x1080' }],
		['wan2.6', { aspect: '4:3' }, { seconds: '5', size: '1632x1248' }],
		['viduq3', { resolution: '540p' }, { seconds: '5', size: '960x528' }],
		['viduq3-turbo', {}, { seconds: '5', size: '1280x720' }],
		['omni-fast', { aspect: '1:1' }, { seconds: '4', aspect_ratio: '1:1', resolution: '720p' }],
	])('of %s with %j sends exactly %j', (id, more, fields) => {
		const call = createOf(id, more);

		expect(call).toMatchObject({ method: 'POST', path: '/v1/videos', body: { kind: 'multipart' } });
		expect(sent(call)).toEqual({ prompt: words, model: id, ...fields });
	});

	it('sends pictures as files in their order, the first frame first', () => {
		const roles = ['image', 'reference_1', 'reference_3'] as const;

		expect(sent(createOf('doubao-seedance-2-0', {}, { roles }))).toMatchObject({
			files: ['input_reference=image', 'input_reference=reference_1', 'input_reference=reference_3'],
		});
		expect(sent(createOf('veo3', {}, { roles: ['image', 'last_frame'] }))).toMatchObject({
			files: ['input_reference=image', 'input_reference=last_frame'],
		});
	});

	it('sends an address, and no file, to a model that takes nothing else', () => {
		const pictures = [pictureOf('image', { url: 'https://bot.example.com/media/1.png' })];
		const fields = sent(createOf('wan2.6', {}, { pictures }));

		expect(fields).toMatchObject({ reference_urls: 'https://bot.example.com/media/1.png' });
		expect(fields).not.toHaveProperty('files');
	});

	it('follows the shape of the picture where the member chose none', () => {
		const pictures = [sourceOf('image', 3024, 4032)];

		expect(sent(createOf('sora-2', { pictures }))).toMatchObject({ size: '720x1280' });
		expect(sent(createOf('doubao-seedance-2-0', { pictures }))).toMatchObject({ size: '834x1112' });
		expect(sent(createOf('sora-2', { pictures, aspect: '16:9' }))).toMatchObject({ size: '1280x720' });
	});

	it('never sends a callback, which this route does not have', () => {
		expect(JSON.stringify(createOf('veo3.1', {}, { callbackUrl }))).not.toContain('callback');
	});

	it('remixes a finished Sora video by its task', () => {
		const call = createOf('sora-2', { action: 'remix', source });

		expect(call).toEqual({
			method: 'POST',
			path: '/v1/videos/video_0a%2Fb/remix',
			body: { kind: 'json', value: { prompt: words } },
		});
	});

	it('edits a video with Omni in JSON', () => {
		const call = createOf('omni-fast-v2v', { action: 'edit', source });

		expect(call.body?.kind).toBe('json');
		expect(sent(call)).toEqual({ model: 'omni-fast-v2v', prompt: words, video: source.videoUrl, seconds: '4' });
	});
});

describe('the pictures of a request', () => {
	it('have exactly the pixels of the video for Sora', () => {
		const sora = providerOf('sora');

		expect(sora.pictureRule(modelOf('sora-2'), requestOf('sora-2'))).toMatchObject({
			exact: { width: 1280, height: 720 },
		});
		expect(
			sora.pictureRule(modelOf('sora-2-pro'), requestOf('sora-2-pro', { aspect: '9:16', resolution: '1024p' })),
		).toMatchObject({ exact: { width: 1024, height: 1792 } });
		expect(
			sora.pictureRule(modelOf('sora-2'), requestOf('sora-2', { pictures: [sourceOf('image', 900, 1600)] })),
		).toMatchObject({ exact: { width: 720, height: 1280 } });
	});

	it('have the pixels of the chosen ratio for Runway', () => {
		const rule = providerOf('runway').pictureRule(modelOf('gen3a_turbo'), requestOf('gen3a_turbo', { aspect: '21:9' }));

		expect(rule).toMatchObject({ exact: { width: 1584, height: 672 } });
	});

	it('keep within what Kling takes', () => {
		expect(providerOf('kling').pictureRule(modelOf('kling-v3'), requestOf('kling-v3'))).toMatchObject({
			formats: ['image/jpeg', 'image/png'],
			minSide: 300,
			minRatio: 0.4,
			maxRatio: 2.5,
		});
	});
});

describe('a create at Kling', () => {
	const own = { model_name: 'kling-v3', prompt: words, duration: '5', external_task_id: '1234567890' };

	it.each([
		['text2video', 'kling-v3', {}, [], { ...own, aspect_ratio: '16:9' }],
		[
			'text2video',
			'kling-v3',
			{ aspect: '1:1', duration: 10, resolution: '1080p', negativePrompt: 'rain' },
			[],
			{ ...own, aspect_ratio: '1:1', duration: '10', mode: 'pro', negative_prompt: 'rain' },
		],
		['image2video', 'kling-v3', { resolution: '720p' }, ['image'], { ...own, image: base64Of('image'), mode: 'std' }],
		[
			'image2video',
			'kling-v3',
			{},
			['image', 'last_frame'],
			{ ...own, image: base64Of('image'), image_tail: base64Of('last_frame') },
		],
		[
			'multi-image2video',
			'kling-v1-6',
			{},
			['image', 'reference_1', 'reference_2'],
			{
				...own,
				model_name: 'kling-v1-6',
				aspect_ratio: '16:9',
				image_list: ['image', 'reference_1', 'reference_2'].map((role) => ({ image: base64Of(role as 'image') })),
			},
		],
		[
			'omni-video',
			'kling-video-o1',
			{},
			[],
			{ model_name: 'kling-video-o1', prompt: words, duration: '5', aspect_ratio: '16:9' },
		],
		[
			'omni-video',
			'kling-video-o1',
			{},
			['image', 'last_frame', 'reference_1'],
			{
				model_name: 'kling-video-o1',
				prompt: words,
				duration: '5',
				image_list: [
					{ image_url: base64Of('image'), type: 'first_frame' },
					{ image_url: base64Of('last_frame'), type: 'end_frame' },
					{ image_url: base64Of('reference_1') },
				],
			},
		],
	] as const)('takes the action %s (%s, %j, %j)', (action, id, more, roles, fields) => {
		const call = createOf(id, more, { roles: [...roles] });

		expect(call).toMatchObject({ method: 'POST', path: `/kling/v1/videos/${action}` });
		expect(sent(call)).toEqual(fields);
	});

	it('extends by the id of the finished clip', () => {
		const call = createOf('kling-v3', { action: 'extend', source }, { callbackUrl });

		expect(call.path).toBe('/kling/v1/videos/video-extend');
		expect(sent(call)).toEqual({ video_id: 'v-1', prompt: words, callback_url: callbackUrl });
	});

	it('asks for each task under the action that made it', () => {
		const kling = providerOf('kling');
		const text = '{"code":0,"data":{"task_id":"878100000000000001"}}';
		const body: unknown = JSON.parse(text);
		for (const [roles, action] of [
			[[], 'text2video'],
			[['image'], 'image2video'],
			[['reference_1'], 'multi-image2video'],
		] as const) {
			const task = kling.readTask({ body, text }, orderOf('kling-v1-6', {}, { roles: [...roles] }));
			expect(task).toBeDefined();
			expect(kling.poll(task!).path).toBe(`/kling/v1/videos/${action}/878100000000000001`);
		}
	});
});

describe('a create at Runway', () => {
	it('carries the version header, the picture inside and the ratio with a colon', () => {
		const call = createOf('gen3a_turbo', { aspect: '4:3', seed: 7, duration: 10 }, { roles: ['image'] });

		expect(call).toMatchObject({ path: '/runwayml/v1/image_to_video', headers: { 'x-runway-version': '2024-11-06' } });
		expect(sent(call)).toEqual({
			model: 'gen3a_turbo',
			promptImage: dataOf('image'),
			promptText: words,
			duration: 10,
			ratio: '1104:832',
			seed: 7,
		});
	});

	it('edits a finished video by its address', () => {
		const call = createOf('gen4_aleph', { action: 'edit', source });

		expect(call).toMatchObject({ path: '/runwayml/v1/video_to_video', headers: { 'x-runway-version': '2024-11-06' } });
		expect(sent(call)).toEqual({ model: 'gen4_aleph', videoUri: source.videoUrl, promptText: words });
	});

	it('speaks the compatibility format where that is switched on', () => {
		const call = createOf('gen4', {}, { callbackUrl });

		expect(call.path).toBe('/runway/pro/generate');
		expect(sent(call)).toMatchObject({
			model: 'gen4',
			prompt: words,
			ratio: '16:9',
			options: { seconds: 5 },
			callback_url: callbackUrl,
		});
		expect(providerOf('runway-compat').poll({ provider: 'runway-compat', id: 'abc', model: 'gen4' })).toMatchObject({
			method: 'POST',
			path: '/runway/feed',
			body: { kind: 'json', value: { task_id: 'abc' } },
		});
	});
});

describe('a create at the other families', () => {
	it('of xAI always names the length, and prefixes the picture', () => {
		const call = createOf('grok-imagine-video', {}, { roles: ['image'] });

		expect(call.path).toBe('/grok/v1/videos/generations');
		expect(sent(call)).toEqual({
			model: 'grok-imagine-video',
			prompt: words,
			duration: 8,
			resolution: '480p',
			aspect_ratio: '16:9',
			image: { url: dataOf('image') },
		});
	});

	it('of xAI edits by the address', () => {
		const call = createOf('grok-imagine-video', { action: 'edit', source });

		expect(call.path).toBe('/grok/v1/videos/edits');
		expect(sent(call)).toEqual({ model: 'grok-imagine-video', prompt: words, video: { url: source.videoUrl } });
	});

	it('of ByteDance writes the settings after the words, and lets the words set none', () => {
		const prompt = 'A kite --duration 12 and on -- and on';
		const call = createOf(
			'doubao-seedance-1-5-pro-251215',
			{ prompt, seed: 3 },
			{ roles: ['image', 'last_frame'], callbackUrl },
		);

		expect(call.path).toBe('/volc/v3/contents/generations/tasks');
		expect(sent(call)).toEqual({
			model: 'doubao-seedance-1-5-pro-251215',
			content: [
				{
					type: 'text',
					text: 'A kite – duration 12 and on -- and on --duration 5 --ratio 16:9 --resolution 720p --seed 3',
				},
				{ type: 'image_url', image_url: { url: dataOf('image') }, role: 'first_frame' },
				{ type: 'image_url', image_url: { url: dataOf('last_frame') }, role: 'last_frame' },
			],
			callback_url: callbackUrl,
		});
	});

	it('of MiniMax names a file, which is asked for its address', () => {
		const minimax = providerOf('minimax');
		const task = { provider: 'minimax', id: '17', model: 'video-01' };

		expect(sent(createOf('video-01', {}, { roles: ['image'] }))).toEqual({
			model: 'video-01',
			prompt: words,
			first_frame_image: dataOf('image'),
		});
		expect(minimax.resultCall?.(task, { urls: [], videoId: '205' })).toEqual({
			method: 'GET',
			path: '/v1/files/retrieve',
			query: { file_id: '205', task_id: '17' },
		});
		const body = { file: { file_id: '205', download_url: 'https://cdn.example.com/v.mp4' } };
		const answer = { status: 200, headers: {}, body, text: JSON.stringify(body) };
		expect(minimax.readResult?.(answer)).toEqual({ urls: ['https://cdn.example.com/v.mp4'] });
		expect(minimax.readResult?.({ ...answer, body: { base_resp: { status_code: 1 } } })).toBeUndefined();
	});

	it('of Midjourney sets a picture in motion', () => {
		const fields = { image: dataOf('image'), prompt: words, state: '1234567890' };

		expect(sent(createOf('midjourney-video', {}, { roles: ['image'] }))).toEqual({ motion: 'low', ...fields });
		expect(sent(createOf('midjourney-video-high', {}, { roles: ['image'] }))).toEqual({ motion: 'high', ...fields });
	});
});
