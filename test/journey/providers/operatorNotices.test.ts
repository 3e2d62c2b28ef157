import { afterEach, describe, expect, it } from 'vitest';
import * as faults from '../../../sandbox/cometapi/faults.js';
import { minutes } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { troubleWith } from '../../harness/storeTrouble.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

describe('what only the operator can mend', () => {
	it('is told to the operators, once an hour for each cause and without a secret; members read one neutral line', async () => {
		stage = await AppHarness.set({ clock: new FakeClock(), comet: { plan: { pollsToDone: 1 } } });
		const operator = stage.member();
		await stage.stop();
		await stage.start({ OPERATOR_IDS: operator.id });
		// Whoever is told has spoken with the bot before, as good manners want it.
		await stage.discord.invoke({ user: operator, command: 'videos' }).responded();
		const received = (): string[] =>
			stage.discord.messages(stage.discord.world.dmWith(operator).id, operator.id).map((message) => textOf(message));
		stage.comet.addFault(
			faults.refused(401, { match: faults.creates, message: `bad key ${stage.comet.key}`, times: 2 }),
		);
		for (let index = 0; index < 2; index += 1) {
			const read = textOf(await stage.told(stage.video({ user: stage.member() })));
			expect(read).toContain('This bot cannot make videos at the moment.');
			await stage.pass(minutes(1));
		}
		expect(received()).toHaveLength(1);
		expect(received()[0]).toContain('does not accept `COMETAPI_KEY`');
		expect(received()[0]).not.toContain(stage.comet.key);

		await stage.pass(minutes(70));
		stage.comet.addFault(faults.refused(401, { match: faults.creates }));
		await stage.told(stage.video({ user: stage.member() }));
		await stage.pass(minutes(1));
		expect(received()).toHaveLength(2);
	});

	it('is told when the store takes no writes, although no create waits for it', async () => {
		stage = await AppHarness.set({ clock: new FakeClock() });
		const operator = stage.member();
		await stage.stop();
		await stage.start({ OPERATOR_IDS: operator.id });
		await stage.discord.invoke({ user: operator, command: 'videos' }).responded();
		const over = await troubleWith(stage.env['STORE_URL']!, { table: 'kept', key: 'probe:%' });
		await stage.pass(minutes(2));
		const received = stage.discord.messages(stage.discord.world.dmWith(operator).id, operator.id);
		expect(received.map((message) => textOf(message))).toEqual([expect.stringContaining('The store cannot write')]);
		await over();
	});
});

describe('a gateway that is away', () => {
	it('is waited for, whatever the model: nothing fails because of it', async () => {
		stage = await AppHarness.set({ clock: new FakeClock(), comet: { plan: { pollsToDone: 1 } } });
		const over = stage.comet.addFault(faults.outage({ match: faults.creates }));
		const asked = ['veo3.1-fast', 'sora-2'].map((model) =>
			stage.video({ user: stage.member(), options: { model, duration: 8 } }),
		);
		for (const interaction of asked) await interaction.responded();
		await stage.pass(minutes(8));
		expect(stage.comet.creates).toBe(0);
		over();
		for (const interaction of asked) expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		expect(stage.comet.creates).toBe(2);
	});
});
