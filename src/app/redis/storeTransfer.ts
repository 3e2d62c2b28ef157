import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { systemClock } from '../../lib/time.js';
import { JobStore } from '../../services/records/jobStore.js';
import { ProcessLock } from '../../services/records/processLock.js';
import { restoredNote, type NoteKind, type Records } from '../../services/records/records.js';
import { storeFile, Storage } from '../../services/records/storage.js';
import type { Tables } from '../../services/records/tables.js';
import { UnreadableRecords } from '../../services/records/unreadableRecords.js';
import { livingProcesses } from '../../services/redis/leadership.js';
import { copyingKey, RedisConnection } from '../../services/redis/redisConnection.js';
import { RedisRecords } from '../../services/redis/redisRecords.js';
import { RedisTables } from '../../services/redis/redisTables.js';

/** The small things of a store; what is only of one run is left out. */
const spaces = [
	'identity',
	'secret',
	'guild',
	'task',
	'paused',
	'preset',
	'access',
	'durations',
	'catalogue',
	'published',
] as const;
const notes: readonly NoteKind[] = ['cancel', 'redeliver'];

/** One side of a copy, which no bot uses meanwhile. */
interface Place {
	readonly records: Records;
	readonly tables: Tables;
	/** Has whoever takes up this open job believe little, as of one that another process had. */
	readonly markFound?: (id: string) => Promise<unknown>;
	/** @param isWhole a copy that is not whole must not be used */
	close(isWhole: boolean): Promise<void>;
}

interface Copied {
	readonly jobs: number;
	/** Everything else. */
	readonly others: number;
}

/**
 * Copies a stopped bot's store into an empty one, between `sqlite://` and `redis://`.
 * @throws Error in words for the operator; then nothing of the target can be used
 */
export async function transferStore(fromUrl: string, toUrl: string, log: Logger): Promise<Copied> {
	const from = await openPlace(fromUrl, { isTarget: false, log });
	try {
		const to = await openPlace(toUrl, { isTarget: true, log });
		let isWhole = false;
		try {
			const copied = { jobs: await copyJobs(from.records, to), others: await copyTables(from, to) };
			const unreadable = from.records.unreadable.count;
			if (unreadable > 0) throw new Error(`${unreadable} records of jobs cannot be read in ${kindOf(fromUrl)}`);
			isWhole = true;
			return copied;
		} finally {
			await to.close(isWhole);
		}
	} finally {
		await from.close(true);
	}
}

async function copyJobs(from: Records, { records: to, markFound }: Place): Promise<number> {
	if ((await from.noted(restoredNote)).length > 0) {
		throw new Error('a backup has been put in place and no bot has been started on it yet; start it once, and stop it');
	}
	const open = await from.openJobs();
	for (const job of open) {
		await to.save(job);
		await markFound?.(job.id);
	}
	const known = new Set(open.map(({ id }) => id));
	for await (const job of from.closed()) {
		// An open record is newer than the closed one of the same job.
		if (known.has(job.id)) continue;
		known.add(job.id);
		await to.save(job);
	}
	for (const kind of notes) {
		for (const id of await from.noted(kind)) await to.leaveNote(kind, id, (await from.notedAt(kind, id)) ?? 0);
	}
	return known.size;
}

async function copyTables(from: Place, to: Place): Promise<number> {
	let count = 0;
	const copy = async (open: (tables: Tables) => ReturnType<Tables['space']>): Promise<void> => {
		const [source, target] = [await open(from.tables), await open(to.tables)];
		for (const { key, value } of await source.entries()) {
			await target.set(key, value);
			count += 1;
		}
	};
	// As they stand there: what each of them means its own reader knows.
	for (const name of spaces) await copy((tables) => tables.space<unknown>(name, z.json()));
	await copy((tables) => tables.table<unknown>('drafts', z.json()));
	return count;
}

interface Opening {
	readonly isTarget: boolean;
	readonly log: Logger;
}

const openPlace = (url: string, opening: Opening): Promise<Place> =>
	url.startsWith('sqlite:') ? openFile(url, opening) : openRedisPlace(url, opening);

async function openFile(url: string, { isTarget, log }: Opening): Promise<Place> {
	const file = resolve(storeFile(url));
	if (existsSync(file) === isTarget) throw new Error(`${file} ${isTarget ? 'is there already' : 'is not there'}`);
	const lock = new ProcessLock({ storeUrl: url, clock: systemClock, log });
	if (!(await lock.tryAcquire())) throw new Error(`the bot runs on ${file}; stop it first`);
	const storage = await Storage.open({ url, log });
	return {
		records: await JobStore.open(storage),
		tables: storage,
		close: async (isWhole) => {
			await storage.close();
			if (!isWhole) for (const ending of ['', '-wal', '-shm']) await rm(`${file}${ending}`, { force: true });
			await lock.release();
		},
	};
}

async function openRedisPlace(url: string, { isTarget, log }: Opening): Promise<Place> {
	await mayCopy(url, { isTarget, log });
	const redis = new RedisConnection({ url, log });
	await redis.open();
	// A bot that is started meanwhile refuses to work, and with it one on a copy that was broken off.
	await redis.raw.set(copyingKey, '1');
	const capacity = { capacity: 1_000_000, memberPlaces: 1_000_000, wake: () => undefined };
	const holds = { epochOf: () => undefined };
	const records = new RedisRecords({
		...{ redis, holds, clock: systemClock, log },
		...capacity,
		unreadable: new UnreadableRecords(),
	});
	return {
		records,
		markFound: (id) => records.claim(id),
		tables: new RedisTables({ redis, log }),
		close: async (isWhole) => {
			if (isWhole) await redis.raw.del(copyingKey);
			await redis.close();
		},
	};
}

/** @throws Error in words, and leaves everything as it was */
async function mayCopy(url: string, { isTarget, log }: Opening): Promise<void> {
	const redis = new RedisConnection({ url, log });
	try {
		await redis.inspect();
		const used = await redis.raw.exists(['{r}:born', '{r}:open', '{r}:closed']);
		if (isTarget && used > 0) throw new Error('this Redis has a store already; empty it first');
		if (!isTarget && used === 0) throw new Error('there is no store in this Redis');
		const isInUse = (await livingProcesses(redis)).length > 0;
		if (isInUse) throw new Error('bots run on this Redis, or did a moment ago; stop them first');
	} finally {
		await redis.close();
	}
}

const kindOf = (url: string): string => (url.startsWith('sqlite:') ? resolve(storeFile(url)) : 'this Redis');
