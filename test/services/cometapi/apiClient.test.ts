import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../sandbox/bot/freePort.js';

import { Canary } from '../../../sandbox/http/canary.js';
import type { Answer as Said, Exchange } from '../../../sandbox/http/exchange.js';
import { RecordingServer } from '../../../sandbox/http/recordingServer.js';
import { ApiError } from '../../../src/providers/contract/apiError.js';
import { systemClock } from '../../../src/lib/time.js';
import type { Clock } from '../../../src/lib/time.js';
import type { Call, Picture } from '../../../src/providers/contract/provider.js';
import { ApiClient } from '../../../src/services/cometapi/apiClient.js';
import { FakeClock } from '../../harness/fakeClock.js';

let server: RecordingServer;
let origin: string;
let client: ApiClient;
let respond: (x: Exchange) => Said;
const key = 'sk-secret';
const always = (): boolean => true;
const get: Call & { method: 'GET' } = { method: 'GET', path: '/v1/videos/task_1' };
const post: Call = { method: 'POST', path: '/v1/videos', body: { kind: 'json', value: { prompt: 'a fox' } } };
const patient = { timeoutMs: 10_000 };

const clientOf = (baseUrl: string, clock: Clock = systemClock): ApiClient =>
	new ApiClient({ baseUrl, key, userAgent: 'reelay/1.2.3', clock });

async function failure(promise: Promise<unknown>): Promise<ApiError> {
	const error: unknown = await promise.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (!(error instanceof ApiError)) throw new Error(`no ApiError but ${String(error)}`);
	return error;
}

beforeEach(async () => {
	respond = () => ({ status: 200, body: { id: 'task_1' }, headers: { 'x-cometapi-request-id': 'r1' } });
	server = new RecordingServer({ now: Date.now, handle: (x) => respond(x) });
	origin = await server.listen();
	client = clientOf(origin);
});
afterEach(async () => {
	await client.close();
	await server.close();
});

describe('ApiClient', () => {
	it('asks last of all whether a POST may still go out, and then sends nothing, while a GET needs no leave', async () => {
		let mayAct = true;
		const own = new ApiClient({
			...{ baseUrl: origin, key, userAgent: 'reelay/1.2.3', clock: systemClock },
			mayAct: () => () => mayAct,
		});
		const sending = own.call(post, patient);
		// After it has begun, and before the connection stands.
		mayAct = false;
		expect((await failure(sending)).kind).toBe('unreachable');
		expect(server.exchanges).toEqual([]);
		await own.call(get, patient);
		mayAct = true;
		await own.call(post, patient);
		expect(server.exchanges.map(({ method }) => method)).toEqual(['GET', 'POST']);
		await own.close();
	});

	it('says who it is, shows its key, and reads the answer', async () => {
		const answer = await client.call({ ...get, query: { q: 'a b&c' }, headers: { 'x-runway-version': '1' } }, patient);

		expect(answer).toMatchObject({ status: 200, body: { id: 'task_1' }, text: '{"id":"task_1"}', requestId: 'r1' });
		const [x] = server.exchanges;
		expect(x?.headers).toMatchObject({
			authorization: 'Bearer sk-secret',
			'user-agent': 'reelay/1.2.3',
			'accept-encoding': 'identity',
			'x-runway-version': '1',
		});
		expect([x?.path, x?.query.get('q')]).toEqual(['/v1/videos/task_1', 'a b&c']);
	});

	it('leaves the key at home where none is needed', async () => {
		await client.call(get, { ...patient, anonymous: true });
		expect(server.exchanges[0]?.headers).not.toHaveProperty('authorization');
	});

	it('sends a form with its fields and files in their order', async () => {
		const file = (role: Picture['role'], contentType: Picture['contentType'], byte: number): Picture => ({
			role,
			contentType,
			bytes: Buffer.from([byte]),
			width: 1,
			height: 1,
		});
		await client.call(
			{
				method: 'POST',
				path: '/v1/videos',
				body: {
					kind: 'multipart',
					fields: [
						['prompt', 'ein Füchschen'],
						['seconds', '8'],
					],
					files: [
						['input_reference', file('image', 'image/jpeg', 1)],
						['input_reference', file('last_frame', 'image/png', 2)],
					],
				},
			},
			patient,
		);

		const { form } = server.exchanges[0]!;
		expect(form?.fields).toEqual([
			['prompt', 'ein Füchschen'],
			['seconds', '8'],
		]);
		expect(form?.files.map((part) => [part.name, part.filename, part.contentType, part.bytes[0]])).toEqual([
			['input_reference', 'image.jpg', 'image/jpeg', 1],
			['input_reference', 'last_frame.png', 'image/png', 2],
		]);
	});

	it('keeps every digit of an id that comes as a number', async () => {
		respond = () => ({ status: 200, body: '{"data":{"task_id":812345678901234567,"n":"123456789012345678"}}' });
		expect((await client.call(get, patient)).body).toEqual({
			data: { task_id: '812345678901234567', n: '123456789012345678' },
		});
	});

	it.each([
		[400, 'not json', undefined],
		[502, '<html>Bad gateway (request id: abc-1)</html>', undefined],
		[204, '', undefined],
	])('hands a %i out as it is', async (status, body, parsed) => {
		respond = () => ({ status, body });
		expect(await client.call(post, patient)).toMatchObject({ status, text: body });
		expect((await client.call(post, patient)).body).toBe(parsed);
	});

	it('finds the id of the request in the words of an error', async () => {
		respond = () => ({ status: 400, body: { error: { message: 'no (request id: 2026abc)' } } });
		expect((await client.call(post, patient)).requestId).toBe('2026abc');
	});

	it('follows no redirect, and gives its key to no other origin', async () => {
		const canary = await Canary.start();
		respond = () => ({ status: 307, headers: { location: `${canary.origin}/v1/videos` } });
		try {
			expect((await client.call(post, patient)).status).toBe(307);
			for (const path of ['@127.0.0.1:1/', `//${canary.origin.slice(7)}/`, `.evil.example/`]) {
				await client.call({ ...get, path }, patient).catch(() => undefined);
			}
			expect(canary.contacts).toEqual([]);
			expect(server.exchanges.every((x) => x.path.startsWith('/'))).toBe(true);
		} finally {
			await canary.close();
		}
	});

	it('uses a fresh connection for every create, so that no stale one can lose it', async () => {
		const ports = new Set<number | undefined>();
		server.http.on('request', (request) => ports.add(request.socket.remotePort));
		for (let round = 0; round < 3; round += 1) await client.call(post, patient);
		expect(ports.size).toBe(3);
		expect(server.exchanges.map((x) => x.headers['connection'])).toEqual(['close', 'close', 'close']);
	});
});

