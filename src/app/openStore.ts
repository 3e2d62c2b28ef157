import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { ConfigError, type Config } from '../config.js';
import { storeFile, Storage } from '../services/records/storage.js';

/**
 * The store, after a try of the folder for results.
 * @throws ConfigError naming the variable whose place cannot be used
 */
export async function openStore({ storeUrl, media }: Config, log: Logger): Promise<Storage> {
	const wrong = (name: string) => (error: unknown) => {
		const why = error instanceof Error ? error.message : String(error);
		throw new ConfigError([`${name}: cannot be used (${why})`]);
	};
	// What is paid for ends up there, so it is tried before anything is taken on.
	await tryFolder(resolve(media.folder)).catch(wrong('MEDIA_DIR'));
	await tryFile(resolve(storeFile(storeUrl))).catch(wrong('STORE_URL'));
	return Storage.open({ url: storeUrl, log }).catch(wrong('STORE_URL'));
}

async function tryFolder(folder: string): Promise<void> {
	await makeFolder(folder);
	const probe = join(folder, `.probe-${process.pid}`);
	await writeFile(probe, '');
	await rm(probe);
}

/** What every SQLite file begins with. */
export const sqliteHeader = 'SQLite format 3\0';

/** Somebody else's file must not be taken for the store: it would be made ours alone before SQLite found out. */
async function tryFile(file: string): Promise<void> {
	await makeFolder(dirname(file));
	const handle = await open(file, 'a+', 0o600);
	const { buffer, bytesRead } = await handle.read(Buffer.alloc(sqliteHeader.length), 0, sqliteHeader.length, 0);
	await handle.close();
	if (bytesRead > 0 && buffer.toString('latin1', 0, bytesRead) !== sqliteHeader) throw new Error('no SQLite file');
}

/** Node's own recursive way never ends where folders cannot be made at all, as under `/proc`. */
async function makeFolder(folder: string): Promise<void> {
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
