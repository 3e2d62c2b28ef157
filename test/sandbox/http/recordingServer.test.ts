import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Agent, request } from 'undici';

import type { Answer, Exchange } from '../../../sandbox/http/exchange.js';
import { RecordingServer } from '../../../sandbox/http/recordingServer.js';
import type { RecordingServerParts } from '../../../sandbox/http/recordingServer.js';

let server: RecordingServer;
let origin: string;
let handled: number;
const dispatcher = new Agent();

async function start(parts: Partial<RecordingServerParts> = {}): Promise<void> {
	const handle = (x: Exchange): Answer => {
		handled += 1;
		return { status: 200, body: { path: x.path } };
	};
	server = new RecordingServer({ now: () => 1_000, handle, ...parts });
	origin = await server.listen();
}

const get = (path: string, options: object = {}) => request(`${origin}${path}`, { dispatcher, ...options });
const always = () => true;

beforeEach(() => {
	handled = 0;
});
afterEach(() => server.close());

describe('RecordingServer', () => {
	it('records what was asked and what was answered', async () => {
		await start();

		const { statusCode, body } = await get('/a%20b/c?x=1&x=2', { headers: { 'X-Thing': 'yes' } });

		expect([statusCode, await body.json()]).toEqual([200, { path: '/a b/c' }]);
		const [x] = server.exchanges;
		expect(x).toMatchObject({ at: 1_000, method: 'GET', path: '/a b/c', headers: { 'x-thing': 'yes' } });
		expect(x?.query.getAll('x')).toEqual(['1', '2']);
		expect(x?.answer?.body).toEqual({ path: '/a b/c' });
	});

	it('parses a JSON body, and leaves a broken one to the handler', async () => {
		await start();
		const headers = { 'content-type': 'application/json' };

		await get('/', { method: 'POST', headers, body: '{"a":[1]}' });
		await get('/', { method: 'POST', headers, body: '{"a":' });

		expect(server.exchanges.map((x) => x.json)).toEqual([{ a: [1] }, undefined]);
		expect(server.exchanges[1]?.body.toString()).toBe('{"a":');
	});

	it('parses a form with its files in order, and the JSON in payload_json', async () => {
		await start();
		const form = new FormData();
		form.append('payload_json', '{"content":"é"}');
		form.append('files[0]', new Blob([Buffer.from([1, 2, 3])], { type: 'image/png' }), 'naïve.png');
		form.append('files[1]', new Blob([Buffer.from([4])], { type: 'video/mp4' }), 'b.mp4');

		await fetch(`${origin}/`, { method: 'POST', body: form });

		const [x] = server.exchanges;
		expect(x?.json).toEqual({ content: 'é' });
		expect(x?.form?.fields).toEqual([['payload_json', '{"content":"é"}']]);
		expect(x?.form?.files).toEqual([
			{ name: 'files[0]', filename: 'naïve.png', contentType: 'image/png', bytes: Buffer.from([1, 2, 3]) },
			{ name: 'files[1]', filename: 'b.mp4', contentType: 'video/mp4', bytes: Buffer.from([4]) },
		]);
	});

	it('has no form for a multipart body that breaks off', async () => {
		await start();
		const headers = { 'content-type': 'multipart/form-data; boundary=b' };

		await get('/', { method: 'POST', headers, body: '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nhalf' });
		await get('/', { method: 'POST', headers: { 'content-type': 'multipart/form-data' }, body: 'x' });

		expect(server.exchanges.map((x) => x.form)).toEqual([undefined, undefined]);
	});

	it('forgets old exchanges and large bodies when it is told to', async () => {
		await start({ keep: 2, keepBodyBytes: 4 });

		for (const body of ['one', 'two', 'three']) await get('/', { method: 'POST', body });

		expect(server.exchanges.map((x) => x.body.toString())).toEqual(['two', '']);
	});

	it('waits for its watchers before the handler and before the answer', async () => {
		await start();
		const seen: string[] = [];
		const stop = server.watch({
			before: (x) => void seen.push(`before, handled ${handled}, ${x.answer ? 'answered' : 'open'}`),
			after: (x) => void seen.push(`after, handled ${handled}, ${x.answer ? 'answered' : 'open'}`),
		});

		await get('/');
		stop();
		await get('/');

		expect(seen).toEqual(['before, handled 0, open', 'after, handled 1, answered']);
	});

	it('says so when the handler itself is wrong', async () => {
		await start({
			handle: () => {
				throw new Error('mistake');
			},
		});

		const { statusCode } = await get('/');

		expect(statusCode).toBe(500);
		expect(server.errors.map(String)).toEqual(['Error: mistake']);
	});

	it('streams an answer', async () => {
		async function* pieces(): AsyncGenerator<Buffer> {
			yield Buffer.from('a');
			await Promise.resolve();
			yield Buffer.from('b');
		}
		await start({ handle: () => ({ status: 200, body: pieces() }) });

		const { body } = await get('/');

		expect(await body.text()).toBe('ab');
	});
});

