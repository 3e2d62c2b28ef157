import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { PictureRole, VideoRequest } from '../../../src/jobs/record/request.js';
import { checkRequest } from '../../../src/providers/requests/requestValidation.js';
import { fitRequest } from '../../../src/providers/requests/fitRequest.js';
import { providers } from '../../../src/providers/index.js';
import type { RequestProblem } from '../../../src/providers/requests/requestProblem.js';
import { modelOf, pictureOf, providerOf, requestOf, sent, sourceOf } from '../../harness/createOrders.js';

const withAddress = { publicUrl: true };

function problemsOf(
	id: string,
	more: Partial<VideoRequest> = {},
	{ roles = [], house }: { roles?: readonly PictureRole[]; house?: typeof withAddress } = {},
): readonly RequestProblem[] {
	const pictures = roles.map((role) => sourceOf(role));
	return checkRequest(modelOf(id), requestOf(id, { pictures, ...more }), house).problems;
}

const source = { jobId: '1', taskId: 'video_1', videoId: 'v-1', videoUrl: 'https://cdn.example.com/v.mp4' };

describe('a request that a model would refuse', () => {
	it.each([
		['sora-2', { duration: 5 }, { option: 'duration', allowed: ['4', '8', '12', '16', '20'], nearest: '4' }],
		['sora-2', { duration: 60 }, { option: 'duration', nearest: '20' }],
		['veo3.1', { duration: 7 }, { option: 'duration', allowed: ['4', '6', '8'], nearest: '6' }],
		['veo3', { duration: 4 }, { option: 'duration', allowed: ['8'], nearest: '8' }],
		['kling-v3', { duration: 7 }, { option: 'duration', allowed: ['5', '10'], nearest: '5' }],
		['doubao-seedance-1-0-pro', { duration: 1 }, { option: 'duration', nearest: '2' }],
		['wan2.6', { duration: 12 }, { option: 'duration', allowed: ['5', '10', '15'], nearest: '10' }],
		['sora-2', { aspect: '1:1' }, { option: 'aspect', allowed: ['16:9', '9:16'], nearest: '16:9' }],
		['kling-v3', { aspect: '4:3' }, { option: 'aspect', nearest: '16:9' }],
		['viduq3', { aspect: '9:16' }, { option: 'aspect', allowed: ['16:9'], nearest: '16:9' }],
		['veo3.1', { aspect: 'wide' }, { option: 'aspect', allowed: ['16:9', '9:16'] }],
		['sora-2', { resolution: '1080p' }, { option: 'resolution', allowed: ['720p'], nearest: '720p' }],
		['doubao-seedance-2-0-fast', { resolution: '1080p' }, { option: 'resolution', nearest: '720p' }],
		['kling-v3', { resolution: '4k' }, { option: 'resolution', allowed: ['720p', '1080p'], nearest: '1080p' }],
		['veo3.1', { resolution: '1024x768' }, { option: 'resolution', nearest: '720p' }],
	] as const)('%s with %j is told what it can have', (id, more, wanted) => {
		const [problem, ...others] = problemsOf(id, more);

		expect(others).toEqual([]);
		expect(problem).toMatchObject({ code: 'not-allowed', ...wanted });
	});

	it('for a combination names what goes with the aspect', () => {
		expect(problemsOf('veo3.1', { aspect: '9:16', resolution: '4k' })).toEqual([
			{ option: 'resolution', code: 'combination', allowed: ['720p'], nearest: '720p', actual: '4k' },
		]);
		expect(problemsOf('wan2.6', { aspect: '1:1', resolution: '720p' })).toMatchObject([
			{ code: 'combination', allowed: ['1080p'] },
		]);
		expect(problemsOf('sora-2-pro', { aspect: '9:16', resolution: '1792x1024' })).toMatchObject([
			{ option: 'resolution', code: 'combination' },
		]);
	});

	it.each(['', '   ', '\n\t', '\u200b\u2060', '\u200e \u00a0'])('for a prompt of nothing (%j) says so', (prompt) => {
		expect(problemsOf('veo3.1', { prompt })).toMatchObject([{ option: 'prompt', code: 'empty' }]);
	});

	it('for a prompt too long says how long it may be, in characters and not in halves of them', () => {
		expect(problemsOf('kling-v3', { prompt: 'a'.repeat(501) })).toMatchObject([
			{ option: 'prompt', code: 'too-long', allowed: ['500'], actual: '501' },
		]);
		expect(problemsOf('kling-v3', { prompt: '🪁'.repeat(500) })).toEqual([]);
		expect(problemsOf('kling-video-o1', { prompt: 'a'.repeat(2500) })).toEqual([]);
		expect(problemsOf('gen3a_turbo', { prompt: 'a'.repeat(513) }, { roles: ['image'] })).toHaveLength(1);
		expect(problemsOf('kling-v3', { negativePrompt: 'a'.repeat(201) })).toMatchObject([
			{ option: 'negative_prompt', code: 'too-long', allowed: ['200'] },
		]);
	});

	it('for a seed out of bounds names the bounds', () => {
		const roles = ['image'] as const;

		expect(problemsOf('gen3a_turbo', { seed: 1_000_000_000 }, { roles })).toMatchObject([
			{ option: 'seed', code: 'out-of-range', allowed: ['0', '999999999'], nearest: '999999999' },
		]);
		expect(problemsOf('gen3a_turbo', { seed: -1 }, { roles })).toMatchObject([{ nearest: '0' }]);
	});

	it.each([
		['gen3a_turbo', [], [{ option: 'image', code: 'required' }]],
		['midjourney-video', [], [{ option: 'image', code: 'required' }]],
		['happyhorse-1.0', ['image'], [{ option: 'image', code: 'unsupported' }]],
		['doubao-seedance-1-0-pro', ['image'], [{ option: 'image', code: 'unsupported' }]],
		['veo3.1', ['image', 'last_frame'], [{ option: 'last_frame', code: 'unsupported' }]],
		['veo3', ['last_frame'], [{ option: 'last_frame', code: 'needs', allowed: ['image'] }]],
		['kling-v3', ['last_frame'], [{ option: 'last_frame', code: 'needs', allowed: ['image'] }]],
		['kling-v3', ['reference_1'], [{ option: 'reference_1', code: 'unsupported' }]],
		[
			'sora-2',
			['image', 'reference_1', 'reference_2'],
			[
				{ option: 'reference_1', code: 'unsupported' },
				{ option: 'reference_2', code: 'unsupported' },
			],
		],
		[
			'kling-v1-6',
			['image', 'reference_1', 'reference_2', 'reference_3', 'reference_4'],
			[{ option: 'reference_4', code: 'too-many', allowed: ['4'], actual: '5' }],
		],
		[
			'kling-v1-6',
			['image', 'last_frame', 'reference_1'],
			[{ option: 'last_frame', code: 'excludes', allowed: ['reference_1'] }],
		],
		['wan2.6', ['image'], [{ option: 'image', code: 'needs-public-url' }]],
		['doubao-seedance-1-5-pro', ['image'], [{ option: 'image', code: 'needs-public-url' }]],
		['gen4', [], [{ option: 'prompt', code: 'needs-public-url', allowed: ['image'] }]],
	] as const)('%s with the pictures %j', (id, roles, wanted) => {
		expect(problemsOf(id, {}, { roles })).toMatchObject(wanted);
	});

	it('is none where the operator has a public address', () => {
		expect(problemsOf('wan2.6', {}, { roles: ['image'], house: withAddress })).toEqual([]);
		expect(problemsOf('gen4', {}, { house: withAddress })).toEqual([]);
	});

	it('is one that builds on what cannot be built on', () => {
		expect(problemsOf('veo3.1', { action: 'remix', source })).toMatchObject([{ option: 'model', code: 'action' }]);
		expect(problemsOf('omni-fast-v2v')).toMatchObject([{ option: 'video', code: 'required' }]);
		expect(problemsOf('kling-v3', { action: 'extend', source: { jobId: '1' } })).toMatchObject([
			{ code: 'source-gone' },
		]);
		expect(problemsOf('sora-2', { action: 'remix', source }, { roles: ['image'] })).toMatchObject([
			{ option: 'image', code: 'unsupported' },
		]);
		for (const [id, action] of [
			['sora-2', 'remix'],
			['kling-v3', 'extend'],
			['grok-imagine-video', 'edit'],
			['gen4_aleph', 'edit'],
			['omni-fast-v2v', 'edit'],
		] as const) {
			expect(problemsOf(id, { action, source })).toEqual([]);
		}
	});
});

