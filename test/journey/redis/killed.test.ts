import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtBot } from '../../../sandbox/bot/build.js';
import { BotProcess } from '../../../sandbox/bot/botProcess.js';
import { CometApiSimulator } from '../../../sandbox/cometapi/simulator.js';
import { DiscordSimulator } from '../../../sandbox/discord/simulator.js';
import { withVideo } from '../../harness/appHarness.js';
import { hasRedis, RedisServer } from '../../harness/redisServer.js';
import { soon } from '../../harness/soon.js';

let server: RedisServer;
let discord: DiscordSimulator;
let comet: CometApiSimulator;
let folder: string;
let bots: BotProcess[];

beforeEach(async () => {
	if (!hasRedis) return;
	server = await RedisServer.start();
	discord = await DiscordSimulator.start();
	comet = await CometApiSimulator.start({ plan: { outcome: 'stuck', progress: 'native' } });
	folder = await mkdtemp(join(tmpdir(), 'reelay-killed-'));
	bots = [];
});
afterEach(async () => {
	if (!hasRedis) return;
	await Promise.all(bots.map((bot) => bot.kill('SIGKILL')));
	await discord.close();
	await comet.close();
	await server.stop();
	await rm(folder, { recursive: true, force: true });
});

async function begin(): Promise<BotProcess> {
	const bot = new BotProcess({
		entry: await builtBot(resolve(import.meta.dirname, '../../..')),
		cwd: folder,
		env: {
			...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
			...{ COMETAPI_KEY: comet.key, COMETAPI_BASE_URL: comet.baseUrl },
			TRUSTED_ORIGINS: `${discord.cdnOrigin},${comet.cdn.origin},${comet.baseUrl}`,
			...{ REDIS_URL: server.url, LEASE_MS: '2000', MEDIA_DIR: join(folder, 'media') },
			...{ POLL_MIN_MS: '20', POLL_MAX_MS: '60', PROGRESS_EDIT_MS: '30', OPS_PORT: 'off' },
		},
	});
	bots.push(bot);
	await bot.start();
	return bot;
}

describe.skipIf(!hasRedis)('a process on Redis that is killed (needs redis-server)', () => {
	it('is followed by one that waited, which goes on with its job: paid once, posted once', async () => {
		const first = await begin();
		await first.ready();
		const interaction = discord.invoke({
			...{ command: 'video', user: discord.world.alice },
			options: { prompt: 'a paper boat crossing a pond at dawn' },
		});
		await soon(() => comet.creates).toBe(1);
		const second = await begin();
		await soon(() => second.log.map(({ fields }) => fields?.msg)).toContain(
			'another process uses this store; waiting until it ends',
		);
		await first.kill('SIGKILL');
		await second.ready();
		comet.settle(comet.tasks[0]!);
		await soon(() => withVideo(discord.messages(interaction.channelId))).toHaveLength(1);
		expect(comet.creates).toBe(1);
	});
});
