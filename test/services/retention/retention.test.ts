import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import sqlite3 from 'sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { erased } from '../../../src/jobs/accounting/erasure.js';
import type { Job } from '../../../src/jobs/record/job.js';
import { ledgerEntry } from '../../../src/jobs/accounting/ledger.js';
import { days, hours, minutes, seconds } from '../../../src/lib/time.js';
import { Erasure } from '../../../src/services/retention/erasure.js';
import { Retention } from '../../../src/services/retention/retention.js';
import { JobStore } from '../../../src/services/records/jobStore.js';
import { Pictures } from '../../../src/services/media/pictures/pictures.js';
import { SafeFetch } from '../../../src/services/media/download/safeFetch.js';
import { Storage } from '../../../src/services/records/storage.js';
import { Videos } from '../../../src/services/media/videos/videos.js';
import { aJob } from '../../harness/aJob.js';
import { closedJobs } from '../../harness/closedJobs.js';
import { FakeClock } from '../../harness/fakeClock.js';

const log = pino({ level: 'silent' });
const member = '1100000000000000001';
const other = '1100000000000000002';
const result = { urls: ['https://cdn.example.com/v.mp4'], videoId: 'clip_1' };

let folder: string;
let storage: Storage;
let store: JobStore;
let clock: FakeClock;
let fetch: SafeFetch;
let next = 0;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'reelay-retention-'));
	await mkdir(join(folder, 'media/results'), { recursive: true });
	await mkdir(join(folder, 'media/inputs'), { recursive: true });
	storage = await Storage.open({ url: storeUrl(), log });
	store = await JobStore.open(storage);
	clock = new FakeClock();
	fetch = new SafeFetch({ trustedOrigins: [], userAgent: 'reelay/test', clock });
	next = 0;
});
afterEach(async () => {
	await storage.close();
	await rm(folder, { recursive: true, force: true });
});

const storeUrl = (): string => `sqlite://${folder}/reelay.sqlite`;
const results = (): Promise<string[]> => readdir(join(folder, 'media/results'));
const inputs = (): Promise<string[]> => readdir(join(folder, 'media/inputs'));

/** What stands in the store's files, deleted or not. */
async function fileBytes(): Promise<string> {
	const names = (await readdir(folder)).filter((name) => name.startsWith('reelay.sqlite'));
	return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name))))).toString('latin1');
}

interface Rules {
	retentionMs?: number;
	maxBytes?: number;
	isDraft?: (id: string) => boolean;
	forgetDrafts?: () => Promise<number>;
}

function tidying({ retentionMs = days(30), maxBytes = 1_000_000, isDraft = () => false, forgetDrafts }: Rules = {}) {
	const nothing = () => Promise.reject(new Error('nothing is fetched here'));
	const content = { openContent: nothing, openAddress: nothing, owns: () => false };
	const videos = new Videos({
		folder: join(folder, 'media/results'),
		fetch,
		content,
		ffmpegPath: 'none',
		maxBytes,
		clock,
		log,
	});
	const pictures = new Pictures({ clock, folder: join(folder, 'media/inputs'), fetch, log });
	const kept = { discard: () => Promise.resolve(), sweep: () => Promise.resolve() };
	const drafts = {
		has: (id: string) => Promise.resolve(isDraft(id)),
		forget: forgetDrafts ?? (() => Promise.resolve(0)),
	};
	const knownTasks = { remember: () => Promise.resolve(), sweep: () => Promise.resolve() };
	const history = { erased: () => undefined };
	const presets = { forget: () => Promise.resolve(0) };
	const common = { store, videos, pictures, kept, drafts, presets, knownTasks, clock, log };
	const erasure = new Erasure({ ...common, storage, history });
	return { retention: new Retention({ ...common, erasure, retentionMs }), erasure };
}

const retention = (rules?: Rules): Retention => tidying(rules).retention;
const erasure = (): Erasure => tidying().erasure;

/** A file of ours that was written `ageMs` ago. */
async function file(kind: 'results' | 'inputs', name: string, { bytes = 10, ageMs = 0 } = {}): Promise<void> {
	const path = join(folder, 'media', kind, name);
	await writeFile(path, Buffer.alloc(bytes));
	const at = (clock.now() - ageMs) / 1000;
	await utimes(path, at, at);
}

/** An id that Discord gave at this time, ms. */
const idAt = (ms: number): string => String(BigInt(ms - 1_420_070_400_000) << 22n);

type Parts = NonNullable<Parameters<typeof aJob>[0]>;

