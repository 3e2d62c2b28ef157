import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';

import { readJson } from '../../../src/lib/readJson.js';
import { ApiError } from '../../../src/providers/contract/apiError.js';
import { createVerdict } from '../../../src/providers/answers/createVerdict.js';
import { pollVerdict } from '../../../src/providers/answers/pollVerdict.js';
import { readAnswer } from '../../../src/providers/answers/readAnswer.js';
import { isTaskId } from '../../../src/providers/answers/taskId.js';
import { parseCatalogue } from '../../../src/providers/catalogue/parseCatalogue.js';
import type { Answer } from '../../../src/providers/contract/provider.js';
import { modelOf, providerOf, requestOf } from '../../harness/createOrders.js';

const film = 'https://cdn.example.com/v.mp4';

function answer(status: number, body: unknown): Answer {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return { status, headers: {}, text, body: readJson(text) };
}

function poll(by: string, reply: Answer | ApiError) {
	const task = { provider: by, id: 'x', model: 'm', action: 'image2video' };
	const verdict = pollVerdict(reply, { provider: providerOf(by), task, now: 0 });
	return verdict.type === 'status' ? verdict.status : { state: verdict.why };
}

const accepted = (body: unknown, by = 'veo') => {
	const provider = providerOf(by);
	const model = provider.models[0] ?? modelOf('veo3.1');
	const order = { jobId: '1', request: requestOf(model.id), model, pictures: [] };
	const verdict = createVerdict(answer(200, body), { provider, order, now: 0 });
	return verdict.type === 'accepted' ? verdict.task.id : verdict.type;
};

describe('the id of a task', () => {
	const operation = `projects/a-very-long-project-name-of-somebody/locations/us-central1/publishers/google/models/veo/operations/${'9'.repeat(36)}`;
	it.each([
		['a long Base64 name', Buffer.from(operation.repeat(2)).toString('base64')],
		['padded, with plus and slash', 'video_ab+/cd=='],
		['a path', operation],
		['with colons and blanks encoded', 'urn:task:1%20a'],
		['in another alphabet', '작업-7'],
	])('is taken as it comes: %s', (_, id) => {
		expect(accepted({ id, task_id: id, object: 'video', status: 'queued' })).toBe(id);
		const { path } = providerOf('veo').poll({ provider: 'veo', id, model: 'm' });
		expect(path).toBe(`/v1/videos/${encodeURIComponent(id)}`);
		expect(path.split('/')).toHaveLength(4);
	});

	it.each(['..', '.', 'a/../b', '..\\x', 'a\u0000b', 'a\nb', 'a b', '', 'x'.repeat(1025), '\ud800'])(
		'is none if it could lead elsewhere or cannot be one: %j',
		(id) => {
			expect(isTaskId(id)).toBe(false);
			expect(accepted({ id, object: 'video', status: 'queued' })).toBe('unknown');
		},
	);

	it('is read where the answer was cut off behind it', () => {
		const provider = providerOf('veo');
		const model = modelOf('veo3.1');
		const order = { jobId: '1', request: requestOf(model.id), model, pictures: [] };
		const cut = new ApiError('POST', { kind: 'unanswered', detail: 'cut', status: 200, text: '{"id":"ab+/cd==","obj' });
		expect(createVerdict(cut, { provider, order, now: 0 })).toMatchObject({ task: { id: 'ab+/cd==' } });
	});

	it('is read before anything else, however deep the rest is', () => {
		const text = `{"id":"task_12345678","message":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
		expect(accepted(text)).toBe('task_12345678');
		expect(
			poll(
				'veo',
				answer(200, `{"status":"completed","video_url":"${film}","x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
			),
		).toMatchObject({ state: 'succeeded' });
		expect(
			poll('veo', answer(200, `{"status":"failed","error":{"message":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`)),
		).toMatchObject({ state: 'failed' });
	});

	it.each([5_000, 100_000])('and reaches that reader whatever is nested beside it, %i deep', async (depth) => {
		const text = `{"id":"task_12345678","message":${'['.repeat(depth)}${']'.repeat(depth)}}`;
		const body = Readable.from([Buffer.from(text)]);
		const read = await readAnswer('POST /v1/videos', { status: 200, headers: {} }, { body, maxBytes: 1_000_000 });
		expect(read.body).toMatchObject({ id: 'task_12345678' });
		const model = modelOf('veo3.1');
		const order = { jobId: '1', request: requestOf(model.id), model, pictures: [] };
		expect(createVerdict(read, { provider: providerOf('veo'), order, now: 0 })).toMatchObject({ type: 'accepted' });
	});
});

