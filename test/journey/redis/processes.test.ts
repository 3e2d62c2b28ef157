import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { creates } from '../../../sandbox/cometapi/faults.js';
import { App } from '../../../src/app/app.js';
import { version } from '../../../src/app/version.js';
import { readConfig } from '../../../src/config.js';
import { seconds, sleep, systemClock } from '../../../src/lib/time.js';
import { AppHarness } from '../../harness/appHarness.js';
import { freePort } from '../../../sandbox/bot/freePort.js';
import { hasRedis, RedisServer } from '../../harness/redisServer.js';
import { soon } from '../../harness/soon.js';

let server: RedisServer;
let stage: AppHarness;
let worker: App | undefined;

beforeEach(async () => {
	if (hasRedis) server = await RedisServer.start();
});
afterEach(async () => {
	if (!hasRedis) return;
	await worker?.stop();
	await stage.close();
	await server.stop();
});

interface Ready {
	readonly processes: readonly { readonly role: string; readonly leads: boolean; readonly answers: boolean }[];
}

const ask = async (port: number, path: string): Promise<string> =>
	(await fetch(`http://127.0.0.1:${port}${path}`)).text();
const readyz = async (port: number): Promise<Ready> => JSON.parse(await ask(port, '/readyz')) as Ready;
const has = (page: string, series: string): boolean => page.split('\n').some((line) => line.startsWith(series));

/** What the doctor says of Redis. */
async function doctorLine(): Promise<string> {
	const program = resolve(import.meta.dirname, '../../../src/doctor.ts');
	const args = ['--import', import.meta.resolve('tsx'), program];
	const child = spawn(process.execPath, args, { env: { PATH: process.env['PATH'] ?? '', ...stage.env } });
	let output = '';
	child.stdout.on('data', (text: Buffer) => void (output += text.toString()));
	await once(child, 'close');
	return output.split('\n').find((line) => / redis /u.test(line)) ?? output;
}

describe.skipIf(!hasRedis)('a gateway and a worker on one Redis (needs redis-server)', () => {
	it('tell of each other: which live, which leads, and what is the whole bot’s once', async () => {
		const [ofGateway, ofWorker] = [await freePort(), await freePort()];
		const env = { REDIS_URL: server.url, LEASE_MS: '1500', OPS_PORT: String(ofGateway), ROLE: 'gateway' };
		stage = await AppHarness.set({ env, comet: { plan: { pollsToDone: 2 } }, clock: systemClock });
		const own = { ROLE: 'worker', OPS_PORT: String(ofWorker) };
		worker = new App(readConfig({ ...stage.env, ...own }), { log: pino({ level: 'silent' }) });
		await worker.start();
		const facts = { version, jobs: 0 };
		const byRole = ({ processes }: Ready): Ready['processes'] =>
			[...processes].sort((one, other) => one.role.localeCompare(other.role));
		await soon(async () => byRole(await readyz(ofGateway))).toEqual([
			{ ...facts, role: 'gateway', shards: [0], leads: false, answers: true },
			{ ...facts, role: 'worker', shards: [], leads: true, answers: false },
		]);
		await soon(async () => byRole(await readyz(ofWorker)).map(({ answers }) => answers)).toEqual([false, true]);
		const whole = ['reelay_queue_waiting', 'reelay_queue_running', 'reelay_queue_places', 'reelay_spend_usd'];
		const [atGateway, atWorker] = [await ask(ofGateway, '/metrics'), await ask(ofWorker, '/metrics')];
		expect(whole.filter((name) => has(atGateway, `${name} `))).toEqual([]);
		expect(whole.filter((name) => has(atWorker, `${name} `))).toEqual(whole);
		expect([has(atGateway, 'reelay_leader 0'), has(atWorker, 'reelay_leader 1')]).toEqual([true, true]);
		expect(has(atWorker, `reelay_processes{role="gateway",version="${version}"} 1`)).toBe(true);
		expect(await doctorLine()).toMatch(
			/^ok +redis +answers; 2 processes live \(1 gateway, 1 worker\); appendonly yes/u,
		);

		await worker.stop();
		worker = undefined;
		await soon(async () => (await readyz(ofGateway)).processes.map(({ role }) => role)).toEqual(['gateway']);
	});
});

describe.skipIf(!hasRedis)('two processes whose Redis is away for longer than a lease (needs redis-server)', () => {
	it('pay once and tell once, when the answer to a create arrives while nobody can write it down', async () => {
		const env = { REDIS_URL: server.url, LEASE_MS: '1500' };
		stage = await AppHarness.set({ env, comet: { plan: { pollsToDone: 2 } }, clock: systemClock });
		worker = new App(readConfig({ ...stage.env, ROLE: 'worker' }), { log: pino({ level: 'silent' }) });
		await worker.start();
		let back = Promise.resolve();
		const gone = new Promise<void>((resolve) => {
			stage.comet.server.watch({
				after: async (x) => {
					if (!creates(x)) return;
					await server.signal('SIGKILL');
					// The answer arrives while nobody can write it down.
					back = sleep(systemClock, seconds(2)).then(() => server.begin());
					resolve();
				},
			});
		});
		const asked = stage.video();
		await gone;
		await back;
		// Whoever heard the answer writes it down when it still has the job; else its end is told as uncertain. Never twice.
		await soon(() => stage.tellings(asked).length).toBe(1);
		expect(stage.comet.creates).toBe(1);
		expect(stage.discord.notifications.filter(({ userId }) => userId === asked.userId)).toHaveLength(1);
	});
});
