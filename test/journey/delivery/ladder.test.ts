import { afterEach, describe, expect, it } from 'vitest';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
let clock: FakeClock;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

async function set(env: Record<string, string> = {}): Promise<void> {
	clock = new FakeClock();
	stage = await AppHarness.set({
		clock,
		comet: { plan: { outcome: 'stuck', progress: 'zero' } },
		env: { POLL_MIN_MS: '20000', POLL_MAX_MS: '120000', PROGRESS_EDIT_MS: '10000', ...env },
	});
}

/** A job whose task exists and runs. */
async function running(act: Parameters<AppHarness['video']>[0] = {}): Promise<Interaction> {
	const before = stage.comet.creates;
	const interaction = stage.video(act);
	await interaction.responded();
	await stage.becomes(() => stage.comet.creates > before && textOf(stage.discord.original(interaction)) !== '');
	return interaction;
}

async function finish(interaction: Interaction) {
	stage.comet.settle(stage.comet.tasks.at(-1)!);
	const message = await stage.told(interaction);
	await stage.rest();
	expect(stage.tellings(interaction)).toHaveLength(1);
	return message;
}

const withToken = ({ token }: Interaction): Exchange[] =>
	stage.discord.exchanges.filter(({ path }) => path.includes(token) && !path.endsWith('/callback'));
const isPost = (x: Exchange): boolean => x.method === 'POST' && /\/channels\/\d+\/messages$/u.test(x.path);
const posts = (): Exchange[] => stage.discord.exchanges.filter(isPost);
const pings = ({ userId }: Interaction) => stage.discord.notifications.filter((one) => one.userId === userId);

describe('the highest rung that works', () => {
	it('a new message, although the token has died by then; the dead token is never used', async () => {
		await set();
		const interaction = await running();
		await stage.pass(minutes(16));
		const uses = withToken(interaction).length;
		const message = await finish(interaction);
		expect(message.message_reference?.message_id).toBe(interaction.originalId);
		await soon(() => textOf(stage.discord.original(interaction))).toContain('see what came of it');
		expect(withToken(interaction)).toHaveLength(uses);
		expect((await stage.job(interaction))?.destination.token).toBeNull();
		expect(pings(interaction)).toHaveLength(1);
	});

	it.each<[string, () => Parameters<AppHarness['video']>[0]]>([
		['the bot may not post here', () => (stage.discord.world.deny(stage.discord.world.channel, ['SEND_MESSAGES']), {})],
		['the request is private', () => ({ options: { private: true } })],
		[
			'the bot is no member',
			() => {
				const { world } = stage.discord;
				const guild = world.addGuild('elsewhere', { owner: world.admin, bot: false, appInstalled: true });
				const user = world.addUser('Eve');
				world.addMember(guild, user);
				return { user, channel: world.addChannel(guild, 'general') };
			},
		],
		[
			'only the member has installed it',
			() => {
				const { world } = stage.discord;
				const guild = world.addGuild('elsewhere', { owner: world.admin, bot: false });
				const user = world.addUser('Eve');
				user.installed = true;
				world.addMember(guild, user);
				return { user, channel: world.addChannel(guild, 'general') };
			},
		],
	])('the reply itself, while its token lives: %s', async (_, scene) => {
		await set({ USER_INSTALL: 'true' });
		const interaction = await running(scene());
		const message = await finish(interaction);
		expect(message.id).toBe(interaction.originalId);
		expect(withVideo([message])).toHaveLength(1);
		expect(posts().filter(({ answer }) => (answer?.status ?? 200) < 300)).toEqual([]);
	});

	it('the reply itself, when the right to post was lost on the way', async () => {
		await set();
		const interaction = await running();
		stage.discord.faults.revoke(stage.discord.world.channel, 'SEND_MESSAGES');
		const message = await finish(interaction);
		expect(message.id).toBe(interaction.originalId);
		// With the file, and without it.
		expect(posts()).toHaveLength(2);
	});

	it('a direct message, when the token has died and nothing else can reach the member; told in advance', async () => {
		await set();
		const interaction = await running({ options: { private: true } });
		await stage.pass(minutes(12));
		expect(textOf(stage.discord.original(interaction))).not.toContain('cannot be updated any more');
		await stage.pass(minutes(2));
		const last = textOf(stage.discord.original(interaction));
		expect(last).toContain('cannot be updated any more');
		expect(last).toContain('direct message');
		expect(buttonOf(stage.discord.original(interaction), 'fetch')).toBeDefined();
		const uses = withToken(interaction).length;
		await stage.pass(minutes(3));
		const message = await finish(interaction);
		expect(message.channel_id).toBe(stage.discord.world.dmWith(interaction.userId).id);
		expect(withVideo([message])).toHaveLength(1);
		expect(withToken(interaction)).toHaveLength(uses);
	});

	it('is told in advance in Korean, after a restart too', async () => {
		await set();
		const interaction = await running({ options: { private: true }, user: stage.member('ko'), locale: 'ko' });
		await stage.pass(minutes(5));
		await stage.stop();
		await stage.start();
		await stage.pass(minutes(9));
		expect(textOf(stage.discord.original(interaction))).toContain('다이렉트 메시지로 보내');
	});

	it('kept for asking, when the direct messages are closed too', async () => {
		await set();
		const interaction = await running({ options: { private: true } });
		stage.discord.faults.closeDms(stage.discord.world.alice);
		await stage.pass(minutes(16));
		stage.comet.settle(stage.comet.tasks[0]!);
		await stage.pass(minutes(3));
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed', delivery: { undelivered: true } });
		expect(stage.tellings(interaction)).toEqual([]);
		expect((await stage.job(interaction))?.media).toBeTruthy();
	});

	it('kept, with a button on the progress message, when every door of the channel is shut', async () => {
		await set();
		const interaction = await running();
		stage.discord.faults.closeDms(stage.discord.world.alice);
		stage.discord.faults.revoke(stage.discord.world.channel, 'SEND_MESSAGES');
		await stage.pass(minutes(16));
		stage.comet.settle(stage.comet.tasks[0]!);
		await stage.becomes(() => buttonOf(stage.discord.original(interaction), 'fetch') !== undefined);
		expect(textOf(stage.discord.original(interaction))).toContain('kept for you');
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed', delivery: { undelivered: true } });
	});
});

