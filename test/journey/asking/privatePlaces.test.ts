import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { Channel } from '../../../sandbox/discord/world/world.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { answered, asAdmin } from '../../harness/asking.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
beforeEach(async () => {
	stage = await AppHarness.set({ clock: new FakeClock(), comet: { plan: { pollsToDone: 2 } }, env: { DAILY_USD: '' } });
});
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** What others see of a channel. */
const seenByOthers = (channel: Channel) => stage.discord.messages(channel, stage.member().id);

/** A job from the command to its video, which its member alone has seen all the while. */
async function staysPrivate(channel: Channel): Promise<Interaction> {
	const interaction = stage.video({ user: stage.member(), channel, options: { private: false } });
	expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
	expect(interaction.acknowledgement?.ephemeral).toBe(true);
	expect(seenByOthers(channel)).toEqual([]);
	await soon(() => stage.job(interaction)).toMatchObject({
		phase: 'closed',
		delivery: { receipt: { rung: 'original' } },
	});
	return interaction;
}

async function isPublic(channel: Channel): Promise<Interaction> {
	const interaction = stage.video({ user: stage.member(), channel });
	await stage.told(interaction);
	expect(withVideo(seenByOthers(channel))).toHaveLength(1);
	return interaction;
}

/** Discord is asked about a channel. */
const isQuestion = ({ method, path }: Exchange): boolean => method === 'GET' && /\/channels\/\d+$/u.test(path);
const questions = (): number => stage.discord.exchanges.filter(isQuestion).length;

