import { describe, expect, it } from 'vitest';
import { SteadyClock } from '../../src/lib/steadyClock.js';
import { days, minutes, seconds } from '../../src/lib/time.js';
import { FakeClock } from '../harness/fakeClock.js';

function aClock() {
	const wall = new FakeClock();
	return { wall, steady: new SteadyClock(wall), began: wall.now() };
}

describe('SteadyClock', () => {
	it.each([days(1), -days(1), days(400)])(
		'goes on from where it was while the wall clock is %d ms off for a moment',
		async (ms) => {
			const { wall, steady, began } = aClock();
			wall.offsetMs = ms;
			expect(steady.now()).toBe(began);
			await wall.advance(minutes(9));
			expect(steady.now()).toBe(began + minutes(9));
			wall.offsetMs = 0;
			await wall.advance(minutes(30));
			expect(steady.now()).toBe(began + minutes(39));
		},
	);

	it('believes a step that has lasted, and small ones at once', async () => {
		const { wall, steady } = aClock();
		wall.offsetMs = seconds(20);
		expect(steady.now()).toBe(wall.now());
		wall.offsetMs = days(2);
		steady.now();
		await wall.advance(minutes(10));
		expect(steady.now()).toBe(wall.now());
	});

	it('begins to doubt anew at every other step', async () => {
		const { wall, steady, began } = aClock();
		for (let index = 1; index <= 5; index += 1) {
			wall.offsetMs = days(index);
			steady.now();
			await wall.advance(minutes(6));
		}
		expect(steady.now()).toBe(began + minutes(30));
	});
});
