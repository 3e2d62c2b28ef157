import { afterEach, describe, expect, it } from 'vitest';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, AppHarness, textOf } from '../../harness/appHarness.js';

let stage: AppHarness;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

describe('the progress message', () => {
	it('shows percentage, model, beginning and Cancel, edited only when something changed and never too often', async () => {
		const clock = new FakeClock();
		stage = await AppHarness.set({
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
		// Six steps are six edits, not one a poll.
		expect(stage.comet.tasks[0]!.polls).toBeGreaterThan(seen.length);

		await stage.pass(30_000);
		await soon(() => textOf(stage.discord.original(interaction))).toContain('https://discord.com/channels/');
	});

	/** A stage where only settled tasks end, and a way to have jobs of different members wait in it. */
	const lineUp = async (env: Record<string, string>) => {
		const clock = new FakeClock();
		stage = await AppHarness.set({
			clock,
			comet: { plan: { outcome: 'stuck' } },
			env: { POLL_MIN_MS: '2000', POLL_MAX_MS: '5000', PROGRESS_EDIT_MS: '10000', ...env },
		});
		const edits: { at: number; id: string; text: string }[] = [];
		stage.discord.on('messageUpdate', ({ message }) => {
			edits.push({ at: clock.now(), id: message.id, text: textOf(message) });
		});
		const shown = (interaction: Interaction) => soon(() => textOf(stage.discord.original(interaction)));
		const ask = async (words: string): Promise<Interaction> => {
			const interaction = stage.video({ user: stage.member() });
			await interaction.responded();
			await shown(interaction).toContain(words);
			return interaction;
		};
		/** Ends the running tasks, and lets time pass until their places are taken. */
		const end = async (creates: number): Promise<number> => {
			for (const task of stage.comet.tasks) stage.comet.settle(task);
			await stage.pass(20_000, () => stage.comet.creates === creates);
			expect(stage.comet.creates).toBe(creates);
			return clock.now();
		};
		return { clock, edits, ask, shown, end };
	};

	it('shows the place in line, which falls as soon as others end, and starts a job whose turn has come at once', async () => {
		const { clock, edits, ask, shown, end } = await lineUp({ MAX_RUNNING_JOBS: '1' });
		const { comet } = stage;
		await ask('on its way to the provider');
		const second = await ask('You are next.');
		const third = await ask('number 2 in line');
		const fourth = await ask('number 3 in line');
		expect(comet.creates).toBe(1);
		await stage.pass(11_000);

		const settled = clock.now();
		comet.settle(comet.tasks[0]!);
		await stage.pass(20_000, () => stage.discord.messages().some((message) => textOf(message).includes('is ready')));
		const ended = clock.now();
		const freed = await end(2);
		expect(freed - ended).toBeLessThanOrEqual(100);
		await stage.pass(1500);
		await shown(third).toContain('You are next.');
		await shown(fourth).toContain('number 2 in line');
		await shown(second).toMatch(/on its way|Started/u);
		for (const { originalId } of [third, fourth]) {
			expect(edits.filter(({ at, id }) => id === originalId && at >= settled)).toHaveLength(1);
		}

		// Its create is sent at once, although its card was just edited and waits for its time.
		await end(3);
		await stage.pass(10_000);
		await shown(third).toMatch(/on its way|Started/u);
	});

	it('edits a card once for several places that become free together, and not sooner again than it may', async () => {
		const { edits, ask, shown, end } = await lineUp({ MAX_RUNNING_JOBS: '3', MEMBER_RUNNING_JOBS: '5' });
		for (let running = 1; running <= 3; running += 1) await ask('on its way to the provider');
		for (let place = 1; place <= 6; place += 1) await ask(place === 1 ? 'You are next.' : `number ${place} in line`);
		const last = await ask('number 7 in line');
		await stage.pass(11_000);

		const since = await end(6);
		await stage.pass(1500);
		await shown(last).toContain('number 4 in line');
		const mine = () => edits.filter(({ at, id }) => id === last.originalId && at >= since);
		expect(mine()).toHaveLength(1);

		// Three more end a few seconds later: the card has just been edited, and waits for its time.
		await end(9);
		await stage.pass(1500);
		expect(mine()).toHaveLength(1);
		await stage.pass(10_000);
		await shown(last).toContain('You are next.');
		expect(mine()).toHaveLength(2);
		expect(mine()[1]!.at - mine()[0]!.at).toBeGreaterThanOrEqual(10_000);
	});
});
