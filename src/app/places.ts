import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { ConfigError, type Config } from '../config.js';
import { Storage } from '../services/storage.js';

/**
 * The store, after a try of the folder for results.
 * @throws ConfigError naming the variable whose place cannot be used
 */
export async function openPlaces({ storeUrl, media }: Config, log: Logger): Promise<Storage> {
	const wrong = (name: string) => (error: unknown) => {
		const why = error instanceof Error ? error.message : String(error);
		throw new ConfigError([`${name}: cannot be used (${why})`]);
	};
	// What is paid for ends up there, so it is tried before anything is taken on.
	await tryFolder(media.folder).catch(wrong('MEDIA_DIR'));
	return Storage.open({ url: storeUrl, log }).catch(wrong('STORE_URL'));
}

async function tryFolder(folder: string): Promise<void> {
	await mkdir(folder, { recursive: true, mode: 0o700 });
	const probe = join(folder, `.probe-${process.pid}`);
	await writeFile(probe, '');
	await rm(probe);
}
