import { describe, expect, it } from 'vitest';
import { PollPlan, observedDuration } from '../../../src/jobs/polling/pollPlan.js';
import type { Job } from '../../../src/jobs/record/job.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { aJob, begin } from '../../harness/aJob.js';

const generating = (looking: Partial<Job['looking']>) =>
	aJob({ phase: 'generating', submission: { sent: 1, startedAt: begin, acceptedAt: begin }, looking });

const bounds = { minMs: 2000, maxMs: 30_000 };

/** What is remembered after so many more jobs that all take `lengthMs`, looked at as the cadence of each moment says. */
function rememberedAfter(jobs: number, lengthMs: number, remembered: number[]): number[] {
	for (let job = 0; job < jobs; job += 1) {
		const cadence = new PollPlan(remembered, bounds);
		let [age, last, count] = [cadence.waitMs(0, null), 0, 0];
		while (age < lengthMs) {
			[last, count] = [age, count + 1];
			age += cadence.waitMs(age, null);
		}
		const seen = generating({ count, lastAt: count === 0 ? null : begin + last, nextAt: begin + age });
		const duration = observedDuration(seen, begin + age);
		remembered = [...remembered, ...(duration === undefined ? [] : [duration])].slice(-8);
	}
	return remembered;
}

describe('how long a task took', () => {
	it('is the middle between the last poll that saw it unfinished and the one that saw it done', () => {
		const job = generating({ count: 3, lastAt: begin + 60_000, nextAt: begin + 70_000 });
		expect(observedDuration(job, begin + 70_000)).toBe(65_000);
		expect(observedDuration(generating({ count: 0, nextAt: begin + 40_000 }), begin + 40_000)).toBe(20_000);
	});

	it('is not known after looks that failed, a long absence, or a create that nobody timed', () => {
		expect(observedDuration(generating({ count: 9, failures: 2, lastAt: begin }), begin + 9000)).toBeUndefined();
		const late = generating({ count: 2, lastAt: begin + 9000, nextAt: begin + 20_000 });
		expect(observedDuration(late, begin + minutes(90))).toBeUndefined();
		expect(observedDuration(aJob({ phase: 'generating' }), begin + 9000)).toBeUndefined();
	});

	it.each([
		[5, 60],
		[20, 300],
		[60, 15],
	])('lets the polls find a model that now takes %d s instead of %d s', (length, before) => {
		const remembered = rememberedAfter(24, seconds(length), new Array<number>(8).fill(seconds(before)));
		const first = new PollPlan(remembered, bounds).waitMs(0, null);
		expect(first).toBeLessThan(seconds(length) * 1.5 + 3000);
		expect(first).toBeGreaterThan(seconds(length) * 0.4 - 3000);
	});

	it('does not hold the first poll back where polls are allowed to be frequent', () => {
		const often = { minMs: 20, maxMs: 60 };
		expect(new PollPlan(new Array<number>(8).fill(100), often).waitMs(0, null)).toBeLessThan(200);
	});
});