/** A job that ended this long ago, with its result's file. */
async function ended(ageMs: number, parts: Parts = {}): Promise<Job> {
	next += 1;
	const at = clock.now() - ageMs;
	const id = parts.id ?? `120000000000000${String(1000 + next)}`;
	const job = aJob({
		id,
		createdAt: at - minutes(3),
		phase: 'closed',
		task: { provider: 'veo', id: `task_${next}`, model: 'veo3.1-fast' },
		outcome: { type: 'succeeded', at, result },
		media: { file: `${id}.mp4`, bytes: 10, contentType: 'video/mp4' },
		closedAt: at,
		...parts,
		submission: { sent: 1, startedAt: at, acceptedAt: at },
		destination: { token: null, ...parts.destination },
	});
	await store.save(job);
	await file('results', `${id}.mp4`, { ageMs });
	return job;
}

async function open(parts: Parts = {}): Promise<Job> {
	next += 1;
	const job = aJob({ id: `120000000000000${String(1000 + next)}`, createdAt: clock.now(), ...parts });
	await store.save(job);
	return job;
}

const closedIds = async (): Promise<string[]> => (await closedJobs(store)).map(({ id }) => id).sort();

describe('a round', () => {
	it('forgets jobs that ended longer ago than they are kept, with their files, and no others', async () => {
		const old = await ended(days(31));
		const young = await ended(days(29));
		const running = await open({ createdAt: clock.now() - days(40), phase: 'generating' });
		await file('results', `${old.id}-fit-10000000.mp4`, { ageMs: days(31) });
		await file('inputs', `${old.id}-image.jpg`);

		expect(await retention().round()).toBe(true);

		expect(await closedIds()).toEqual([young.id]);
		expect((await store.openJobs()).map(({ id }) => id)).toEqual([running.id]);
		expect(await results()).toEqual([`${young.id}.mp4`]);
		expect(await inputs()).toEqual([]);
	});

	it('lets the oldest results go beyond the allowed size, but never one that is still to be told', async () => {
		const delivering = await open({ phase: 'delivering', outcome: { type: 'succeeded', at: clock.now(), result } });
		await file('results', `${delivering.id}.mp4`, { bytes: 400, ageMs: days(9) });
		const kept: string[] = [];
		for (const age of [5, 4, 3, 2]) {
			const job = await ended(days(age));
			await file('results', `${job.id}.mp4`, { bytes: 400, ageMs: days(age) });
			kept.push(`${job.id}.mp4`);
		}

		await retention({ maxBytes: 1200 }).round();

		expect((await results()).sort()).toEqual([`${delivering.id}.mp4`, ...kept.slice(2)].sort());
		expect(await closedIds()).toHaveLength(4);
	});

	it('deletes files that belong to no job, once they are old enough to be nobody’s', async () => {
		await file('results', '1200000000000000777.mp4', { ageMs: hours(2) });
		await file('results', '1200000000000000778.mp4', { ageMs: minutes(5) });
		await file('results', '1200000000000000779-fetch.0a1b2c3d.part', { ageMs: hours(2) });
		await file('inputs', '1200000000000000777-image.jpg', { ageMs: hours(2) });
		await writeFile(join(folder, 'media/results/notes of the operator.txt'), 'mine');

		await retention().round();

		expect((await results()).sort()).toEqual(['1200000000000000778.mp4', 'notes of the operator.txt']);
		expect(await inputs()).toEqual([]);
	});

	it('leaves the pictures of open jobs and of drafts', async () => {
		const running = await open({ phase: 'generating' });
		const closed = await ended(hours(1));
		for (const id of [running.id, closed.id, '1200000000000000555'])
			await file('inputs', `${id}-image.jpg`, { ageMs: hours(2) });

		await retention({ isDraft: (id) => id === '1200000000000000555' }).round();

		expect((await inputs()).sort()).toEqual([`${running.id}-image.jpg`, '1200000000000000555-image.jpg'].sort());
	});

	it('blanks the interaction tokens that have ended, and only those', async () => {
		const token = 'aW50ZXJhY3Rpb24';
		const dead = await ended(minutes(20), { destination: { token, tokenExpiresAt: clock.now() } });
		const alive = await ended(minutes(2), { destination: { token, tokenExpiresAt: clock.now() + minutes(10) } });

		await retention().round();

		const after = await store.get(dead.id);
		expect(after).toEqual({ ...dead, destination: { ...dead.destination, token: null } });
		expect((await store.get(alive.id))?.destination.token).toBe(token);
	});

	it('is not stopped by a damaged record, whose files stay', async () => {
		const damaged = await ended(days(31), { id: idAt(clock.now() - days(31)) });
		const old = await ended(days(31));
		await damage(damaged.id);

		expect(await retention({ retentionMs: days(30) }).round()).toBe(true);

		await expect(store.get(damaged.id)).rejects.toThrow();
		expect(await store.get(old.id)).toBeUndefined();
		expect(await results()).toEqual([`${damaged.id}.mp4`]);
	});

	it('goes on with the rest when a folder cannot be read', async () => {
		const old = await ended(days(31));
		const dead = await ended(hours(1), { destination: { token: 'aW50ZXJhY3Rpb24', tokenExpiresAt: clock.now() } });
		await rm(join(folder, 'media/inputs'), { recursive: true });
		await writeFile(join(folder, 'media/inputs'), 'not a folder');

		expect(await retention().round()).toBe(true);

		expect(await results()).toEqual([`${dead.id}.mp4`]);
		expect((await store.get(dead.id))?.destination.token).toBeNull();
		// Its pictures might still be there, so its record is, to be met again.
		expect(await closedIds()).toEqual([old.id, dead.id]);
	});

	it('changes a bounded number of records, and says that there is more', async () => {
		const jobs = Array.from({ length: 2100 }, (_, index) => `11000000000000${String(10_000 + index)}`);
		await bury(jobs, await ended(days(50)));

		const rounds = retention();
		expect(await rounds.round()).toBe(false);
		expect(await closedJobs(store)).toHaveLength(101);
		expect(await rounds.round()).toBe(true);
		expect(await closedJobs(store)).toEqual([]);
	});
});

