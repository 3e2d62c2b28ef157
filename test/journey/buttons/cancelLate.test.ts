import { afterEach, describe, expect, it } from 'vitest';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
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

/** A job whose outcome is known, and which Discord lets nobody tell. */
async function held(isPrivate: boolean, outcome: 'stuck' | 'failed' = 'stuck') {
	stage = await AppHarness.set({ clock: new FakeClock(), comet: { plan: { outcome: 'stuck', progress: 'zero' } } });
	const interaction = stage.video({ options: { private: isPrivate } });
	await interaction.responded();
	await stage.becomes(() => stage.comet.creates === 1 && textOf(stage.discord.original(interaction)) !== '');
	const ways = (x: Exchange): boolean =>
		x.method !== 'GET' &&
		(/\/channels\/\d+\/messages|@me\/channels/u.test(x.path) || x.path.includes(interaction.token));
	const answer = errorAnswer(503, 0, 'Service Unavailable');
	const open = stage.discord.faults.answer({ match: ways, answer, times: Infinity });
	stage.comet.settle(stage.comet.tasks.at(-1)!, outcome === 'failed' ? 'failed' : undefined);
	while ((await stage.job(interaction))?.phase !== 'delivering') await stage.leap(seconds(5), seconds(5));
	return { interaction, open };
}

const cardOf = (interaction: Interaction) => stage.discord.original(interaction);

describe('Cancel on a card whose outcome Discord does not let out', () => {
	it.each([
		['public', false],
		['private', true],
	])('hands the video over there and then, and it is told once all the same (%s)', async (_, isPrivate) => {
		const { interaction, open } = await held(isPrivate);
		const { alice, bob } = stage.discord.world;
		await stage.leap(minutes(1), seconds(10));
		const pressed = await pressing.press(cardOf(interaction), 'cancel', alice);
		expect(pressed.ephemeral).toBe(true);
		await soon(() => withVideo([cardOf(pressed)!])).toHaveLength(1);
		if (!isPrivate) {
			const other = await pressing.press(cardOf(interaction), 'cancel', bob);
			expect(pressing.answer(other)).toContain('belong to the member');
		}

		open();
		const told = () => stage.tellings(interaction).filter(({ id }) => id !== pressed.originalId);
		await stage.becomes(() => told().length === 1, 'told');
		await stage.leap(seconds(30), seconds(5));
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed', outcome: { type: 'succeeded' } });
		expect(told()).toHaveLength(1);
		expect(stage.comet.creates).toBe(1);
	});

	it('hands a failure over too', async () => {
		const { interaction } = await held(false, 'failed');
		await stage.leap(minutes(1), seconds(10));
		const pressed = await pressing.press(cardOf(interaction), 'cancel', stage.discord.world.alice);
		await soon(() => textOf(cardOf(pressed))).toContain('No video this time');
	});

	it('says that it is finished while the telling is a matter of seconds', async () => {
		const { interaction } = await held(false);
		const pressed = await pressing.press(cardOf(interaction), 'cancel', stage.discord.world.alice);
		expect(pressing.answer(pressed)).toContain('finished already');
	});
});
