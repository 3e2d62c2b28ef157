import { afterEach, describe, expect, it } from 'vitest';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { gatewayPage, polls, outage, resetBefore, truncated } from '../../../sandbox/cometapi/faults.js';
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

const posts = (x: Exchange): boolean => x.method === 'POST' && x.path.endsWith('/messages');
const edits = (x: Exchange): boolean => x.method === 'PATCH' && x.path.endsWith('/@original');

describe('telling the outcome', () => {
	it('repeats a post that was not answered with the same nonce, so that it stands and pings once', async () => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } } });
		stage.discord.api.addFault({ match: posts, times: 1, act: { kind: 'reset-after' } });
		const interaction = stage.video();
		await stage.told(interaction);
		await soon(() => stage.discord.exchanges.filter(posts).length).toBe(2);
		await soon(() => textOf(stage.discord.original(interaction))).toContain('https://discord.com/channels/');

		const nonces = stage.discord.exchanges.filter(posts).map(({ json }) => json as Record<string, unknown>);
		expect(new Set(nonces.map(({ nonce }) => nonce)).size).toBe(1);
		expect(nonces.every(({ nonce, enforce_nonce }) => typeof nonce === 'string' && enforce_nonce === true)).toBe(true);
		expect(withVideo(stage.discord.messages())).toHaveLength(1);
		expect(stage.discord.notifications).toHaveLength(1);
	});

	it('says on the card that it is finishing up while a post has to wait for long', async () => {
		const clock = new FakeClock();
		stage = await AppHarness.set({ clock, comet: { plan: { pollsToDone: 1 } } });
		const limited = stage.discord.faults.answer({ match: posts, answer: errorAnswer(503, 0, 'away'), times: Infinity });
		const interaction = stage.video();
		await interaction.responded();
		await stage.becomes(() => textOf(stage.discord.original(interaction)).includes('Finishing up'));
		expect(stage.tellings(interaction)).toHaveLength(0);
		limited();
		await stage.told(interaction);
		await stage.becomes(() => textOf(stage.discord.original(interaction)).includes('see what came of it'));
		expect(stage.tellings(interaction)).toHaveLength(1);
	});

	it('looks for a post whose answer was lost before it takes the refusal of its repetition for an end', async () => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } } });
		stage.discord.api.addFault({ match: posts, times: 1, act: { kind: 'reset-after' } });
		stage.discord.faults.answer({ match: posts, answer: errorAnswer(403, 50_013, 'Missing Permissions') });
		const interaction = stage.video();
		await stage.told(interaction);
		await soon(() => stage.job(interaction)).toMatchObject({
			phase: 'closed',
			delivery: { receipt: { rung: 'channel' } },
		});
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(stage.discord.notifications).toHaveLength(1);
	});

	it('edits a reply that may tell the outcome already, once its token has died, rather than tell it elsewhere too', async () => {
		const clock = new FakeClock();
		stage = await AppHarness.set({ clock, comet: { plan: { pollsToDone: 1 } } });
		stage.discord.faults.revoke(stage.discord.world.channel, 'SEND_MESSAGES');
		const interaction = stage.video();
		await interaction.responded();
		// The answer of the telling is lost, and Discord stays away until the token has died.
		const tells = (x: Exchange): boolean => edits(x) && (x.form?.files.length ?? 0) > 0;
		stage.discord.api.addFault({ match: tells, times: 1, act: { kind: 'reset-after' } });
		await stage.becomes(() => stage.tellings(interaction).length === 1);
		const back = stage.discord.faults.outage();
		await stage.pass(minutes(16));
		back();
		await stage.pass(minutes(10));
		expect(await stage.job(interaction)).toMatchObject({
			phase: 'closed',
			delivery: { receipt: { rung: 'progress' } },
		});
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(withVideo(stage.tellings(interaction))).toHaveLength(1);
	});

	it.each([
		['50027', errorAnswer(401, 50_027, 'Invalid Webhook Token'), 1],
		['10015 three times, with pauses', errorAnswer(404, 10_015, 'Unknown Webhook'), 3],
	])('never uses a token again that was refused with %s, and tells with its own', async (_, answer, edited) => {
		stage = await AppHarness.set({ clock: new FakeClock(), comet: { plan: { pollsToDone: 4 } } });
		stage.discord.faults.answer({ match: edits, times: Infinity, answer });
		const interaction = stage.video();
		const message = await stage.told(interaction);
		// The last edit goes with the bot's own token.
		await soon(() => textOf(stage.discord.original(interaction))).toContain(message.id);

		expect(stage.discord.exchanges.filter(edits)).toHaveLength(edited);
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(await stage.job(interaction)).toMatchObject({ destination: { token: null } });
	});

	it('says on every send and every edit whom it may mention, and pings the requester alone', async () => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 3 } } });
		const { bob, channel } = stage.discord.world;
		const interaction = stage.video({ options: { prompt: `@everyone @here <@${bob.id}> <@&${channel.id}> a boat` } });
		await stage.told(interaction);
		await soon(() => textOf(stage.discord.original(interaction))).toContain('https://discord.com/channels/');

		const bodies = stage.discord.exchanges.filter((x) => posts(x) || edits(x)).map(({ json }) => json);
		expect(bodies.length).toBeGreaterThan(3);
		const allowed = bodies.map((body) => (body as { allowed_mentions?: unknown }).allowed_mentions);
		expect(allowed.every((one) => JSON.stringify(one ?? null).includes('"parse":[]'))).toBe(true);
		expect(stage.discord.notifications.map(({ userId, reason }) => [userId, reason])).toEqual([
			[interaction.userId, 'mention'],
		]);
	});
});

describe('looking', () => {
	it.each([
		['an outage', () => outage({ match: polls, times: 1 })],
		['a page of the gateway', () => gatewayPage({ match: polls })],
		['a connection that breaks', () => resetBefore({ match: polls })],
		['an answer that breaks off', () => truncated({ match: polls })],
	])('goes on after %s: a failed poll never fails a job', async (_, fault) => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 2 } } });
		stage.comet.addFault(fault());
		const interaction = stage.video();

		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		expect(await stage.job(interaction)).toMatchObject({ looking: { blips: 1 }, outcome: { type: 'succeeded' } });
		expect(stage.comet.creates).toBe(1);
	});
});
