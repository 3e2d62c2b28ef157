import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { InProcessEngine } from '../../../src/services/scheduling/inProcessEngine.js';
import type { NextStep } from '../../../src/services/scheduling/engine.js';
import { hours } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';

const log = pino({ level: 'silent' });

function anEngine() {
	const clock = new FakeClock();
	return { clock, begin: clock.now(), engine: new InProcessEngine({ clock, log }) };
}

/** A step that waits until it is let go. */
function heldStep() {
	const started: string[] = [];
	const lettings: ((next: NextStep) => void)[] = [];
	const step = (id: string): Promise<NextStep> => {
		started.push(id);
		return new Promise((resolve) => lettings.push(resolve));
	};
	return { started, step, letGo: (next: NextStep) => lettings.shift()?.(next) };
}

describe('InProcessEngine', () => {
	it('steps when the last step said, until a step says done', async () => {
		const { clock, begin, engine } = anEngine();
		const at: number[] = [];
		engine.start(() => {
			at.push(clock.now() - begin);
			return Promise.resolve(at.length < 3 ? { waitMs: 1000 } : 'done');
		});
		engine.look('a');
		await clock.advance(10_000);
		expect(at).toEqual([0, 1000, 2000]);
		expect(engine.size).toBe(0);
	});

	it('runs no step before it is started, and then those that were planned', async () => {
		const { clock, engine } = anEngine();
		const seen: string[] = [];
		engine.schedule('a', 500);
		await clock.advance(1000);
		engine.start((id) => {
			seen.push(id);
			return Promise.resolve('done');
		});
		await clock.advance(1);
		expect(seen).toEqual(['a']);
	});

	it('never runs two steps of one job at a time, and lets other jobs go on', async () => {
		const { clock, engine } = anEngine();
		const { started, step, letGo } = heldStep();
		engine.start(step);
		engine.look('a');
		await clock.advance(1);
		engine.look('a');
		engine.look('b');
		await clock.advance(1);
		expect(started).toEqual(['a', 'b']);
		letGo({ waitMs: 60_000 });
		await clock.advance(1);
		expect(started).toEqual(['a', 'b', 'a']);
	});

	it('makes one more step follow, however often a look was asked for during a step', async () => {
		const { clock, engine } = anEngine();
		const { started, step, letGo } = heldStep();
		engine.start(step);
		engine.look('a');
		await clock.advance(1);
		for (let index = 0; index < 5; index += 1) engine.look('a');
		letGo({ waitMs: 60_000 });
		await clock.advance(1);
		letGo({ waitMs: 60_000 });
		await clock.advance(1000);
		expect(started).toEqual(['a', 'a']);
	});

	it('keeps the earlier of two plans', async () => {
		const { clock, begin, engine } = anEngine();
		const at: number[] = [];
		engine.start(() => {
			at.push(clock.now() - begin);
			return Promise.resolve('done');
		});
		engine.schedule('a', 5000);
		engine.schedule('a', 9000);
		engine.schedule('a', 2000);
		await clock.advance(20_000);
		expect(at).toEqual([2000]);
	});

	it('repeats a step that threw in spite of its promise', async () => {
		const { clock, engine } = anEngine();
		let steps = 0;
		engine.start(() => {
			steps += 1;
			return steps === 1 ? Promise.reject(new Error('a bug')) : Promise.resolve('done');
		});
		engine.look('a');
		await clock.advance(60_000);
		expect(steps).toBe(2);
	});

	it.each([-hours(5), hours(5)])('keeps its waits when the machine’s clock is set by %d ms', async (ms) => {
		const { clock, engine } = anEngine();
		const { started, step, letGo } = heldStep();
		engine.start(step);
		engine.look('a');
		await clock.advance(1);
		clock.offsetMs = ms;
		letGo({ waitMs: 60_000 });
		await clock.advance(59_000);
		expect(started).toEqual(['a']);
		await clock.advance(1000);
		expect(started).toEqual(['a', 'a']);
	});

	it('looks at once when asked, though the clock was set past the planned time', async () => {
		const { clock, engine } = anEngine();
		const { started, step } = heldStep();
		engine.start(step);
		engine.schedule('a', 60_000);
		clock.offsetMs = hours(5);
		engine.look('a');
		await clock.advance(1);
		expect(started).toEqual(['a']);
	});

	it('waits for the steps in hand when it stops, and begins no other', async () => {
		const { clock, engine } = anEngine();
		const { started, step, letGo } = heldStep();
		engine.start(step);
		engine.look('a');
		await clock.advance(1);
		let stopped = false;
		const stop = engine.stop().then(() => {
			stopped = true;
		});
		engine.look('b');
		await clock.advance(1000);
		expect(stopped).toBe(false);
		letGo({ waitMs: 0 });
		await stop;
		await clock.advance(1000);
		expect(started).toEqual(['a']);
	});
});
