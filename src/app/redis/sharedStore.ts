import { ConfigError, type Config } from '../../config.js';
import type { Environment } from '../../lib/environment.js';
import { systemClock } from '../../lib/time.js';
import { StoreTakenError } from '../../services/records/processLock.js';
import { Holds } from '../../services/redis/holds.js';
import { RedisConnection, RedisSetupError } from '../../services/redis/redisConnection.js';
import { RedisLock } from '../../services/redis/redisLock.js';

/** A store that lies in Redis: the connection, the right to be the one process on it, and what this process holds of it. */
export interface SharedStore {
	readonly redis: RedisConnection;
	readonly lock: RedisLock;
	readonly holds: Holds;
}

/** Undefined without `REDIS_URL`. Nothing is connected yet. */
export function sharedStore(
	{ redisUrl, leaseMs }: Pick<Config, 'redisUrl' | 'leaseMs'>,
	{ log, onFatal }: Pick<Environment, 'log'> & { readonly onFatal: (error: StoreTakenError) => void },
): SharedStore | undefined {
	if (redisUrl === undefined) return undefined;
	const redis = new RedisConnection({ url: redisUrl, log });
	// Leases run out by the time of the world, whatever the clock of the program is.
	const clock = systemClock;
	return {
		redis,
		lock: new RedisLock({ redis, leaseMs, onLost: () => onFatal(new StoreTakenError()), clock, log }),
		holds: new Holds({ clock, leaseMs, isOurs: () => redis.isOurs }),
	};
}

/** @throws ConfigError where the server would lose records; a plain error where it does not answer */
export async function openRedis(redis: RedisConnection): Promise<void> {
	try {
		await redis.open();
	} catch (error) {
		if (error instanceof RedisSetupError) throw new ConfigError(error.faults);
		throw new Error(`REDIS_URL: no answer (${error instanceof Error ? error.message : String(error)})`, {
			cause: error,
		});
	}
}
