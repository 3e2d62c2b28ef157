import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CometApiSimulator } from '../../../sandbox/cometapi/simulator.js';
import { ApiClient } from '../../../src/services/cometapi/apiClient.js';
import { CallbackAddresses, Signer, MediaAddresses } from '../../../src/services/ops/signedUrls.js';
import { CallbackPolls } from '../../../src/services/scheduling/callbackPolls.js';
import { MediaFolder } from '../../../src/services/media/mediaFolder.js';
import { Metrics } from '../../../src/services/metrics/metrics.js';
import { OpsAddressError, OpsServer, type Routes } from '../../../src/services/ops/opsServer.js';
import { PublicRoutes } from '../../../src/services/ops/publicRoutes.js';
import { Readiness, type ReadinessCheck, StoreProbe } from '../../../src/services/ops/readiness.js';
import { Storage } from '../../../src/services/records/storage.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { systemClock } from '../../../src/lib/time.js';

const host = '127.0.0.1';
const publicUrl = 'https://bot.example.com';
const jobId = '1200000000000000001';
let folder: string;
let storage: Storage;
let clock: FakeClock;
let said: string[];
let log: Logger;
let polls: string[];
let admission: { callbacks: CallbackAddresses; media: MediaAddresses; publicRoutes: PublicRoutes };
const open: OpsServer[] = [];

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'reelay-ops-'));
	clock = new FakeClock();
	said = [];
	log = pino({ level: 'debug' }, { write: (line: string) => said.push(line) });
	storage = await Storage.open({ url: `sqlite://${folder}/reelay.sqlite`, log });
	polls = [];
	const signer = await Signer.open(storage);
	const callbacks = new CallbackAddresses({ publicUrl, signer });
	const media = new MediaAddresses({ publicUrl, signer });
	const inputs = new MediaFolder(join(folder, 'inputs'));
	const callbackPolls = new CallbackPolls({ look: (id) => polls.push(id), clock });
	admission = {
		callbacks,
		media,
		publicRoutes: new PublicRoutes({ callbacks, polls: callbackPolls, media, inputs, log }),
	};
});
afterEach(async () => {
	await Promise.all(open.splice(0).map((server) => server.stop()));
	await storage.close();
	await rm(folder, { recursive: true, force: true });
});

interface Ways {
	checks?: readonly ReadinessCheck[];
	publicRoutes?: Routes;
	port?: number;
}

/** A server on any free port; the public paths are closed unless a door is given. */
async function serve({ checks = [], publicRoutes, port = 0 }: Ways = {}): Promise<OpsServer> {
	const metrics = new Metrics({ levels: [], clock });
	const server = new OpsServer({
		host,
		port,
		readiness: new Readiness({ checks, clock }),
		metrics,
		publicRoutes: () => publicRoutes,
		clock,
		log,
	});
	open.push(server);
	await server.start();
	return server;
}

const at = (server: OpsServer, path: string): string => `http://${host}:${server.port ?? 0}${path}`;
const ask = (server: OpsServer, path: string, init?: RequestInit): Promise<Response> => fetch(at(server, path), init);
const pathOf = (url: string): string => url.slice(publicUrl.length);

