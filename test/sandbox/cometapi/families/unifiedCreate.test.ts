import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { request } from 'undici';

import { Caller, picture } from '../caller.js';
import type { Said } from '../caller.js';

let caller: Caller;
beforeEach(async () => {
	caller = await Caller.start();
});
afterEach(() => caller.close());

const wan = { model: 'wan2.7', prompt: 'a kite' };
const messageOf = ({ body }: Said): string => (body as { error: { message: string } }).error.message;

describe('a create of the unified route', () => {
	it.each([
		[{ model: 'wan2.7' }, 400, 'prompt is required'],
		[{ prompt: 'p' }, 400, 'model name is required'],
		[{ prompt: 'p', model: 'nobody-1' }, 503, 'nobody-1'],
		[{ prompt: 'p', model: 'viduq3-pro' }, 503, 'viduq3-pro'],
		[{ prompt: 'p', model: 'kling-v3' }, 503, 'kling-v3'],
		[{ prompt: 'p', model: 'grok-imagine-video' }, 400, 'unsupported relay mode: 31'],
		[{ prompt: 'p', model: 'sora-2', seconds: '5' }, 400, 'duration'],
		[{ prompt: 'p', model: 'sora-2', size: '720p' }, 400, 'size'],
		[{ prompt: 'p', model: 'sora-2', size: '1792x1024' }, 400, 'size'],
		[{ prompt: 'p', model: 'veo3.1', seconds: '5' }, 400, 'duration'],
		[{ prompt: 'p', model: 'veo3.1', seconds: '8s' }, 400, 'duration'],
		[{ prompt: 'p', model: 'veo3.1-fast', size: '16:9' }, 400, 'size'],
		[{ prompt: 'p', model: 'veo3-fast', seconds: '8' }, 400, 'duration'],
		[{ prompt: 'p', model: 'doubao-seedance-1-5-pro', seconds: '3' }, 400, 'duration'],
		[{ prompt: 'p', model: 'doubao-seedance-2-0-fast', size: '1920x1080' }, 400, 'size'],
		[{ prompt: 'p', model: 'doubao-seedance-2-0', resolution: '1080p' }, 400, 'resolution'],
		[{ prompt: 'p', model: 'wan2.6', seconds: '6' }, 400, 'duration'],
		[{ prompt: 'p', model: 'viduq3', size: '720x1280' }, 400, 'size'],
		[{ prompt: 'p', model: 'omni-fast', size: '1280x720' }, 400, 'size'],
		[{ prompt: 'p', model: 'omni-fast', aspect_ratio: '4:3' }, 400, 'aspect_ratio'],
		[{ prompt: 'p', model: 'wan2.7', negative_prompt: 'n' }, 400, 'unknown field negative_prompt'],
	] as [Record<string, string>, number, string][])('of %j is refused with %i', async (fields, status, text) => {
		const said = await caller.form('/v1/videos', fields);

		expect(said.status).toBe(status);
		expect(messageOf(said)).toContain(text);
		expect(messageOf(said)).toContain(String(said.headers['x-cometapi-request-id']));
		expect(caller.simulator.creates).toBe(0);
	});

	it('accepts what the tables list', async () => {
		for (const fields of [
			{ model: 'sora-2-pro', seconds: '12', size: '1024x1792' },
			{ model: 'veo3.1', seconds: '8', size: '3840x2160' },
			{ model: 'doubao-seedance-2-0', seconds: '15', size: '1470x630', seed: '7' },
			{ model: 'doubao-seedance-1-5-pro', seconds: '12', size: '9:16', reference_urls: 'https://example.com/a.png' },
			{ model: 'happyhorse-1.0', seconds: '3', size: '1440x1440' },
			{ model: 'viduq3-turbo', seconds: '16', size: '960x528' },
			{ model: 'omni-fast', aspect_ratio: '9:16', resolution: '1080p' },
			{ model: 'aurora-1', seconds: '7', size: '999x999' },
		]) {
			expect((await caller.form('/v1/videos', { prompt: 'p', ...fields })).status, fields.model).toBe(200);
		}
		expect(caller.simulator.creates).toBe(8);
	});

	it('takes a urlencoded body, but not for Veo, and JSON for nothing that wants a form', async () => {
		const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };
		const send = async (model: string): Promise<number> => {
			const { statusCode, body } = await request(`${caller.simulator.baseUrl}/v1/videos`, {
				method: 'POST',
				headers: { ...urlencoded, authorization: `Bearer ${caller.simulator.key}` },
				body: new URLSearchParams({ model, prompt: 'p' }).toString(),
			});
			await body.dump();
			return statusCode;
		};

		expect([await send('wan2.7'), await send('veo3.1')]).toEqual([200, 400]);
		expect((await caller.post('/v1/videos', wan)).status).toBe(400);
	});

	it('decodes the pictures that it is sent', async () => {
		const hd = await picture(1_280, 720);
		const send = async (model: string, images: Parameters<Caller['form']>[2]): Promise<string> => {
			const said = await caller.form('/v1/videos', { prompt: 'p', model }, images);
			return said.status === 200 ? 'ok' : messageOf(said);
		};

		expect(await send('sora-2', [{ bytes: hd }])).toBe('ok');
		expect(await send('sora-2', [{ bytes: await picture(1_280, 721) }])).toContain('must match');
		expect(await send('sora-2', [{ bytes: hd }, { bytes: hd }])).toContain('at most 1');
		expect(await send('veo3.1', [{ bytes: await picture(640, 640, 'webp'), type: 'image/webp' }])).toBe('ok');
		expect(await send('veo3.1', [{ bytes: hd, type: 'image/jpeg' }])).toContain('declared as image/jpeg');
		expect(await send('veo3.1', [{ bytes: await picture(640, 640, 'gif'), type: 'image/gif' }])).toContain('gif');
		expect(await send('veo3.1', [{ bytes: hd.subarray(0, hd.length / 2) }])).toContain('can not be decoded');
		expect(await send('veo3.1', [{ bytes: hd, name: 'image' }])).toContain('unknown file');
		expect(await send('veo3', [{ bytes: hd }, { bytes: hd }])).toBe('ok');
		expect(await send('doubao-seedance-2-0', [{ bytes: hd }, { bytes: hd }, { bytes: hd }])).toBe('ok');
		expect(await send('doubao-seedance-1-5-pro', [{ bytes: hd }])).toContain('task_type r2v does not support');
		expect(await send('wan2.6', [{ bytes: hd }])).toContain('please provide reference_video_urls or reference_urls');
		expect(await send('happyhorse-1.0', [{ bytes: hd }])).toContain('not supported');
		expect(caller.simulator.creates).toBe(4);
	});
});
