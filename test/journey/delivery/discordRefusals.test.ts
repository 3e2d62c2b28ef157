import { afterEach, describe, expect, it } from 'vitest';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
let clock: FakeClock;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

async function set(): Promise<void> {
	clock = new FakeClock();
	stage = await AppHarness.set({
		clock,
		comet: { plan: { outcome: 'stuck', progress: 'zero' } },
		env: { POLL_MIN_MS: '120000', POLL_MAX_MS: '300000', PROGRESS_EDIT_MS: '10000' },
	});
}

async function running(act: Parameters<AppHarness['video']>[0] = {}): Promise<Interaction> {
	const before = stage.comet.creates;
	const interaction = stage.video(act);
	await interaction.responded();
	await stage.becomes(() => stage.comet.creates > before && textOf(stage.discord.original(interaction)) !== '');
	return interaction;
}

const isPost = (x: Exchange): boolean => x.method === 'POST' && /\/channels\/\d+\/messages$/u.test(x.path);
const isOpening = (x: Exchange): boolean => x.method === 'POST' && x.path.endsWith('/users/@me/channels');
const isUpload = (x: Exchange): boolean => (x.form?.files.length ?? 0) > 0;
const isCallback = (x: Exchange): boolean => x.path.endsWith('/callback');
const withBotToken = (x: Exchange): boolean => 'authorization' in x.headers;
const asked = (match: (x: Exchange) => boolean): Exchange[] => stage.discord.exchanges.filter(match);
const done = (): void => stage.comet.settle(stage.comet.tasks.at(-1)!);
const isClosed = (interaction: Interaction) => soon(() => stage.job(interaction));

/** A private job whose token has died: a direct message is all that is left. */
async function onlyDirect(): Promise<Interaction> {
	await set();
	const interaction = await running({ options: { private: true } });
	await stage.pass(minutes(16));
	return interaction;
}

describe('the direct message', () => {
	it('is refused for want of a common server (50278): the outcome is kept for asking, after one try', async () => {
		const interaction = await onlyDirect();
		const answer = errorAnswer(403, 50_278, 'Cannot send messages to this user due to having no mutual guilds');
		stage.discord.faults.answer({ match: isPost, answer, times: Infinity });
		done();
		await stage.pass(minutes(5));
		await isClosed(interaction).toMatchObject({
			phase: 'closed',
			delivery: { undelivered: true, left: [{ rung: 'direct', why: 'forbidden 50278' }, { rung: 'kept' }] },
		});
		expect(asked(isPost)).toHaveLength(1);
		expect(asked(isOpening)).toHaveLength(1);
		expect(stage.tellings(interaction)).toEqual([]);
	});

	it('cannot be opened so fast (40003): waited for with growing pauses, and then sent once', async () => {
		const interaction = await onlyDirect();
		const answer = errorAnswer(400, 40_003, 'You are opening direct messages too fast');
		const back = stage.discord.faults.answer({ match: isOpening, answer, times: Infinity });
		done();
		await stage.becomes(() => asked(isOpening).length > 0);
		const before = asked(() => true).length;
		await stage.pass(minutes(10));
		expect(asked(() => true).length - before).toBeLessThanOrEqual(10);
		expect(asked(isUpload)).toEqual([]);
		back();
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		await isClosed(interaction).toMatchObject({ phase: 'closed', delivery: { receipt: { rung: 'direct' } } });
		expect(asked(isPost)).toHaveLength(1);
	});
});

