import { afterEach, describe, expect, it } from 'vitest';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

async function set(env: Record<string, string> = {}): Promise<void> {
	stage = await AppHarness.set({
		clock: new FakeClock(),
		comet: { plan: { outcome: 'stuck', progress: 'zero' } },
		env: { FFMPEG_PATH: '/nowhere/ffmpeg', ...env },
	});
}

async function running(act: Parameters<AppHarness['video']>[0] = {}): Promise<Interaction> {
	const before = stage.comet.creates;
	const interaction = stage.video(act);
	await interaction.responded();
	await stage.becomes(() => stage.comet.creates > before && textOf(stage.discord.original(interaction)) !== '');
	return interaction;
}

const isUpload = (x: Exchange): boolean => x.form?.files.some(({ filename }) => filename.endsWith('.mp4')) === true;
const isPost = (x: Exchange): boolean => x.method === 'POST' && /\/channels\/\d+\/messages$/u.test(x.path);
const showsLink = (x: Exchange): boolean => JSON.stringify(x.json ?? null).includes(stage.comet.cdnOrigin);
const refuse = (match: (x: Exchange) => boolean, code: number): (() => void) =>
	stage.discord.faults.answer({ match, answer: errorAnswer(400, code, 'refused'), times: Infinity });
const done = (): void => stage.comet.settle(stage.comet.tasks.at(-1)!);

describe('what Discord takes nowhere', () => {
	it.each([false, true])('a file (20009): told in the same place with a link (private: %s)', async (isPrivate) => {
		await set();
		const interaction = await running({ options: { private: isPrivate } });
		refuse(isUpload, 20_009);
		done();
		const message = await stage.told(interaction);
		expect(JSON.stringify(message.components)).toContain(stage.comet.cdnOrigin);
		await soon(() => stage.job(interaction)).toMatchObject({
			delivery: { left: [], receipt: { rung: isPrivate ? 'original' : 'channel', form: 'link' } },
		});
		expect(stage.discord.exchanges.filter(isUpload)).toHaveLength(1);
	});

	it('no files in this server (400001): told in the same place with a link, and so to whoever asks', async () => {
		await set();
		const interaction = await running();
		refuse(isUpload, 400_001);
		done();
		const message = await stage.told(interaction);
		expect(message.channel_id).toBe(interaction.channelId);
		expect(JSON.stringify(message.components)).toContain(stage.comet.cdnOrigin);
		await pressing.closed(interaction.id);
		const user = stage.discord.world.alice;
		const list = stage.discord.invoke({ user, command: 'videos' });
		await list.responded();
		const given = await pressing.press(stage.discord.original(list), 'fetch', user);
		await soon(() => JSON.stringify(stage.discord.original(given) ?? '')).toContain(stage.comet.cdnOrigin);
	});

	it('a file and its link (20009, 240000): told in words, with the reason', async () => {
		await set();
		const interaction = await running();
		refuse(isUpload, 20_009);
		refuse(showsLink, 240_000);
		done();
		const message = await stage.told(interaction);
		expect(message.channel_id).toBe(interaction.channelId);
		expect(textOf(message)).toContain('own filter does not let it be posted');
		await soon(() => stage.job(interaction)).toMatchObject({ delivery: { left: [], receipt: { rung: 'channel' } } });
	});

	it('is given to whoever asks in the next form too, without words that AutoMod stops', async () => {
		await set();
		const interaction = await running();
		done();
		const message = await stage.told(interaction);
		await pressing.closed(interaction.id);
		refuse(isUpload, 20_009);
		refuse(showsLink, 240_000);
		const user = stage.discord.world.alice;
		const list = stage.discord.invoke({ user, command: 'videos' });
		await list.responded();
		stage.discord.faults.automod(['paper boat']);
		const given = await pressing.press(stage.discord.original(list), 'fetch', user);
		await stage.becomes(() => textOf(stage.discord.original(given)).includes('own filter'));
		expect(textOf(stage.discord.original(given))).not.toContain('paper boat');
		expect(withVideo([stage.discord.message(message.id)!])).toHaveLength(1);
	});
});

