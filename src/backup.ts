import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError, exitConfig, readFileConfig } from './config.js';
import { backUpStore } from './services/records/storeCopy.js';
import { storeFile } from './services/records/storage.js';

/*
 * `npm run backup -- FILE`: a consistent copy of the store, also while the bot runs. Results and pictures (`MEDIA_DIR`) are
 * not in it. Exit status 1: no copy was made; 78: the configuration is wrong.
 */

if (existsSync('.env')) process.loadEnvFile('.env');
process.exit(await backUp(process.argv[2]));

async function backUp(file: string | undefined): Promise<number> {
	if (file === undefined || process.argv.length > 3) {
		console.error('npm run backup -- FILE: a new file, which the copy is written to');
		return 2;
	}
	try {
		await backUpStore(resolve(storeFile(readFileConfig(process.env).storeUrl)), resolve(file));
		console.log(`The store is copied to ${resolve(file)}.`);
		return 0;
	} catch (error) {
		if (error instanceof ConfigError) for (const fault of error.faults) console.error(fault);
		else console.error(`No copy was made: ${error instanceof Error ? error.message : String(error)}`);
		return error instanceof ConfigError ? exitConfig : 1;
	}
}