describe('a value that a model ignores', () => {
	it.each([
		['veo3.1', { seed: 7 }, [], 'seed', '7'],
		['veo3.1', { negativePrompt: 'rain' }, [], 'negative_prompt', 'rain'],
		['kling-v3', { aspect: '1:1' }, ['image'], 'aspect', '1:1'],
		['gen3a_turbo', { resolution: '1080p' }, ['image'], 'resolution', '1080p'],
		['midjourney-video', { duration: 9 }, ['image'], 'duration', '9'],
		['sora-2', { action: 'remix', source, duration: 9 }, [], 'duration', '9'],
	] as const)('(%s, %j) is a notice, and not sent', (id, more, roles, option, from) => {
		const asked = requestOf(id, { pictures: roles.map((role) => sourceOf(role)), ...more });
		const { problems, notices, request } = checkRequest(modelOf(id), asked);

		expect(problems).toEqual([]);
		expect(notices).toEqual([{ code: 'ignored', option, from }]);
		expect(checkRequest(modelOf(id), request).notices).toEqual([]);
	});

	it('is none for an aspect beside references, which are put into a shape', () => {
		const pictures = [sourceOf('image'), sourceOf('reference_1')];
		const { notices } = checkRequest(modelOf('kling-v1-6'), requestOf('kling-v1-6', { pictures, aspect: '1:1' }));

		expect(notices).toEqual([]);
	});
});

