import type { APIMessage } from 'discord-api-types/v10';
import { afterEach, describe, expect, it } from 'vitest';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { Invocation } from '../../../sandbox/discord/world/actions.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { AppHarness, buttonOf, textOf, withVideo } from '../../harness/appHarness.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';

let stage: AppHarness;
let clock: FakeClock;
const pressing = new Pressing(() => stage);
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

async function set(offsetMs = 0): Promise<void> {
	clock = new FakeClock();
	clock.offsetMs = offsetMs;
	stage = await AppHarness.set({ clock, comet: { plan: { outcome: 'stuck', progress: 'zero' } } });
}

async function running(act: Partial<Invocation> = {}): Promise<Interaction> {
	const interaction = stage.video(act);
	await interaction.responded();
	await stage.becomes(() => stage.comet.creates === 1 && textOf(stage.discord.original(interaction)) !== '');
	return interaction;
}

const cardOf = (interaction: Interaction): APIMessage => stage.discord.original(interaction)!;
const saysFarewell = (interaction: Interaction): boolean =>
	textOf(cardOf(interaction)).includes('cannot be updated any more');
const done = (): void => stage.comet.settle(stage.comet.tasks.at(-1)!);

/** Places whose messages the bot's own token cannot reach, although the interaction names nothing that tells so. */
const closedPlaces: [string, () => Partial<Invocation>][] = [
	[
		'a private thread',
		() => {
			const { world } = stage.discord;
			return { channel: world.addThread(world.channel, 'just us', { members: [world.alice] }) };
		},
	],
	[
		'a server that the bot user is not in',
		() => {
			const { world } = stage.discord;
			const guild = world.addGuild('elsewhere', { owner: world.admin, bot: false, appInstalled: true });
			world.addMember(guild, world.alice);
			return { channel: world.addChannel(guild, 'general') };
		},
	],
	[
		'a channel that the bot cannot view',
		() => {
			const { world } = stage.discord;
			const channel = world.addChannel(world.guild, 'behind the curtain');
			world.deny(channel, ['VIEW_CHANNEL']);
			return { channel };
		},
	],
	[
		'a thread whose messages can be read and not edited',
		() => {
			const { world, faults } = stage.discord;
			const thread = world.addThread(world.channel, 'locked');
			const match = (x: Exchange): boolean => x.method !== 'GET' && x.path.includes(`/channels/${thread.id}/`);
			faults.answer({ match, answer: errorAnswer(400, 160_005, 'Thread is locked'), times: Infinity });
			return { channel: thread };
		},
	],
];