describe('a record that cannot be read', () => {
	const put = (id: string, text: string): Promise<void> =>
		sql('INSERT INTO closed (key, value) VALUES (?, ?)', [`closed:${id}`, text]);
	const putDamaged = (id: string, value: unknown): Promise<void> => put(id, JSON.stringify({ value }));

	it('goes with its files three days after all others, by what is known of its age', async () => {
		const [torn, old, young] = [days(34), days(34), days(32)].map((ago, index) => idAt(clock.now() - ago + index));
		await put(torn!, '{"value":{"prompt":"my torn lighthouse');
		await putDamaged(old!, { createdAt: clock.now() - days(34), prompt: 'my damaged lighthouse' });
		await putDamaged(young!, { createdAt: clock.now() - days(32) });
		for (const id of [torn, old, young]) await file('results', `${id}.mp4`);
		await retention().round();
		expect(store.unreadable.all().map(([id]) => id)).toEqual([young]);
		expect(await results()).toEqual([`${young}.mp4`]);
		expect(await fileBytes()).not.toContain('lighthouse');
	});

	it('goes when its member has everything deleted, if it had ended', async () => {
		const whose = (id: string) => ({ requester: { id, locale: 'en-US' } });
		await putDamaged('120000000000000001', { ...whose(member), phase: 'closed', prompt: 'my damaged lighthouse' });
		await putDamaged('120000000000000002', { ...whose(member), phase: 'generating' });
		await putDamaged('120000000000000003', { ...whose(other), phase: 'closed' });
		expect(await erasure().forget(member)).toMatchObject({ removed: 1 });
		expect(store.unreadable.all().map(([id]) => id)).toEqual(['120000000000000002', '120000000000000003']);
		expect(await fileBytes()).not.toContain('lighthouse');
	});
});

describe('the clock of the retention', () => {
	it('rounds soon after the start and every hour, until it is stopped', async () => {
		const tidy = retention();
		tidy.start();
		const first = await ended(days(31));
		await clock.advance(seconds(59));
		expect(await closedIds()).toEqual([first.id]);
		await clock.advance(seconds(1));
		await tidy.round();
		expect(await closedIds()).toEqual([]);

		const second = await ended(days(31));
		await vanish(() => clock.waiting === 1);
		await clock.advance(hours(1));
		await tidy.round();
		expect(await store.get(second.id)).toBeUndefined();

		await vanish(() => clock.waiting === 1);
		await tidy.stop();
		expect(clock.waiting).toBe(0);
	});
});

