import { describe, expect, it } from 'vitest';

import type { Task } from '../../../src/jobs/record/task.js';
import { VideoRequest } from '../../../src/jobs/record/request.js';
import { ApiError } from '../../../src/providers/contract/apiError.js';
import { readJson } from '../../../src/lib/readJson.js';
import { createVerdict } from '../../../src/providers/answers/createVerdict.js';
import type { Answer, Order, Picture } from '../../../src/providers/contract/provider.js';

const now = Date.UTC(2026, 10, 20, 12);
const id = 'task_AbCdEf0123456789AbCdEf0123456789';
const page = '<!DOCTYPE html><html><body>Bad gateway</body></html>';

const picture: Picture = { role: 'image', bytes: new Uint8Array(3), contentType: 'image/png', width: 1, height: 1 };
const order = (pictures: readonly Picture[] = [], more: object = {}): Order => ({
	jobId: '1',
	request: VideoRequest.parse({ prompt: 'a fox', model: 'veo3.1-fast', ...more }),
	model: {
		id: 'veo3.1-fast',
		name: 'Veo',
		provider: 'veo',
		text: true,
		image: 'optional',
		lastFrame: false,
		references: 0,
		maxPrompt: 2000,
		aspects: ['16:9'],
	},
	pictures,
});

/** A family that finds its id as the unified route does: whole in JSON, or in what is left of it. */
const family = (name: string) => ({
	id: name,
	readTask({ text }: Pick<Answer, 'text'>): Task | undefined {
		const found = /(?:task|video)_[0-9A-Za-z]{32}/u.exec(text)?.[0];
		return found === undefined ? undefined : { provider: name, id: found, model: 'veo3.1-fast' };
	},
});

function answer(status: number, content: unknown, headers: Record<string, string> = {}): Answer {
	const text = typeof content === 'string' ? content : JSON.stringify(content);
	const contentType = text.startsWith('<') ? 'text/html' : 'application/json';
	return { status, headers: { 'content-type': contentType, ...headers }, text, body: readJson(text) };
}

interface Asked {
	readonly by?: string;
	readonly pictures?: readonly Picture[];
	/** Of the request, besides its words. */
	readonly more?: object;
}

const verdictOf = (reply: Answer | ApiError, { by = 'veo', pictures = [], more = {} }: Asked = {}) =>
	createVerdict(reply, { provider: family(by), order: order(pictures, more), now });
/** Asked with every option that an error may be about. */
const everything: Asked = {
	pictures: [picture, { ...picture, role: 'last_frame' }],
	more: { seed: 7, negativePrompt: 'rain' },
};
const error = (message: string, code = '') => ({ error: { message, type: 'comet_api_error', param: '', code } });
const cut = (facts: Partial<ConstructorParameters<typeof ApiError>[1]>): ApiError =>
	new ApiError('POST /v1/videos', { kind: 'unanswered', detail: 'other side closed', ...facts });

const accepted = { type: 'accepted', task: { provider: 'veo', id } };
const unknown = { type: 'unknown' };
const counted = { type: 'again', why: 'error', counted: true };
const busy = { type: 'again', why: 'busy', counted: false };
const refused = (code: string, more: object = {}) => ({ type: 'refused', failure: { code, ...more } });

describe('createVerdict: what was made', () => {
	it.each([
		['200 with an id', answer(200, { id, status: 'queued' })],
		['200 with an id beside an error', answer(200, { id, ...error('late') })],
		['an odd wrapper around the id', answer(200, { code: 'success', data: { task_id: id } })],
		['201', answer(201, { id })],
		['500 whose error carries the id', answer(500, { ...error('saved, then failed'), task_id: id })],
		['504 as a page that carries the id', answer(504, `<html>${id}</html>`)],
		['a body cut off after the id', cut({ status: 200, text: `{"id":"${id}","obj` })],
	])('%s is accepted', (_, reply) => {
		expect(verdictOf(reply)).toMatchObject(accepted);
	});

	it.each([
		['nothing at all', cut({})],
		['a body cut off before the id', cut({ status: 200, text: '{"id":"task_AbC' })],
		['an empty 200', answer(200, '')],
		['200 with neither id nor error', answer(200, { status: 'queued', error: null })],
		['200 as a page', answer(200, page)],
		['204', answer(204, '')],
		['500 as a page', answer(500, page)],
		['500, empty', answer(500, '')],
		['500, cut off', cut({ status: 500, text: '{"error":{"mess' })],
		['500 with JSON that is no error', answer(500, { status: 'queued' })],
		['503 as a page', answer(503, page)],
		['408', answer(408, error('request timeout'))],
		['501', answer(501, error('not implemented'))],
		['529', answer(529, error('overloaded'))],
		...[502, 504, 520, 524].flatMap((status): [string, Answer][] => [
			[`${status} as a page`, answer(status, page)],
			[`${status} with a parsed error`, answer(status, error('upstream error'))],
		]),
	])('%s leaves it unknown, so it is never sent again', (_, reply) => {
		expect(verdictOf(reply)).toMatchObject(unknown);
	});

	it('keeps the id of the request for a support case', () => {
		expect(verdictOf({ ...answer(502, page), requestId: 'r1' })).toMatchObject({ type: 'unknown', requestId: 'r1' });
	});
});