describe('ApiClient without an answer', () => {
	it.each([
		['GET', get],
		['POST', post],
	] as const)('knows that a refused connection sent nothing: %s', async (_, call) => {
		const lost = clientOf(`http://127.0.0.1:${await freePort()}`);
		expect(await failure(lost.call(call, patient))).toMatchObject({
			kind: 'unreachable',
			detail: expect.stringContaining('ECONNREFUSED'),
		});
		await lost.close();
	});

	it('knows that a name without address sent nothing', async () => {
		const lost = clientOf('http://nowhere.invalid');
		expect(await failure(lost.call(post, patient))).toMatchObject({ kind: 'unreachable' });
		await lost.close();
	});

	it('knows that a failed TLS handshake sent nothing', async () => {
		const lost = clientOf(origin.replace('http:', 'https:'));
		expect(await failure(lost.call(post, patient))).toMatchObject({ kind: 'unreachable' });
		expect(server.exchanges).toEqual([]);
		await lost.close();
	});

	it('knows that nothing was sent when it was told to stop before', async () => {
		const error = await failure(client.call(post, { ...patient, signal: AbortSignal.abort() }));
		expect(error.kind).toBe('unreachable');
		expect(server.exchanges).toEqual([]);
	});

	it.each(['reset-before', 'reset-after'] as const)(
		'does not know after a %s, and sends nothing twice',
		async (kind) => {
			server.addFault({ match: always, act: { kind } });
			expect(await failure(client.call(post, patient))).toMatchObject({
				kind: 'unanswered',
				status: undefined,
				text: '',
			});
			expect(server.exchanges).toHaveLength(1);
		},
	);

	it('hands out what could be read of a body that broke off', async () => {
		server.addFault({ match: always, act: { kind: 'truncate', bytes: 12 } });
		expect(await failure(client.call(post, patient))).toMatchObject({
			kind: 'unanswered',
			status: 200,
			text: '{"id":"task_',
			requestId: 'r1',
		});
	});

	it('reads the beginning of an answer that is too large, and no more', async () => {
		respond = () => ({ status: 200, body: `{"id":"task_1","x":[${'"y",'.repeat(2_500_000)}"y"]}` });
		const error = await failure(client.call(post, patient));
		expect(error).toMatchObject({ kind: 'unanswered', status: 200, tooLarge: true });
		expect(error.text.slice(0, 14)).toBe('{"id":"task_1"');
		expect(error.text).toHaveLength(1_000_000);
	});

	it('reads an answer with a whole video in it, and keeps the beginning of that alone', async () => {
		const video = `data:video/mp4;base64,${'AAAA'.repeat(3_000_000)}`;
		respond = () => ({
			status: 200,
			body: JSON.stringify({ video_url: video, note: 'é "\\'.repeat(9000), status: 'completed' }),
		});
		const { body, text } = await client.call(post, patient);
		expect(body).toMatchObject({
			status: 'completed',
			video_url: expect.stringMatching(/^data:video\/mp4;base64,AAAA/u),
		});
		expect(text.length).toBeLessThan(100_000);
	});

	it.each([
		['no answer', { kind: 'hang' }],
		['a body that drips', { kind: 'drip', ms: 60_000 }],
	] as const)('gives up on %s when the time is over', async (_, act) => {
		const clock = new FakeClock();
		const waiting = clientOf(origin, clock);
		server.addFault({ match: always, act });
		const arrived = new Promise<void>((resolve) => server.watch({ before: () => resolve() }));
		const failed = failure(waiting.call(post, { timeoutMs: 5000 }));
		await arrived;
		await clock.advance(5000);
		expect(await failed).toMatchObject({ kind: 'unanswered', detail: 'no answer within 5000 ms' });
		expect(clock.waiting).toBe(0);
		await waiting.close();
	});
});

