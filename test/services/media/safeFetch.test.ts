import { readdir, readFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Canary } from '../../../sandbox/http/canary.js';
import type { Answer, Exchange } from '../../../sandbox/http/exchange.js';
import { RecordingServer } from '../../../sandbox/http/recordingServer.js';
import { SafeFetchError } from '../../../src/services/media/download/safeFetchError.js';
import { systemClock } from '../../../src/lib/time.js';
import { SafeFetch } from '../../../src/services/media/download/safeFetch.js';
import type { SafeFetchParts } from '../../../src/services/media/download/safeFetch.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { hostileAddresses } from '../../harness/hostileAddresses.js';

let server: RecordingServer;
let origin: string;
let canary: Canary;
let canaryPort: number;
let folder: string;
let respond: (x: Exchange) => Answer;
/** What is no address of its own is, in a redirect, one on the server that redirects. */
const redirectable = hostileAddresses.filter(({ url }) => /^[a-z]+:/u.test(url(1)));
const always = (): boolean => true;
const options = { maxBytes: 1000, timeoutMs: 10_000 };

function safeFetch(parts: Partial<SafeFetchParts> = {}): SafeFetch {
	return new SafeFetch({ clock: systemClock, userAgent: 'reelay/1', trustedOrigins: [origin], ...parts });
}

/** Fetches into a file, and reads it. */
async function toBuffer(
	safe: SafeFetch,
	url: string,
	given: Parameters<SafeFetch['toFile']>[2],
): Promise<Awaited<ReturnType<SafeFetch['toFile']>> & { readonly data: Buffer }> {
	const path = join(folder, 'fetched');
	const fetched = await safe.toFile(url, path, given);
	return { ...fetched, data: await readFile(path) };
}

async function failure(promise: Promise<unknown>): Promise<SafeFetchError> {
	const error: unknown = await promise.then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (!(error instanceof SafeFetchError)) throw new Error(`no SafeFetchError but ${String(error)}`);
	return error;
}

beforeEach(async () => {
	respond = () => ({ status: 200, body: Buffer.from('video'), headers: { 'content-type': 'video/mp4' } });
	server = new RecordingServer({ now: Date.now, handle: (x) => respond(x) });
	origin = await server.listen();
	canary = await Canary.start();
	canaryPort = Number(new URL(canary.origin).port);
	folder = await mkdtemp(join(tmpdir(), 'reelay-fetch-'));
});
afterEach(async () => {
	await Promise.all([server.close(), canary.close(), rm(folder, { recursive: true })]);
});

describe('SafeFetch and hostile addresses', () => {
	it.each(hostileAddresses)('never contacts $what', async ({ url }) => {
		// The canary's port is allowed, so that nothing but the rules of address protects it.
		const { code, retryable } = await failure(
			toBuffer(safeFetch({ ports: [443, canaryPort] }), url(canaryPort), options),
		);
		expect({ code, retryable }).toEqual({ code: 'refused-address', retryable: false });
		expect(canary.contacts).toEqual([]);
	});

	it.each(redirectable)('never follows a redirect to $what', async ({ url }) => {
		const location = url(canaryPort);
		respond = () => ({ status: 302, headers: { location: encodeURI(decodeURI(location)) } });
		const { code } = await failure(toBuffer(safeFetch({ ports: [443, canaryPort] }), `${origin}/clip`, options));
		expect(code).toBe('refused-address');
		expect(canary.contacts).toEqual([]);
		expect(server.exchanges).toHaveLength(1);
	});

	it.each([
		['loopback', ['127.0.0.1']],
		['IPv6 loopback', ['::1']],
		['mapped loopback', ['::ffff:127.0.0.1']],
		['a private address among public ones', ['93.184.215.14', '127.0.0.1']],
		['no address', []],
	])('never contacts a public name that resolves to %s', async (_, addresses) => {
		const asked: string[] = [];
		const resolve = (name: string) => {
			asked.push(name);
			return Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
		};
		const made = safeFetch({ resolve, ports: [canaryPort] });
		expect((await failure(toBuffer(made, `https://cdn.example:${canaryPort}/`, options))).code).toBe('refused-address');
		expect(asked).toEqual(['cdn.example']);
		expect(canary.contacts).toEqual([]);
	});

	it('judges a name anew for every connection, whatever it said before', async () => {
		const answers = ['10.0.0.1', '127.0.0.1', '::ffff:7f00:1'];
		const resolve = () => Promise.resolve([{ address: answers.shift() ?? '', family: 4 }]);
		const made = safeFetch({ resolve, ports: [canaryPort] });
		for (let round = 0; round < 3; round += 1) {
			const error = await failure(toBuffer(made, `https://rebind.example:${canaryPort}/`, options));
			expect(error.code).toBe('refused-address');
		}
		expect(answers).toEqual([]);
		expect(canary.contacts).toEqual([]);
	});

	it('trusts exact origins and not their neighbours', async () => {
		const trusting = safeFetch({ trustedOrigins: [origin] });
		expect((await toBuffer(trusting, `${origin}/clip`, options)).data.toString()).toBe('video');
		for (const url of [canary.origin, origin.replace('127.0.0.1', 'localhost'), origin.replace('http:', 'https:')]) {
			expect((await failure(toBuffer(trusting, url, options))).code).toBe('refused-address');
		}
		expect(canary.contacts).toEqual([]);
	});

	it('carries no credentials, and asks for nothing compressed', async () => {
		await toBuffer(safeFetch(), `${origin}/clip?signature=1`, options);
		const { headers } = server.exchanges[0]!;
		expect(headers).toMatchObject({ 'user-agent': 'reelay/1', 'accept-encoding': 'identity' });
		expect(headers).not.toHaveProperty('authorization');
		expect(headers).not.toHaveProperty('cookie');
	});

	it('keeps the path, which may be a signature, out of its errors', async () => {
		respond = () => ({ status: 500 });
		const error = await failure(toBuffer(safeFetch(), `${origin}/clip?signature=secret`, options));
		expect(error.message).toContain('127.0.0.1');
		expect(error.message).not.toContain('secret');
	});
});