describe('the id of a request', () => {
	it.each([
		['req_1-a.b:2', 'req_1-a.b:2'],
		['a paper boat at dawn', undefined],
		['x'.repeat(101), undefined],
	])('stands in the log, so words are none: %s', async (given, expected) => {
		const headers = { 'x-cometapi-request-id': given };
		const body = Readable.from([Buffer.from('{}')]);
		const read = await readAnswer('POST /v1/videos', { status: 200, headers }, { body, maxBytes: 1_000 });
		expect(read.requestId).toBe(expected);
	});
});

describe('a word that is a key of every object', () => {
	it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('is only a word: %s', (code) => {
		expect(poll('kling', answer(200, { code: 0, data: { task_status: code } }))).toMatchObject({ state: 'running' });
		const failed = poll('kling', answer(200, `{"status":"failed","error":{"code":"${code}","message":"m"}}`));
		expect(JSON.parse(JSON.stringify(failed))).toMatchObject({ state: 'failed', failure: { code: 'provider' } });
	});
});

describe('where a finished video is', () => {
	it.each<[string, string, unknown]>([
		[
			'with a line break behind it',
			'kling',
			{ task_status: 'succeed', task_result: { videos: [{ url: `${film}\n` }] } },
		],
		['with blanks before it', 'xai', { status: 'done', video: { url: `  ${film}` } }],
		['behind an empty first entry', 'runway', { status: 'SUCCEEDED', output: ['', film] }],
		[
			'behind an entry without one',
			'kling',
			{ task_status: 'succeed', task_result: { videos: [{ id: '1', url: null }, { url: film }] } },
		],
		['in a list of objects', 'runway', { status: 'SUCCEEDED', output: [{ url: film }] }],
		['in a list called data', 'xai', { status: 'done', data: [{ url: film }] }],
		['in a list called videos', 'xai', { status: 'done', videos: [{ url: film }] }],
		['in a list called outputs', 'xai', { status: 'SUCCESSFUL', outputs: [film] }],
		['in a list called results', 'xai', { status: 'done', results: [{ url: film }] }],
		['in a list of generations', 'xai', { status: 'done', generations: [{ video: { url: film } }] }],
		['inside a result', 'xai', { status: 'done', result: { video_url: film } }],
		[
			'in DashScope’s own form',
			'xai',
			{ request_id: 'r', output: { task_id: 't', task_status: 'SUCCEEDED', video_url: film } },
		],
		[
			'in Vidu’s own form',
			'xai',
			{ id: '1', state: 'success', err_code: '', creations: [{ id: '2', url: film, cover_url: 'https://x/c.jpg' }] },
		],
		['in MiniMax’s second form', 'xai', { task: { id: '1', status: 'Success' }, file: { download_url: film } }],
		[
			'in Google’s own form',
			'xai',
			{ name: 'op', done: true, response: { generateVideoResponse: { generatedSamples: [{ video: { uri: film } }] } } },
		],
	])('%s', (_, by, body) => {
		expect(poll(by, answer(200, body))).toMatchObject({ state: 'succeeded', result: { urls: [film] } });
	});

	it.each(['status_message', 'task_status_msg'])(
		'is asked for although a remark stands beside the success: %s',
		(key) => {
			const body = { status: 'completed', [key]: 'Task completed successfully' };
			expect(poll('veo', answer(200, body))).toEqual({ state: 'succeeded', result: { urls: [] } });
			expect(poll('xai', answer(200, body))).toMatchObject({
				state: 'running',
				doubt: { ending: { state: 'failed' } },
			});
		},
	);

	it('is not where a task that goes on lists the files that it was given', () => {
		const files = [{ url: 'https://cdn.example.com/in.png' }];
		expect(poll('xai', answer(200, { status: 'step 2', files }))).not.toHaveProperty('doubt');
	});

	it('is relative to the API, or to the scheme', () => {
		expect(poll('xai', answer(200, { status: 'done', video: { url: '/images/x.mp4' } }))).toMatchObject({
			result: { urls: ['/images/x.mp4'] },
		});
		expect(poll('xai', answer(200, { status: 'done', video: { url: '//cdn.example.com/v.mp4' } }))).toMatchObject({
			result: { urls: [film] },
		});
	});

	it('is the answer itself, which no record keeps', () => {
		const body = { status: 'completed', video_url: `data:video/mp4;base64,${'AAAA'.repeat(5000)}` };
		expect(poll('kling', answer(200, body))).toEqual({ state: 'succeeded', result: { urls: [], inAnswer: true } });
	});

	it.each<[string, unknown, string]>([
		[
			'DashScope',
			{
				output: { task_id: 't', task_status: 'FAILED', code: 'DataInspectionFailed', message: 'inappropriate content' },
			},
			'moderated',
		],
		['Vidu', { id: '1', state: 'failed', err_code: 'AuditSubmitIllegal', creations: [] }, 'moderated'],
		[
			'Google',
			{
				done: true,
				response: {
					generateVideoResponse: { raiMediaFilteredCount: 1, raiMediaFilteredReasons: ['Could not use this.'] },
				},
			},
			'moderated',
		],
		['Google, by a count alone', { status: 'completed', raiMediaFilteredCount: 1 }, 'moderated'],
		[
			'a success with an error',
			{ status: 'completed', error: { code: 'x', message: 'the generation went wrong' } },
			'provider',
		],
		['a status message', { status: 'failed', status_message: 'the prompt violates our policy' }, 'moderated-prompt'],
	])('is nowhere, by %s', (_, body, code) => {
		expect(poll('veo', answer(200, body))).toMatchObject({ state: 'failed', failure: { code } });
	});
});