describe('ApiClient.open', () => {
	const options = { timeoutMs: 10_000, idleMs: 10_000 };
	const read = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
		const chunks: Uint8Array[] = [];
		for await (const chunk of body) chunks.push(chunk);
		return Buffer.concat(chunks).toString();
	};

	it('streams a body that is larger than an answer may be', async () => {
		respond = () => ({ status: 200, body: Buffer.alloc(3_000_000, 'v'), headers: { 'content-type': 'video/mp4' } });
		const answer = await client.open(get, options);
		expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'video/mp4' } });
		expect(await read(answer.body)).toHaveLength(3_000_000);
	});

	it('tells when the body breaks off', async () => {
		server.addFault({ match: always, act: { kind: 'truncate', bytes: 5 } });
		const answer = await client.open(get, options);
		expect(await failure(read(answer.body))).toMatchObject({ kind: 'unanswered', status: 200 });
	});

	it('ends a body that falls silent, however long it may take in all', async () => {
		const clock = new FakeClock();
		const waiting = clientOf(origin, clock);
		respond = () => ({ status: 200, body: silentAfter('v') });
		const answer = await waiting.open(get, { timeoutMs: 1000, idleMs: 5000 });
		await clock.advance(4000);
		const chunks = answer.body[Symbol.asyncIterator]();
		expect((await chunks.next()).done).toBe(false);
		const failed = failure(chunks.next());
		await clock.advance(5000);
		expect(await failed).toMatchObject({ detail: 'no answer within 5000 ms' });
		await waiting.close();
	});

	it('lets a body go that nobody wants', async () => {
		respond = () => ({ status: 404, body: Buffer.alloc(2_000_000) });
		const answer = await client.open(get, options);
		answer.discard();
		expect(answer.status).toBe(404);
	});
});

async function* silentAfter(text: string): AsyncGenerator<Buffer> {
	yield Buffer.from(text);
	await new Promise(() => undefined);
}

describe('a process that stood still', () => {
	/** A server of its own thread: it tells of a request, and answers while we cannot look. */
	const serving = `
		const { createServer } = require('node:http');
		const { parentPort } = require('node:worker_threads');
		const server = createServer((_, answer) => {
			parentPort.postMessage('asked');
			setTimeout(() => answer.end('{"id":"task_1"}'), 50);
		});
		server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;

	it('reads the answer that came meanwhile before it gives up on it', async () => {
		const worker = new Worker(serving, { eval: true });
		const [port] = (await once(worker, 'message')) as [number];
		const own = new ApiClient({ baseUrl: `http://127.0.0.1:${port}`, key: 'k', userAgent: 'test', clock: systemClock });
		const answer = own.call(post, { timeoutMs: 300 });
		await once(worker, 'message');
		// As under SIGSTOP: nothing runs, and the deadline passes.
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1200);
		expect((await answer).body).toEqual({ id: 'task_1' });
		await own.close();
		await worker.terminate();
	});
});