describe('the faults of a RecordingServer', () => {
	it('answers in place of the handler, as often as asked', async () => {
		await start();
		server.addFault({ match: always, times: 2, act: { kind: 'answer', answer: { status: 503, body: 'no' } } });

		const codes = [(await get('/')).statusCode, (await get('/')).statusCode, (await get('/')).statusCode];

		expect(codes).toEqual([503, 503, 200]);
		expect(handled).toBe(1);
	});

	it('resets before or after the handler takes effect', async () => {
		await start();
		server.addFault({ match: (x) => x.path === '/before', act: { kind: 'reset-before' } });
		server.addFault({ match: (x) => x.path === '/after', act: { kind: 'reset-after' } });

		await expect(get('/before', { method: 'POST' })).rejects.toThrow();
		expect(handled).toBe(0);
		await expect(get('/after', { method: 'POST' })).rejects.toThrow();
		expect(handled).toBe(1);
	});

	it('hangs for as long as the client waits, with or without effect', async () => {
		await start();
		server.addFault({ match: always, act: { kind: 'hang' } });
		server.addFault({ match: always, act: { kind: 'hang', effect: true } });
		const patience = () => ({ method: 'POST', signal: AbortSignal.timeout(150) });

		await expect(get('/', patience())).rejects.toThrow('timeout');
		expect(handled).toBe(0);
		await expect(get('/', patience())).rejects.toThrow('timeout');
		expect(handled).toBe(1);
	});

	it('cuts an answer whose whole length it has promised', async () => {
		await start({ handle: () => ({ status: 200, body: Buffer.alloc(1_000) }) });
		server.addFault({ match: always, times: 2, act: { kind: 'truncate', bytes: 10 } });

		const { headers, body } = await get('/');
		expect(headers['content-length']).toBe('1000');
		await expect(body.arrayBuffer()).rejects.toThrow();

		let received = 0;
		const again = await get('/');
		await expect(
			(async () => {
				for await (const chunk of again.body) received += (chunk as Buffer).length;
			})(),
		).rejects.toThrow();
		expect(received).toBe(10);
	});

	it('sends an answer late, or in small pieces, but whole', async () => {
		await start({ handle: () => ({ status: 200, body: 'x'.repeat(1_000) }) });
		server.addFault({ match: always, act: { kind: 'slow', ms: 20 } });
		server.addFault({ match: always, act: { kind: 'drip', ms: 40 } });

		expect(await (await get('/')).body.text()).toHaveLength(1_000);
		let pieces = 0;
		for await (const chunk of (await get('/')).body) pieces += Number((chunk as Buffer).length > 0);
		expect(pieces).toBeGreaterThan(1);
	});

	it('can be taken back', async () => {
		await start();
		const undo = server.addFault({ match: always, act: { kind: 'reset-before' } });
		undo();
		server.addFault({ match: always, times: Infinity, act: { kind: 'reset-before' } });
		server.clearFaults();

		expect((await get('/')).statusCode).toBe(200);
	});

	it('closes although an exchange hangs', async () => {
		await start();
		server.addFault({ match: always, act: { kind: 'hang' } });
		const arrived = new Promise<void>((resolve) => server.watch({ before: () => resolve() }));
		const hanging = get('/').then(
			() => 'answered',
			() => 'cut',
		);
		await arrived;

		await server.close();

		expect(await hanging).toBe('cut');
	});
});