describe('the operator’s paths', () => {
	it('answers /healthz while it lives', async () => {
		const server = await serve();
		const answer = await ask(server, '/healthz');
		expect([answer.status, await answer.text()]).toEqual([200, 'ok\n']);
		expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
	});

	it('tells in /readyz what is well and what is not', async () => {
		let gateway: string | undefined = 'not connected';
		const checks: ReadinessCheck[] = [
			{ name: 'gateway', problem: () => gateway },
			{ name: 'store', problem: () => Promise.resolve(undefined) },
			{ name: 'key', problem: () => Promise.reject(new Error('boom')) },
		];
		const server = await serve({ checks });
		const before = await ask(server, '/readyz');
		expect(before.status).toBe(503);
		expect(await before.json()).toEqual({
			ready: false,
			checks: [
				{ name: 'gateway', ok: false, problem: 'not connected' },
				{ name: 'store', ok: true },
				{ name: 'key', ok: false, problem: 'boom' },
			],
		});

		gateway = undefined;
		checks.pop();
		await clock.advance(1000);
		const after = await ask(server, '/readyz');
		expect([after.status, await after.json()]).toMatchObject([200, { ready: true }]);
	});

	it('calls a check failed that does not answer in time', async () => {
		const server = await serve({ checks: [{ name: 'store', problem: () => new Promise(() => undefined) }] });
		const asked = ask(server, '/readyz');
		await vi.waitFor(() => expect(clock.waiting).toBe(1));
		await clock.advance(2000);
		expect(await (await asked).json()).toMatchObject({
			ready: false,
			checks: [{ problem: 'no answer within 2000 ms' }],
		});
	});

	it('asks the checks once for many who ask at once', async () => {
		let asked = 0;
		const check = { name: 'store', problem: () => void (asked += 1) };
		const server = await serve({ checks: [check] });
		await Promise.all(Array.from({ length: 20 }, () => ask(server, '/readyz')));
		expect(asked).toBe(1);
	});

	it('finds out whether the store takes writes', async () => {
		const probe = await StoreProbe.open(storage);
		const check = { name: 'store', problem: () => probe.problem(clock.now()) };
		const server = await serve({ checks: [check] });
		expect((await ask(server, '/readyz')).status).toBe(200);

		await storage.close();
		await clock.advance(1000);
		const answer = await ask(server, '/readyz');
		expect([answer.status, await answer.json()]).toMatchObject([503, { checks: [{ name: 'store', ok: false }] }]);
	});

	it('gives the metrics in Prometheus’s format', async () => {
		const answer = await ask(await serve(), '/metrics');
		expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/u);
		expect(await answer.text()).toContain('# TYPE reelay_polls_total counter');
	});

	it('answers GET and HEAD alone, and nothing that is not there', async () => {
		const server = await serve();
		expect((await ask(server, '/healthz', { method: 'HEAD' })).status).toBe(200);
		const refused = await ask(server, '/healthz', { method: 'POST', body: 'x'.repeat(1_000_000) }).catch(
			() => undefined,
		);
		expect(refused?.status ?? 405).toBe(405);
		const paths = [
			'/',
			'/jobs',
			'/healthz/',
			'//healthz',
			'/../healthz/..',
			'/callback/x',
			'/media/x',
			'/%2e%2e/etc/passwd',
		];
		for (const path of paths) expect([path, await rawStatus(server, path)]).toEqual([path, 404]);
	});

	it('keeps our errors to itself', async () => {
		const broken = { answer: () => Promise.reject(new Error('at secret.ts:1')) };
		const answer = await ask(await serve({ publicRoutes: broken }), '/media/x');
		expect([answer.status, await answer.text()]).toEqual([500, 'internal error\n']);
		expect(said.some((line) => line.includes('secret.ts'))).toBe(true);
	});
});

