import { describe, expect, it } from 'vitest';

import type { Failure } from '../../../src/jobs/record/failure.js';
import { readJson } from '../../../src/lib/readJson.js';
import { createVerdict } from '../../../src/providers/answers/createVerdict.js';
import { errorMeaning } from '../../../src/providers/answers/errorKind.js';
import { pollVerdict } from '../../../src/providers/answers/pollVerdict.js';
import type { Answer, Picture } from '../../../src/providers/contract/provider.js';
import { modelOf, providerOf, requestOf } from '../../harness/createOrders.js';

/** What a provider says, and what it means wherever it is said. Sentences are worded as providers word theirs. */
interface Saying {
	readonly code?: string | number;
	readonly message: string;
	readonly means: string;
	readonly by?: string;
}

const sayings: readonly Saying[] = [
	// Moderation, in the words of one provider after the other.
	{ message: 'The prompt violates our content policy.', means: 'moderated-prompt' },
	{ code: 'InputTextSensitiveContentDetected', message: 'The request failed.', means: 'moderated-prompt' },
	{
		code: 'InputImageSensitiveContentDetected.PrivacyInformation',
		message: 'The request failed because the input image may contain real person.',
		means: 'moderated-picture',
	},
	{
		code: 'OutputVideoSensitiveContentDetected.PolicyViolation',
		message: 'The request failed because the output video may be related to copyright restrictions.',
		means: 'moderated',
	},
	{ message: 'The output video may be related to copyright restrictions.', means: 'moderated' },
	{ code: 'DataInspectionFailed', message: 'Green net check failed for the text', means: 'moderated-prompt' },
	{ message: 'Green net check failed.', means: 'moderated' },
	{ code: 'IPInfringementSuspect', message: 'Input data is suspected of being involved in it.', means: 'moderated' },
	{ code: 'AuditSubmitIllegal', message: 'AuditSubmitIllegal', means: 'moderated' },
	{
		message: 'Veo could not generate 1 videos based on the prompt provided. Try rephrasing the prompt.',
		means: 'moderated-prompt',
	},
	{ message: "Prompts with real people's names or likenesses cannot be used.", means: 'moderated-prompt' },
	{ code: 'imagine:content-moderated', message: 'Generated video rejected by content moderation.', means: 'moderated' },
	{ code: 'SAFETY.INPUT.IMAGE', message: 'The input image was not accepted.', means: 'moderated-picture' },
	{ code: 1301, message: 'Failure to pass the risk control system', means: 'moderated', by: 'kling' },
	{ code: 1026, message: 'input new_sensitive', means: 'moderated', by: 'minimax' },
	{ message: '图片包含真人，无法生成', means: 'moderated-picture' },
	// What only the operator can mend.
	{ message: 'You do not have enough credits to run this task.', means: 'balance' },
	{ code: 'quota_not_enough', message: 'quota_not_enough', means: 'balance' },
	{ code: 'Arrearage', message: 'Access denied, please make sure your account is in good standing.', means: 'balance' },
	{ message: '该令牌额度已用尽 TokenStatusExhausted', means: 'balance' },
	{ code: 'insufficient_user_quota', message: '用户额度不足', means: 'balance' },
	{ message: 'Insufficient balance, please recharge', means: 'balance' },
	{ message: 'Zero Data Retention teams must provide output.upload_url', means: 'account' },
	{ message: 'Your organization must be verified to use this model.', means: 'account' },
	// The same kinds in other words, which nobody here had seen when the tables were first made.
	{ message: 'The prompt goes against our rules on violence.', means: 'moderated-prompt' },
	{ message: 'The input text contains disallowed content.', means: 'moderated-prompt' },
	{ code: 'InputImageRiskDetection', message: 'The request failed.', means: 'moderated-picture' },
	{ code: 'OutputVideoRiskDetection', message: 'The request failed.', means: 'moderated' },
	{ message: 'The generated video did not pass our review.', means: 'moderated' },
	{ message: 'Nudity was detected.', means: 'moderated' },
	{ message: '生成内容未通过安全检测', means: 'moderated' },
	{ message: '内容不合规', means: 'moderated' },
	{ message: 'You exceeded your current quota, please check your plan.', means: 'balance' },
	{ message: 'The resource package is exhausted.', means: 'balance' },
	{ message: '预扣费额度失败, 用户剩余额度: 0.10', means: 'balance' },
	{ message: 'The team has reached its monthly spending limit.', means: 'balance' },
	{ code: 'AllocationQuota.FreeTierOnly', message: 'The free tier of the model has been exhausted.', means: 'balance' },
	{ code: 'PrepaidBillOverdue', message: 'The prepaid bill is overdue.', means: 'balance' },
	{ code: 'CommodityNotPurchased', message: 'Commodity has not purchased yet.', means: 'balance' },
	{ message: 'Please top up your account to go on.', means: 'balance' },
	{ message: 'Your account is not active.', means: 'account' },
	{ message: 'Your team is blocked from using this.', means: 'account' },
	{ message: 'User location is not supported for the API use.', means: 'account' },
	{ message: 'Your workspace has been suspended.', means: 'account' },
	{ message: 'This needs a paid plan.', means: 'account' },
	// What sounds like money or morals and is neither.
	{ message: 'The parameter prompt is too long: "recharge the battery of a robot"', means: 'invalid' },
	{ message: 'The image size must be at most 10 MB.', means: 'invalid' },
	{ message: 'The inpaint image must match the size.', means: 'invalid' },
	{ message: 'This file type is not allowed.', means: 'invalid' },
	// The request itself.
	{ code: 'InvalidParameter', message: 'the parameter duration is not valid', means: 'invalid' },
	{ message: 'ratio must be one of 16:9, 9:16', means: 'invalid' },
];