describe('what Discord takes away', () => {
	it.each<[string, (interaction: Interaction) => void]>([
		['the channel is deleted', () => stage.discord.faults.deleteChannel(stage.discord.world.channel)],
		['the bot is kicked', () => stage.discord.faults.kickBot()],
		[
			'the bot may not even see the channel',
			() => stage.discord.faults.revoke(stage.discord.world.channel, 'VIEW_CHANNEL'),
		],
	])('%s after the token has died: one direct message, and no storm', async (_, happens) => {
		await set();
		const user = stage.member();
		user.installed = true;
		const interaction = await running({ user });
		await stage.pass(minutes(15));
		happens(interaction);
		const before = stage.discord.exchanges.length;
		const message = await finish(interaction);
		expect(message.channel_id).toBe(stage.discord.world.dmWith(user).id);
		await stage.pass(seconds(15));
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed' });
		expect(stage.discord.exchanges.length - before).toBeLessThan(10);
	});

	it('an archived thread is posted to, or the member is told elsewhere: once', async () => {
		await set();
		const thread = stage.discord.world.addThread(stage.discord.world.channel, 'ideas');
		const interaction = await running({ channel: thread });
		await stage.pass(minutes(15));
		thread.archived = true;
		thread.locked = true;
		await finish(interaction);
	});

	it('a moderator deletes the progress message: no further edit of it, and the video all the same', async () => {
		await set({ POLL_MAX_MS: '20000' });
		stage.comet.plan({ outcome: 'stuck', progress: 'native', paceMs: 600_000 });
		const interaction = await running();
		await stage.pass(30_000);
		stage.discord.faults.deleteMessage(interaction.originalId!);
		const uses = withToken(interaction).length;
		await stage.pass(minutes(4));
		expect(withToken(interaction).length - uses).toBeLessThanOrEqual(1);
		const message = await finish(interaction);
		expect(withVideo([message])).toHaveLength(1);
		expect(pings(interaction)).toHaveLength(1);
	});

	it('the token dies before its time: seen once, and never tried again', async () => {
		await set({ POLL_MAX_MS: '20000' });
		stage.comet.plan({ outcome: 'stuck', progress: 'native', paceMs: 600_000 });
		const interaction = await running();
		stage.discord.faults.expireTokens(interaction);
		const uses = withToken(interaction).length;
		await stage.pass(minutes(3));
		expect(withToken(interaction).length - uses).toBe(1);
		expect(textOf(stage.discord.original(interaction))).toMatch(/\d+%/u);
		await finish(interaction);
		expect(withToken(interaction).length - uses).toBe(1);
	});

	it('AutoMod stops the words: the same, without the member’s words', async () => {
		await set();
		stage.discord.faults.automod(['zebra']);
		const interaction = await running({ options: { prompt: 'a zebra in the rain' } });
		expect(textOf(stage.discord.original(interaction))).toContain('The prompt is not shown here');
		const message = await finish(interaction);
		expect(withVideo([message])).toHaveLength(1);
		expect(JSON.stringify(message)).not.toContain('zebra');
	});
});

describe('a post whose answer never came', () => {
	it('is repeated with its nonce within a minute, and is one message', async () => {
		await set();
		const interaction = await running();
		stage.discord.api.addFault({ match: isPost, times: 2, act: { kind: 'reset-after' } });
		await finish(interaction);
		await stage.becomes(() => posts().length === 3);
		expect(new Set(posts().map(({ json }) => (json as { nonce: string }).nonce)).size).toBe(1);
		expect(pings(interaction)).toHaveLength(1);
	});

	/** Posted, and then nothing is heard from Discord for ten minutes. */
	async function lostThenSilent(): Promise<Interaction> {
		await set();
		const interaction = await running();
		const heard = stage.discord.notifications.length;
		stage.discord.api.addFault({ match: isPost, act: { kind: 'reset-after' } });
		stage.comet.settle(stage.comet.tasks[0]!);
		await stage.becomes(() => stage.discord.notifications.length > heard);
		const away = stage.discord.faults.answer({ answer: errorAnswer(503, 0, 'away'), times: Infinity });
		await stage.pass(minutes(10));
		away();
		return interaction;
	}

	it('is read back later, and not posted again', async () => {
		const interaction = await lostThenSilent();
		const before = posts().length;
		await stage.becomes(() => textOf(stage.discord.original(interaction)).includes('see what came of it'));
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(posts()).toHaveLength(before);
		expect(pings(interaction)).toHaveLength(1);
	});

	it.each([false, true])(
		'is not posted again where history cannot be read (progress message deleted: %s)',
		async (deleted) => {
			const interaction = await lostThenSilent();
			const before = posts().length;
			stage.discord.faults.revoke(stage.discord.world.channel, 'READ_MESSAGE_HISTORY');
			if (deleted) stage.discord.faults.deleteMessage(interaction.originalId!);
			await stage.pass(minutes(10));
			await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed' });
			expect(posts()).toHaveLength(before);
			expect(pings(interaction)).toHaveLength(1);
		},
	);
});
