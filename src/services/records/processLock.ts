import { chmod, mkdir, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import sqlite3 from 'sqlite3';
import { seconds, sleep } from '../../lib/time.js';
import { isBusy } from './statementQueue.js';
import { storeFile } from './storage.js';
import { WatchedFile } from './watchedFile.js';
import type { Environment } from '../../lib/environment.js';

const retryMs = 500;
/** How often the holder sees whether its lock file is still there. */
const watchMs = seconds(15);

/** Another process works with the store that this one took for its own. */
export class StoreTakenError extends Error {
	override name = 'StoreTakenError' as const;

	constructor() {
		super('the lock file of the store was removed, and another process has taken the store over');
	}
}

/** The right to be the one process on a store. */
export interface StoreLock {
	readonly held: boolean;
	/** Waits until no other process holds it. Rejects when `signal` is aborted, or the store cannot be reached. */
	acquire(signal: AbortSignal): Promise<void>;
	release(): Promise<void>;
}

interface ProcessLockParts extends Pick<Environment, 'clock' | 'log'> {
	/** The store that only one process may use. */
	readonly storeUrl: string;
	/** Called when the lock file was removed and another process has made itself the holder of a new one. */
	readonly onLost?: ((error: StoreTakenError) => void) | undefined;
}

/** An exclusive transaction on a lock file, and the file as it was when that began. */
interface Hold {
	readonly database: sqlite3.Database;
	readonly file: WatchedFile;
}

/**
 * The right to be the one process on a SQLite store: an exclusive transaction on a second file beside it. The system
 * frees it when the process dies, however it dies, so there is no stale lock to clean up. It lies beside the store itself,
 * under whatever name (a link) the store was given, and a lock file that somebody removes is taken anew.
 */
export class ProcessLock implements StoreLock {
	readonly #parts: ProcessLockParts;
	#hold: Hold | undefined;
	#cancelWatch: () => void = () => undefined;

	constructor(parts: ProcessLockParts) {
		this.#parts = parts;
	}

	get held(): boolean {
		return this.#hold !== undefined;
	}

	/** What is wrong with the hold; undefined when this process is certainly the only one. */
	async problem(): Promise<string | undefined> {
		if (this.#hold === undefined) return 'another process may use the store: its lock is not held';
		return (await this.#hold.file.isThere()) ? undefined : 'the lock file of the store was removed';
	}

	/**
	 * Waits until no other process holds it. Makes the folder if it is missing, and touches nothing else before.
	 * Rejects only when `signal` is aborted or the file cannot be opened.
	 */
	async acquire(signal: AbortSignal): Promise<void> {
		const { clock, log } = this.#parts;
		for (let waited = false; ; waited = true) {
			if (await this.tryAcquire()) return;
			if (!waited) log.warn('another process uses this store; waiting until it ends');
			await sleep(clock, retryMs, signal);
		}
	}

	/** One try. Returns whether this process is the holder now. */
	async tryAcquire(): Promise<boolean> {
		const file = resolve(storeFile(this.#parts.storeUrl));
		await makeFolder(dirname(file));
		const hold = await take(`${await trueName(file)}.lock`);
		if (hold === undefined) return false;
		this.#hold = hold;
		this.#watch();
		return true;
	}

	async release(): Promise<void> {
		this.#cancelWatch();
		const hold = this.#hold;
		this.#hold = undefined;
		if (hold === undefined) return;
		await run(hold.database, 'ROLLBACK');
		await close(hold.database);
	}

	#watch(): void {
		this.#cancelWatch = this.#parts.clock.after(watchMs, () => {
			void this.#renew().finally(() => {
				if (this.#hold !== undefined) this.#watch();
			});
		});
	}

	/** A lock on a file without a name keeps nobody out: it is taken again on one that has it, unless somebody was faster. */
	async #renew(): Promise<void> {
		const { log, onLost } = this.#parts;
		const before = this.#hold;
		if (before === undefined || (await before.file.isThere())) return;
		try {
			const hold = await take(before.file.path);
			if (this.#hold !== before) {
				// Released meanwhile.
				if (hold !== undefined) await close(hold.database);
			} else if (hold === undefined) {
				this.#hold = undefined;
				log.fatal('the lock file of the store was removed and another process has taken it over; this one ends');
				await close(before.database);
				onLost?.(new StoreTakenError());
			} else {
				this.#hold = hold;
				log.error('the lock file of the store was removed; it is made again. Do not remove it while the bot runs');
				await close(before.database);
			}
		} catch (error) {
			log.error({ err: error }, 'the lock file of the store was removed and cannot be made again yet');
		}
	}
}

/** One try; undefined while another process holds it. */
async function take(path: string): Promise<Hold | undefined> {
	const database = await openDatabase(path);
	try {
		await chmod(path, 0o600);
		const file = await WatchedFile.of(path);
		await run(database, 'BEGIN EXCLUSIVE');
		// One that was removed while it was opened is no lock.
		if (await file.isThere()) return { database, file };
	} catch (error) {
		if (!isBusy(error)) {
			await close(database);
			throw error;
		}
	}
	await close(database);
	return undefined;
}

/** What a path leads to, through every link, also where nothing is there yet. */
async function trueName(path: string): Promise<string> {
	try {
		return await realpath(path);
	} catch {
		const target = await readlink(path).catch(() => undefined);
		if (target !== undefined) return trueName(resolve(dirname(path), target));
		return join(await realpath(dirname(path)), basename(path));
	}
}

/** Node's own recursive way never ends where folders cannot be made at all, as under `/proc`. */
export async function makeFolder(folder: string): Promise<void> {
	const make = (): Promise<unknown> => mkdir(folder, { mode: 0o700 }).catch(unlessThere);
	try {
		await make();
	} catch (error) {
		if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
		await makeFolder(dirname(folder));
		await make();
	}
}

/** Whether it is a folder shows when something is put into it. */
function unlessThere(error: unknown): void {
	if (codeOf(error) !== 'EEXIST') throw error;
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

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

const close = (database: sqlite3.Database): Promise<void> =>
	new Promise((resolve) => {
		database.close(() => resolve());
	});