describe('the port', () => {
	it('is logged once', async () => {
		const server = await serve();
		const lines = said.map((line) => JSON.parse(line) as { msg: string; port?: number });
		expect(lines.filter(({ msg }) => msg === 'ops server listening').map(({ port }) => port)).toEqual([server.port]);
	});

	it('is waited for while another process has it, and taken when that has ended', async () => {
		const other = createServer();
		await new Promise<void>((resolve) => other.listen(0, host, resolve));
		const { port } = other.address() as AddressInfo;
		const server = await serve({ port });
		await clock.advance(20_000);
		expect(server.port).toBeUndefined();
		expect(said.filter((line) => line.includes('taken by another process'))).toHaveLength(1);

		await new Promise((resolve) => other.close(resolve));
		await clock.advance(2000);
		await vi.waitFor(() => expect(server.port).toBe(port));
		expect((await ask(server, '/healthz')).status).toBe(200);
	});

	it('is not waited for after a stop', async () => {
		const other = createServer();
		await new Promise<void>((resolve) => other.listen(0, host, resolve));
		const server = await serve({ port: (other.address() as AddressInfo).port });
		await server.stop();
		expect(clock.waiting).toBe(0);
		await new Promise((resolve) => other.close(resolve));
	});

	it('names the variables when the address can never be listened on', async () => {
		const metrics = new Metrics({ levels: [], clock });
		const readiness = new Readiness({ checks: [], clock });
		const server = new OpsServer({ host: '192.0.2.1', port: 0, readiness, metrics, clock, log });
		await expect(server.start()).rejects.toThrow(OpsAddressError);
		await expect(server.start()).rejects.toThrow(/^OPS_HOST, OPS_PORT: cannot listen on 192\.0\.2\.1:0/u);
	});

	it('closes at once, although peers hold connections and requests open', async () => {
		const server = await serve();
		const idle = connect(server.port ?? 0, host);
		const half = connect(server.port ?? 0, host);
		half.write('POST /callback/x HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc');
		idle.on('error', () => undefined);
		half.on('error', () => undefined).resume();
		await new Promise((resolve) => idle.once('connect', resolve));
		const begun = systemClock.now();
		await server.stop();
		expect(systemClock.now() - begun).toBeLessThan(1000);
		half.destroy();
	});
});

describe('callbacks', () => {
	const post = (server: OpsServer, url: string, body = '{}') => ask(server, pathOf(url), { method: 'POST', body });

	it('are not there without a public address', async () => {
		const server = await serve();
		expect((await post(server, admission.callbacks.urlOf({ id: jobId }))).status).toBe(404);
	});

	it('make the next poll happen now, and tell nothing: 204 for a known and an unknown job alike', async () => {
		const server = await serve({ publicRoutes: admission.publicRoutes });
		for (const id of [jobId, '1200000000000000999']) {
			const answer = await post(server, admission.callbacks.urlOf({ id }));
			expect([answer.status, await answer.text()]).toEqual([204, '']);
		}
		expect(polls).toEqual([jobId, '1200000000000000999']);
	});

	it('cause one poll and one more however many come, whatever they say', async () => {
		const server = await serve({ publicRoutes: admission.publicRoutes });
		const url = admission.callbacks.urlOf({ id: jobId });
		const bodies = Array.from({ length: 50 }, (_, index) =>
			index % 2 === 0 ? '{"task_status":"succeed"}' : '\u0000<x>',
		);
		const answers = await Promise.all(bodies.map((body) => post(server, url, body)));
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
		expect(polls).toEqual([jobId]);
		await clock.advance(60_000);
		expect(polls).toEqual([jobId, jobId]);
	});

	it('do nothing when they are forged, too large, cut off or not posted', async () => {
		const server = await serve({ publicRoutes: admission.publicRoutes });
		const url = admission.callbacks.urlOf({ id: jobId });
		expect((await post(server, `${publicUrl}/callback/${jobId}-${'A'.repeat(43)}`)).status).toBe(404);
		expect((await ask(server, pathOf(url))).status).toBe(405);
		expect(await upload(server, pathOf(url), 64_001, true)).toBe(413);
		expect(await upload(server, pathOf(url), 200_000, false)).toBe(413);
		const cut = connect(server.port ?? 0, host);
		cut.on('error', () => undefined);
		cut.end(`POST ${pathOf(url)} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nabc`);
		await new Promise((resolve) => cut.resume().once('close', resolve));
		expect(polls).toEqual([]);
		expect(await upload(server, pathOf(url), 64_000, false)).toBe(204);
		expect(polls).toEqual([jobId]);
	});

	it('reach us as a provider really sends them', async () => {
		const server = await serve({ publicRoutes: admission.publicRoutes });
		const simulator = await CometApiSimulator.start();
		const api = new ApiClient({ baseUrl: simulator.baseUrl, key: simulator.key, userAgent: 'reelay/test', clock });
		try {
			const callback_url = at(server, pathOf(admission.callbacks.urlOf({ id: jobId })));
			const body = { kind: 'json', value: { prompt: 'a boat', callback_url } } as const;
			await api.call({ method: 'POST', path: '/kling/v1/videos/text2video', body }, { timeoutMs: 5000 });
			await simulator.callbacks.pump();
			const forged = await simulator.callbacks.forge(at(server, '/callback/guess'), {});
			expect([simulator.callbacks.sent[0]?.status, forged.status, polls]).toEqual([204, 404, [jobId]]);
		} finally {
			await api.close();
			await simulator.close();
		}
	});

	it('leave no address in the log', async () => {
		const server = await serve({ publicRoutes: admission.publicRoutes });
		const url = admission.callbacks.urlOf({ id: jobId });
		await post(server, url);
		await post(server, `${url}x`);
		const secret = url.slice(-43);
		expect(said.some((line) => line.includes('callback heard'))).toBe(true);
		expect(said.filter((line) => line.includes(secret))).toEqual([]);
	});
});