describe('an answer to a look that is no status', () => {
	it('202 with nothing in it means not yet', () => {
		for (const { id } of [providerOf('xai'), providerOf('veo'), providerOf('kling')]) {
			expect(poll(id, answer(202, ''))).toEqual({ state: 'pending', percent: null });
		}
	});

	it.each([
		{ code: 'imagine:content-moderated', error: 'Generated video rejected by content moderation.' },
		{ error: { code: 'content_moderated', message: 'Blocked by moderation' } },
	])('400 of moderation is a failure at once: %j', (body) => {
		expect(poll('xai', answer(400, body))).toMatchObject({ state: 'failed', failure: { code: 'moderated' } });
	});

	it.each([
		['OpenAI', { error: { message: 'Video with id video_1 was not found.', code: 'video_not_found' } }],
		['Runway', { error: 'An asset or task with that ID was not found' }],
		['Runway, worded anew', { error: 'Task with the provided ID was not found' }],
		['xAI', { code: 'not-found', error: 'Request not found' }],
		['Google', { error: { code: 404, message: 'Requested entity was not found.', status: 'NOT_FOUND' } }],
		['nobody in particular', { oops: true }],
	])('404 in the words of %s is a denial', (_, body) => {
		expect(poll('veo', answer(404, body))).toEqual({ state: 'missing' });
	});

	it('that a request has expired says nothing of the task', () => {
		expect(poll('veo', answer(403, { message: 'Request has expired' }))).toEqual({ state: 'refused' });
	});

	it.each(['Task has expired', 'This generation was deleted'])(
		'400 of a task that is gone is a denial: %s',
		(error) => {
			expect(poll('runway', answer(400, { error }))).toEqual({ state: 'missing' });
		},
	);

	it('404 of the route, or of a page, is none', () => {
		expect(poll('veo', answer(404, { error: { message: 'Invalid URL (GET /v1/videos)' } }))).toEqual({
			state: 'refused',
		});
		expect(poll('veo', answer(404, '<html>nginx</html>'))).toEqual({ state: 'trouble' });
	});

	it('larger than anybody reads tells an ending by its head, and nothing else', () => {
		const large = (text: string) =>
			new ApiError('GET', { kind: 'unanswered', detail: 'large', status: 200, tooLarge: true, text });
		expect(poll('veo', large('{"id":"x","status":"completed","junk":["a","b'))).toMatchObject({ state: 'succeeded' });
		expect(poll('veo', large('{"id":"x","status":"in_progress","junk":["a","b'))).toEqual({ state: 'refused' });
		const broken = new ApiError('GET', {
			kind: 'unanswered',
			detail: 'reset',
			status: 200,
			text: '{"status":"failed","err',
		});
		expect(poll('veo', broken)).toEqual({ state: 'trouble' });
	});
});

