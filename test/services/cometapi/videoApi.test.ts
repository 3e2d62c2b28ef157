import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import * as faults from '../../../sandbox/cometapi/faults.js';
import { CometApiSimulator } from '../../../sandbox/cometapi/simulator.js';
import type { Fault } from '../../../sandbox/http/faults.js';
import { VideoRequest } from '../../../src/jobs/record/request.js';
import type { Task } from '../../../src/jobs/record/task.js';
import type { CreateVerdict } from '../../../src/providers/answers/createVerdict.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { providers } from '../../../src/providers/index.js';
import type { Order } from '../../../src/providers/contract/provider.js';
import { ApiClient } from '../../../src/services/cometapi/apiClient.js';
import { VideoApi } from '../../../src/services/cometapi/videoApi.js';
import { FakeClock } from '../../harness/fakeClock.js';

let jobs = 1000;
let comet: CometApiSimulator;
let clock: FakeClock;
let client: ApiClient;
let api: VideoApi;
let logged: { level: number; msg: string; stop?: string }[];

beforeEach(async () => {
	clock = new FakeClock();
	comet = await CometApiSimulator.start({ now: () => clock.now() });
	client = new ApiClient({ baseUrl: comet.baseUrl, key: comet.key, userAgent: 'reelay/1', clock });
	logged = [];
	const log = pino(
		{ level: 'info' },
		{ write: (line: string) => logged.push(JSON.parse(line) as (typeof logged)[number]) },
	);
	api = new VideoApi({ api: client, providers, clock, random: () => 0.5, log, createTimeoutMs: minutes(5) });
});
afterEach(async () => {
	await client.close();
	await comet.close();
});

function order(modelId: string): Order {
	const model = providers.flatMap(({ models }) => models).find(({ id }) => id === modelId)!;
	return {
		jobId: '123456789012345678',
		request: VideoRequest.parse({ prompt: 'a fox', model: modelId }),
		model,
		pictures: [],
	};
}
const veo = order('veo3.1-fast');
/** Each with an id of its own, which Kling insists on. */
const kling = (): Order => ({ ...order('kling-v2-6'), jobId: `12345678901234${(jobs += 1)}` });