describe('pictures by address', () => {
	const file = `${jobId}-image.jpg`;
	const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));

	beforeEach(async () => {
		await mkdir(join(folder, 'inputs'));
		await writeFile(join(folder, 'inputs', file), bytes);
	});

	it('come whole, as what they are, to whoever has the address', async () => {
		const server = await serve({ publicRoutes: admission.publicRoutes });
		const answer = await ask(server, pathOf(admission.media.urlOf(file)));
		expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
		expect(Object.fromEntries(answer.headers)).toMatchObject({
			'content-type': 'image/jpeg',
			'content-length': '300000',
			'x-content-type-options': 'nosniff',
			'cache-control': 'no-store',
		});
		const head = await ask(server, pathOf(admission.media.urlOf(file)), { method: 'HEAD' });
		expect([head.status, head.headers.get('content-length')]).toEqual([200, '300000']);
	});

	it('are not there for anybody else, nor when they are gone, nor is anything beside them', async () => {
		const server = await serve({ publicRoutes: admission.publicRoutes });
		const path = pathOf(admission.media.urlOf(file));
		const hostile = [
			`/media/${file}`,
			'/media/',
			'/media',
			`${path}/../../reelay.sqlite`,
			path.replace(file, '..%2f..%2freelay.sqlite'),
			pathOf(admission.media.urlOf(`${jobId}-gone.jpg`)),
			pathOf(admission.media.urlOf(`${jobId}-image.txt`)),
			pathOf(admission.media.urlOf('../reelay.sqlite')),
		];
		for (const each of hostile) expect([each, await rawStatus(server, each)]).toEqual([each, 404]);
		expect((await ask(server, path, { method: 'DELETE' })).status).toBe(405);
	});

	it('are not there without a public address', async () => {
		expect((await ask(await serve(), pathOf(admission.media.urlOf(file)))).status).toBe(404);
	});
});

/** The status of a path that is sent exactly as it is written. */
function rawStatus(server: OpsServer, path: string): Promise<number> {
	return new Promise((resolve, reject) => {
		const request = httpRequest({ host, port: server.port, path }, (answer: IncomingMessage) => {
			answer.resume();
			resolve(answer.statusCode ?? 0);
		});
		request.on('error', reject).end();
	});
}

/** Posts this many bytes, their number declared or not. */
function upload(server: OpsServer, path: string, size: number, declared: boolean): Promise<number> {
	return new Promise((resolve, reject) => {
		const headers = declared ? { 'content-length': size } : { 'transfer-encoding': 'chunked' };
		const request = httpRequest({ host, port: server.port, path, method: 'POST', headers }, (answer) => {
			answer.resume();
			resolve(answer.statusCode ?? 0);
		});
		request.on('error', reject);
		request.end(Buffer.alloc(size));
	});
}
