import { afterEach, describe, expect, it } from 'vitest';
import { BotFatalError } from '../../src/gateway/bot.js';
import { RateLimiter } from '../../src/services/admission/rateLimiter.js';
import { BotHarness } from '../harness/botHarness.js';

let lobby: BotHarness;
afterEach(() => lobby.close());

const invoke = () =>
	lobby.at.discord.invoke({ user: lobby.at.discord.world.alice, command: 'video', options: { prompt: 'a cat' } });

const brokenCommands = {
	commands: {
		slash: [
			{
				definition: { name: 'video', description: 'Make a video' },
				execute: () => Promise.reject(new Error('a bug')),
			},
		],
		message: [],
	},
};

describe('Bot', () => {
	it('publishes the commands, hears an interaction and makes a job of it', async () => {
		lobby = await BotHarness.started();
		expect(lobby.bot.ready).toBe(true);
		expect(lobby.at.discord.commands().map(({ name }) => name)).toContain('video');

		const interaction = invoke();
		await interaction.responded();
		await expect.poll(() => lobby.at.store.get(interaction.id)).toMatchObject({ acknowledged: true });
		expect(interaction.acknowledgement).toMatchObject({ type: 5, ephemeral: false });
	});

	it('is ready at once although a guild is away', async () => {
		lobby = await BotHarness.open();
		lobby.at.discord.world.guild.unavailable = true;
		await lobby.bot.start();

		expect(lobby.bot.ready).toBe(true);
		// discord.js would wait for it for 15 seconds.
	});

	it('says plainly that Discord does not accept the token', async () => {
		lobby = await BotHarness.open({ token: 'MTAwMDAwMDAwMDAwMDAwMDAw.wrong.token-of-nobody-at-all' });

		const failure: unknown = await lobby.bot.start().catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(BotFatalError);
		expect((failure as Error).message).toBe('Discord does not accept DISCORD_TOKEN');
		expect(JSON.stringify(failure)).not.toContain('token-of-nobody');
	});

	it('says plainly that the gateway does not accept the token', async () => {
		lobby = await BotHarness.open({ token: 'MTAwMDAwMDAwMDAwMDAwMDAw.wrong.token-of-nobody-at-all' });
		const { url } = lobby.at.discord.gateway;
		lobby.at.discord.faults.answer({
			match: ({ path }) => path.endsWith('/gateway/bot'),
			times: Infinity,
			answer: {
				status: 200,
				body: {
					url,
					shards: 1,
					session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
				},
			},
		});

		await expect(lobby.bot.start()).rejects.toThrow('Discord does not accept DISCORD_TOKEN');
	});

	it('waits for Discord to come back instead of ending', async () => {
		lobby = await BotHarness.open();
		const back = lobby.at.discord.faults.outage();
		const starting = lobby.bot.start();
		await expect.poll(() => lobby.at.clock.waiting).toBeGreaterThan(0);
		expect(lobby.bot.ready).toBe(false);
		back();
		await lobby.at.clock.advance(1_000);

		await starting;
		expect(lobby.bot.ready).toBe(true);
	});

	it('can be stopped while Discord is away', async () => {
		lobby = await BotHarness.open();
		lobby.at.discord.faults.outage();
		const starting = lobby.bot.start().catch((error: unknown) => error);
		await expect.poll(() => lobby.at.clock.waiting).toBeGreaterThan(0);
		await lobby.bot.stop();

		expect(await starting).toBeInstanceOf(Error);
		expect(lobby.at.clock.waiting).toBe(0);
	});

	it('hears interactions with the old commands when the new ones are not taken, and publishes them later', async () => {
		lobby = await BotHarness.open();
		lobby.at.discord.faults.answer({
			match: ({ method }) => method === 'PUT',
			answer: { status: 503, body: {} },
		});
		await lobby.bot.start();
		expect(lobby.at.discord.commands()[0]?.options).toHaveLength(1);

		await lobby.at.clock.advance(5_000);
		await expect.poll(() => lobby.at.discord.commands()[0]?.options).toHaveLength(17);
	});

	it('answers plainly when a command throws, and lives on', async () => {
		lobby = await BotHarness.started({ interactions: brokenCommands });
		await lobby.at.publishVideo();
		const interaction = invoke();
		await interaction.responded();

		expect(lobby.at.told(interaction)).toContain('went wrong on my side');
		expect(lobby.at.told(interaction), 'the prompt can be copied').toContain('a cat');
		const again = invoke();
		await again.responded();
		expect(lobby.at.told(again)).toContain('went wrong on my side');
	});

	it.each([
		['en-US', 'do not know this command'],
		['ko', '이제 쓰지 않는 명령어'],
	])('answers a command that it does not have any more as a command (%s)', async (locale, words) => {
		lobby = await BotHarness.started({ interactions: { commands: { slash: [], message: [] } } });
		await lobby.at.publishVideo();
		const { discord } = lobby.at;
		const old = { user: discord.world.alice, command: 'video', options: { prompt: 'a cat' }, locale };
		const interaction = discord.invoke(old);
		await interaction.responded();

		expect(lobby.at.told(interaction)).toContain(words);
	});

	it('damps a burst of commands before anything is written', async () => {
		lobby = await BotHarness.started({ rateLimiter: new RateLimiter({ command: { points: 1, seconds: 60 } }) });
		await invoke().responded();
		const second = invoke();
		await second.responded();

		expect(lobby.at.told(second)).toContain('a little fast');
		expect(lobby.at.told(second), 'the prompt can be copied').toContain('a cat');
		expect(await lobby.at.store.get(second.id)).toBeUndefined();
	});

	it('stops when the handlers in hand have ended', async () => {
		lobby = await BotHarness.started();
		lobby.at.discord.faults.latency({ match: ({ path }) => path.endsWith('/callback'), ms: 100, times: 1 });
		const interaction = invoke();
		await expect.poll(() => lobby.at.requests('POST', /callback$/u)).toHaveLength(1);
		await lobby.bot.stop();

		expect(await lobby.at.store.get(interaction.id)).toMatchObject({ acknowledged: true });
		expect(lobby.bot.ready).toBe(false);
		expect(lobby.fatal).toEqual([]);
	});

	it.each([
		['without its data', { id: '1300000000000000001', type: 2, token: 'x', version: 1 }],
		['with another kind of data', { id: '1300000000000000002', type: 2, token: 'x', data: 'video', channel: 7 }],
		['of a press without a message', { id: '1300000000000000003', type: 3, data: { component_type: 2 } }],
	])('drops an interaction %s, which it cannot read, and hears the next one', async (_, packet) => {
		lobby = await BotHarness.started();
		lobby.at.discord.gateway.dispatch('INTERACTION_CREATE', packet);
		const interaction = invoke();
		await interaction.responded();

		expect(interaction.acknowledgement).toMatchObject({ type: 5 });
		expect(lobby.at.discord.gateway.identifies).toBe(1);
	});

	it('tells when the gateway is lost for good', async () => {
		lobby = await BotHarness.started();
		lobby.at.discord.gateway.closeSockets(4004);
		await expect.poll(() => lobby.fatal).toHaveLength(1);

		expect(lobby.fatal[0]?.message).toBe('Discord does not accept DISCORD_TOKEN');
	});
});