describe('an ending in no known word', () => {
	it.each<[string, string, unknown, object]>([
		[
			'a success without a video',
			'xai',
			{ status: 'done', video: null },
			{ state: 'failed', failure: { code: 'no-video' } },
		],
		[
			'a success with an empty list',
			'runway',
			{ status: 'SUCCEEDED', output: [] },
			{ state: 'failed', failure: { code: 'no-video' } },
		],
		['an unknown word beside an address', 'xai', { status: 'ready', video_url: film }, { state: 'succeeded' }],
		['no word beside an address', 'kling', { video_url: film }, { state: 'succeeded' }],
		[
			'an unknown word beside an error',
			'xai',
			{ status: 'HALTED', error: 'gave up' },
			{ state: 'failed', failure: { said: 'gave up' } },
		],
		[
			'no word beside moderation',
			'veo',
			{ error: { message: 'blocked by moderation' } },
			{ state: 'failed', failure: { code: 'moderated' } },
		],
	])('is doubted first: %s', (_, by, body, ending) => {
		const status = poll(by, answer(200, body));
		expect(['pending', 'running']).toContain(status.state);
		expect(status).toMatchObject({ doubt: { ending } });
	});

	it.each(['TIMEOUT', 'killed', 'crashed'])('ends the task although no reason stands beside it: %s', (word) => {
		expect(poll('xai', answer(200, { status: word }))).toMatchObject({ state: 'failed' });
	});

	it.each(['finished', 'complete', 'aborted', 'rejected'])('is none where the word is plain: %s', (word) => {
		const status = poll(
			'xai',
			answer(200, { status: word, video_url: film, ...(/^[ar]/u.test(word) && { error: 'no' }) }),
		);
		expect(['succeeded', 'failed']).toContain(status.state);
	});

	it('is not seen in a task that goes on', () => {
		for (const body of [
			{ status: 'processing', video_url: film },
			{ status: 'queued', error: 'x' },
			{ status: 'step 2', video_url: film, progress: 40 },
		]) {
			expect(poll('xai', answer(200, body))).not.toHaveProperty('doubt');
		}
	});
});

describe('a price that nobody asks', () => {
	it.each([1e308, 1001, '1e9', 0, -1, Number.NaN])('is as good as none: %s', (price) => {
		const [entry] = parseCatalogue({ data: [{ id: 'm', pricing: { per_second: price, per_request: price } }] });
		expect(entry).not.toHaveProperty('perSecondUsd');
		expect(entry).not.toHaveProperty('perRequestUsd');
	});
});