const picture: Picture = { role: 'image', bytes: new Uint8Array(3), contentType: 'image/png', width: 9, height: 9 };

function answer(status: number, body: unknown): Answer {
	const text = JSON.stringify(body);
	return { status, headers: { 'content-type': 'application/json' }, text, body: readJson(text) };
}

/** The failure that a create ends in. */
function atCreate(reply: Answer, by = 'veo', pictures: readonly Picture[] = [picture]): Partial<Failure> {
	const provider = providerOf(by);
	const model = provider.models[0] ?? modelOf('veo3.1');
	const request = { ...requestOf(model.id), pictures: [] };
	const verdict = createVerdict(reply, { provider, order: { jobId: '1', request, model, pictures }, now: 0 });
	return verdict.type === 'refused' ? verdict.failure : { detail: verdict.type };
}

/** The failure that a poll ends in, at once or when it is told again. */
function atPoll(reply: Answer, by = 'veo', pictures: readonly Picture[] = [picture]): Partial<Failure> {
	const provider = providerOf(by);
	const task = { provider: by, id: 'x', model: 'm', action: 'image2video' };
	const verdict = pollVerdict(reply, { provider, task, asked: { pictures }, now: 0 });
	if (verdict.type === 'failed') return { detail: verdict.why };
	const { status } = verdict;
	const ending =
		(status.state === 'pending' || status.state === 'running') && status.doubt ? status.doubt.ending : status;
	return ending.state === 'failed' ? (ending.failure ?? {}) : { detail: ending.state };
}

const wrapped = (inner: unknown) => ({ code: 'fail_to_fetch_task', message: JSON.stringify(inner), data: null });

describe.each(sayings)('$code "$message"', ({ code, message, means, by = 'veo' }) => {
	const error = { error: { ...(code !== undefined && { code }), message, type: 'x_error' } };
	const own =
		by === 'minimax' ? { base_resp: { status_code: code, status_msg: message } } : { code: code ?? 'e', message };

	it.each([
		['refusing a create', () => atCreate(answer(400, error), by)],
		['beside a 200 to a create', () => atCreate(answer(200, error), by)],
		["in the provider's own shape", () => atCreate(answer(400, own), by)],
		["inside the gateway's wrapper", () => atCreate(answer(400, wrapped(error)), by)],
		["inside the gateway's wrapper with 500", () => atCreate(answer(500, wrapped(error)), by)],
		[
			'as the reason of a failed task',
			() => atPoll(answer(200, { id: 'x', object: 'video', status: 'failed', ...error }), by),
		],
		[
			'as the reason in the wrapper',
			() => {
				const fail_reason = code === undefined ? message : JSON.stringify(error);
				return atPoll(
					answer(200, { code: 'success', data: { task_id: 'x', status: 'FAILURE', fail_reason, data: {} } }),
					by,
				);
			},
		],
		['beside "completed" without a video', () => atPoll(answer(200, { id: 'x', status: 'completed', ...error }), by)],
		['refusing a poll', () => atPoll(answer(400, error), by)],
	])('means the same %s', (_, read) => {
		expect(read().code).toBe(means);
	});
});

