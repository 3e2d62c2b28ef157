import { afterEach, describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../../src/lib/time.js';
import { asAdmin } from '../../harness/asking.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, withVideo } from '../../harness/appHarness.js';

/** The machine's clock, but for alarms that are to ring at once: while they are held, no step begins. */
class HeldAlarms implements Clock {
	held = false;

	now(): number {
		return systemClock.now();
	}

	elapsed(): number {
		return systemClock.elapsed();
	}

	after(ms: number, act: () => void): () => void {
		return this.held && ms === 0 ? () => undefined : systemClock.after(ms, act);
	}
}

let stage: AppHarness;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

describe('an outcome that an admin had told again', () => {
	it('is told exactly once more when the process ends between the wish and its step', async () => {
		const clock = new HeldAlarms();
		stage = await AppHarness.set({ clock, comet: { plan: { pollsToDone: 1 } }, env: { DAILY_USD: '' } });
		const interaction = stage.video({ user: stage.member() });
		await stage.told(interaction);
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed' });
		const creates = stage.comet.creates;
		const pings = stage.discord.notifications.length;

		clock.held = true;
		expect((await asAdmin(stage, 'redeliver', { job: interaction.id })).read).toContain('delivered again');
		expect((await stage.job(interaction))?.delivery.again).toBeUndefined();
		await stage.stop();
		expect(stage.tellings(interaction)).toHaveLength(1);

		clock.held = false;
		await stage.start();
		await soon(() => stage.tellings(interaction).length).toBe(2);
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed', delivery: { again: { times: 1 } } });

		// The wish is used up: what starts after it tells nothing.
		await stage.stop();
		await stage.start();
		const after = stage.video({ user: stage.member() });
		await stage.told(after);
		expect(withVideo(stage.tellings(interaction))).toHaveLength(2);
		expect(await stage.job(interaction)).toMatchObject({ phase: 'closed', delivery: { again: { times: 1 } } });
		expect(stage.comet.creates).toBe(creates + 1);
		const told = stage.discord.notifications.slice(pings).filter(({ userId }) => userId === interaction.userId);
		expect(told).toHaveLength(1);
	});

	it('is told once more for two wishes that come together', async () => {
		const clock = new HeldAlarms();
		stage = await AppHarness.set({ clock, comet: { plan: { pollsToDone: 1 } }, env: { DAILY_USD: '' } });
		const interaction = stage.video({ user: stage.member() });
		await stage.told(interaction);
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed' });

		clock.held = true;
		for (let wish = 1; wish <= 2; wish += 1) await asAdmin(stage, 'redeliver', { job: interaction.id });
		await stage.stop();
		clock.held = false;
		await stage.start();
		await soon(() => stage.tellings(interaction).length).toBe(2);
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed', delivery: { again: { times: 1 } } });
		await stage.stop();
		await stage.start();
		expect(stage.tellings(interaction)).toHaveLength(2);
	});
});
