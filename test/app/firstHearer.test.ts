import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { FirstHearer } from '../../src/app/redis/firstHearer.js';
import { seconds, sleep, systemClock } from '../../src/lib/time.js';
import { RedisConnection } from '../../src/services/redis/redisConnection.js';
import { hasRedis, RedisServer } from '../harness/redisServer.js';

const log = pino({ level: 'silent' });
type Heard = ConstructorParameters<typeof FirstHearer>[0]['dispatcher'];
type Arguments = Parameters<Heard['dispatch']>;
const press = { id: '1200000000000000001' } as Arguments[0];
const facts = {} as Arguments[1];

describe.skipIf(!hasRedis)('an interaction that two processes hear (needs redis-server)', () => {
	let server: RedisServer;
	let connections: readonly RedisConnection[];

	beforeAll(async () => {
		server = await RedisServer.start();
	});
	afterAll(() => server.stop());
	beforeEach(async () => {
		connections = [new RedisConnection({ url: server.url, log }), new RedisConnection({ url: server.url, log })];
		for (const each of connections) await each.open();
		await connections[0]!.client.flushAll();
	});
	afterEach(async () => {
		for (const each of connections) await each.close();
	});

	/** One that takes so long to answer; each answer is written down with how long after the hearing it began. */
	const hearing = (index: number, answered: { by: number; afterMs: number }[], takesMs = 0): FirstHearer => {
		const begun = systemClock.elapsed();
		const answer = async (): Promise<void> => {
			answered.push({ by: index, afterMs: systemClock.elapsed() - begun });
			await sleep(systemClock, takesMs);
		};
		const dispatcher: Heard = { dispatch: answer, apologise: answer, apologiseUnread: answer };
		return new FirstHearer({ dispatcher, redis: connections[index]!, clock: systemClock, log });
	};

	it('is answered by one, also when that takes longer than its claim', async () => {
		const answered: { by: number; afterMs: number }[] = [];
		const hearers = [hearing(0, answered, seconds(2.2)), hearing(1, answered, seconds(2.2))];
		await Promise.all(hearers.map((each) => each.dispatch(press, facts)));
		expect(answered).toHaveLength(1);
		await hearing(1, answered).dispatch(press, facts);
		expect(answered).toHaveLength(1);
	});

	it('is answered by the other, within what Discord waits, when the first dies before it has', async () => {
		const answered: { by: number; afterMs: number }[] = [];
		void hearing(0, [], seconds(0.7)).dispatch(press, facts);
		await sleep(systemClock, seconds(0.1));
		// Its claim stands as it was, and nobody prolongs it any more.
		await connections[0]!.close();
		await hearing(1, answered).dispatch(press, facts);
		expect(answered).toMatchObject([{ by: 1 }]);
		expect(answered[0]!.afterMs).toBeLessThan(seconds(2.5));
	});

	it('is tried by each where nobody can tell', async () => {
		const answered: { by: number; afterMs: number }[] = [];
		for (const each of connections) await each.close();
		await Promise.all([0, 1].map((index) => hearing(index, answered).dispatch(press, facts)));
		expect(answered.map(({ by }) => by).sort()).toEqual([0, 1]);
	});
});