describe('where only files are forbidden', () => {
	const bar = (): void => stage.discord.faults.revoke(stage.discord.world.channel, 'ATTACH_FILES');
	const pings = (): number => stage.discord.notifications.length;

	it('a failure is told in the channel, at once', async () => {
		await set();
		bar();
		const interaction = await running();
		stage.comet.settle(stage.comet.tasks.at(-1)!, 'failed');
		await stage.told(interaction);
		await soon(() => stage.job(interaction)).toMatchObject({ delivery: { left: [], receipt: { rung: 'channel' } } });
		expect(stage.discord.exchanges.filter(isPost)).toHaveLength(1);
		expect(pings()).toBe(1);
	});

	it('the reply takes the video while its token lives, and a small post leads there', async () => {
		await set();
		bar();
		const interaction = await running();
		done();
		const message = await stage.told(interaction);
		expect(message.id).toBe(interaction.originalId);
		expect(withVideo([message])).toHaveLength(1);
		await stage.becomes(() => pings() === 1);
		await pressing.closed(interaction.id);
		expect((await stage.job(interaction))?.delivery).toMatchObject({ left: [], receipt: { form: 'original' } });
	});

	it('the channel gets a link when the token has ended', async () => {
		await set();
		bar();
		const interaction = await running();
		await stage.leap(minutes(16), seconds(30));
		done();
		const message = await stage.told(interaction);
		expect(message.channel_id).toBe(interaction.channelId);
		expect(textOf(message)).toContain('No files may be posted here');
		expect(JSON.stringify(message.components)).toContain(stage.comet.cdnOrigin);
		expect(stage.discord.exchanges.filter(isUpload)).toEqual([]);
		expect(pings()).toBe(1);
	});

	it('it is a link in the same place too where that was forbidden on the way', async () => {
		await set();
		const interaction = await running();
		bar();
		done();
		const message = await stage.told(interaction);
		expect(message.channel_id).toBe(interaction.channelId);
		expect(message.id).not.toBe(interaction.originalId);
		expect(textOf(message)).toContain('No files may be posted here');
		await soon(() => stage.job(interaction)).toMatchObject({
			delivery: { left: [], receipt: { rung: 'channel', form: 'link' } },
		});
		expect(stage.discord.exchanges.filter(isUpload)).toHaveLength(1);
		expect(pings()).toBe(1);
	});

	it('and so it is for whoever asks for it', async () => {
		await set();
		const interaction = await running();
		done();
		await stage.told(interaction);
		await pressing.closed(interaction.id);
		refuse(isUpload, 50_013);
		const user = stage.discord.world.alice;
		const list = stage.discord.invoke({ user, command: 'videos' });
		await list.responded();
		const given = await pressing.press(stage.discord.original(list), 'fetch', user);
		await stage.becomes(() => textOf(stage.discord.original(given)).includes('No files may be posted here'));
	});
});

describe('a first answer whose words AutoMod blocks', () => {
	it('says so in its place, and that it can be read in a direct message', async () => {
		await set();
		await running();
		done();
		stage.discord.faults.automod(['paper boat']);
		const user = stage.discord.world.alice;
		const here = stage.discord.invoke({ user, command: 'videos' });
		await soon(() => textOf(stage.discord.original(here))).toContain('AutoMod blocks words');
		expect(textOf(stage.discord.original(here))).not.toContain('paper boat');
		expect(here.acknowledgement?.ephemeral).toBe(true);
		stage.discord.faults.automod([]);
		const channel = stage.discord.world.dmWith(user);
		const there = stage.discord.invoke({ user, channel, command: 'videos' });
		await soon(() => textOf(stage.discord.original(there))).toContain('paper boat');
	});
});

describe('an upload that is never answered, while all else is', () => {
	it('goes on to a link in minutes: one telling, few uploads', async () => {
		await set();
		const interaction = await running();
		stage.discord.faults.answer({ match: isUpload, answer: errorAnswer(504, 0, 'late'), times: Infinity });
		done();
		await stage.pass(minutes(10), () => stage.tellings(interaction).length > 0);
		const message = await stage.told(interaction);
		expect(JSON.stringify(message.components)).toContain(stage.comet.cdnOrigin);
		expect(stage.discord.exchanges.filter(isUpload).length).toBeLessThan(20);
		await stage.pass(seconds(5));
		await soon(() => stage.job(interaction)).toMatchObject({
			delivery: { receipt: { rung: 'channel', form: 'link' } },
		});
	});

	it('the same in a private reply', async () => {
		await set();
		const interaction = await running({ options: { private: true } });
		stage.discord.faults.answer({ match: isUpload, answer: errorAnswer(504, 0, 'late'), times: Infinity });
		done();
		await stage.pass(minutes(8), () => stage.tellings(interaction).length > 0);
		expect(JSON.stringify((await stage.told(interaction)).components)).toContain(stage.comet.cdnOrigin);
		await soon(() => stage.job(interaction)).toMatchObject({ delivery: { receipt: { rung: 'original' } } });
	});

	it('and where no form gets through, on another rung', async () => {
		await set();
		const interaction = await running();
		const inChannel = (x: Exchange): boolean => isPost(x) && x.path.includes(interaction.channelId);
		stage.discord.faults.answer({ match: inChannel, answer: errorAnswer(500, 0, 'no'), times: Infinity });
		done();
		await stage.pass(minutes(12), () => stage.tellings(interaction).length > 0);
		await stage.told(interaction);
		await stage.pass(seconds(5));
		await soon(() => stage.job(interaction)).toMatchObject({
			delivery: { left: [{ rung: 'channel', why: 'unanswered' }] },
		});
		expect(stage.tellings(interaction)).toHaveLength(1);
	});
});

describe('reading back', () => {
	it('takes no message of another member’s job for the post, whatever its words say', async () => {
		await set();
		const interaction = await running();
		stage.discord.api.addFault({ match: isPost, times: 6, act: { kind: 'reset-before' } });
		done();
		await stage.becomes(() => stage.discord.exchanges.some(isPost));
		const user = stage.member();
		const label = `v1:details:${interaction.id}:${interaction.userId}`;
		const components = [{ type: 1, components: [{ type: 2, style: 2, label: 'x', custom_id: label }] }];
		stage.discord.post({ user, components });
		await running({ user, options: { prompt: `see :${interaction.id}: and ${label}` } });
		await stage.pass(minutes(12));
		const videos = stage.discord.messages().filter((each) => withVideo([each]).length > 0);
		expect(videos).toHaveLength(1);
		const { receipt } = (await stage.job(interaction))!.delivery;
		expect(receipt).toMatchObject({ rung: 'channel', messageId: videos[0]!.id });
	});
});
