import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { erased } from '../../../src/jobs/accounting/erasure.js';
import { lifted } from '../../../src/jobs/stored/liftRecord.js';
import { EndedJobGoneError } from '../../../src/jobs/record/recordError.js';
import { JobWriter } from '../../../src/services/records/jobWriter.js';
import { SecretCleaner } from '../../../src/lib/secretCleaner.js';
import { JobStore } from '../../../src/services/records/jobStore.js';
import { GuildRecord } from '../../../src/services/records/settings.js';
import { Storage } from '../../../src/services/records/storage.js';
import { aJob, inPhase } from '../../harness/aJob.js';
import { FakeClock } from '../../harness/fakeClock.js';

const log = pino({ level: 'silent' });
let folder: string;
let storage: Storage;
let store: JobStore;
let writer: JobWriter;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'reelay-records-'));
	storage = await Storage.open({ url: `sqlite://${folder}/reelay.sqlite`, log });
	store = await JobStore.open(storage);
	writer = new JobWriter({ store, secrets: new SecretCleaner(), clock: new FakeClock(), log, observers: [] });
});
afterEach(async () => {
	await storage.close();
	await rm(folder, { recursive: true, force: true });
});

describe('fields that this version does not know', () => {
	const later = { mood: 'blue' };
	const written = {
		...inPhase.delivering(),
		later,
		request: { ...aJob().request, later },
		destination: { ...aJob().destination, later },
		looking: { ...aJob().looking, later },
	};

	it('survive a save of the record, also inside of it', async () => {
		await (await storage.table('jobs', z.unknown())).set(aJob().id, written);
		const read = (await store.get(aJob().id))!;
		await writer.apply(read, { type: 'result-given-up', why: 'gone', cause: 'expired' });
		const after = await (await storage.table('jobs', z.unknown())).get(aJob().id);
		expect(after).toMatchObject({ later, request: { later }, destination: { later }, looking: { later } });
	});

	it('survive a change of a guild’s settings', () => {
		const record = { version: 1, settings: { paused: true, later }, changes: [], later };
		expect(GuildRecord.parse(record)).toMatchObject({ later, settings: { later, paused: true } });
	});

	it('go with the words of the member when those are deleted', async () => {
		await (await storage.table('closed', z.unknown())).set(aJob().id, { ...written, phase: 'closed' });
		const bare = JSON.stringify(erased((await store.get(aJob().id))!, 1));
		expect(bare).not.toContain('blue');
	});
});

describe('a record of an older version', () => {
	const lifts = {
		1: ({ name, ...rest }: Readonly<Record<string, unknown>>) => ({ ...rest, names: [name] }),
		2: (record: Readonly<Record<string, unknown>>) => ({ ...record, done: true }),
	};

	it('is lifted version by version, and one of the present or of an unknown version is left alone', () => {
		expect(lifted({ version: 1, name: 'a' }, lifts)).toEqual({ version: 3, names: ['a'], done: true });
		expect(lifted({ version: 3, name: 'a' }, lifts)).toEqual({ version: 3, name: 'a' });
		expect(lifted({ version: 99 }, lifts)).toEqual({ version: 99 });
		expect([lifted(undefined, lifts), lifted('torn', lifts)]).toEqual([undefined, 'torn']);
	});
});

describe('a record of a job that has ended', () => {
	const receipt = { rung: 'direct', form: 'words' } as const;

	it('leaves the ended ones while its outcome is told again, also after a death in between', async () => {
		await store.save(inPhase.closed());
		const again = await writer.apply(inPhase.closed(), { type: 'redelivery-asked' });
		const closed = async (): Promise<string[]> => {
			const ids: string[] = [];
			for await (const { id } of store.closed()) ids.push(id);
			return ids;
		};
		expect(await closed()).toEqual([]);
		// As a process leaves it that dies between the two writes.
		await store.save(inPhase.closed());
		await store.save(again);
		expect(await store.openJobs()).toEqual([again]);
		expect(await closed()).toEqual([]);
	});

	it('does not come back with what somebody wanted to add who had read it before it was deleted', async () => {
		const read = inPhase.closed();
		await store.save(erased(read, 1));
		await expect(writer.apply(read, { type: 'handed-out', receipt })).rejects.toThrow(EndedJobGoneError);
		expect((await store.get(read.id))!.request.prompt).toBe('');
		await store.remove(read.id);
		await expect(writer.apply(read, { type: 'handed-out', receipt })).rejects.toThrow(EndedJobGoneError);
		expect(await store.get(read.id)).toBeUndefined();
	});
});

describe('records that cannot be read', () => {
	it('are counted with what can still be read of them, until they are gone', async () => {
		const table = await storage.table('jobs', z.unknown());
		await table.set('1', { ...aJob(), id: '1', version: 99 });
		await table.set('2', 'torn');
		expect(await store.openJobs()).toEqual([]);
		expect(store.unreadable.count).toBe(2);
		expect(store.unreadable.of(aJob().requester.id)).toBe(1);
		expect(store.unreadable.all()[0]).toMatchObject(['1', { destination: aJob().destination }]);
		await table.set('1', { ...aJob(), id: '1' });
		await store.get('1');
		await store.remove('2');
		expect(store.unreadable.count).toBe(0);
	});
});
