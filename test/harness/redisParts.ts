import { standingOf } from '../../src/services/admission/standing.js';
import { UnreadableRecords } from '../../src/services/records/unreadableRecords.js';
import { orderOf } from '../../src/services/scheduling/queueOrder.js';
import { pino } from 'pino';
import type { LimitsParts } from '../../src/services/admission/limits.js';
import { Holds } from '../../src/services/redis/holds.js';
import { RedisConnection } from '../../src/services/redis/redisConnection.js';
import { RedisLedger } from '../../src/services/redis/redisLedger.js';
import { RedisQueue } from '../../src/services/redis/redisQueue.js';
import { RedisRecords } from '../../src/services/redis/redisRecords.js';
import type { FakeClock } from './fakeClock.js';

const log = pino({ level: 'silent' });

/** The parts of one process on a Redis, without its journeys. */
export class RedisParts {
	readonly redis: RedisConnection;
	readonly holds: Holds;
	readonly records: RedisRecords;
	readonly ledger: RedisLedger;
	readonly queue: RedisQueue;
	/** Jobs whose turn has come, in their order. */
	readonly woken: string[] = [];

	private constructor(
		redis: RedisConnection,
		{ clock, ...given }: Partial<LimitsParts> & { clock: FakeClock; capacity?: number },
	) {
		this.redis = redis;
		const { capacity = 3, memberRunningJobs = 2, ...limits } = given;
		const wake = (id: string): number => this.woken.push(id);
		this.queue = new RedisQueue({ redis, orderOf, capacity, memberPlaces: memberRunningJobs, clock, log, wake });
		this.holds = new Holds({ clock, leaseMs: 15_000, isOurs: () => true });
		this.records = new RedisRecords({
			unreadable: new UnreadableRecords(),
			...{ redis, holds: this.holds, clock, log, capacity, memberPlaces: memberRunningJobs },
			wake: (ids) => this.queue.woken(ids),
		});
		this.ledger = new RedisLedger({
			...{ redis, standingOf, clock, memberRunningJobs, memberWaitingJobs: 0, memberDailyVideos: 1000 },
			...{ dailyUsd: undefined, guildDailyUsd: undefined, allowedGuilds: undefined, ...limits },
		});
	}

	static async open(url: string, given: Partial<LimitsParts> & { clock: FakeClock; capacity?: number }) {
		const redis = new RedisConnection({ url, log });
		await redis.open();
		return new RedisParts(redis, given);
	}

	/** Everything that is stored goes. */
	async empty(): Promise<void> {
		await this.redis.client.flushAll();
		this.woken.length = 0;
	}

	close(): Promise<void> {
		return this.redis.close();
	}
}
