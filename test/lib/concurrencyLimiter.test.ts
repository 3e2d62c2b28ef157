import { beforeEach, describe, expect, it } from 'vitest';

import { ConcurrencyLimiter } from '../../src/lib/concurrencyLimiter.js';
import type { Slot } from '../../src/lib/concurrencyLimiter.js';
import { hours } from '../../src/lib/time.js';
import { FakeClock } from '../harness/fakeClock.js';

let clock: FakeClock;
let throttle: ConcurrencyLimiter;

beforeEach(() => {
	clock = new FakeClock();
	throttle = new ConcurrencyLimiter({ clock, most: 8, raiseMs: 10_000 });
});

describe('Throttle', () => {
	it('gives no more places than it has, and those that come back again', () => {
		const places = Array.from({ length: 9 }, () => throttle.take());
		expect(places.map((place) => place !== undefined)).toEqual([...Array<boolean>(8).fill(true), false]);
		places[0]?.release();
		places[0]?.release();
		expect([throttle.take(), throttle.take()].filter(Boolean)).toHaveLength(1);
	});

	it('halves with every complaint, down to one', async () => {
		const limits: number[] = [];
		for (let round = 0; round < 5; round += 1) {
			throttle.lower();
			limits.push(throttle.limit);
			await clock.advance(1000);
		}
		expect(limits).toEqual([4, 2, 1, 1, 1]);
	});

	it('counts complaints that come together once', () => {
		for (let round = 0; round < 20; round += 1) throttle.lower();
		expect(throttle.limit).toBe(4);
	});

	it('rises one by one while nobody complains, and never beyond where it began', async () => {
		throttle.lower();
		const limits: number[] = [];
		for (let round = 0; round < 6; round += 1) {
			await clock.advance(10_000);
			limits.push(throttle.limit);
		}
		expect(limits).toEqual([5, 6, 7, 8, 8, 8]);
	});

	it('serves those who wait in their order, and lets them go when their time is over', async () => {
		const held = Array.from({ length: 8 }, () => throttle.take());
		const served: string[] = [];
		const waits = ['first', 'second', 'third'].map(async (name) => {
			const place = await throttle.wait(5000);
			served.push(place === undefined ? `${name} in vain` : name);
			return place;
		});
		held[0]?.release();
		await clock.settle();
		expect(served).toEqual(['first']);
		await clock.advance(5000);
		expect(served).toEqual(['first', 'second in vain', 'third in vain']);
		const places: (Slot | undefined)[] = [...held, ...(await Promise.all(waits))];
		for (const place of places) place?.release();
		expect([throttle.running, clock.waiting]).toEqual([0, 0]);
	});

	it('is not held down by a clock that was set back', () => {
		let now = hours(2);
		const settable = new ConcurrencyLimiter({
			clock: { now: () => now, elapsed: () => now, after: () => () => undefined },
			most: 8,
			raiseMs: 10_000,
		});
		settable.lower();
		now = 0;
		expect(settable.limit).toBe(4);
		now = 10_000;
		expect(settable.limit).toBe(5);
	});
});