describe('what a refusal blames', () => {
	it('never a picture, where there was none', () => {
		const error = { code: 'InputImageSensitiveContentDetected', message: 'The input image may contain real person.' };
		expect(atCreate(answer(400, { error }), 'veo', []).code).toBe('moderated');
		expect(atPoll(answer(200, { status: 'failed', error }), 'veo', []).code).toBe('moderated');
		expect(atPoll(answer(400, { error: { message: 'image is invalid' } }), 'veo', []).option).toBeUndefined();
	});

	it('the picture, where it was the only one', () => {
		const error = { code: 'InputImageSensitiveContentDetected', message: 'The request failed.' };
		expect(atCreate(answer(400, { error })).option).toBe('image');
		expect(atPoll(answer(200, { status: 'failed', error })).option).toBe('image');
	});

	it('what a list of issues names', () => {
		const issues = [{ code: 'too_big', message: 'Too many characters', path: ['promptText'] }];
		const runway = { error: 'Validation of body failed', issues };
		expect(atCreate(answer(400, runway), 'runway')).toMatchObject({ code: 'invalid', option: 'prompt' });
		const image = { error: 'Validation of body failed', issues: [{ message: 'Bad asset', path: ['promptImage'] }] };
		expect(atCreate(answer(400, image), 'runway')).toMatchObject({ code: 'invalid', option: 'image' });
		const pydantic = { detail: [{ loc: ['body', 'duration'], msg: 'Input should be 5', type: 'enum' }] };
		expect(atCreate(answer(422, pydantic), 'runway')).toMatchObject({ code: 'invalid', option: 'duration' });
	});

	it.each(['无可用渠道（distributor）', 'No available channel for model x under group default'])(
		'the model, by words alone: %s',
		(message) => expect(atCreate(answer(503, { error: { message } })).code).toBe('model'),
	);

	it('nobody but the operator for a key whose quota is used up', () => {
		const body = { error: { message: '该令牌额度已用尽 TokenStatusExhausted[sk-abc***]', type: 'new_api_error' } };
		expect(atCreate(answer(401, body))).toMatchObject({ code: 'balance' });
		expect(atCreate(answer(401, { error: { message: 'Invalid token' } }))).toMatchObject({ code: 'key' });
	});

	it.each([
		['duration violates the constraint', 'invalid'],
		['model names are case-sensitive', 'invalid'],
		['Request blocked by the firewall', 'invalid'],
		['white balance must be a number', 'invalid'],
		['Missing credits_mode field', 'invalid'],
	])('not moderation or money, by a word that only sounds like it: %s', (message, code) => {
		expect(atCreate(answer(400, { error: { message } })).code).toBe(code);
	});

	it('keeps the words of the provider apart from its codes', () => {
		const error = { code: 'bad_value', message: 'Use 5 seconds, please. (request id: 20260101)' };
		expect(atCreate(answer(400, wrapped({ error })))).toMatchObject({ said: 'Use 5 seconds, please.' });
		expect(atPoll(answer(200, { status: 'failed', error }))).toMatchObject({ said: 'Use 5 seconds, please.' });
		expect(
			atCreate(answer(400, { error: { code: 'quota_not_enough', message: 'quota_not_enough' } })).said,
		).toBeUndefined();
	});
});

describe('trouble that passes, or is not the job’s', () => {
	it.each([
		['busy', 'Too many tasks in progress, wait for them to finish'],
		['busy', 'You have exceeded your concurrent request limit'],
		['busy', 'Queue is full'],
		['busy', 'Your account has 3 active tasks, which is too many concurrent requests'],
		['busy', '并发任务数超限'],
		['busy', '请求频率过高'],
		['server', 'Deadline exceeded'],
		['server', 'bad gateway'],
		['server', 'connection reset by peer'],
		['server', 'We are experiencing high demand'],
		['server', '系统繁忙'],
		['key', 'Invalid authentication credentials'],
		['key', 'Signature is expired'],
		['key', 'Missing bearer authentication'],
		['model', 'Model x-2 is deprecated and has been retired'],
		['failed', 'An unexpected error occurred during generation'],
	])('is told apart from a bad request: %s, %s', (kind, message) => {
		expect(errorMeaning({ codes: [], params: [], message }, 'veo')?.kind).toBe(kind);
	});

	it('is busy where a rate is named in the code of a quota', () => {
		const message = 'Quota exceeded for requests per minute';
		expect(errorMeaning({ codes: ['RESOURCE_EXHAUSTED'], params: [], message }, 'veo')?.kind).toBe('busy');
	});
});
