import { afterEach, describe, expect, it } from 'vitest';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { minutes } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

async function set(env: Record<string, string> = {}): Promise<void> {
	stage = await AppHarness.set({
		clock: new FakeClock(),
		comet: { plan: { pollsToDone: 2, progress: 'zero' } },
		env: { POLL_MIN_MS: '2000', POLL_MAX_MS: '10000', PROGRESS_EDIT_MS: '10000', DAILY_USD: '', ...env },
	});
}

const isPost = (x: Exchange): boolean => x.method === 'POST' && /\/channels\/\d+\/messages$/u.test(x.path);
const isEdit = (x: Exchange): boolean => x.method === 'PATCH';
const count = (match: (x: Exchange) => boolean): number => stage.discord.exchanges.filter(match).length;

/** One message with the video, one ping, nothing left open. */
async function endsWell(interaction: Interaction): Promise<void> {
	const message = await stage.told(interaction);
	expect(withVideo([message])).toHaveLength(1);
	await stage.becomes(() => textOf(stage.discord.original(interaction)).includes('see what came of it'));
	await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed' });
	expect(stage.tellings(interaction)).toHaveLength(1);
	expect(stage.discord.notifications.filter(({ userId }) => userId === interaction.userId)).toHaveLength(1);
}

describe('Discord asks for patience', () => {
	it.each(['user', 'global', 'shared'] as const)('429 (%s), shortly: the same post again, once', async (scope) => {
		await set();
		stage.discord.faults.rateLimit({ match: isPost, scope, retryAfterMs: 200 });
		await endsWell(stage.video());
		expect(count(isPost)).toBe(2);
	});

	it('429 for minutes: nobody waits in the library, nothing is sent in between, and it is told once', async () => {
		await set();
		stage.discord.faults.rateLimit({ match: isPost, scope: 'user', retryAfterMs: 1_500, times: 1 });
		stage.discord.faults.rateLimit({ match: isPost, scope: 'shared', retryAfterMs: 8_000, times: 1 });
		const interaction = stage.video();
		await interaction.responded();
		await stage.becomes(() => count(isPost) === 2);
		const held = stage.discord.exchanges.filter(isPost).at(-1)!;
		expect(held.answer?.status).toBe(429);
		await stage.pass(minutes(1));
		expect(count(isPost)).toBeLessThanOrEqual(3);
		expect(stage.tellings(interaction).length).toBeLessThanOrEqual(1);
	});
});

describe('Discord is not well', () => {
	it('503 on every edit for ten minutes: few tries, then the newest state', async () => {
		await set();
		stage.comet.plan({ outcome: 'stuck', progress: 'native', paceMs: 1_200_000, pollsToDone: null });
		const interaction = stage.video();
		await interaction.responded();
		await stage.pass(30_000);
		const before = count(isEdit);
		const back = stage.discord.faults.answer({ match: isEdit, answer: errorAnswer(503, 0, 'away'), times: Infinity });
		await stage.pass(minutes(10));
		expect(count(isEdit) - before).toBeLessThanOrEqual(16);
		back();
		await stage.pass(minutes(2) + 1000);
		expect(textOf(stage.discord.original(interaction))).toMatch(/(?:5|6)\d%/u);
		stage.comet.settle(stage.comet.tasks[0]!);
		await endsWell(interaction);
	});

	it.each([
		['503', 5, { kind: 'answer', answer: errorAnswer(503, 0, 'away') }],
		['a reset before it arrived', 5, { kind: 'reset-before' }],
		// The post stands: as soon as the channel is read, nothing is sent any more.
		['a reset after it arrived', 1, { kind: 'reset-after' }],
		['an answer cut off', 1, { kind: 'truncate', bytes: 10 }],
	] as const)('%s, five uploads in a row: one video in the end, no storm', async (_, least, act) => {
		await set();
		stage.discord.api.addFault({ match: isPost, times: 5, act });
		const interaction = stage.video();
		await interaction.responded();
		await stage.becomes(() => count(isPost) >= least);
		await endsWell(interaction);
		expect(count(isPost)).toBeLessThanOrEqual(6);
		const times = stage.discord.exchanges.filter(isPost).map(({ at }) => at);
		expect(times.filter((at) => at - times[0]! <= 10_000).length).toBeLessThanOrEqual(4);
	});

	it('401 for the bot’s own token, for a while: no job is lost, and few requests are spent on it', async () => {
		await set();
		stage.comet.plan({ outcome: 'stuck', pollsToDone: null });
		const interaction = stage.video();
		await interaction.responded();
		await stage.pass(minutes(15));
		const withBotToken = (x: Exchange): boolean => 'authorization' in x.headers && x.path.includes('/channels/');
		const back = stage.discord.faults.answer({
			match: withBotToken,
			answer: errorAnswer(401, 0, '401: Unauthorized'),
			times: Infinity,
		});
		stage.comet.settle(stage.comet.tasks[0]!);
		const before = count(withBotToken);
		await stage.pass(minutes(20));
		expect(count(withBotToken) - before).toBeLessThanOrEqual(20);
		expect(stage.tellings(interaction)).toEqual([]);
		back();
		await endsWell(interaction);
	});
});

describe('the gateway', () => {
	it('READY names guilds that are away: commands are heard all the same', async () => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } } });
		await stage.stop();
		stage.discord.world.guild.unavailable = true;
		await stage.start();
		await endsWell(stage.video());
	});

	it('a session that is resumed replays what was missed, and what was heard already makes no second job', async () => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } } });
		const { discord } = stage;
		const heard = stage.video();
		await heard.responded();
		discord.gateway.goOffline({ resumable: true });
		await soon(() => discord.gateway.connected).toBe(0);
		const missed = stage.video({ user: stage.member() });
		discord.redeliver(heard);
		const resumed = discord.until('gateway', ({ state }) => state === 'resumed');
		discord.gateway.goOnline();
		await resumed;
		await endsWell(missed);
		await endsWell(heard);
		expect(stage.comet.creates).toBe(2);
		expect(discord.gateway.identifies).toBe(1);
	});

	it('an invalid session: a new one, and nothing of a running job is lost', async () => {
		stage = await AppHarness.set({ comet: { plan: { outcome: 'stuck' } } });
		const { discord, comet } = stage;
		const interaction = stage.video();
		await soon(() => comet.creates).toBe(1);
		const again = discord.until('gateway', ({ state }) => state === 'ready');
		discord.gateway.invalidate({ resumable: false });
		comet.settle(comet.tasks[0]!);
		await endsWell(interaction);
		await again;
		comet.plan({ outcome: 'succeeded', pollsToDone: 1 });
		await endsWell(stage.video({ user: stage.member() }));
	});
});
