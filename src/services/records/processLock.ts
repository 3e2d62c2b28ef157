import { chmod } from 'node:fs/promises';
import sqlite3 from 'sqlite3';
import type { Logger } from 'pino';
import { isBusy } from './statementQueue.js';
import { storeFile } from './storage.js';
import { sleep, type Clock } from '../../lib/time.js';

const retryMs = 500;

interface ProcessLockParts {
	/** The store that only one process may use. */
	readonly storeUrl: string;
	readonly clock: Clock;
	readonly log: Logger;
}

/**
 * The right to be the one process on a SQLite store: an exclusive transaction on a second file beside it. The system
 * frees it when the process dies, however it dies, so there is no stale lock to clean up.
 */
export class ProcessLock {
	readonly #parts: ProcessLockParts;
	#database: sqlite3.Database | undefined;

	constructor(parts: ProcessLockParts) {
		this.#parts = parts;
	}

	get held(): boolean {
		return this.#database !== undefined;
	}

	/** Waits until no other process holds it. Rejects only when `signal` is aborted or the file cannot be opened. */
	async acquire(signal: AbortSignal): Promise<void> {
		const { clock, log, storeUrl } = this.#parts;
		const file = `${storeFile(storeUrl)}.lock`;
		const database = await openDatabase(file);
		await chmod(file, 0o600);

		for (let waited = false; ; waited = true) {
			try {
				await run(database, 'BEGIN EXCLUSIVE');
				this.#database = database;
				return;
			} catch (error) {
				if (!isBusy(error)) throw error;
				if (!waited) log.warn('another process uses this store; waiting until it ends');
			}
			await sleep(clock, retryMs, signal);
		}
	}

	async release(): Promise<void> {
		const database = this.#database;
		this.#database = undefined;
		if (database === undefined) return;
		await run(database, 'ROLLBACK');
		await new Promise<void>((resolve) => {
			database.close(() => resolve());
		});
	}
}

function openDatabase(file: string): Promise<sqlite3.Database> {
	return new Promise((resolve, reject) => {
		const database = new sqlite3.Database(file, (error) => {
			if (error === null) resolve(database);
			else reject(error);
		});
	});
}

function run(database: sqlite3.Database, statement: string): Promise<void> {
	return new Promise((resolve, reject) => {
		database.run(statement, (error: Error | null) => {
			if (error === null) resolve();
			else reject(error);
		});
	});
}
