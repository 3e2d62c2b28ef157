import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../../src/config.js';
import { App } from '../../../src/app/app.js';
import { systemClock, type Clock } from '../../../src/lib/time.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';
import { expectGoodManners } from '../../harness/promises.js';
import { hasRedis, RedisServer } from '../../harness/redisServer.js';
import { soon } from '../../harness/soon.js';

let server: RedisServer | undefined;
let stage: AppHarness | undefined;

beforeEach(async () => {
	if (hasRedis) server = await RedisServer.start();
});
afterEach(async () => {
	await stage?.close();
	stage = undefined;
	await server?.stop();
});

const set = async (comet: object = { plan: { pollsToDone: 2 } }, clock: Clock = systemClock): Promise<AppHarness> =>
	(stage = await AppHarness.set({ env: { REDIS_URL: server!.url }, comet, clock }));

/** On it three seconds take a minute, so that a busy machine is in time for Discord; timers ring as ever. */
function slowClock(): Clock {
	const begun = systemClock.now();
	const now = (): number => begun + (systemClock.now() - begun) / 20;
	return { now, elapsed: () => systemClock.elapsed(), after: (ms, act) => systemClock.after(ms, act) };
}

describe.skipIf(!hasRedis)('a journey with the store in Redis (needs redis-server)', () => {
	it('makes the video, posts it once, and leaves nothing open', async () => {
		const at = await set();
		const interaction = at.video();
		expect(withVideo([await at.told(interaction)])).toHaveLength(1);
		expect(at.comet.creates).toBe(1);
		expectGoodManners(at);
	});

	it('goes on after a stop where the process before had left it', async () => {
		const at = await set({ plan: { outcome: 'stuck', progress: 'native' } });
		const interaction = at.video();
		await at.becomes(() => at.comet.creates === 1);
		await at.stop();
		await at.start();
		at.comet.settle(at.comet.tasks[0]!);
		expect(withVideo([await at.told(interaction)])).toHaveLength(1);
		expect(at.comet.creates).toBe(1);
		expectGoodManners(at);
	});
});

describe.skipIf(!hasRedis)('a Redis that would lose records (needs redis-server)', () => {
	const begin = async (...options: string[]): Promise<readonly string[]> => {
		await server?.stop();
		server = await RedisServer.start(...options);
		const config = readConfig({ DISCORD_TOKEN: 'x', COMETAPI_KEY: 'x', OPS_PORT: 'off', REDIS_URL: server.url });
		const app = new App({ ...config, logLevel: 'silent' });
		const error: unknown = await app.start().catch((thrown: unknown) => thrown);
		await app.stop();
		return error instanceof ConfigError ? error.faults : [String(error)];
	};

	it('is refused at start, in words that say what to set', async () => {
		expect(await begin('--appendonly', 'no')).toEqual([expect.stringContaining('REDIS_URL: this Redis loses records')]);
		expect(await begin('--maxmemory-policy', 'allkeys-lru')).toEqual([expect.stringContaining('maxmemory-policy')]);
	});
});

describe.skipIf(!hasRedis)('a Redis that goes away (needs redis-server)', () => {
	const away = async (): Promise<AppHarness> => {
		const at = await set({ plan: { outcome: 'stuck', progress: 'native' } });
		const interaction = at.video();
		await interaction.responded();
		await at.becomes(() => at.comet.tasks.length === 1);
		await server!.signal('SIGKILL');
		return at;
	};

	it('and comes back with its data refuses what is asked meanwhile, and loses nothing', async () => {
		const at = await away();
		expect((await at.video({ user: at.member() }).responded()).ephemeral).toBe(true);
		await server!.begin();
		at.comet.settle(at.comet.tasks[0]!);
		await at.until((messages) => withVideo(messages).length === 1);
		expect(at.comet.creates).toBe(1);
	});

	it('and comes back without its data takes nothing on', async () => {
		const at = await away();
		await server!.beginEmpty();
		const asked = at.video({ user: at.member() });
		expect((await asked.responded()).ephemeral).toBe(true);
		at.comet.settle(at.comet.tasks[0]!);
		expect(withVideo(at.discord.messages(asked.channelId))).toEqual([]);
		expect(at.comet.creates).toBe(1);
	});

	it.each(['SIGSTOP', 'SIGKILL'] as const)(
		'(%s) has whatever is asked answered in words while it is away',
		async (signal) => {
			const at = await set({ plan: { pollsToDone: 2 } }, slowClock());
			await at.told(at.video({ user: at.member() }));
			await server!.signal(signal);
			// At once, when nobody knows yet; and later, when it is known.
			for (const round of [1, 2]) {
				const user = at.member();
				const asked = [at.video({ user }), at.discord.invoke({ command: 'videos', user, options: {} })];
				const answers = await Promise.all(asked.map((each) => each.responded()));
				expect([round, ...answers.map(({ ephemeral }) => ephemeral)]).toEqual([round, true, true]);
				for (const each of asked) await soon(() => textOf(at.discord.original(each))).not.toBe('');
			}
			await (signal === 'SIGKILL' ? server!.begin() : server!.signal('SIGCONT'));
			await at.becomes(() => at.comet.creates === 1);
		},
	);

	it('and is full takes nothing on, and goes on when it has room', async () => {
		const at = await set({ plan: { outcome: 'stuck', progress: 'native' } });
		const interaction = at.video();
		await interaction.responded();
		await at.becomes(() => at.comet.tasks.length === 1);
		await server!.configure('maxmemory', '1');
		const refused = await at.video({ user: at.member() }).responded();
		expect(refused.ephemeral).toBe(true);
		at.comet.settle(at.comet.tasks[0]!);
		await server!.configure('maxmemory', '0');
		await at.until((messages) => withVideo(messages).length === 1);
		expect(at.comet.creates).toBe(1);
	});
});