async function made(asked: Order): Promise<Task> {
	const verdict = await api.start(asked);
	if (verdict.type !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(verdict)}`);
	return verdict.task;
}

async function times(count: number, act: () => Promise<unknown>): Promise<void> {
	for (let round = 0; round < count; round += 1) await act();
}

const posts = (): number => comet.server.exchanges.filter((x) => x.method === 'POST').length;

describe('VideoApi.start', () => {
	it('makes a task that can be looked at until it is done', async () => {
		comet.plan({ paceMs: 60_000 });
		const task = await made(veo);

		expect(await api.check(task)).toMatchObject({ type: 'status', status: { state: 'pending' } });
		await clock.advance(30_000);
		expect(await api.check(task)).toMatchObject({ status: { state: 'running' } });
		await clock.advance(30_000);
		expect(await api.check(task)).toMatchObject({ status: { state: 'succeeded' } });
	});

	it.each<[string, () => Fault, Partial<CreateVerdict>, number]>([
		[
			'an answer that was lost',
			() => ({ match: faults.creates, act: { kind: 'reset-after' } }),
			{ type: 'unknown' },
			1,
		],
		['a page of the gateway', () => faults.gatewayPage(), { type: 'unknown' }, 0],
		['a parsed server error', () => faults.outage(), { type: 'again', why: 'error', counted: true }, 0],
		['a malformed request', () => faults.invalidRequest500(), { type: 'refused' }, 0],
		[
			'an unreadable half of an id',
			() => ({ match: faults.creates, act: { kind: 'truncate', bytes: 9 } }),
			{ type: 'unknown' },
			1,
		],
	])('gives %s its verdict, and sends one request', async (_, fault, verdict, tasks) => {
		comet.addFault(fault());
		expect(await api.start(veo)).toMatchObject(verdict);
		expect([posts(), comet.creates]).toEqual([1, tasks]);
	});

	it('reads the task out of an answer that was cut off', async () => {
		comet.addFault({ match: faults.creates, act: { kind: 'truncate', bytes: 60 } });
		expect((await made(veo)).id).toBe(comet.tasks[0]?.id);
	});

	it('waits for an API that is not there', async () => {
		await comet.close();
		expect(await api.start(veo)).toMatchObject({ type: 'again', why: 'unreachable', counted: false });
	});

	it('refuses a model whose family it does not have', async () => {
		const stranger = { ...veo, model: { ...veo.model, provider: 'nobody' } };
		expect(await api.start(stranger)).toMatchObject({ type: 'refused', failure: { code: 'model' } });
	});
});

describe('VideoApi and an operator who must act', () => {
	it('pauses creates on an empty balance, lets one try after two minutes, and goes on when it is filled', async () => {
		comet.addFault(faults.quotaExhausted());
		expect(await api.start(veo)).toMatchObject({ type: 'refused', stop: 'balance', failure: { code: 'balance' } });
		expect(api.blocked()).toBe('balance');
		expect(logged.at(-1)).toMatchObject({ level: 50, stop: 'balance' });

		expect(api.createWaitMs('kling')).toBe(minutes(2));
		expect(await api.start(kling())).toMatchObject({ type: 'again', counted: false, retryAfterMs: minutes(2) });
		expect(posts()).toBe(1);

		await clock.advance(minutes(2));
		expect(api.blocked()).toBeUndefined();
		const [first, second] = await Promise.all([api.start(kling()), api.start(veo)]);
		expect([first.type, second.type, posts()]).toEqual(['accepted', 'again', 2]);
		expect([api.blocked(), api.createWaitMs('veo')]).toEqual([undefined, 0]);
	});

	it('tells every job of a wrong key by an answer of its own, until a poll proves the key', async () => {
		const task = await made(veo);
		comet.addFault(faults.refused(401, { times: 2, match: faults.creates }));
		await times(2, async () => expect(await api.start(veo)).toMatchObject({ type: 'refused', stop: 'key' }));
		expect(posts()).toBe(3);
		expect(api.blocked()).toBe('key');

		await api.check(task);
		expect(api.blocked()).toBeUndefined();
	});
});

describe('VideoApi.check', () => {
	it.each<[string, () => Fault]>([
		['500', () => faults.refused(500)],
		['503', () => faults.outage({ times: 1 })],
		['524 as a page', () => faults.gatewayPage()],
		['429', () => faults.rateLimited()],
		['408', () => faults.refused(408)],
		['401', () => faults.refused(401)],
		['403', () => faults.refused(403)],
		['404 of the route', () => faults.refused(404, { message: 'Invalid URL (GET /v1/video)' })],
		['400 of another kind', () => faults.refused(400)],
		['a reset', () => ({ match: faults.polls, act: { kind: 'reset-before' } })],
		['a cut-off body', () => ({ match: faults.polls, act: { kind: 'truncate', bytes: 20 } })],
		['an empty 200', () => ({ match: faults.polls, act: { kind: 'answer', answer: { status: 200, body: '' } } })],
		['a list', () => ({ match: faults.polls, act: { kind: 'answer', answer: { status: 200, body: '[1]' } } })],
		['a page', () => ({ match: faults.polls, act: { kind: 'answer', answer: { status: 200, body: '<html>' } } })],
		[
			'10 MB',
			() => ({ match: faults.polls, act: { kind: 'answer', answer: { status: 200, body: ' '.repeat(10_000_000) } } }),
		],
		['a redirect', () => ({ match: faults.polls, act: { kind: 'answer', answer: { status: 301, body: {} } } })],
		[
			'a failed status beside 500',
			() => ({ match: faults.polls, act: { kind: 'answer', answer: { status: 500, body: { status: 'failed' } } } }),
		],
	])('fails without failing the task on %s', async (_, fault) => {
		const task = await made(veo);
		comet.addFault(fault());
		expect(await api.check(task)).toMatchObject({ type: 'failed' });
		expect((await api.check(task)).type).toBe('status');
	});

	it('tells that a task is not known', async () => {
		const task = await made(veo);
		comet.addFault(faults.taskMissing());
		expect(await api.check(task)).toEqual({ type: 'status', status: { state: 'missing' } });
	});

	it.each([
		['12', seconds(12)],
		['864000', minutes(10)],
		['-1', undefined],
	])('reads Retry-After: %s', async (header, ms) => {
		const task = await made(veo);
		comet.addFault(faults.rateLimited({ retryAfter: header }));
		expect(await api.check(task)).toMatchObject({ type: 'failed', why: 'busy', ...(ms && { retryAfterMs: ms }) });
	});
});

describe('VideoApi and too much', () => {
	it('does less at once after every 429, in that family alone, and slowly more again', async () => {
		const task = await made(veo);
		comet.addFault(faults.rateLimited({ times: 6 }));
		await times(6, async () => {
			await api.check(task);
			await clock.advance(seconds(1));
		});

		const both = await Promise.all([api.start(veo), api.start(veo)]);
		expect(both.map(({ type }) => type)).toEqual(['accepted', 'again']);
		expect(await Promise.all([api.start(kling()), api.start(kling())])).toMatchObject([
			{ type: 'accepted' },
			{ type: 'accepted' },
		]);

		await clock.advance(seconds(10));
		const later = await Promise.all([api.start(veo), api.start(veo), api.start(veo)]);
		expect(later.map(({ type }) => type)).toEqual(['accepted', 'accepted', 'again']);
	});

	it('lets polls wait for one another when few may run', async () => {
		const task = await made(veo);
		comet.addFault(faults.rateLimited({ times: 6 }));
		await times(6, async () => {
			await api.check(task);
			await clock.advance(seconds(1));
		});
		let running = 0;
		let most = 0;
		comet.server.watch({
			before: () => void (most = Math.max(most, (running += 1))),
			after: () => void (running -= 1),
		});
		const polls = await Promise.all(Array.from({ length: 20 }, () => api.check(task)));
		expect(polls.every(({ type }) => type === 'status')).toBe(true);
		expect(most).toBe(1);
	});
});

describe('VideoApi and a family in trouble', () => {
	const ofVeo: Fault['match'] = (x) => x.path.startsWith('/v1/videos');

	it('stops asking after some failures, leaves the others alone, and comes back by one probe', async () => {
		const [task, other] = [await made(veo), await made(kling())];
		const repair = comet.addFault(faults.outage({ match: ofVeo }));
		await times(6, () => api.check(task));
		const asked = comet.server.exchanges.length;

		expect(await api.check(task)).toMatchObject({ type: 'failed', retryAfterMs: 1500 });
		expect(await api.start(veo)).toMatchObject({ type: 'again', counted: false, retryAfterMs: 1500 });
		expect(comet.server.exchanges).toHaveLength(asked);
		expect((await api.check(other)).type).toBe('status');
		expect((await api.start(kling())).type).toBe('accepted');

		await clock.advance(1500);
		await Promise.all([api.check(task), api.check(task), api.check(task)]);
		expect(comet.server.exchanges).toHaveLength(asked + 3); // two of Kling's, one probe
		expect(await api.check(task)).toMatchObject({ type: 'failed', retryAfterMs: 3000 });

		repair();
		await clock.advance(3000);
		expect((await api.check(task)).type).toBe('status');
		expect((await api.start(veo)).type).toBe('accepted');
		expect(logged.map(({ msg }) => msg)).toEqual(['family in trouble; its calls pause', 'family answers again']);
	});

	it('does not take a wait for its turn, a refusal or a missing task for trouble', async () => {
		const task = await made(veo);
		comet.addFault(faults.refused(403, { times: 4 }));
		comet.addFault(faults.taskMissing({ times: 4 }));
		await times(8, () => api.check(task));
		expect((await api.check(task)).type).toBe('status');
		expect(logged).toEqual([]);
	});
});

describe('VideoApi and endings', () => {
	it('learns from the content route that moderation was the reason', async () => {
		comet.next({ outcome: 'moderated', reason: null, pollsToDone: 1 });
		const task = await made(veo);
		expect(await api.check(task)).toEqual({ type: 'status', status: { state: 'failed' } });
		expect(await api.why(task)).toMatchObject({ code: 'moderated', requestId: expect.any(String) });
	});

	it.each<[string, () => Fault]>([
		['a page', () => faults.gatewayPage()],
		['a reset', () => ({ match: faults.contents, act: { kind: 'reset-before' } })],
	])('stays with a plain failure when the content route answers with %s', async (_, fault) => {
		comet.next({ outcome: 'failed', reason: null, pollsToDone: 1 });
		const task = await made(veo);
		comet.addFault(fault());
		expect(await api.why(task)).toMatchObject({ code: 'provider' });
	});

	it('opens the result behind our key', async () => {
		comet.next({ pollsToDone: 1, videoUrl: false });
		const task = await made(veo);
		await api.check(task);
		const content = await api.openContent(task);
		if (content.type !== 'open') throw new Error(JSON.stringify(content));
		expect(content).toMatchObject({ contentType: 'video/mp4' });
		const chunks: Uint8Array[] = [];
		for await (const chunk of content.body) chunks.push(chunk);
		expect(Buffer.concat(chunks).equals(comet.sample)).toBe(true);
	});

	it.each<[string, Fault['act'], object]>([
		[
			'a redirect',
			{ kind: 'answer', answer: { status: 302, headers: { location: 'https://cdn.example/v.mp4' } } },
			{ type: 'elsewhere', url: 'https://cdn.example/v.mp4' },
		],
		['a 404', { kind: 'answer', answer: { status: 404, body: {} } }, { type: 'none', retryable: false, status: 404 }],
		['a 502', { kind: 'answer', answer: { status: 502, body: {} } }, { type: 'none', retryable: true, status: 502 }],
		[
			'a 404 with words in the name of its type, which the log must not repeat',
			{ kind: 'answer', answer: { status: 404, headers: { 'content-type': 'text/plain; a paper boat' }, body: 'x' } },
			{ type: 'none', detail: 'HTTP 404 text/plain' },
		],
		[
			'JSON in place of a video, whose bytes will tell',
			{ kind: 'answer', answer: { status: 200, body: { error: {} } } },
			{ type: 'open', contentType: 'application/json' },
		],
		['a reset', { kind: 'reset-before' }, { type: 'none', retryable: true }],
	])('says what %s from the content route means', async (_, act, expected) => {
		const task = await made(veo);
		comet.addFault({ match: faults.contents, act });
		expect(await api.openContent(task)).toMatchObject(expected);
	});

	it('asks MiniMax once more for the address, and the others not', async () => {
		const minimax = await made(order('video-01'));
		comet.settle(comet.tasks[0]!);
		const poll = await api.check(minimax);
		if (poll.type !== 'status' || poll.status.state !== 'succeeded') throw new Error(JSON.stringify(poll));
		const asked = comet.server.exchanges.length;

		expect(await api.results(minimax, poll.status.result)).toMatchObject({
			type: 'result',
			result: { urls: [expect.stringContaining(comet.cdnOrigin)] },
		});
		expect(comet.server.exchanges).toHaveLength(asked + 1);
		comet.addFault(faults.outage({ times: 1 }));
		expect(await api.results(minimax, poll.status.result)).toMatchObject({ type: 'failed' });

		const result = { urls: ['https://cdn.example/v.mp4'] };
		expect(await api.results(await made(veo), result)).toEqual({ type: 'result', result });
	});
});
