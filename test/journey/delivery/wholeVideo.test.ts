import { afterEach, describe, expect, it } from 'vitest';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { minutes } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, buttonOf, textOf, withVideo } from '../../harness/appHarness.js';
import { Pressing } from '../../harness/pressing.js';

let stage: AppHarness;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const mebibyte = 1024 * 1024;
const videoBytes = 11 * mebibyte;

/** A video that is too large for a post of ours, and small enough for what its member may upload. */
async function set(clock?: FakeClock): Promise<Interaction> {
	stage = await AppHarness.set({
		...(clock && { clock }),
		comet: { plan: { outcome: 'stuck', resultBytes: videoBytes }, keepBodyBytes: mebibyte },
		discord: { keepBodyBytes: mebibyte },
		env: { FFMPEG_PATH: '/nonexistent/ffmpeg' },
	});
	stage.discord.world.alice.uploadLimit = 50 * mebibyte;
	const interaction = stage.video();
	await interaction.responded();
	await stage.becomes(() => stage.comet.creates === 1);
	return interaction;
}

const finish = (): void => stage.comet.settle(stage.comet.tasks[0]!);
const isPost = (x: Exchange): boolean => x.method === 'POST' && /\/channels\/\d+\/messages$/u.test(x.path);
const isUpload = (x: Exchange): boolean => x.method === 'PATCH' && (x.form?.files.length ?? 0) > 0;
const uploads = (): Exchange[] => stage.discord.exchanges.filter(isUpload);
const posts = (): Exchange[] => stage.discord.exchanges.filter(isPost);
const isClosed = async (interaction: Interaction) => (await stage.job(interaction))?.phase === 'closed';

/** The whole video in the reply, once, and one small message that pings and leads there. */
async function expectWhole(interaction: Interaction): Promise<void> {
	await soon(() => isClosed(interaction)).toBe(true);
	const seen = stage.discord.messages(interaction.channelId);
	const reply = stage.discord.original(interaction);
	expect(withVideo(seen).map(({ id }) => id)).toEqual([interaction.originalId]);
	expect(stage.discord.files(reply)[0]?.size).toBe(videoBytes);
	expect(buttonOf(reply, 'again')).toBeDefined();

	const others = seen.filter(({ id }) => id !== interaction.originalId);
	expect(others).toHaveLength(1);
	expect(textOf(others[0])).toContain(`<@${interaction.userId}>`);
	expect(JSON.stringify(others[0]?.components)).toContain(`/${interaction.channelId}/${interaction.originalId}`);
	expect(stage.discord.notifications.map(({ messageId }) => messageId)).toEqual([others[0]?.id]);
	expect((await stage.job(interaction))?.delivery).toMatchObject({
		receipt: { rung: 'original', form: 'original', messageId: interaction.originalId, pointerId: others[0]?.id },
		inReply: null,
	});
}

describe("a video that only the member's own subscription lets through whole", () => {
	it('stands in the reply, and one small message pings and leads there; deleted, both go', async () => {
		const interaction = await set();
		finish();
		await expectWhole(interaction);
		expect(uploads()).toHaveLength(1);

		const pressing = new Pressing(() => stage);
		await pressing.delete(stage.discord.original(interaction), stage.discord.world.alice);
		await soon(() => stage.discord.messages(interaction.channelId)).toEqual([]);
	});

	it('is what a post of ours can be where the reply does not take it', async () => {
		const interaction = await set();
		stage.discord.faults.deleteMessage(interaction.originalId!);
		finish();
		const message = await stage.told(interaction);
		expect(message.id).not.toBe(interaction.originalId);
		expect(textOf(message)).toContain('too large to upload here');
	});

	it('is posted as ever once the token has ended', async () => {
		const interaction = await set(new FakeClock());
		await stage.leap(minutes(15), minutes(1));
		finish();
		const message = await stage.told(interaction);
		expect(textOf(message)).toContain('too large to upload here');
		expect(uploads()).toEqual([]);
	});

	it('is delivered although the small message is refused', async () => {
		const interaction = await set();
		stage.discord.faults.revoke(stage.discord.world.channel, 'SEND_MESSAGES');
		finish();
		await soon(() => isClosed(interaction)).toBe(true);
		expect(withVideo(stage.discord.messages(interaction.channelId))).toHaveLength(1);
		expect(stage.discord.notifications).toEqual([]);
		expect((await stage.job(interaction))?.delivery.receipt).toMatchObject({ rung: 'original', form: 'original' });
	});
});

