import { afterAll, beforeAll, describe, it } from 'vitest';
import { pino } from 'pino';
import { seconds, systemClock } from '../../../src/lib/time.js';
import { Holds } from '../../../src/services/redis/holds.js';
import { Leases } from '../../../src/services/redis/leases.js';
import { RedisConnection } from '../../../src/services/redis/redisConnection.js';
import { hasRedis, RedisServer } from '../../harness/redisServer.js';
import { soon } from '../../harness/soon.js';

const log = pino({ level: 'silent' });
const leaseMs = seconds(15);
let server: RedisServer;

beforeAll(async () => {
	if (hasRedis) server = await RedisServer.start();
});
afterAll(async () => {
	if (hasRedis) await server.stop();
});

/** The leases of one process among those of one job. @param claimed plans the job's next step */
const aProcess = async (claimed: () => Promise<void>) => {
	const redis = new RedisConnection({ url: server.url, log });
	await redis.open();
	let epoch = 0;
	const leases = new Leases({
		...{ redis, leaseMs, log, claimed, clock: systemClock, works: true },
		holds: new Holds({ clock: systemClock, leaseMs, isOurs: () => true }),
		before: () => Promise.resolve(),
		claim: () => Promise.resolve((epoch += 1)),
		open: () => Promise.resolve([]),
		sweeps: () => false,
		lost: () => Promise.resolve(),
	});
	await leases.start(() => undefined);
	const stop = async (): Promise<void> => {
		await leases.stop();
		await redis.close();
	};
	return { leases, stop };
};

describe.skipIf(!hasRedis)('leases (need redis-server)', () => {
	it('are given back by a process that stops while a job is still being planned', async () => {
		let plan = (): void => undefined;
		const planned = new Promise<void>((resolve) => (plan = resolve));
		let taken = '';
		const one = await aProcess(() => {
			taken += '1';
			return planned;
		});
		one.leases.offer('1');
		await soon(() => taken).toBe('1');
		const stopped = one.stop();
		const other = await aProcess(() => {
			taken += '2';
			return Promise.resolve();
		});
		await soon(() => taken).toBe('12');
		plan();
		await stopped;
		await other.stop();
	});

	it('are no longer held by a process that could not plan the job', async () => {
		let taken = '';
		const one = await aProcess(() => {
			taken += '1';
			return Promise.reject(new Error('Redis is away'));
		});
		one.leases.offer('1');
		await soon(() => taken).toBe('1');
		await one.stop();
		const other = await aProcess(() => {
			taken += '2';
			return Promise.resolve();
		});
		other.leases.offer('1');
		await soon(() => taken).toBe('12');
		await other.stop();
	});
});
