import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import sqlite3 from 'sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { NewerStoreError, SqliteConnection } from '../../../src/services/records/sqliteConnection.js';
import { Storage } from '../../../src/services/records/storage.js';

let folder: string;
let file: string;
let storage: Storage;
const log = pino({ level: 'silent' });

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'reelay-connection-'));
	file = join(folder, 'reelay.sqlite');
	storage = await Storage.open({ url: `sqlite://${file}`, log });
});
afterEach(async () => {
	await storage.close();
	await rm(folder, { recursive: true, force: true });
});

/** A statement on a connection of somebody else's. */
async function elsewhere<Row>(sql: string): Promise<Row[]> {
	const database = new sqlite3.Database(file);
	database.configure('busyTimeout', 5000);
	try {
		return await new Promise<Row[]>((resolve, reject) => {
			database.all<Row>(sql, (error, rows) => (error === null ? resolve(rows) : reject(error)));
		});
	} finally {
		await new Promise((resolve) => database.close(resolve));
	}
}

/** Another process that holds the write lock, again and again for `heldMs`, and lets go for `freeMs`. */
async function locker(heldMs: number, freeMs: number): Promise<ChildProcess> {
	const code = `
		const sqlite3 = require('sqlite3');
		const database = new sqlite3.Database(process.argv[1]);
		const run = (sql) => new Promise((resolve, reject) => database.run(sql, (error) => (error ? reject(error) : resolve())));
		const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
		(async () => {
			for (;;) {
				try { await run('BEGIN IMMEDIATE'); } catch { continue; }
				process.stdout.write('.');
				await pause(${heldMs});
				await run('ROLLBACK');
				await pause(${freeMs});
			}
		})();`;
	const child = spawn(process.execPath, ['-e', code, file], { stdio: ['ignore', 'pipe', 'inherit'] });
	await once(child.stdout, 'data');
	return child;
}

describe('the connection to the store', () => {
	it('is one that has the mended write-ahead log: SQLite 3.51.3 or later', async () => {
		const [found] = await elsewhere<{ v: string }>('SELECT sqlite_version() AS v');
		const [major = 0, minor = 0, patch = 0] = found!.v.split('.').map(Number);
		expect(major * 1_000_000 + minor * 1000 + patch).toBeGreaterThanOrEqual(3_051_003);
	});

	it('is one alone, and runs one statement at a time, whatever is asked of it at once', async () => {
		const all = Reflect.get(sqlite3.Database.prototype, 'all') as (...args: unknown[]) => sqlite3.Database;
		const databases = new Set<unknown>();
		let running = 0;
		let most = 0;
		sqlite3.Database.prototype.all = function watched(this: sqlite3.Database, ...args: unknown[]) {
			const done = args.pop() as (...result: unknown[]) => void;
			databases.add(this);
			running += 1;
			most = Math.max(most, running);
			const over = (...result: unknown[]): void => {
				running -= 1;
				done.apply(this, result);
			};
			return Reflect.apply(all, this, [...args, over]);
		};
		try {
			await storage.close();
			storage = await Storage.open({ url: `sqlite://${file}`, log });
			const tables = [
				await storage.table('one', z.number()),
				await storage.table('two', z.number()),
				await storage.space('three', z.number()),
			];
			await Promise.all(
				Array.from({ length: 90 }, async (_, index) => {
					const table = tables[index % 3]!;
					await table.set(String(index), index);
					await table.insert(`new-${index}`, index);
					await table.get(String(index));
					await table.delete(`new-${index}`);
					await table.page('', 10);
				}),
			);
		} finally {
			sqlite3.Database.prototype.all = all;
		}
		expect({ most, databases: databases.size }).toEqual({ most: 1, databases: 1 });
	});

	it('keeps what it has called kept while another program locks the file again and again', async () => {
		const tables = [await storage.table('one', z.number()), await storage.table('two', z.number())];
		const other = await locker(30, 20);
		const kept: string[] = [];
		try {
			await Promise.all(
				Array.from({ length: 40 }, async (_, index) => {
					for (let round = 0; round < 3; round += 1) {
						const key = `${index}-${round}`;
						await tables[index % 2]!.set(key, index);
						kept.push(`${index % 2 === 0 ? 'one' : 'two'}:${key}`);
					}
				}),
			);
		} finally {
			other.kill('SIGKILL');
		}
		const rows = await elsewhere<{ key: string }>('SELECT key FROM one UNION ALL SELECT key FROM two');
		expect(rows.map(({ key }) => key).sort()).toEqual(kept.sort());
		expect(kept).toHaveLength(120);
	});

	it('says that a write failed when the lock is held for longer than it waits, and reads meanwhile', async () => {
		const table = await storage.table('one', z.number());
		await table.set('k', 1);
		const other = await locker(60_000, 0);
		const writing = table.set('k', 2).then(
			() => 'done',
			(error: unknown) => (error as NodeJS.ErrnoException).code,
		);
		const reads: Promise<unknown>[] = [table.get('k'), table.entries()];
		expect(await Promise.all(reads)).toEqual([1, [{ key: 'k', value: 1 }]]);
		expect(await writing).toBe('SQLITE_BUSY');
		other.kill('SIGKILL');
		await once(other, 'close');
		await table.set('k', 3);
		expect(await table.get('k')).toBe(3);
	});

	it('ends after what was asked of it, and takes nothing afterwards', async () => {
		const table = await storage.table('one', z.number());
		const writing = Promise.all(Array.from({ length: 20 }, (_, index) => table.set(String(index), index)));
		await new Promise((resolve) => setImmediate(resolve));
		await storage.close();
		await writing;
		await expect(table.set('late', 1)).rejects.toThrow('closed');
		expect(await elsewhere<{ n: number }>('SELECT count(*) AS n FROM one')).toEqual([{ n: 20 }]);
	});
});

describe('what has been deleted', () => {
	it('stands in none of the files any more', async () => {
		const table = await storage.table('one', z.string());
		const words = 'a lighthouse that nobody shall read of again';
		// Long ones have pages of their own.
		await table.set('short', words);
		await table.set('long', `${words} `.repeat(500));
		await table.set('changed', words);
		const bytes = async (): Promise<string> => {
			const names = ['', '-wal', '-journal'].map((ending) => `${file}${ending}`).filter((name) => existsSync(name));
			return Buffer.concat(await Promise.all(names.map((name) => readFile(name)))).toString('latin1');
		};
		expect(await bytes()).toContain(words);
		await table.delete('short');
		await table.delete('long');
		await table.set('changed', '-');
		expect(await storage.scrub()).toBe(true);
		expect(await bytes()).not.toContain('lighthouse');
	});
});

describe('the version of the file', () => {
	const version = async (): Promise<unknown> => (await elsewhere('PRAGMA user_version'))[0];

	it('is written, also into a file from before there was one', async () => {
		expect(await version()).toEqual({ user_version: 1 });
		await storage.close();
		await elsewhere('PRAGMA user_version = 0');
		storage = await Storage.open({ url: `sqlite://${file}`, log });
		expect(await version()).toEqual({ user_version: 1 });
	});

	it('that is newer is refused, and the file stays as it was', async () => {
		await storage.close();
		await elsewhere('PRAGMA user_version = 2');
		const opening = SqliteConnection.open({ file, log });
		await expect(opening).rejects.toThrow(NewerStoreError);
		await expect(opening).rejects.toThrow(/newer version of Reelay/u);
		expect(await version()).toEqual({ user_version: 2 });
	});
});