describe('SafeFetch and answers', () => {
	it('streams into a file that its owner alone can read', async () => {
		const path = join(folder, 'clip.mp4');
		await writeFile(path, 'older and longer than the new one');
		expect(await safeFetch().toFile(`${origin}/clip`, path, options)).toEqual({ bytes: 5, contentType: 'video/mp4' });
		expect(await readFile(path, 'utf8')).toBe('video');
	});

	it('follows five redirects, relative ones too, and not a sixth', async () => {
		respond = (x) => {
			const left = Number(x.path.slice(1));
			return left === 0 ? { status: 200, body: 'video' } : { status: 302, headers: { location: `/${left - 1}` } };
		};
		expect((await toBuffer(safeFetch(), `${origin}/5`, options)).bytes).toBe(5);
		expect(await failure(toBuffer(safeFetch(), `${origin}/6`, options))).toMatchObject({
			code: 'status',
			retryable: false,
		});
	});

	it.each([
		[403, 'gone', false],
		[404, 'gone', false],
		[410, 'gone', false],
		[400, 'status', false],
		[429, 'status', true],
		[503, 'status', true],
	])('takes a %i for %s', async (status, code, retryable) => {
		respond = () => ({ status, body: 'no' });
		expect(await failure(toBuffer(safeFetch(), origin, options))).toMatchObject({ code, retryable, status });
	});

	it('takes a 206 that is the whole, and no piece', async () => {
		const piece = (range: string) => ({ status: 206, body: 'abc', headers: { 'content-range': range } });
		respond = () => piece('bytes 0-2/3');
		expect((await toBuffer(safeFetch(), origin, options)).data.toString()).toBe('abc');
		respond = () => piece('bytes 0-2/9');
		expect(await failure(toBuffer(safeFetch(), origin, options))).toMatchObject({ code: 'status', status: 206 });
	});

	it('does not begin what is promised too large', async () => {
		respond = () => ({ status: 200, body: Buffer.alloc(1001) });
		const path = join(folder, 'clip.mp4');
		expect(await failure(safeFetch().toFile(origin, path, options))).toMatchObject({
			code: 'too-large',
			retryable: false,
		});
		expect(await readdir(folder)).toEqual([]);
	});

	it('ends a body without end at the limit, and leaves no file', async () => {
		let sent = 0;
		respond = () => ({ status: 200, body: endless(() => (sent += 1)) });
		const path = join(folder, 'clip.mp4');
		const error = await failure(safeFetch().toFile(origin, path, { ...options, maxBytes: 5_000_000 }));
		expect(error.code).toBe('too-large');
		expect(await readdir(folder)).toEqual([]);
		expect(sent).toBeLessThan(1000);
	});

	it('takes exactly as many bytes as allowed', async () => {
		respond = () => ({ status: 200, body: Buffer.alloc(1000) });
		expect((await toBuffer(safeFetch(), origin, options)).bytes).toBe(1000);
	});

	it('notices a body that is cut off, and leaves no file', async () => {
		server.addFault({ match: always, act: { kind: 'truncate', bytes: 3 } });
		const path = join(folder, 'clip.mp4');
		expect(await failure(safeFetch().toFile(origin, path, options))).toMatchObject({
			code: 'truncated',
			retryable: true,
		});
		expect(await readdir(folder)).toEqual([]);
	});

	it.each([
		['a length that is too long', 'content-length: 500\r\n\r\nshort', 'truncated'],
		['pieces that do not end', 'transfer-encoding: chunked\r\n\r\n5\r\nvideo\r\n', 'truncated'],
		['pieces that are none', 'transfer-encoding: chunked\r\n\r\nzz\r\nvideo', 'truncated'],
		['an absurd length', 'content-length: 99999999999999\r\n\r\nvideo', 'too-large'],
	])('is not deceived by %s', async (_, rest, code) => {
		const raw = await rawServer(`HTTP/1.1 200 OK\r\nconnection: close\r\n${rest}`);
		const made = safeFetch({ trustedOrigins: [raw.origin] });
		expect((await failure(toBuffer(made, raw.origin, options))).code).toBe(code);
		await raw.close();
	});

	it('reads no more than the length that was promised', async () => {
		const raw = await rawServer('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nvideo, and then some');
		const made = safeFetch({ trustedOrigins: [raw.origin] });
		expect((await toBuffer(made, raw.origin, options)).data.toString()).toBe('video');
		await raw.close();
	});

	it('does not unpack what comes compressed all the same', async () => {
		const body = Buffer.from('1f8b', 'hex');
		respond = () => ({ status: 200, body, headers: { 'content-encoding': 'gzip' } });
		expect((await toBuffer(safeFetch(), origin, options)).data).toEqual(body);
	});

	it('tells what cannot be reached from what may not be', async () => {
		const raw = await rawServer('');
		await raw.close();
		const made = safeFetch({ trustedOrigins: [raw.origin] });
		expect(await failure(toBuffer(made, raw.origin, options))).toMatchObject({ code: 'unreachable', retryable: true });
		const nowhere = safeFetch({ resolve: () => Promise.reject(new Error('ENOTFOUND')) });
		expect((await failure(toBuffer(nowhere, 'https://nowhere.example/', options))).code).toBe('unreachable');
	});
});