describe('the bot’s own token is refused', () => {
	const refuseBot = (): (() => void) =>
		stage.discord.faults.answer({
			match: withBotToken,
			answer: errorAnswer(401, 0, '401: Unauthorized'),
			times: Infinity,
		});

	/** The server's boosts are known from it, so that the next thing sent with the bot's token is an upload. */
	async function anEarlierVideo(): Promise<void> {
		const earlier = await running({ user: stage.member() });
		done();
		await stage.told(earlier);
		await isClosed(earlier).toMatchObject({ phase: 'closed' });
	}

	it('while the reply’s token lives: the video goes into the reply, after one upload that was refused', async () => {
		await set();
		await anEarlierVideo();
		const interaction = await running();
		refuseBot();
		done();
		const message = await stage.told(interaction);
		expect(message.id).toBe(interaction.originalId);
		expect(withVideo([message])).toHaveLength(1);
		await isClosed(interaction).toMatchObject({ phase: 'closed', delivery: { receipt: { rung: 'original' } } });
		expect(asked((x) => isUpload(x) && isPost(x))).toHaveLength(2);

		// What is known of the token now spares the next job its upload.
		const other = await running({ user: stage.member() });
		done();
		await stage.told(other);
		expect(asked((x) => isUpload(x) && isPost(x))).toHaveLength(2);
	});

	it('after that: many minutes of small questions, no upload, and the video in the channel when it is taken again', async () => {
		await set();
		await anEarlierVideo();
		const interaction = await running();
		await stage.pass(minutes(15));
		const back = refuseBot();
		done();
		await stage.becomes(() => asked(isUpload).length === 2);
		const before = asked(() => true).length;
		await stage.pass(minutes(20));
		expect(asked(isUpload)).toHaveLength(2);
		expect(asked(() => true).length - before).toBeLessThanOrEqual(16);
		expect(stage.tellings(interaction)).toEqual([]);
		back();
		const message = await stage.told(interaction);
		expect(message.channel_id).toBe(interaction.channelId);
		expect(withVideo([message])).toHaveLength(1);
		expect(asked(isUpload)).toHaveLength(3);
		await isClosed(interaction).toMatchObject({ phase: 'closed', delivery: { receipt: { rung: 'channel' } } });
	});

	it('and the reply has gone too: the channel is tried again, not a direct message', async () => {
		await set();
		const interaction = await running();
		const back = refuseBot();
		stage.discord.faults.expireTokens(interaction);
		done();
		await stage.pass(minutes(10));
		expect(stage.tellings(interaction)).toEqual([]);
		back();
		expect((await stage.told(interaction)).channel_id).toBe(interaction.channelId);
		expect(stage.discord.notifications.map(({ userId }) => userId)).toEqual([interaction.userId]);
	});
});

describe('the channel’s history is closed to the bot meanwhile (160002)', () => {
	it('the video is posted there all the same, without pointing at the progress message', async () => {
		await set();
		const interaction = await running();
		stage.discord.faults.revoke(stage.discord.world.channel, 'READ_MESSAGE_HISTORY');
		done();
		const message = await stage.told(interaction);
		expect(message.channel_id).toBe(interaction.channelId);
		expect(message.message_reference).toBeUndefined();
		expect(withVideo([message])).toHaveLength(1);
		await isClosed(interaction).toMatchObject({
			phase: 'closed',
			delivery: { left: [], receipt: { rung: 'channel' } },
		});
		expect(asked(isPost).map(({ answer }) => answer?.status)).toEqual([400, 200]);
		expect(stage.discord.notifications.filter(({ userId }) => userId === interaction.userId)).toHaveLength(1);
	});
});

describe('a rate limit on the first response', () => {
	it('that ends within the 3 seconds is waited for, and the job goes on', async () => {
		await set();
		stage.discord.faults.rateLimit({ match: isCallback, scope: 'user', retryAfterMs: 500 });
		const interaction = await running();
		expect(asked(isCallback)).toHaveLength(2);
		done();
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
	});

	it('that lasts leaves no job, no create and no count behind', async () => {
		await set();
		stage.discord.faults.rateLimit({ match: isCallback, scope: 'shared', retryAfterMs: 30_000, times: 1 });
		const interaction = stage.video();
		await stage.becomes(() => asked(isCallback).length === 1);
		await soon(() => stage.jobs()).toEqual([]);
		await stage.pass(seconds(30));
		expect(stage.comet.creates).toBe(0);
		expect(interaction.acknowledgement).toBeUndefined();
		expect(asked(isCallback)).toHaveLength(1);
		// Nothing counts against the member: both places are free.
		await running();
		await running();
	});
});
