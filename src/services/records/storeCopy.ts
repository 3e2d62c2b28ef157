import { chmod, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import sqlite3 from 'sqlite3';
import { restoredNote } from './records.js';
import { NewerStoreError, sharedTable, storeVersion } from './sqliteConnection.js';

/** The copy cannot be made or taken; in words for the operator. */
class StoreCopyError extends Error {
	override name = 'StoreCopyError' as const;
}

/**
 * Writes a consistent copy of a store into one new file, also while a bot writes to the store: SQLite itself makes it, as of
 * one moment. The copy has its name only when it is whole.
 * @throws StoreCopyError
 */
export async function backUpStore(store: string, copy: string): Promise<void> {
	if (await isThere(copy)) throw new StoreCopyError(`${copy} is there already; name a new file`);
	if (!(await isThere(store))) throw new StoreCopyError(`${store} is not there`);
	const part = `${copy}.part`;
	await rm(part, { force: true });
	try {
		await copyInto(store, part);
		await assertStore(part);
		await settle(part, copy);
	} catch (error) {
		await rm(part, { force: true });
		throw error;
	}
}

/** What restoring has done. */
interface Restored {
	/** Jobs that were open in the copy: nothing is paid or posted for them before Discord has been asked. */
	readonly openJobs: number;
	/** Where the store went that stood there before; undefined when there was none. */
	readonly replaced: string | undefined;
}

/**
 * Puts a copy in place of the store, whose process lock the caller holds. What stood there is moved aside, not removed; the
 * copy itself stays as it is.
 * @param at now, ms
 * @throws StoreCopyError when the file is no whole store of this version; nothing has changed then
 */
export async function restoreStore(copy: string, store: string, at: number): Promise<Restored> {
	if (!(await isThere(copy))) throw new StoreCopyError(`${copy} is not there`);
	await assertStore(copy);
	const part = `${store}.restoring`;
	await rm(part, { force: true });
	try {
		await copyInto(copy, part);
		const openJobs = await markOpenJobs(part, at);
		const replaced = await moveAside(store, at);
		await settle(part, store);
		return { openJobs, replaced };
	} catch (error) {
		await rm(part, { force: true });
		throw error;
	}
}

/** One moment of the store, in a file of its own that needs no write-ahead log beside it. */
async function copyInto(from: string, to: string): Promise<void> {
	await (await open(to, 'wx', 0o600)).close();
	await withDatabase(from, sqlite3.OPEN_READONLY, (database) => rowsOf(database, 'VACUUM INTO ?', [to]));
	await chmod(to, 0o600);
}

/** @throws StoreCopyError unless the file is a whole store that this version can read */
async function assertStore(file: string): Promise<void> {
	try {
		await withDatabase(file, sqlite3.OPEN_READONLY, async (database) => {
			const [version] = await rowsOf<{ user_version: number }>(database, 'PRAGMA user_version');
			if ((version?.user_version ?? 0) > storeVersion) throw new NewerStoreError(version?.user_version ?? 0);
			const [check] = await rowsOf<{ quick_check: string }>(database, 'PRAGMA quick_check');
			if (check?.quick_check !== 'ok') throw new Error(`it is damaged: ${check?.quick_check}`);
			await rowsOf(database, `SELECT key FROM jobs UNION ALL SELECT key FROM ${sharedTable} LIMIT 1`);
		});
	} catch (error) {
		throw new StoreCopyError(`${file} is no store that can be used (${wordsOf(error)})`);
	}
}

/** Leaves word for each job that was open then, that it may have gone on since. Returns how many there are. */
async function markOpenJobs(file: string, at: number): Promise<number> {
	return withDatabase(file, sqlite3.OPEN_READWRITE, async (database) => {
		await rowsOf(
			database,
			`INSERT OR REPLACE INTO ${sharedTable} (key, value)
			 SELECT 'note:${restoredNote}:' || substr(key, length('jobs:') + 1), ? FROM jobs WHERE key GLOB 'jobs:*'`,
			[JSON.stringify({ value: { at } })],
		);
		const [counted] = await rowsOf<{ many: number }>(database, 'SELECT count(*) AS many FROM jobs');
		return counted?.many ?? 0;
	});
}

/** With its write-ahead log, which holds its last records. */
async function moveAside(store: string, at: number): Promise<string | undefined> {
	if (!(await isThere(store))) return undefined;
	const aside = join(
		dirname(store),
		`${basename(store)}.replaced-${new Date(at).toISOString().replace(/[:.]/gu, '-')}`,
	);
	// The log first: a store whose log has gone would be taken for a whole one.
	for (const suffix of ['-wal', '']) {
		if (await isThere(`${store}${suffix}`)) await rename(`${store}${suffix}`, `${aside}${suffix}`);
	}
	await rm(`${store}-shm`, { force: true });
	return aside;
}

/** A finished file gets its name; both are on disk when this resolves. */
async function settle(part: string, file: string): Promise<void> {
	for (const [path, move] of [[part, () => rename(part, file)] as const, [dirname(file), undefined] as const]) {
		const handle = await open(path, 'r');
		await handle.sync();
		await handle.close();
		await move?.();
	}
}

const isThere = (path: string): Promise<boolean> =>
	stat(path).then(
		() => true,
		() => false,
	);

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function withDatabase<T>(
	file: string,
	mode: number,
	act: (database: sqlite3.Database) => Promise<T>,
): Promise<T> {
	const database = await new Promise<sqlite3.Database>((resolve, reject) => {
		const opened = new sqlite3.Database(file, mode, (error) => (error === null ? resolve(opened) : reject(error)));
	});
	// Another program may hold a lock for a moment; nothing else waits for this process.
	database.configure('busyTimeout', 10_000);
	try {
		return await act(database);
	} finally {
		await new Promise((resolve) => {
			database.close(resolve);
		});
	}
}

function rowsOf<Row>(database: sqlite3.Database, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
	return new Promise((resolve, reject) => {
		database.all(sql, parameters, (error: Error | null, rows: Row[]) => {
			if (error === null) resolve(rows);
			else reject(error);
		});
	});
}
