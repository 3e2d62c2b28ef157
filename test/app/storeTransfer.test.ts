import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteConnection } from '../../src/services/records/sqliteConnection.js';
import { transferStore } from '../../src/app/redis/storeTransfer.js';
import { AppHarness, withVideo } from '../harness/appHarness.js';
import { expectGoodManners } from '../harness/promises.js';
import { hasRedis, RedisServer } from '../harness/redisServer.js';
import { soon } from '../harness/soon.js';

const log = pino({ level: 'silent' });
let server: RedisServer;
let at: AppHarness;

beforeEach(async () => {
	if (!hasRedis) return;
	server = await RedisServer.start();
	at = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } } });
});
afterEach(async () => {
	if (!hasRedis) return;
	await at.close();
	await server.stop();
});

/** Every row of a store, but for what is only of one run. */
async function rows(file: string): Promise<string[]> {
	const database = await SqliteConnection.open({ file, log });
	const tables = await database.rows<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'");
	const all: string[] = [];
	for (const { name } of tables) {
		for (const row of await database.rows(`SELECT * FROM ${name}`)) all.push(JSON.stringify([name, row]));
	}
	await database.close();
	return all.filter((row) => !row.includes('probe:written')).sort();
}

describe.skipIf(!hasRedis)('a copy of a store (needs redis-server)', () => {
	const own = (): string => at.env['STORE_URL']!;
	const back = (): string => join(at.folder, 'back.sqlite');

	/** One job that has ended, one that goes on, a guild's settings and an offer; then the bot is stopped. */
	async function fill() {
		const ended = at.video({ user: at.member() });
		await at.told(ended);
		await soon(() => at.job(ended)).toMatchObject({ phase: 'closed' });
		at.comet.next({ outcome: 'stuck' });
		const open = at.video({ user: at.member() });
		await soon(() => at.job(open)).toMatchObject({ phase: 'generating' });
		await at.stop();
		return { ended, open };
	}

	it('there and back is the same in every row', async () => {
		await fill();
		expect(await transferStore(own(), server.url, log)).toMatchObject({ jobs: 2 });
		expect(await transferStore(server.url, `sqlite://${back()}`, log)).toMatchObject({ jobs: 2 });
		const before = await rows(own().replace('sqlite://', ''));
		expect(await rows(back())).toEqual(before);
		expect(before.length).toBeGreaterThan(5);
	});

	it('in Redis is what the bot goes on with: paid once, told once, and counted', async () => {
		const { open } = await fill();
		await transferStore(own(), server.url, log);
		await at.start({ REDIS_URL: server.url });
		at.comet.settle(at.comet.tasks[1]!);
		expect(withVideo([await at.told(open)])).toHaveLength(1);
		expect(at.comet.creates).toBe(2);
		expect(at.discord.notifications.filter(({ userId }) => userId === open.userId)).toHaveLength(1);
		expectGoodManners(at);
	});

	it('is not made of a store that is in use, nor into one that is there', async () => {
		await expect(transferStore(own(), server.url, log)).rejects.toThrow('stop it first');
		await fill();
		await transferStore(own(), server.url, log);
		await expect(transferStore(own(), server.url, log)).rejects.toThrow('has a store already');
		await expect(transferStore(server.url, own(), log)).rejects.toThrow('is there already');
		await at.start({ REDIS_URL: server.url });
		await expect(transferStore(server.url, `sqlite://${back()}`, log)).rejects.toThrow('bots run on this Redis');
		expect(existsSync(back())).toBe(false);
	});

	it('that was broken off is not worked with', async () => {
		await fill();
		const database = await SqliteConnection.open({ file: own().replace('sqlite://', ''), log });
		await database.rows("UPDATE closed SET value = '{}' RETURNING key");
		await database.close();
		await expect(transferStore(own(), server.url, log)).rejects.toThrow('1 records of jobs cannot be read');
		await expect(at.start({ REDIS_URL: server.url })).rejects.toThrow('a copy was broken off');
	});
});
