import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import sqlite3 from 'sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Job } from '../../../src/jobs/record/job.js';
import { toldAnew } from '../../../src/jobs/record/redelivery.js';
import { JobStore } from '../../../src/services/records/jobStore.js';
import { RecordError } from '../../../src/jobs/record/recordError.js';
import { Storage } from '../../../src/services/records/storage.js';
import { aJob, inPhase } from '../../harness/aJob.js';

let folder: string;
let storage: Storage;
const log = pino({ level: 'silent' });

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'reelay-storage-'));
	storage = await Storage.open({ url: `sqlite://${folder}/new/reelay.sqlite`, log });
});

afterEach(async () => {
	await storage.close();
	await rm(folder, { recursive: true, force: true });
});

function damage(table: string, key: string, value: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const database = new sqlite3.Database(join(folder, 'new/reelay.sqlite'));
		database.run(`INSERT OR REPLACE INTO ${table} (key, value) VALUES (?, ?)`, [key, value], (error) => {
			database.close();
			if (error === null) resolve();
			else reject(error);
		});
	});
}

describe('a change of a record', () => {
	const Words = z.object({ text: z.string() });

	it('does not bring back what is deleted between its reading and its writing', async () => {
		const table = await storage.table('drafts', Words);
		await table.set('one', { text: 'as it was' });
		const changed = table.update('one', (now) => now && { text: `${now.text}, improved` });
		await Promise.all([changed, table.delete('one')]);
		expect(await table.get('one')).toBeUndefined();
	});

	it('that makes nothing writes nothing', async () => {
		const table = await storage.table('drafts', Words);
		expect(await table.update('none', (now) => now)).toBeUndefined();
		expect(await table.entries()).toEqual([]);
	});
});

describe('Storage', () => {
	it('makes the folder, and a file that its owner alone can read', async () => {
		await storage.table('things', z.number());
		expect((await stat(join(folder, 'new/reelay.sqlite'))).mode & 0o777).toBe(0o600);
	});

	it('lets exactly one of many at once insert a key', async () => {
		const table = await storage.table('things', z.number());
		const tries = await Promise.all(Array.from({ length: 50 }, (_, index) => table.insert('one', index)));
		expect(tries.filter(Boolean)).toHaveLength(1);
		expect(await table.get('one')).toBe(tries.indexOf(true));
	});

	it('keeps kinds apart that share a connection', async () => {
		const a = await storage.space('a', z.string());
		const b = await storage.space('ab', z.string());
		await a.set('k', 'of a');
		await b.set('k', 'of ab');
		expect(await a.entries()).toEqual([{ key: 'k', value: 'of a' }]);
		await b.delete('k');
		expect(await a.get('k')).toBe('of a');
	});

	it('names the one record that is damaged and reads the others', async () => {
		const table = await storage.table('things', z.object({ n: z.number() }));
		await table.set('good', { n: 1 });
		await damage('things', 'things:torn', '{"value":{"n":');
		await damage('things', 'things:other', '{"value":{"n":"two"}}');
		expect(await table.entries()).toEqual([{ key: 'good', value: { n: 1 } }]);
		await expect(table.get('torn')).rejects.toThrow(RecordError);
		await expect(table.get('other')).rejects.toThrow(RecordError);
	});

	it('lists 30 000 records, where the package pages itself to death', async () => {
		const table = await storage.table('things', z.number());
		await storage.table('things', z.number());
		const database = new sqlite3.Database(join(folder, 'new/reelay.sqlite'));
		await new Promise<void>((resolve, reject) => {
			database.exec(
				`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
				 INSERT INTO things SELECT 'things:' || i, '{"value":' || i || '}' FROM n`,
				(error) => (error === null ? resolve() : reject(error)),
			);
		});
		await new Promise<void>((resolve) => database.close(() => resolve()));
		expect(await table.entries()).toHaveLength(30_000);
	});

	it('writes nothing that could not be read again', async () => {
		const table = await storage.table('things', z.object({ code: z.string() }));
		const wrong = { code: Object } as unknown as { code: string };
		await expect(table.set('k', wrong)).rejects.toThrow(RecordError);
		await expect(table.insert('k', wrong)).rejects.toThrow(RecordError);
		expect(await table.get('k')).toBeUndefined();
	});

	it('hears of a write that fails, instead of going on as if it were kept', async () => {
		const table = await storage.table('things', z.number());
		await storage.close();
		await expect(table.set('k', 1)).rejects.toThrow();
		await expect(table.get('k')).rejects.toThrow();
	});
});

const closedBy = (delivery: Partial<Job['delivery']>): Partial<Job> => ({
	phase: 'closed',
	closedAt: 1,
	delivery: { ...inPhase.delivering().delivery, ...delivery },
});

describe('JobStore', () => {
	it('makes one job of an interaction that is delivered twice', async () => {
		const store = await JobStore.open(storage);
		expect(await store.create(aJob())).toBe(true);
		expect(await store.create(aJob())).toBe(false);
	});

	it('makes no second job of an interaction whose job has ended', async () => {
		const store = await JobStore.open(storage);
		await store.save(inPhase.closed());
		expect(await store.create(aJob())).toBe(false);
		expect(await store.get(aJob().id)).toMatchObject({ phase: 'closed' });
		expect(await store.openJobs()).toEqual([]);
	});

	it('gives back exactly what was saved', async () => {
		const store = await JobStore.open(storage);
		const job = inPhase.delivering();
		await store.save(job);
		expect(await store.get(job.id)).toEqual(job);
		expect(await store.openJobs()).toEqual([job]);
	});

	it('does not take a job up again that a dying process had closed, and clears away what was left of it', async () => {
		const store = await JobStore.open(storage);
		const told = { receipt: { rung: 'channel', at: 1, form: 'words' } } as const;
		await store.save(inPhase.delivering());
		await (await storage.table('closed', Job)).set(aJob().id, { ...inPhase.delivering(), ...closedBy(told) });
		await store.leaveNote('cancel', aJob().id, 1);
		expect(await store.openJobs()).toEqual([]);
		expect(await store.get(aJob().id)).toMatchObject({ phase: 'closed', delivery: told });
		expect(await store.hasNote('cancel', aJob().id)).toBe(false);
	});

	it('takes a closed job up again that is being told anew', async () => {
		const store = await JobStore.open(storage);
		await store.save(inPhase.closed());
		const again = toldAnew(inPhase.closed(), 5);
		await store.save(again);
		expect(await store.openJobs()).toEqual([again]);
		expect(await store.get(again.id)).toEqual(again);
	});

	it('takes a job up again whose closed record is damaged', async () => {
		const store = await JobStore.open(storage);
		const job = inPhase.delivering();
		await store.save(job);
		await damage('closed', `closed:${job.id}`, '{"value":{}}');
		expect(await store.openJobs()).toEqual([job]);
	});

	it('forgets the notes of a job that ends', async () => {
		const store = await JobStore.open(storage);
		await store.leaveNote('cancel', aJob().id, 1);
		expect(await store.hasNote('cancel', aJob().id)).toBe(true);
		await store.save(inPhase.closed());
		expect(await store.hasNote('cancel', aJob().id)).toBe(false);
	});
});
