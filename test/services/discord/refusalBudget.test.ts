import { describe, expect, it } from 'vitest';
import { minutes, seconds } from '../../../src/lib/time.js';
import { RefusalBudget } from '../../../src/services/discord/refusalBudget.js';
import { silent } from '../../harness/admissionHarness.js';
import { FakeClock } from '../../harness/fakeClock.js';

function budget() {
	const clock = new FakeClock();
	const refusals = new RefusalBudget({ clock, log: silent });
	const hear = (status: number, count = 1): void => {
		for (let heard = 0; heard < count; heard += 1) refusals.heard(status, null);
	};
	return { clock, refusals, hear };
}

describe('the budget of refusals', () => {
	it('holds back what would come near a ban, lets one in ten seconds try, and ends with an answer', async () => {
		const { clock, refusals, hear } = budget();
		hear(403, 799);
		expect(refusals.heldMs()).toBe(0);
		hear(429);
		expect(refusals.heldMs()).toBe(0);
		expect(refusals.heldMs()).toBe(seconds(10));
		await clock.advance(seconds(10));
		expect(refusals.heldMs()).toBe(0);
		hear(200);
		expect([refusals.heldMs(), refusals.heldMs()]).toEqual([0, 0]);
	});

	it('holds less than a tenth also where every second request is answered', async () => {
		const { clock, refusals, hear } = budget();
		let [asked, refused] = [0, 0];
		// As many as may go in ten minutes, twenty a second at most.
		for (let at = 0; at < minutes(10); at += 50) {
			if (refusals.heldMs() === 0) {
				const status = (asked += 1) % 2 === 0 ? 403 : 200;
				if (status === 403) refused += 1;
				hear(status);
			}
			await clock.advance(50);
		}
		expect(refused).toBeGreaterThan(800);
		expect(refused).toBeLessThan(1000);
	});
});
