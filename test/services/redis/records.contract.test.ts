import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../../src/jobs/record/job.js';
import { SecretCleaner } from '../../../src/lib/secretCleaner.js';
import { JobStore } from '../../../src/services/records/jobStore.js';
import { EndedJobGoneError, LeaseLostError } from '../../../src/jobs/record/recordError.js';
import { JobWriter } from '../../../src/services/records/jobWriter.js';
import type { Records } from '../../../src/services/records/records.js';
import { Storage } from '../../../src/services/records/storage.js';
import { aJob, begin, inPhase } from '../../harness/aJob.js';
import { closedJobs } from '../../harness/closedJobs.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { RedisParts } from '../../harness/redisParts.js';
import { hasRedis, RedisServer } from '../../harness/redisServer.js';

const log = pino({ level: 'silent' });
let server: RedisServer | undefined;
let folder: string;
let close: () => Promise<void>;
let store: Records;

beforeAll(async () => {
	if (hasRedis) server = await RedisServer.start();
});
afterAll(() => server?.stop());
afterEach(() => close());

async function openSqlite(): Promise<void> {
	folder = await mkdtemp(join(tmpdir(), 'reelay-contract-'));
	const storage = await Storage.open({ url: `sqlite://${folder}/reelay.sqlite`, log });
	store = await JobStore.open(storage);
	close = async () => {
		await storage.close();
		await rm(folder, { recursive: true, force: true });
	};
}

async function openRedis(): Promise<RedisParts> {
	const at = await RedisParts.open(server!.url, { clock: new FakeClock(begin) });
	await at.empty();
	store = at.records;
	close = () => at.close();
	return at;
}

const stores = [
	{ name: 'SQLite', open: openSqlite, isHere: true },
	{ name: 'Redis (needs redis-server)', open: openRedis, isHere: hasRedis },
];
const ended = (id: string, createdAt: number): Job => ({ ...inPhase.closed(), id, createdAt });

describe.each(stores.filter(({ isHere }) => isHere))('the records of jobs in $name', ({ open }) => {
	beforeEach(async () => {
		await open();
	});

	it('give an id to one job only, also when that has ended or many ask at once', async () => {
		const asked = await Promise.all(Array.from({ length: 20 }, () => store.create(aJob())));
		expect(asked.filter((isBorn) => isBorn)).toHaveLength(1);
		await store.save(inPhase.closed());
		expect(await store.create(aJob())).toBe(false);
	});

	it('give back what was saved, open and ended ones apart', async () => {
		for (const job of [inPhase.generating(), ended('2', begin)]) await store.save(job);
		expect(await store.get('2')).toEqual(ended('2', begin));
		expect(await store.openJobs()).toEqual([inPhase.generating()]);
		await store.save({ ...inPhase.closed(), id: inPhase.generating().id });
		expect(await store.openJobs()).toEqual([]);
		expect((await closedJobs(store)).map(({ id }) => id)).toEqual([inPhase.generating().id, '2'].sort());
		await store.reopen(inPhase.delivering());
		expect((await closedJobs(store)).map(({ id }) => id)).toEqual(['2']);
	});

	it('tell the ended ones in the order of their ids and by their times, some hundreds of them too', async () => {
		const ids = Array.from({ length: 450 }, (_, index) => String(1000 + index));
		await Promise.all(ids.map((id, index) => store.save(ended(id, begin + index))));
		expect((await closedJobs(store)).map(({ id }) => id)).toEqual(ids);
		const late: string[] = [];
		for await (const { id } of store.closedSince(begin + 440)) late.push(id);
		expect(late).toEqual(ids.slice(441));
		const rest: string[] = [];
		for await (const { id } of store.closed('1447')) rest.push(id);
		expect(rest).toEqual(['1448', '1449']);
	});

	it('keep word for a job until it is taken, and a cancellation no longer than the job', async () => {
		await store.save(aJob());
		await store.leaveNote('cancel', aJob().id, 7);
		await store.leaveNote('redeliver', '2', 8);
		expect([await store.notedAt('cancel', aJob().id), await store.hasNote('cancel', '2')]).toEqual([7, false]);
		expect(await store.noted('redeliver')).toEqual(['2']);
		await store.takeNote('redeliver', '2');
		await store.save(inPhase.closed());
		expect([await store.noted('redeliver'), await store.noted('cancel')]).toEqual([[], []]);
	});

	it('forget one that is taken back, and let nobody write an ended one that has changed meanwhile', async () => {
		const writer = new JobWriter({ store, secrets: new SecretCleaner(), clock: new FakeClock(), log, observers: [] });
		await store.save(inPhase.closed());
		await store.remove(aJob().id);
		expect([await store.get(aJob().id), await store.openJobs(), await closedJobs(store)]).toEqual([undefined, [], []]);
		const receipt = { rung: 'direct', form: 'words' } as const;
		const late = writer.apply(inPhase.closed(), { type: 'handed-out', receipt });
		await expect(late).rejects.toThrow(EndedJobGoneError);
		expect(await store.get(aJob().id)).toBeUndefined();
	});
});

describe.skipIf(!hasRedis)('records that two processes hold one after the other (needs redis-server)', () => {
	it('take nothing from the one that has lost the job, not even a record that is gone', async () => {
		const before = await openRedis();
		const after = await RedisParts.open(server!.url, { clock: new FakeClock(begin) });
		const { id } = inPhase.generating();
		const moment = before.holds.now();
		await before.records.create(inPhase.submitting());
		before.holds.take(id, (await before.records.claim(id))!, moment);
		await before.records.save(inPhase.submitting());
		after.holds.take(id, (await after.records.claim(id))!, moment);
		await expect(before.records.save(inPhase.generating())).rejects.toThrow(LeaseLostError);
		await after.records.save(inPhase.delivering());
		expect(await store.get(id)).toEqual(inPhase.delivering());
		await after.records.remove(id);
		await expect(before.records.save(inPhase.generating())).rejects.toThrow(LeaseLostError);
		expect(await store.get(id)).toBeUndefined();
		await after.close();
	});

	it('take nothing from a door whose job somebody has claimed already', async () => {
		const at = await openRedis();
		await at.records.create(aJob());
		await at.records.save(aJob());
		await at.records.claim(aJob().id);
		await expect(at.records.save(aJob())).rejects.toThrow(LeaseLostError);
	});
});
