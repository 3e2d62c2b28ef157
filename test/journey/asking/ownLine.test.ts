import { afterEach, describe, expect, it } from 'vitest';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import { days, minutes } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, buttonOf, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

describe("a member's own line", () => {
	it('takes what is more than may be in the making, shows its place, starts it in turn, and keeps the prompt of what is too much', async () => {
		stage = await AppHarness.set({
			clock: new FakeClock(),
			comet: { plan: { outcome: 'stuck' } },
			env: { MEMBER_RUNNING_JOBS: '1', MEMBER_WAITING_JOBS: '2' },
		});
		const user = stage.member();
		const asked: Interaction[] = [];
		for (let index = 0; index < 3; index += 1) {
			const interaction = stage.video({ user });
			await interaction.responded();
			asked.push(interaction);
			await stage.pass(minutes(0.2));
		}
		await stage.becomes(() => stage.comet.tasks.length === 1);
		const shown = (index: number): string => textOf(stage.discord.original(asked[index]!));
		await stage.becomes(() => shown(2).includes('Starts when 2 of yours are done.'));
		expect(shown(1)).toContain('Starts when one of yours is done.');

		const prompt = 'a fourth idea, with ```marks``` and @everyone';
		const tooMany = stage.video({ user, options: { prompt } });
		expect(await tooMany.responded()).toMatchObject({ type: 4, ephemeral: true });
		const read = textOf(stage.discord.original(tooMany));
		expect(read).toContain('a video in the making and 2 waiting behind it');
		expect(read).toContain('a fourth idea, with');

		// Somebody else is not held up.
		const other = stage.video({ user: stage.member() });
		await stage.becomes(() => stage.comet.tasks.length === 2);
		for (const index of [0, 1, 2]) {
			const mine = stage.comet.tasks.filter((task) => task !== stage.comet.tasks[1]);
			stage.comet.settle(mine[index]!);
			expect(withVideo([await stage.told(asked[index]!)])).toHaveLength(1);
			await stage.becomes(() => stage.comet.tasks.length === Math.min(4, index + 3));
		}
		stage.comet.settle(stage.comet.tasks[1]!);
		await stage.told(other);
		expect(stage.comet.creates).toBe(4);
	});

	it('goes on in order after a restart', async () => {
		stage = await AppHarness.set({
			clock: new FakeClock(),
			comet: { plan: { outcome: 'stuck' } },
			env: { MEMBER_RUNNING_JOBS: '1' },
		});
		const user = stage.member();
		const first = stage.video({ user });
		await first.responded();
		await stage.becomes(() => stage.comet.tasks.length === 1);
		const second = stage.video({ user });
		await second.responded();
		await stage.pass(minutes(1));
		await stage.stop();
		await stage.start();
		await stage.pass(minutes(1));
		expect(stage.comet.creates).toBe(1);
		stage.comet.settle(stage.comet.tasks[0]!);
		await stage.told(first);
		await stage.becomes(() => stage.comet.tasks.length === 2);
		stage.comet.settle(stage.comet.tasks[1]!);
		await stage.told(second);
	});
});

describe('limits', () => {
	it('are asked again by a button whose first job failed and was deleted', async () => {
		stage = await Pressing.stage({ MEMBER_DAILY_VIDEOS: '2' });
		const { user } = await pressing.told();
		// The buttons of a private copy are never disabled.
		const list = stage.discord.invoke({ user, command: 'videos' });
		await list.responded();
		const copy = await pressing.press(stage.discord.original(list), 'fetch', user);
		await soon(() => buttonOf(stage.discord.original(copy), 'again')).toBeDefined();
		const message = stage.discord.original(copy)!;
		stage.comet.next({ outcome: 'failed', pollsToDone: 1 });
		await pressing.press(message, 'again', user);
		const id = `${message.id}_a`;
		const failed = await pressing.outcome(id, user);
		expect(textOf(failed)).toContain('No video this time');
		await pressing.delete(failed, user);
		await soon(() => stage.job({ id })).toBeUndefined();
		await pressing.told({ user });

		const creates = stage.comet.creates;
		const again = await pressing.press(message, 'again', user);
		expect(pressing.answer(again)).toContain('You have used your 2 videos');
		expect(stage.comet.creates).toBe(creates);
		expect(await stage.job({ id })).toBeUndefined();
	});

	it.each([days(3), days(-3)])('forget nothing, and no job ends, while the clock is %d ms wrong', async (ms) => {
		const clock = new FakeClock();
		stage = await AppHarness.set({ clock, comet: { plan: { outcome: 'stuck' } }, env: { MEMBER_DAILY_VIDEOS: '1' } });
		const user = stage.member();
		const interaction = stage.video({ user });
		await interaction.responded();
		await stage.becomes(() => (stage.comet.tasks[0]?.polls ?? 0) > 0);
		clock.offsetMs = ms;
		await stage.pass(minutes(5));
		// For good: a machine without a clock of its own has heard the time.
		await stage.pass(minutes(20));
		expect(await stage.job(interaction)).toMatchObject({ phase: 'generating' });
		clock.offsetMs = 0;
		await stage.pass(minutes(20));
		const second = stage.video({ user });
		await second.responded();
		expect(pressing.answer(second)).toContain('You have used your one video');
		stage.comet.settle(stage.comet.tasks[0]!);
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
	});
});
