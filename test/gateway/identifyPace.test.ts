import { describe, expect, it } from 'vitest';
import { IdentifyPace } from '../../src/gateway/identifyPace.js';
import { hours, minutes, seconds } from '../../src/lib/time.js';
import { FakeClock } from '../harness/fakeClock.js';
import { silent } from '../harness/admissionHarness.js';

const { signal } = new AbortController();

function pace(perDay = 1000, concurrency = 1) {
	const clock = new FakeClock();
	const identifies = new IdentifyPace({ clock, random: () => 0, log: silent });
	identifies.obey({ perDay, concurrency, remaining: perDay, resetAfterMs: hours(24) });
	/** Identifies as soon as may be; when that was. */
	const start = async (shard = 0): Promise<number> => {
		const state = { isOver: false };
		const waiting = identifies.waitForIdentify(shard, signal).then(() => {
			state.isOver = true;
		});
		await clock.settle();
		while (!state.isOver) await clock.advance(Math.max(1, (clock.nextAt ?? clock.now()) - clock.now()));
		await waiting;
		return clock.now();
	};
	return { clock, identifies, start };
}

describe('the pace of identifies', () => {
	it('begins at once, and lets shards of one key follow after five seconds each, others beside them', async () => {
		const { clock, start } = pace(1000, 2);
		const began = clock.now();
		expect((await start(0)) - began).toBe(0);
		expect((await start(1)) - began).toBe(0);
		expect((await start(2)) - began).toBe(seconds(5));
	});

	it('slows down while sessions do not last: far from a thousand in a day', async () => {
		const { clock, start } = pace();
		const end = clock.now() + hours(24);
		let starts = 0;
		while (clock.now() < end) {
			await start();
			starts += 1;
		}
		expect(starts).toBeGreaterThan(50);
		expect(starts).toBeLessThan(350);
	});

	it('leaves half of the ration alone when sessions last, but are many', async () => {
		const { clock, start } = pace(20);
		const end = clock.now() + hours(24);
		let starts = 0;
		while (clock.now() < end) {
			await start();
			starts += 1;
			await clock.advance(minutes(11));
		}
		expect(starts).toBeLessThanOrEqual(12);
	});

	it('leaves alone half of what earlier processes have left of the ration, until it is counted anew', async () => {
		const { clock, identifies, start } = pace(1000);
		identifies.obey({ concurrency: 1, perDay: 1000, remaining: 6, resetAfterMs: hours(5) });
		const began = clock.now();
		for (let starts = 0; starts < 3; starts += 1) await start();
		expect(clock.now() - began).toBeLessThan(minutes(1));
		expect((await start()) - began).toBeGreaterThanOrEqual(hours(5));
		expect((await start()) - began).toBeLessThan(hours(6));
	});

	it('begins with the last one that is left', async () => {
		const { clock, identifies, start } = pace(1000);
		identifies.obey({ concurrency: 1, perDay: 1000, remaining: 1, resetAfterMs: hours(5) });
		const began = clock.now();
		expect((await start()) - began).toBe(0);
	});

	it('begins anew after a session that lasted', async () => {
		const { clock, start } = pace();
		for (let at = 0; at < 6; at += 1) await start();
		await clock.advance(hours(1));
		const asked = clock.now();
		expect((await start()) - asked).toBe(0);
	});

	it('keeps nobody waiting whose connection has closed', async () => {
		const { identifies, start } = pace();
		for (let at = 0; at < 4; at += 1) await start();
		const closing = new AbortController();
		const waiting = identifies.waitForIdentify(0, closing.signal);
		closing.abort(new Error('closed'));
		await expect(waiting).rejects.toThrow('closed');
	});
});