describe('a place where answers are private', () => {
	it('is a channel that was named, with its threads, and nothing beside it', async () => {
		const { world } = stage.discord;
		const quiet = world.addChannel(world.guild, 'quiet');
		await asAdmin(stage, 'channels private', { channel: quiet.id });

		await staysPrivate(quiet);
		await staysPrivate(world.addThread(quiet, 'in the quiet one'));
		expect(questions()).toBe(0);
		await isPublic(world.channel);
		// Whether it has been moved since, before its video is shown.
		expect(questions()).toBe(1);
		await isPublic(world.addThread(world.channel, 'in the open one'));
	});

	it('is every channel of a category that was named, with their threads', async () => {
		const { world } = stage.discord;
		const category = world.addCategory(world.guild, 'behind the hedge');
		const inside = world.addChannel(world.guild, 'inside', { category });
		const elsewhere = world.addChannel(world.guild, 'elsewhere', {
			category: world.addCategory(world.guild, 'meadow'),
		});
		await asAdmin(stage, 'channels private', { channel: category.id });
		expect((await asAdmin(stage, 'settings')).read).toContain(`**Always private in**: <#${category.id}>`);

		await staysPrivate(inside);
		await staysPrivate(world.addThread(inside, 'a thread'));
		await staysPrivate(world.addThread(inside, 'another thread'));
		// One question for two threads of one channel.
		expect(questions()).toBe(1);
		await isPublic(elsewhere);
		await isPublic(world.addThread(elsewhere, 'a thread'));

		await asAdmin(stage, 'channels private', { channel: category.id, on: false });
		await isPublic(world.addThread(inside, 'a third thread'));
	});

	it('for adults takes the threads of its age-restricted channels, and no others', async () => {
		const { world } = stage.discord;
		const adult = world.addChannel(world.guild, 'adult', { nsfw: true });
		await asAdmin(stage, 'channels age-restricted', { only: true });
		await isPublic(adult);
		await isPublic(world.addThread(adult, 'a thread'));
		await isPublic(world.addThread(adult, 'another thread'));
		expect(questions()).toBe(1);
		const refused = stage.video({ user: stage.member(), channel: world.addThread(world.channel, 'a thread') });
		expect(await answered(stage, refused)).toContain('in age-restricted channels only');
	});

	it('may be any thread whose category Discord does not tell, for as long as it does not', async () => {
		const { world } = stage.discord;
		await asAdmin(stage, 'channels private', { channel: world.addCategory(world.guild, 'behind the hedge').id });
		const thread = world.addThread(world.channel, 'a thread');
		stage.discord.faults.answer({ match: isQuestion, answer: errorAnswer(503, 0, 'away'), times: 1 });
		await staysPrivate(thread);
		await isPublic(thread);
	});

	it('keeps its answers private after the token has ended, and over a restart', async () => {
		const { world } = stage.discord;
		const quiet = world.addChannel(world.guild, 'quiet');
		await asAdmin(stage, 'channels private', { channel: quiet.id });
		stage.comet.next({ outcome: 'stuck' });
		const slow = stage.video({ user: stage.member(), channel: quiet });
		await slow.responded();
		await soon(() => stage.job(slow)).toMatchObject({ phase: 'generating', request: { private: true } });
		await stage.stop();
		await stage.start();
		await stage.pass(16 * 60_000);
		stage.comet.settle(stage.comet.tasks.at(-1)!);

		const told = await stage.told(slow);
		expect(seenByOthers(quiet)).toEqual([]);
		// By a direct message, since nobody else may see it and the reply can no longer be written.
		expect(stage.discord.messages(world.dmWith(slow.userId)).map(({ id }) => id)).toContain(told.id);
	});

	it('hides what was asked for before it was named', async () => {
		const { world } = stage.discord;
		const category = world.addCategory(world.guild, 'behind the hedge');
		const [quiet, inside] = [
			world.addChannel(world.guild, 'quiet'),
			world.addChannel(world.guild, 'inside', { category }),
		];
		const places = [
			quiet,
			world.addThread(quiet, 'a thread'),
			inside,
			world.addThread(inside, 'a thread'),
			world.channel,
		];
		const slow: Interaction[] = [];
		for (const channel of places) {
			stage.comet.next({ outcome: 'stuck' });
			slow.push(stage.video({ user: stage.member(), channel }));
		}
		for (const each of slow) await soon(() => stage.job(each)).toMatchObject({ phase: 'generating' });
		await asAdmin(stage, 'channels private', { channel: quiet.id });
		await asAdmin(stage, 'channels private', { channel: category.id });
		for (const task of stage.comet.tasks) stage.comet.settle(task);
		for (const each of slow) await stage.told(each);
		for (const each of slow) await soon(() => stage.job(each)).toMatchObject({ phase: 'closed' });
		const openly = places.map((channel) => withVideo(seenByOthers(channel)).length);
		expect(openly).toEqual([0, 0, 0, 0, 1]);
		const directly = slow.map(({ userId }) => withVideo(stage.discord.messages(world.dmWith(userId))).length);
		expect(directly).toEqual([1, 1, 1, 1, 0]);
	});

	it('hides what was asked for in a channel that was moved there since, and in its threads', async () => {
		const { world } = stage.discord;
		const category = world.addCategory(world.guild, 'behind the hedge');
		await asAdmin(stage, 'channels private', { channel: category.id });
		const [moved, elsewhere] = [world.addChannel(world.guild, 'moved'), world.addChannel(world.guild, 'elsewhere')];
		const places = [moved, world.addThread(moved, 'a thread'), elsewhere, world.channel];
		const slow: Interaction[] = [];
		for (const channel of places) {
			stage.comet.next({ outcome: 'stuck' });
			slow.push(stage.video({ user: stage.member(), channel }));
		}
		for (const each of slow) await soon(() => stage.job(each)).toMatchObject({ phase: 'generating' });
		await stage.leap(30_000, 10_000);
		world.move(moved, category);
		world.move(elsewhere, world.addCategory(world.guild, 'meadow'));
		for (const task of stage.comet.tasks) stage.comet.settle(task);
		for (const each of slow) await stage.told(each);
		for (const each of slow) await soon(() => stage.job(each)).toMatchObject({ phase: 'closed' });
		expect(places.map((channel) => withVideo(seenByOthers(channel)).length)).toEqual([0, 0, 1, 1]);
	});

	it('says no in private, too', async () => {
		const { world } = stage.discord;
		const quiet = world.addChannel(world.guild, 'quiet');
		await asAdmin(stage, 'channels private', { channel: quiet.id });
		await asAdmin(stage, 'pause');
		const refused = stage.video({ user: stage.member(), channel: quiet });
		expect(await answered(stage, refused)).toContain('paused in this server');
		expect(seenByOthers(quiet).map(textOf)).toEqual([]);
	});
});