describe('the spelling of a request', () => {
	it.each([
		['16x9', '16:9'],
		['16×9', '16:9'],
		[' 9 : 16 ', '9:16'],
	])('takes the aspect %j for %s', (aspect, tidy) => {
		expect(checkRequest(modelOf('veo3.1'), requestOf('veo3.1', { aspect }))).toMatchObject({
			problems: [],
			request: { aspect: tidy },
		});
	});

	it.each([
		['4K', '4k'],
		['2160p', '4k'],
		['1920×1080', '1920x1080'],
		['720P', '720p'],
	])('takes the resolution %j for %s', (resolution, tidy) => {
		expect(checkRequest(modelOf('veo3.1'), requestOf('veo3.1', { resolution }))).toMatchObject({
			problems: [],
			request: { resolution: tidy },
		});
	});
});

describe('a request fitted to another model', () => {
	it('gets the nearest of what it cannot have, and says so', () => {
		const asked = requestOf('doubao-seedance-2-0', { aspect: '3:4', resolution: '1080p', duration: 9, seed: 5 });
		const { problems, notices, request } = fitRequest(modelOf('veo3.1'), asked);

		expect(problems).toEqual([]);
		expect(request).toMatchObject({ aspect: '9:16', resolution: '720p', duration: 8, seed: null });
		expect(notices).toEqual([
			{ code: 'ignored', option: 'seed', from: '5' },
			{ code: 'adjusted', option: 'duration', from: '9', to: '8' },
			{ code: 'adjusted', option: 'aspect', from: '3:4', to: '9:16' },
			{ code: 'adjusted', option: 'resolution', from: '1080p', to: '720p' },
		]);
	});

	it('keeps as a problem what has no nearest', () => {
		const asked = requestOf('veo3', { pictures: [sourceOf('image'), sourceOf('last_frame')] });

		expect(fitRequest(modelOf('veo3.1'), asked).problems).toMatchObject([
			{ option: 'last_frame', code: 'unsupported' },
		]);
	});
});

describe('every allowed request of every model', () => {
	const models = providers.flatMap((provider) => provider.models);
	const anyRequest = fc.record({
		duration: fc.option(fc.integer({ min: 1, max: 25 }), { nil: null }),
		aspect: fc.option(fc.constantFrom('16:9', '9:16', '1:1', '4:3', '3:4', '21:9', '3:2'), { nil: null }),
		resolution: fc.option(fc.constantFrom('480p', '720p', '1080p', '4k', '1280x720', '1024p'), { nil: null }),
		roles: fc.subarray(['image', 'last_frame', 'reference_1', 'reference_2', 'reference_3', 'reference_4'] as const),
	});

	it('is described with the length and shape that were asked for, and its fitted form has no shape to refuse', () => {
		fc.assert(
			fc.property(fc.constantFrom(...models), anyRequest, (model, { roles, ...more }) => {
				const asked = requestOf(model.id, { ...more, pictures: roles.map((role) => sourceOf(role)) });
				const fitted = fitRequest(model, asked, withAddress);
				expect(fitted.problems.filter(({ nearest }) => nearest !== undefined)).toEqual([]);

				const { problems, request } = checkRequest(model, asked, withAddress);
				if (problems.length > 0) return;
				const pictures = roles.map((role) => pictureOf(role, { url: 'https://bot.example.com/1.png' }));
				const fields = sent(providerOf(model.provider).create({ jobId: '1', request, model, pictures }));
				const length = fields['seconds'] ?? fields['duration'];
				if (typeof request.duration === 'number' && length !== undefined) expect(Number(length)).toBe(request.duration);
				const size = model.sizes?.find(({ width, height }) => fields['size'] === `${width}x${height}`);
				if (typeof request.aspect === 'string' && size !== undefined) expect(size.aspect).toBe(request.aspect);
				if (typeof request.resolution === 'string' && size !== undefined) {
					expect([size.resolution, `${size.width}x${size.height}`]).toContain(request.resolution);
				}
			}),
			{ numRuns: 2000 },
		);
	});
});
