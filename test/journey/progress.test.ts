import { afterEach, describe, expect, it } from 'vitest';
import type { Interaction } from '../../sandbox/discord/interaction.js';
import { FakeClock } from '../fakeClock.js';
import { expectGoodManners } from './promises.js';
import { soon } from './soon.js';
import { buttonOf, Stage, textOf } from './stage.js';

let stage: Stage;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

describe('the progress message', () => {
	it('shows percentage, model, beginning and Cancel, edited only when something changed and never too often', async () => {
		const clock = new FakeClock();
		stage = await Stage.set({
			clock,
			env: { POLL_MIN_MS: '2000', POLL_MAX_MS: '5000', PROGRESS_EDIT_MS: '10000' },
			comet: { plan: { paceMs: 120_000, steps: 6 } },
		});
		const interaction = stage.video();
		await interaction.responded();
		const seen: { at: number; text: string }[] = [];
		stage.discord.on('messageUpdate', ({ message }) => {
			if (message.id === interaction.originalId) seen.push({ at: clock.now(), text: textOf(message) });
		});
		await stage.pass(100_000);

		const message = stage.discord.original(interaction);
		const began = Math.floor(interaction.createdAt / 1000);
		expect(textOf(message)).toMatch(/\d+%/u);
		expect(textOf(message)).toContain('Veo 3.1 Fast');
		expect(textOf(message)).toMatch(new RegExp(`<t:${began}\\d*:R>|<t:\\d+:R>`, 'u'));
		expect(buttonOf(message, 'cancel')).toBeDefined();
		const percents = seen.map(({ text }) => Number(/(\d+)%/u.exec(text)?.[1] ?? 0));
		expect(percents).toEqual([...percents].sort((a, b) => a - b));
		expect(new Set(seen.map(({ text }) => text)).size).toBe(seen.length);
		const gaps = seen.slice(1).map(({ at }, index) => at - seen[index]!.at);
		expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10_000);
		// Six steps are six edits, not one a look.
		expect(stage.comet.tasks[0]!.looks).toBeGreaterThan(seen.length);

		await stage.pass(30_000);
		await soon(() => textOf(stage.discord.original(interaction))).toContain('https://discord.com/channels/');
	});

	it('shows the place in line, which falls as others end', async () => {
		stage = await Stage.set({
			clock: new FakeClock(),
			comet: { plan: { outcome: 'stuck' } },
			env: { MAX_RUNNING_JOBS: '1', POLL_MIN_MS: '2000', POLL_MAX_MS: '5000' },
		});
		const { comet } = stage;
		const shown = (interaction: Interaction) => soon(() => textOf(stage.discord.original(interaction)));
		const ask = async (words: string): Promise<Interaction> => {
			const interaction = stage.video({ user: stage.member() });
			await interaction.responded();
			await shown(interaction).toContain(words);
			return interaction;
		};
		const first = await ask('on its way to the provider');
		const second = await ask('You are next.');
		const third = await ask('number 2 in line');
		expect(comet.creates).toBe(1);

		comet.settle(comet.tasks[0]!);
		await stage.pass(10_000);
		await stage.told(first);
		await stage.pass(35_000);
		await shown(third).toContain('You are next.');
		expect(comet.creates).toBe(2);
		comet.settle(comet.tasks[1]!);
		await stage.pass(10_000);
		await stage.told(second);
		await stage.pass(35_000);
		await shown(third).toMatch(/on its way|Started/u);
		expect(comet.creates).toBe(3);
	});
});