describe('forget', () => {
	it('deletes all that is kept of one member’s ended jobs, and names the open ones', async () => {
		const mine = [await ended(days(2)), await ended(days(3))];
		for (const { id } of mine) await file('inputs', `${id}-image.jpg`);
		const running = await open({ phase: 'generating' });
		await open({ requester: { id: other } });
		const theirs = await ended(days(2), { requester: { id: other } });

		const forgotten = await erasure().forget(member);

		expect(forgotten).toEqual({ removed: 2, emptied: 0, offers: 0, open: [running.id] });
		expect(await closedIds()).toEqual([theirs.id]);
		expect(await results()).toEqual([`${theirs.id}.mp4`]);
		expect(await inputs()).toEqual([]);
		expect(await store.openJobs()).toHaveLength(2);
	});

	it('keeps of a job of today what limits count and nothing else, and that for a day', async () => {
		const prompt = 'my secret garden';
		const job = await ended(hours(2), {
			request: { prompt, negativePrompt: prompt, seed: 4711 },
			delivery: { receipt: { rung: 'channel', at: 1, channelId: '4712', messageId: '4713', form: 'original' } },
		});
		const before = ledgerEntry(job);
		const tidy = tidying();

		const twice = await Promise.all([tidy.erasure.forget(member), tidy.erasure.forget(member)]);
		expect(twice).toEqual([1, 1].map((emptied) => ({ removed: 0, emptied, offers: 0, open: [] })));
		const left = await store.get(job.id);
		expect(left && ledgerEntry(left)).toEqual(before);
		const text = JSON.stringify(left);
		const told = [prompt, '4711', '4712', '4713', 'task_1', 'cdn.example.com', 'clip_1', job.destination.channelId];
		expect(told.filter((word) => text.includes(word))).toEqual([]);
		expect(await results()).toEqual([]);

		expect(await tidy.erasure.forget(member)).toEqual({ removed: 0, emptied: 0, offers: 0, open: [] });
		await clock.advance(hours(22));
		await tidy.retention.round();
		expect(await store.get(job.id)).toBeUndefined();
	});

	it('leaves nothing in the files of an offer either, where there was no job', async () => {
		const drafts = await storage.space('offer', z.string());
		await drafts.set('1', 'my secret lighthouse');
		expect(await fileBytes()).toContain('lighthouse');
		const forgetDrafts = async (): Promise<number> => {
			await drafts.delete('1');
			return 1;
		};
		expect(await tidying({ forgetDrafts }).erasure.forget(member)).toMatchObject({ removed: 0, offers: 1 });
		expect(await fileBytes()).not.toContain('lighthouse');
	});

	it('leaves nothing of what was let lapse, after the next round', async () => {
		const drafts = await storage.space('offer', z.string());
		await drafts.set('1', 'my lapsed lighthouse');
		await drafts.delete('1');
		expect(await fileBytes()).toContain('lighthouse');
		await retention().round();
		expect(await fileBytes()).not.toContain('lighthouse');
	});

	it('empties every kind of record without changing what it weighs', async () => {
		const at = clock.now();
		const outcomes = [
			{ type: 'succeeded', at, result },
			{ type: 'cancelled', at, submitted: true },
			{ type: 'cancelled', at, submitted: false },
			{ type: 'failed', at, failure: { code: 'expired', detail: 'x' } },
			{ type: 'failed', at, failure: { code: 'moderated', detail: 'x' } },
		] as const;
		for (const outcome of outcomes) {
			const job = await ended(minutes(1), { outcome });
			expect(ledgerEntry(erased(job, at))).toEqual(ledgerEntry(job));
		}
	});
});

function sql(statement: string, values: unknown[] = []): Promise<void> {
	return new Promise((resolve, reject) => {
		const database = new sqlite3.Database(join(folder, 'reelay.sqlite'));
		database.run(statement, values, (error) => {
			database.close();
			if (error === null) resolve();
			else reject(error);
		});
	});
}

const damage = (id: string): Promise<void> =>
	sql(`UPDATE closed SET value = '{"value":{"version":' WHERE key = ?`, [`closed:${id}`]);

/** Many more jobs that ended when this one did, written at once. */
async function bury(ids: readonly string[], like: Job): Promise<void> {
	const rows = ids.map((id) => [`closed:${id}`, JSON.stringify({ value: { ...like, id } })]);
	for (let from = 0; from < rows.length; from += 300) {
		const some = rows.slice(from, from + 300);
		await sql(`INSERT INTO closed (key, value) VALUES ${some.map(() => '(?, ?)').join(', ')}`, some.flat());
	}
}

/** Waits until the work in hand has come to its end. */
async function vanish(done: () => boolean): Promise<void> {
	for (let round = 0; !done() && round < 500; round += 1) await clock.settle();
	expect(done()).toBe(true);
}
