import { beforeEach, describe, expect, it } from 'vitest';

import { CircuitBreaker } from '../../src/lib/circuitBreaker.js';
import { FakeClock } from '../harness/fakeClock.js';

let clock: FakeClock;
let breaker: CircuitBreaker;

beforeEach(() => {
	clock = new FakeClock();
	// With 1 as the random number the pauses are 2 s, 4 s, 8 s, 8 s …
	breaker = new CircuitBreaker({ clock, random: () => 1, failures: 3, pause: { firstMs: 2000, longestMs: 8000 } });
});

const fail = (count: number): void => {
	for (let round = 0; round < count; round += 1) breaker.failed();
};

describe('Breaker', () => {
	it('opens after so many failures in a row, and not before', () => {
		fail(2);
		breaker.succeeded();
		fail(2);
		expect([breaker.isOpen, breaker.enter()]).toEqual([false, 0]);
		fail(1);
		expect([breaker.isOpen, breaker.enter()]).toEqual([true, 2000]);
	});

	it('lets one probe go after the pause, and the others wait on', async () => {
		fail(3);
		await clock.advance(2000);
		expect([breaker.waitMs(), breaker.enter(), breaker.enter()]).toEqual([0, 0, 2000]);
		breaker.succeeded();
		expect([breaker.isOpen, breaker.enter()]).toEqual([false, 0]);
	});

	it('pauses longer after every probe that fails, up to a bound', async () => {
		fail(3);
		const pauses: number[] = [];
		for (let round = 0; round < 4; round += 1) {
			await clock.advance(breaker.waitMs());
			breaker.enter();
			breaker.failed();
			pauses.push(breaker.waitMs());
		}
		expect(pauses).toEqual([4000, 8000, 8000, 8000]);
	});

	it('is not lengthened by failures of calls that were under way when it opened', async () => {
		fail(3);
		await clock.advance(1000);
		fail(50);
		expect(breaker.waitMs()).toBe(1000);
	});

	it('sends another probe when one never reports', async () => {
		fail(3);
		await clock.advance(2000);
		expect(breaker.enter()).toBe(0);
		await clock.advance(2000);
		expect(breaker.enter()).toBe(0);
	});
});
