import { open, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { ConfigError, type Config } from '../config.js';
import { makeFolder, type ProcessLock } from '../services/records/processLock.js';
import { storeFile, Storage } from '../services/records/storage.js';
import type { Tables } from '../services/records/tables.js';
import { composeRecords, type Records, type RecordsMaking } from './records.js';
import type { SharedStore } from './redis/sharedStore.js';
import type { Environment } from '../lib/environment.js';

export interface StoreOpening {
	readonly config: Pick<Config, 'storeUrl' | 'media'>;
	/** Ends the waiting for another process. */
	readonly signal: AbortSignal;
	readonly log: Logger;
}

/** A store that is open, and how the records of jobs are kept in it. */
export interface OpenedStore {
	readonly storage: Tables;
	readonly records: (env: Environment, parts: RecordsMaking) => Promise<Records>;
}

/** Where the store lies: in a file of this machine, which is locked, or in Redis, which is shared. */
export interface StorePlace {
	readonly lock?: ProcessLock | undefined;
	readonly shared?: SharedStore | undefined;
	/** @throws ConfigError naming the variable whose place cannot be used */
	open(opening: StoreOpening): Promise<OpenedStore>;
}

/** In a file: one process has every job. */
export const ownPlace = (lock: ProcessLock): StorePlace => ({
	lock,
	open: async (opening) => {
		const storage = await openStore({ ...opening, lock });
		return { storage, records: (env, parts) => composeRecords(env, { ...parts, storage }) };
	},
});

/**
 * The store, after a try of the folder for results. Nothing of it is opened or written before this process is the only
 * one: a version that waits for an older one must not touch what that one works with.
 * @throws ConfigError naming the variable whose place cannot be used
 */
async function openStore({
	config,
	lock,
	signal,
	log,
}: StoreOpening & { readonly lock: ProcessLock }): Promise<Storage> {
	const wrong = wrongUnless(signal);
	const { storeUrl, media } = config;
	await lock.acquire(signal).catch(wrong('STORE_URL'));
	try {
		// What is paid for ends up there, so it is tried before anything is taken on.
		await tryFolder(resolve(media.folder)).catch(wrong('MEDIA_DIR'));
		await tryFile(resolve(storeFile(storeUrl))).catch(wrong('STORE_URL'));
		return await Storage.open({ url: storeUrl, hindrance: () => lock.problem(), log }).catch(wrong('STORE_URL'));
	} catch (error) {
		await lock.release();
		throw error;
	}
}

/** Names the variable that is to blame, unless the process is ending. */
export const wrongUnless =
	(signal: AbortSignal) =>
	(name: string) =>
	(error: unknown): never => {
		if (signal.aborted) throw error;
		const why = error instanceof Error ? error.message : String(error);
		throw new ConfigError([`${name}: cannot be used (${why})`]);
	};

/** What is paid for ends up there. */
export async function tryFolder(folder: string): Promise<void> {
	await makeFolder(folder);
	const probe = join(folder, `.probe-${process.pid}`);
	await writeFile(probe, '');
	await rm(probe);
}

/** What every SQLite file begins with. */
export const sqliteHeader = 'SQLite format 3\0';

/** Somebody else's file must not be taken for the store: it would be made ours alone before SQLite found out. */
async function tryFile(file: string): Promise<void> {
	const handle = await open(file, 'a+', 0o600);
	const { buffer, bytesRead } = await handle.read(Buffer.alloc(sqliteHeader.length), 0, sqliteHeader.length, 0);
	const { nlink } = await handle.stat();
	await handle.close();
	// SQLite names its write-ahead log after the file: two names would have two logs.
	if (nlink > 1) throw new Error('the file has another name (a hard link), which would make two stores of it');
	if (bytesRead > 0 && buffer.toString('latin1', 0, bytesRead) !== sqliteHeader) throw new Error('no SQLite file');
}
