import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Job } from '../../../src/jobs/record/job.js';
import { providers } from '../../../src/providers/index.js';
import { Repairs } from '../../../src/services/admin/repairs.js';
import { JobStore } from '../../../src/services/records/jobStore.js';
import { KnownTasks } from '../../../src/services/records/knownTasks.js';
import type { Records } from '../../../src/services/records/records.js';
import { Storage } from '../../../src/services/records/storage.js';
import type { Tables } from '../../../src/services/records/tables.js';
import { RedisTables } from '../../../src/services/redis/redisTables.js';
import { silent } from '../../harness/admissionHarness.js';
import { aJob } from '../../harness/aJob.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { RedisParts } from '../../harness/redisParts.js';
import { hasRedis, RedisServer } from '../../harness/redisServer.js';

const clock = new FakeClock();
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});

/** Where a process keeps its records. */
interface Store {
	readonly store: Records;
	readonly tables: Tables;
}

async function inFile(): Promise<Store[]> {
	const folder = await mkdtemp(join(tmpdir(), 'reelay-repairs-'));
	ends.push(() => rm(folder, { recursive: true, force: true }));
	const tables = await Storage.open({ url: `sqlite://${folder}/reelay.sqlite`, log: silent });
	ends.push(() => tables.close());
	const store = await JobStore.open(tables);
	return [
		{ store, tables },
		{ store, tables },
	];
}

async function inRedis(): Promise<Store[]> {
	const server = await RedisServer.start();
	ends.push(() => server.stop());
	const processes = [await RedisParts.open(server.url, { clock }), await RedisParts.open(server.url, { clock })];
	for (const each of processes) ends.push(() => each.close());
	return processes.map(({ records, redis }) => ({ store: records, tables: new RedisTables({ redis, log: silent }) }));
}

/** What an admin mends with in one process. */
const repairsOf = async ({ store, tables }: Store): Promise<Repairs> =>
	new Repairs({
		...{ store, clock, log: silent, writer: store, engine: { look: () => undefined } },
		settings: { note: () => Promise.resolve() },
		families: new Map(providers.map((provider) => [provider.id, provider])),
		catalogue: { find: () => undefined },
		discord: { editMessage: () => Promise.reject(new Error('nothing is told here')) },
		knownTasks: await KnownTasks.open(tables),
	});

/** A request whose create had no readable answer. */
const lost = (id: string): Job =>
	aJob({
		...{ id, phase: 'closed', submission: { sent: 1, startedAt: clock.now() } },
		outcome: { type: 'failed', at: clock.now(), failure: { code: 'submission-unknown' } },
	});

const ids = ['1300000000000000001', '1300000000000000002'];

describe.each([
	['one file', inFile, true],
	['one Redis (needs redis-server)', inRedis, hasRedis],
] as const)('two who mend on %s', (_, open, isHere) => {
	it.skipIf(!isHere)('attach one task to one request alone, and another task to the other', async () => {
		const stores = await open();
		for (const id of ids) {
			await stores[0]!.store.create(lost(id));
			await stores[0]!.store.save(lost(id));
		}
		const both = await Promise.all(stores.map(repairsOf));
		const answers = await Promise.all(
			both.map((repairs, index) => repairs.reconcile({ jobId: ids[index]!, by: 'operator' }, 'task_1')),
		);
		expect(answers.map(({ type }) => type).sort()).toEqual(['begun', 'refused']);
		const loser = answers.findIndex(({ type }) => type === 'refused');
		expect(answers[loser]).toMatchObject({ why: 'taskKnown' });
		expect((await stores[0]!.store.openJobs()).map(({ task }) => task?.id)).toEqual(['task_1']);
		const next = await both[loser]!.reconcile({ jobId: ids[loser]!, by: 'operator' }, 'task_2');
		expect(next).toEqual({ type: 'begun' });
	});

	it.skipIf(!isHere)('leave a task free that they wanted for a request which has got another', async () => {
		const stores = await open();
		for (const id of ids) {
			await stores[0]!.store.create(lost(id));
			await stores[0]!.store.save(lost(id));
		}
		const both = await Promise.all(stores.map(repairsOf));
		const answers = await Promise.all(
			both.map((repairs, index) => repairs.reconcile({ jobId: ids[0]!, by: 'operator' }, `task_${index}`)),
		);
		const loser = answers.findIndex(({ type }) => type === 'refused');
		expect(answers[loser]).toMatchObject({ why: 'reconciled' });
		expect(await both[0]!.reconcile({ jobId: ids[1]!, by: 'operator' }, `task_${loser}`)).toEqual({ type: 'begun' });
	});
});

describe('a task that was claimed for a request', () => {
	it('is still that one’s when the process died before the job was born, and nobody else’s', async () => {
		const [{ tables }] = (await inFile()) as [Store, Store];
		const known = await KnownTasks.open(tables);
		const task = { provider: 'veo', id: 'task_1', model: 'veo3.1-fast' } as const;
		expect(await known.claim(task, 'one_r', 1)).toBe(true);
		expect(await known.claim(task, 'one_r', 2)).toBe(true);
		expect(await known.claim(task, 'two_r', 2)).toBe(false);
		await known.remember(task, 3);
		expect(await known.claim(task, 'one_r', 4)).toBe(false);
	});
});
