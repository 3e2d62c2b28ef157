import { ConfigError, type Config } from '../../config.js';
import type { Environment } from '../../lib/environment.js';
import { systemClock } from '../../lib/time.js';
import { Holds } from '../../services/redis/holds.js';
import { Leadership } from '../../services/redis/leadership.js';
import { RedisClaims } from '../../services/redis/redisClaims.js';
import { RedisConnection, RedisSetupError } from '../../services/redis/redisConnection.js';
import { Signals } from '../../services/redis/signals.js';
import type { Claims } from '../../services/scheduling/claims.js';

/** A store that lies in Redis: the connection, what this process holds of it, and its word with the others. */
export interface SharedStore {
	readonly redis: RedisConnection;
	readonly holds: Holds;
	readonly leadership: Leadership;
	readonly signals: Signals;
	/** Claims of one kind, over every process. */
	readonly claims: (kind: 'draft' | 'outcome') => Claims;
	/** Whether this process is the first that does this, of all of them and within this time. */
	readonly first: (what: string, withinMs: number) => Promise<boolean>;
}

/** Nothing is connected yet. */
export function sharedStore(
	{ redisUrl, leaseMs, role }: Pick<Config, 'leaseMs' | 'role'> & { readonly redisUrl: string },
	{ log }: Pick<Environment, 'log'>,
): SharedStore {
	const redis = new RedisConnection({ url: redisUrl, log });
	// Leases run out by the time of the world, whatever the clock of the program is.
	const clock = systemClock;
	return {
		redis,
		holds: new Holds({ clock, leaseMs, isOurs: () => redis.isOurs }),
		leadership: new Leadership({ redis, leaseMs, role, clock, log }),
		signals: new Signals({ redis, clock, log }),
		claims: (kind) => new RedisClaims({ redis, kind, clock, log }),
		first: async (what, withinMs) =>
			(await redis.client.set(`{r}:first:${what}`, '1', { NX: true, PX: withinMs })) !== null,
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
