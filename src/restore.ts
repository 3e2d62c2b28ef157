import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError, exitConfig, readFileConfig } from './config.js';
import { systemClock } from './lib/time.js';
import { makeLogger } from './services/ops/logger.js';
import { ProcessLock } from './services/records/processLock.js';
import { restoreStore } from './services/records/storeCopy.js';
import { storeFile } from './services/records/storage.js';

/*
 * `npm run restore -- FILE`: puts a copy that `npm run backup` made in place of the store of a stopped bot; what stood there
 * is moved aside. Exit status 1: nothing was changed; 78: the configuration is wrong.
 */

if (existsSync('.env')) process.loadEnvFile('.env');
process.exit(await restore(process.argv[2]));

async function restore(file: string | undefined): Promise<number> {
	if (file === undefined || process.argv.length > 3) {
		console.error('npm run restore -- FILE: a copy that npm run backup has made');
		return 2;
	}
	try {
		return await underLock(readFileConfig(process.env).storeUrl, async (store) => {
			const { openJobs, replaced } = await restoreStore(resolve(file), store, systemClock.now());
			console.log(`The store is as it was in ${resolve(file)}.`);
			if (replaced !== undefined) console.log(`The one before is kept as ${replaced}.`);
			const jobs = openJobs === 1 ? '1 job was' : `${openJobs} jobs were`;
			console.log(`${jobs} open then; nothing is paid or posted for them before Discord has been asked.`);
		});
	} catch (error) {
		if (error instanceof ConfigError) for (const fault of error.faults) console.error(fault);
		else console.error(`Nothing was changed: ${error instanceof Error ? error.message : String(error)}`);
		return error instanceof ConfigError ? exitConfig : 1;
	}
}

async function underLock(storeUrl: string, act: (store: string) => Promise<void>): Promise<number> {
	const lock = new ProcessLock({ storeUrl, clock: systemClock, log: makeLogger('silent') });
	if (!(await lock.tryAcquire())) {
		console.error('Nothing was changed: the bot runs on this store. Stop it first.');
		return 1;
	}
	try {
		const named = resolve(storeFile(storeUrl));
		// A link stays a link; what it leads to is replaced.
		await act(await realpath(named).catch(() => named));
		return 0;
	} finally {
		await lock.release();
	}
}
