import { MessageFlags } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Invocation } from '../../../sandbox/discord/world/actions.js';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { minutes } from '../../../src/lib/time.js';
import { buttonOf, textOf, type AppHarness } from '../../harness/appHarness.js';
import { answered } from '../../harness/asking.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage();
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const reason = 'Failure to pass the risk control system';

/** A member asks for what a safety check declines. */
function declined(act: Partial<Invocation> = {}, pollsToDone = 1) {
	stage.comet.next({ outcome: 'moderated', reason, pollsToDone });
	const user = stage.member();
	const interaction = stage.video({ user, ...act, options: { prompt: 'a forbidden fruit', ...act.options } });
	return { user, interaction };
}

/** What everybody can read in the channel. */
const inPublic = (): string => stage.discord.messages().map(textOf).join('\n');

const isEphemeral = (flags = 0): boolean => (flags & MessageFlags.Ephemeral) !== 0;

describe('what a safety check declines', () => {
	it('is told to the member alone, and the channel reads a neutral line', async () => {
		const { user, interaction } = declined({ options: { model: 'kling-v2-6' } });
		const told = await stage.told(interaction);
		await pressing.closed(interaction.id);
		expect(isEphemeral(told.flags)).toBe(true);
		expect(textOf(told)).toContain('safety check');
		expect(textOf(told)).toContain(reason);
		expect(textOf(told)).toContain('a forbidden fruit');
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(inPublic()).not.toMatch(/forbidden fruit|safety check|risk control/u);
		expect(textOf(stage.discord.original(interaction))).toContain('No video this time.');
		expect(stage.discord.notifications.filter(({ userId }) => userId === user.id)).toEqual([]);
		// The reason is there for whoever has closed the private message.
		const shown = await pressing.press(stage.discord.original(interaction), 'fetch', user);
		expect(await answered(stage, shown)).toContain('safety check');
		expect(shown.ephemeral).toBe(true);
	});

	it('is told by direct message once the reply cannot be used any more', async () => {
		const { interaction } = declined({}, 2);
		await interaction.responded();
		const replies = (x: Exchange): boolean => x.path.includes(interaction.token) && !x.path.endsWith('/callback');
		const answer = errorAnswer(401, 50_027, 'Invalid Webhook Token');
		const mend = stage.discord.faults.answer({ match: replies, times: Infinity, answer });
		const told = await stage.told(interaction);
		await pressing.closed(interaction.id);
		mend();
		expect(told.channel_id).toBe(stage.discord.world.dmWith(interaction.userId).id);
		expect(textOf(told)).toContain('safety check');
		expect(inPublic()).not.toMatch(/safety check|risk control/u);
		const job = await stage.job(interaction);
		expect(job?.delivery.receipt).toMatchObject({ rung: 'direct' });
	});

	it('stays private where the request is', async () => {
		const { interaction } = declined({ options: { private: true } });
		const told = await stage.told(interaction);
		expect(told.id).toBe(stage.discord.original(interaction)?.id);
		expect(buttonOf(told, 'edit')).toBeDefined();
	});

	it('is told once, however the process ends while it tells', async () => {
		const { interaction } = declined();
		// Discord takes the private message, and its answer is lost.
		const followUps = (x: Exchange): boolean => x.method === 'POST' && x.path.includes('/webhooks/');
		stage.discord.api.addFault({ match: followUps, times: 1, act: { kind: 'reset-after' } });
		await stage.becomes(() => textOf(stage.discord.original(interaction)).includes('No video this time.'), 'line');
		await stage.leap(minutes(3), minutes(1));
		await pressing.closed(interaction.id);
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(inPublic()).not.toMatch(/safety check|risk control/u);
	});
});