describe('createVerdict: what may be sent again', () => {
	it('waits, uncounted, for an API that was not reached', () => {
		const reply = cut({ kind: 'unreachable', detail: 'ECONNREFUSED' });
		expect(verdictOf(reply)).toEqual({
			type: 'again',
			why: 'unreachable',
			counted: false,
			detail: 'ECONNREFUSED',
		});
	});

	it.each([
		['500', answer(500, error('internal error', 'server_error'))],
		[
			'500 whose type speaks of an invalid request',
			answer(500, { error: { message: 'x', type: 'invalid_request_error' } }),
		],
		['500 with a bare message', answer(500, { message: 'something broke' })],
		['500 with the task error form', answer(500, { code: 'get_channel_failed', message: 'no channel', data: null })],
		['503', answer(503, error('service overloaded', 'overloaded'))],
		['200 with an inner server error', answer(200, error('oops', 'internal_error'))],
	])('counts %s as one of three tries', (_, reply) => {
		expect(verdictOf(reply)).toMatchObject(counted);
	});

	it.each([521, 522, 523, 525, 526])('counts no %d: it comes from before the gateway, whatever the model', (status) => {
		expect(verdictOf(answer(status, page))).toMatchObject({ type: 'again', why: 'unreachable', counted: false });
	});

	it.each([
		['429', answer(429, error('slow down')), 'veo'],
		['429 as a page', answer(429, page), 'veo'],
		['429 that speaks of a quota of requests', answer(429, error('request quota exceeded')), 'veo'],
		['429 cut off', cut({ status: 429, text: '{"err' }), 'veo'],
		['200 with an inner rate limit', answer(200, error('slow', 'rate_limit_exceeded')), 'veo'],
		["Kling's 1303", answer(200, { code: 1303, message: 'parallel task over resource pack limit' }), 'kling'],
		["Midjourney's full queue", answer(200, { code: 23, description: 'queue full' }), 'midjourney'],
	])('is patient with %s', (_, reply, by) => {
		expect(verdictOf(reply, { by })).toMatchObject(busy);
	});

	it.each([
		['7', 7000],
		['1.5', 1500],
		['0', 0],
		['864000', 300_000],
		['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
		['Fri, 20 Nov 2026 11:00:00 GMT', 0],
		['-5', undefined],
		['soon', undefined],
	])('reads Retry-After: %s', (header, ms) => {
		const verdict = verdictOf(answer(429, error('slow'), { 'retry-after': header }));
		expect(verdict.type === 'again' ? verdict.retryAfterMs : 'not again').toBe(ms);
	});
});

describe('createVerdict: what is refused for good', () => {
	it.each([
		['401', answer(401, error('invalid api key')), 'veo', refused('key')],
		['401 as a page', answer(401, page), 'veo', refused('key')],
		['401 cut off', cut({ status: 401, text: '{"er' }), 'veo', refused('key')],
		['402', answer(402, error('payment required')), 'veo', refused('balance')],
		['403 that names the quota', answer(403, error('user quota is not enough')), 'veo', refused('balance')],
		['403 by the gateway code', answer(403, error('no', 'insufficient_user_quota')), 'veo', refused('balance')],
		['403 that names the balance', answer(403, error('Insufficient balance')), 'veo', refused('balance')],
		["Kling's 1101", answer(429, { code: 1101, message: 'Account in arrears' }), 'kling', refused('balance')],
		["Kling's 1102", answer(200, { code: 1102, message: 'Resource pack exhausted' }), 'kling', refused('balance')],
		["Kling's 1000", answer(200, { code: 1000, message: 'Authentication failed' }), 'kling', refused('key')],
		[
			"MiniMax's 1008",
			answer(200, { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }),
			'minimax',
			refused('balance'),
		],
	])('%s stops creates until the operator acts', (_, reply, by, expected) => {
		const verdict = verdictOf(reply, { by });
		expect(verdict).toMatchObject(expected);
		expect(verdict).toMatchObject({ stop: expected.failure.code });
	});

	it.each([
		['403', answer(403, error('your group may not use this')), refused('not-allowed')],
		['403 as a page', answer(403, page), refused('not-allowed')],
		['403 of moderation', answer(403, error('prompt violates content policy')), refused('moderated-prompt')],
		['404', answer(404, error('Invalid URL (POST /v1/video)')), refused('model')],
		['404 as a page', answer(404, page), refused('model')],
		['400 as a page', answer(400, page), refused('model')],
		['301', answer(301, ''), refused('model')],
		['302 as a page', answer(302, page), refused('model')],
		['503 model_not_found', answer(503, error('no such model', 'model_not_found')), refused('model')],
		['400 on the wrong route', answer(400, error('unsupported relay mode: 31')), refused('model')],
		['4xx with an unknown model', answer(422, error('invalid model name')), refused('model')],
		['200 with an inner model_not_found', answer(200, error('x', 'model_not_found')), refused('model')],
		['413', answer(413, page), refused('invalid', { option: 'image' })],
		['400', answer(400, error('no')), refused('invalid')],
		['409', answer(409, error('conflict')), refused('invalid')],
		['500 invalid_request', answer(500, error('model name is required', 'invalid_request')), refused('invalid')],
		[
			'500 of moderation',
			answer(500, error('The image was flagged by our safety system')),
			refused('moderated-picture'),
		],
		[
			'200 with an inner invalid code',
			answer(200, error('bad duration', 'InvalidParameter')),
			refused('invalid', { option: 'duration' }),
		],
		['200 with an error nobody knows', answer(200, error('hm', 'e42')), refused('provider')],
		['200 with an error in words', answer(200, { error: 'quite impossible' }), refused('provider')],
	])('%s is not sent again', (_, reply, expected) => {
		const verdict = verdictOf(reply, { pictures: [picture] });
		expect(verdict).toMatchObject(expected);
		expect(verdict).not.toHaveProperty('stop');
	});

	it.each([
		['content policy violation', 'moderated'],
		['The prompt contains sensitive words', 'moderated-prompt'],
		['uploaded image was rejected by moderation', 'moderated-picture'],
		['提示词包含敏感内容', 'moderated-prompt'],
	])('recognises moderation in a 400: %s', (message, code) => {
		expect(verdictOf(answer(400, error(message)), everything)).toMatchObject(refused(code));
	});

	it.each(['duration violates the constraint', 'model is case-sensitive'])(
		'does not take "%s" for moderation',
		(message) => {
			expect(verdictOf(answer(400, error(message, 'InvalidParameter')))).toMatchObject(refused('invalid'));
		},
	);

	it.each([
		['seconds must be one of 4, 8, 12', 'duration'],
		['the parameter duration is not valid', 'duration'],
		['unsupported aspect_ratio', 'aspect'],
		['size 720p is invalid', 'aspect'],
		['input_reference must match the requested width and height', 'image'],
		['the specified task_type r2v does not support this', 'image'],
		['promptImage could not be read', 'image'],
		['image_tail is not supported', 'last_frame'],
		['negative_prompt is too long', 'negative_prompt'],
		['seed out of range', 'seed'],
		['prompt is too long', 'prompt'],
		['something else', undefined],
	])('names the option to change: %s', (message, option) => {
		const verdict = verdictOf(answer(400, error(message)), everything);
		expect(verdict.type === 'refused' ? [verdict.failure.code, verdict.failure.option] : verdict).toEqual([
			'invalid',
			option,
		]);
	});

	it.each([
		'input_reference is not supported',
		'seed out of range',
		'negative_prompt is too long',
		'image_tail is bad',
	])('names no option that was not asked for: %s', (message) => {
		const verdict = verdictOf(answer(400, error(message)));
		expect(verdict).toMatchObject(refused('invalid'));
		expect(verdict.type === 'refused' ? verdict.failure.option : 'another verdict').toBeUndefined();
	});

	it('is told of a request that is too large by its prompt, where no picture was sent', () => {
		expect(verdictOf(answer(413, page))).toMatchObject(refused('invalid', { option: 'prompt' }));
	});

	it('names the picture that was sent, and believes the parameter over the words', () => {
		const reference = { ...picture, role: 'reference_1' as const };
		expect(verdictOf(answer(413, page), { pictures: [reference] })).toMatchObject(
			refused('invalid', { option: 'reference_1' }),
		);
		const reply = answer(400, { error: { message: 'prompt rejected', param: 'seconds' } });
		expect(verdictOf(reply)).toMatchObject(refused('invalid', { option: 'duration' }));
	});

	it('keeps keys out of the detail', () => {
		const verdict = verdictOf(answer(401, error('Incorrect API key provided: sk-abcdef123456')));
		expect(JSON.stringify(verdict)).toContain('Incorrect API key');
		expect(JSON.stringify(verdict)).not.toContain('abcdef');
	});
});