describe('a process that dies over it', () => {
	it('before the reply holds it: the next one fills it', async () => {
		const interaction = await set();
		const away = stage.discord.faults.answer({ match: isUpload, answer: errorAnswer(503, 0, 'away'), times: Infinity });
		finish();
		await stage.becomes(() => uploads().length > 0);
		await stage.stop();
		away();
		await stage.start();
		await expectWhole(interaction);
	});

	it('when the reply holds it and nobody heard so: it is not sent a second time', async () => {
		const interaction = await set();
		stage.discord.api.addFault({ match: isUpload, act: { kind: 'reset-after' } });
		const away = stage.discord.faults.answer({
			match: (x) => x.method === 'PATCH',
			answer: errorAnswer(503, 0, 'away'),
			times: Infinity,
		});
		finish();
		await stage.becomes(() => withVideo(stage.discord.messages(interaction.channelId)).length > 0);
		await stage.stop();
		away();
		const before = uploads().length;
		await stage.start();
		await expectWhole(interaction);
		expect(uploads()).toHaveLength(before);
	});

	it.each([0, 10])('between the reply and the small message, away for %i minutes', async (away) => {
		const clock = new FakeClock();
		const interaction = await set(clock);
		const refuse = { match: isPost, answer: errorAnswer(503, 0, 'away'), times: Infinity };
		const back = stage.discord.faults.answer(refuse);
		finish();
		await stage.becomes(() => posts().length > 0);
		await stage.stop();
		back();
		await clock.advance(minutes(away));
		await stage.start();
		await stage.becomes(() => stage.discord.notifications.length > 0);
		await expectWhole(interaction);
		expect(uploads()).toHaveLength(1);
	});

	it.each([0, 10])('after the small message, whose answer nobody heard, away for %i minutes', async (away) => {
		const clock = new FakeClock();
		const interaction = await set(clock);
		stage.discord.api.addFault({ match: isPost, act: { kind: 'reset-after' } });
		finish();
		await stage.becomes(() => stage.discord.notifications.length > 0);
		const refuse = { match: isPost, answer: errorAnswer(503, 0, 'away'), times: Infinity };
		const back = stage.discord.faults.answer(refuse);
		await stage.stop();
		back();
		await clock.advance(minutes(away));
		await stage.start();
		await stage.pass(minutes(1));
		await expectWhole(interaction);
		expect(uploads()).toHaveLength(1);
	});
});

describe('words of a member in the card of another', () => {
	it('are not taken for the small message', async () => {
		const clock = new FakeClock();
		const interaction = await set(clock);
		const { world } = stage.discord;
		const refuse = { match: isPost, answer: errorAnswer(503, 0, 'away'), times: Infinity };
		const back = stage.discord.faults.answer(refuse);
		const link = `https://discord.com/channels/${world.guild.id}/${interaction.channelId}/${interaction.originalId}`;
		const other = stage.video({ user: stage.member(), options: { prompt: `look [here](${link})` } });
		await other.responded();
		finish();
		await stage.becomes(() => posts().length > 0);
		await stage.stop();
		back();
		await clock.advance(minutes(10));
		await stage.start();
		await stage.becomes(() => stage.discord.notifications.length > 0);
		expect(stage.discord.notifications[0]?.userId).toBe(world.alice.id);
	});
});
