import { resolve } from 'node:path';
import type { Config } from '../../config.js';
import type { Environment } from '../../lib/environment.js';
import { RedisTables } from '../../services/redis/redisTables.js';
import { tryFolder, wrongUnless, type StorePlace } from '../openStore.js';
import { composeSharedRecords } from './sharedRecords.js';
import { openRedis, sharedStore } from './sharedStore.js';

/** In Redis: the processes on it share the jobs. @throws ConfigError on opening, where it would lose records as it is set up */
export function sharedPlace(
	config: Pick<Config, 'leaseMs' | 'role'> & { readonly redisUrl: string },
	env: Pick<Environment, 'log'>,
): StorePlace {
	const shared = sharedStore(config, env);
	return {
		shared,
		open: async ({ config: { media }, signal, log }) => {
			await openRedis(shared.redis);
			await tryFolder(resolve(media.folder)).catch(wrongUnless(signal)('MEDIA_DIR'));
			const storage = new RedisTables({ redis: shared.redis, log });
			return { storage, records: (all, parts) => composeSharedRecords(all, { ...parts, storage, shared }) };
		},
	};
}