describe('SafeFetch and time', () => {
	it('ends a server that never answers', async () => {
		const clock = new FakeClock();
		server.addFault({ match: always, act: { kind: 'hang' } });
		const arrived = new Promise<void>((resolve) => server.watch({ before: () => resolve() }));
		const failed = failure(toBuffer(safeFetch({ clock }), origin, options));
		await arrived;
		await clock.advance(10_000);
		expect(await failed).toMatchObject({ code: 'timeout', retryable: true });
		expect(clock.waiting).toBe(0);
	});

	it('ends a body that falls silent before its time is over, and leaves no file', async () => {
		const clock = new FakeClock();
		const path = join(folder, 'clip.mp4');
		respond = () => ({ status: 200, body: silent() });
		const failed = failure(safeFetch({ clock }).toFile(origin, path, { ...options, timeoutMs: 600_000, idleMs: 3000 }));
		// Two timers wait once the body is being read: the whole time, and the silence.
		while (clock.waiting < 2) await clock.settle();
		await clock.advance(3000);
		expect(await failed).toMatchObject({ code: 'timeout' });
		expect(await readdir(folder)).toEqual([]);
		expect(clock.waiting).toBe(0);
	});

	it("hands the caller's own reason on", async () => {
		const controller = new AbortController();
		server.addFault({ match: always, act: { kind: 'hang' } });
		server.watch({ before: () => controller.abort(new Error('shutting down')) });
		await expect(toBuffer(safeFetch(), origin, { ...options, signal: controller.signal })).rejects.toThrow(
			'shutting down',
		);
	});
});

function endless(count: () => void): Readable {
	return new Readable({
		read() {
			count();
			this.push(Buffer.alloc(65_536));
		},
	});
}

async function* silent(): AsyncGenerator<Buffer> {
	yield Buffer.from('v');
	await new Promise(() => undefined);
}

/** A server that says what it is told to, byte for byte, and hangs up. */
async function rawServer(said: string): Promise<{ origin: string; close: () => Promise<void> }> {
	const raw: Server = createServer((socket) => {
		socket.on('error', () => undefined);
		socket.once('data', () => socket.end(said));
	});
	await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve));
	const address = raw.address();
	const port = typeof address === 'object' ? address?.port : 0;
	return {
		origin: `http://127.0.0.1:${port}`,
		close: () => new Promise((resolve) => raw.close(() => resolve())),
	};
}