describe('before the reply’s token ends', () => {
	it.each(closedPlaces)('%s: the card says its last, and its Cancel hands the video over', async (_, place) => {
		await set();
		const { alice } = stage.discord.world;
		alice.dmsClosed = true;
		const interaction = await running(place());
		await stage.leap(minutes(12), seconds(30));
		expect(saysFarewell(interaction)).toBe(false);
		await stage.leap(minutes(2), seconds(10));
		expect(saysFarewell(interaction)).toBe(true);
		expect(buttonOf(cardOf(interaction), 'fetch')).toBeDefined();

		await stage.leap(minutes(2), seconds(30));
		done();
		await stage.leap(minutes(2), seconds(10));
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed', delivery: { undelivered: true } });
		const pressed = await pressing.press(cardOf(interaction), 'cancel', alice);
		await soon(() => withVideo([cardOf(pressed)])).toHaveLength(1);
	});

	it('a thread that was locked for a while, and is open again, goes on', async () => {
		await set();
		const { world } = stage.discord;
		const thread = world.addThread(world.channel, 'locked');
		stage.comet.plan({ outcome: 'stuck', progress: 'native', paceMs: 3_600_000 });
		const interaction = await running({ channel: thread });
		Object.assign(thread, { archived: true, locked: true });
		await stage.leap(minutes(2), seconds(30));
		Object.assign(thread, { archived: false, locked: false });
		await stage.leap(minutes(14), seconds(10));
		expect(saysFarewell(interaction)).toBe(false);
		expect(textOf(cardOf(interaction))).toMatch(/2[5-7]%/u);
		done();
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
	});

	it.each([
		['public', false],
		['private', true],
	])(
		'a thread is archived and locked, direct messages closed: told once it is opened again (%s)',
		async (_, isPrivate) => {
			await set();
			const { alice, channel } = stage.discord.world;
			alice.dmsClosed = true;
			const thread = stage.discord.world.addThread(channel, 'ideas');
			const interaction = await running({ channel: thread, options: { private: isPrivate } });
			Object.assign(thread, { archived: true, locked: true });
			done();
			// The thread is asked about every five minutes at most: once more, by the clock, before the reply's token ends.
			await stage.leap(minutes(7), seconds(30));
			expect(await stage.job(interaction)).toMatchObject({ phase: 'delivering' });
			const before = stage.discord.exchanges.length;
			await stage.leap(minutes(1), seconds(30));
			expect(stage.discord.exchanges.length - before).toBeLessThan(5);

			Object.assign(thread, { archived: false, locked: false });
			expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
			await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed', delivery: { undelivered: false } });
			expect(stage.tellings(interaction)).toHaveLength(1);
		},
	);

	it('a thread that stays archived: kept for asking after a day, and /videos has it', async () => {
		await set();
		const { alice, channel } = stage.discord.world;
		alice.dmsClosed = true;
		const thread = stage.discord.world.addThread(channel, 'ideas');
		const interaction = await running({ channel: thread });
		Object.assign(thread, { archived: true, locked: true });
		done();
		await stage.leap(minutes(1), seconds(30));
		await stage.leap(minutes(60 * 25), minutes(30));
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed', delivery: { undelivered: true } });
		const list = stage.discord.invoke({ user: alice, command: 'videos' });
		await list.responded();
		const given = await pressing.press(cardOf(list), 'fetch', alice);
		await soon(() => withVideo([cardOf(given)])).toHaveLength(1);
	});

	it.each([
		['while its token lives', minutes(5), minutes(1), 'the reply'],
		['and its token has ended since', minutes(5), minutes(12), 'direct'],
	])('a channel moved to where the bot may not see it, %s: told once, and not there', async (_, at, after, where) => {
		await set();
		const { world } = stage.discord;
		const hidden = world.addCategory(world.guild, 'behind the curtain');
		world.deny(hidden, ['VIEW_CHANNEL'], world.guild.id);
		const channel = world.addChannel(world.guild, 'meadow');
		const interaction = await running({ channel });
		await stage.leap(at, seconds(30));
		world.move(channel, hidden);
		await stage.leap(after, seconds(10));
		expect(saysFarewell(interaction)).toBe(where === 'direct');
		done();
		await stage.leap(minutes(1), seconds(10));
		const told = await stage.told(interaction);
		expect(withVideo([told])).toHaveLength(1);
		expect(told.channel_id).toBe(where === 'direct' ? world.dmWith(world.alice).id : channel.id);
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed' });
		expect(stage.discord.messages(channel).map(({ id }) => id)).toEqual([cardOf(interaction).id]);
	});

	it('an ordinary channel has let the bot read its card, which goes on', async () => {
		await set();
		const interaction = await running();
		await stage.leap(minutes(16), seconds(10));
		expect(saysFarewell(interaction)).toBe(false);
		done();
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
	});
});

describe('a host clock that is wrong', () => {
	it.each([minutes(16), -minutes(16)])('by %i ms: the token is used while it lives, and not for longer', async (ms) => {
		await set(ms);
		const quick = await running({ options: { private: true } });
		done();
		expect((await stage.told(quick)).id).toBe(quick.originalId);
		await soon(() => stage.job(quick)).toMatchObject({ phase: 'closed' });

		const slow = stage.video({ options: { private: true } });
		await slow.responded();
		await stage.becomes(() => stage.comet.creates === 2);
		await stage.leap(minutes(14), seconds(10));
		expect(saysFarewell(slow)).toBe(true);
		await stage.leap(minutes(2), seconds(30));
		done();
		const { world } = stage.discord;
		expect((await stage.told(slow)).channel_id).toBe(world.dmWith(world.alice).id);
	});
});
