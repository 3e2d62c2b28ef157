import { describe, expect, it } from 'vitest';
import { seconds } from '../../../src/lib/time.js';
import { Holds } from '../../../src/services/redis/holds.js';
import { FakeClock } from '../../harness/fakeClock.js';

describe('what a process may do for the jobs that it holds', () => {
	const set = () => {
		const clock = new FakeClock();
		const state = { isOurs: true };
		const holds = new Holds({ clock, leaseMs: seconds(15), isOurs: () => state.isOurs });
		holds.take('1', 4, holds.now());
		return { clock, holds, state, may: (id: string) => holds.as(id, () => holds.sure())() };
	};

	it('ends before the lease does, by whichever clock says so first', async () => {
		const { clock, holds, may } = set();
		await clock.advance(seconds(9.9));
		expect(may('1')).toBe(true);
		await clock.advance(seconds(0.2));
		expect(may('1')).toBe(false);
		holds.renew('1', holds.now());
		expect(may('1')).toBe(true);
		// A machine that slept: its steady clock stood still.
		clock.offsetMs += seconds(20);
		expect(may('1')).toBe(false);
	});

	it('counts from when a renewal was asked for, and not from when its answer was read', async () => {
		const { clock, holds, may } = set();
		const asked = holds.now();
		await clock.advance(seconds(60));
		holds.renew('1', asked);
		expect(may('1')).toBe(false);
	});

	it('is nothing for a job that was lost, is not held, or lies among data that are not ours', () => {
		const { holds, state, may } = set();
		expect(may('2')).toBe(false);
		state.isOurs = false;
		expect(may('1')).toBe(false);
		state.isOurs = true;
		holds.lose('1');
		holds.renew('1', holds.now());
		expect([may('1'), holds.has('1'), holds.epochOf('1')]).toEqual([false, false, 4]);
	});

	it('needs no lease where it is for no job, and asks anew each time', () => {
		const { holds } = set();
		expect(holds.sure()()).toBe(true);
		const sure = holds.as('1', () => holds.sure());
		expect(sure()).toBe(true);
		holds.drop('1');
		expect(sure()).toBe(false);
	});
});
