import { describe, expect, it } from 'vitest';
import { PollPlan, meanLag, planPolls, weightForLag } from '../../../src/jobs/polling/pollPlan.js';
import { endedBy, partialMean, quantile } from '../../../src/jobs/polling/lognormal.js';

const bounds = { minMs: 2000, maxMs: 30_000 };
const law = { mu: Math.log(120_000), sigma: 0.4 };

/** The ages at which a job of this cadence is polled, up to `until`. */
function polls(cadence: PollPlan, until: number, percent: (age: number) => number | null = () => null): number[] {
	const ages: number[] = [];
	for (let age = 0; age < until; ages.push(age)) age += cadence.waitMs(age, percent(age));
	return ages;
}

describe('lognormal', () => {
	it('agrees with itself: quantile, distribution and mean', () => {
		for (const p of [0.01, 0.3, 0.5, 0.9, 0.999]) expect(endedBy(law, quantile(law, p))).toBeCloseTo(p, 5);
		expect(partialMean(law, 1e12)).toBeCloseTo(Math.exp(law.mu + 0.08), -1);
	});
});

describe('planInspection', () => {
	it('does not look while nothing can have ended', () => {
		const ages = planPolls(law, bounds, weightForLag(law, bounds, 5000));
		const gaps = ages.slice(1).map((age, index) => age - (ages[index] ?? 0));
		expect(ages[0]).toBeGreaterThan(quantile(law, 0.01));
		expect(ages[0]).toBeGreaterThan(3 * Math.max(...gaps));
	});

	it('meets the lag it was weighed for', () => {
		for (const lag of [3000, 5000, 10_000]) {
			const ages = planPolls(law, bounds, weightForLag(law, bounds, lag));
			expect(Math.abs(meanLag(law, ages, bounds) - lag) / lag).toBeLessThan(0.1);
		}
	});

	it('keeps both bounds between polls', () => {
		const ages = planPolls(law, bounds, 1);
		const gaps = ages.slice(1).map((age, index) => age - (ages[index] ?? 0));
		expect(Math.min(...gaps)).toBeGreaterThan(0);
		expect(
			Math.max(
				...planPolls(law, bounds, 1e-9)
					.slice(1)
					.map((age, i, all) => age - (all[i - 1] ?? age)),
			),
		).toBeLessThanOrEqual(bounds.maxMs);
	});
});

describe('Cadence', () => {
	it('looks within its bounds for ever, with and without a history', () => {
		for (const history of [[], [60_000], Array.from({ length: 50 }, (_, index) => 50_000 + 1000 * index)]) {
			const ages = polls(new PollPlan(history, bounds), 3_600_000);
			const gaps = ages.slice(1).map((age, index) => age - (ages[index] ?? 0));
			expect(Math.min(...gaps)).toBeGreaterThanOrEqual(bounds.minMs);
			expect(Math.max(...gaps)).toBeLessThanOrEqual(bounds.maxMs);
		}
	});

	it('learns when to begin looking', () => {
		const fast = new PollPlan(
			Array.from({ length: 50 }, () => 20_000),
			bounds,
		);
		const slow = new PollPlan(
			Array.from({ length: 50 }, () => 200_000),
			bounds,
		);
		expect(fast.waitMs(0, null)).toBeLessThan(30_000);
		expect(slow.waitMs(0, null)).toBeGreaterThan(100_000);
	});

	it("believes the provider's progress more, the nearer to its end", () => {
		const cadence = new PollPlan([], bounds);
		// At age 60 s and 95 %, about 3 s are left; at 5 %, the history still knows better.
		expect(cadence.waitMs(60_000, 95)).toBeLessThan(cadence.waitMs(60_000, null));
		expect(Math.abs(cadence.waitMs(60_000, 5) - cadence.waitMs(60_000, null))).toBeLessThan(6000);
	});

	it('tells how long it usually takes only when it knows', () => {
		expect(new PollPlan([90_000, 90_000], bounds).usual()).toBeUndefined();
		const usual = new PollPlan(
			Array.from({ length: 40 }, (_, index) => 80_000 + 1000 * index),
			bounds,
		).usual();
		expect(usual?.fromMs).toBeGreaterThan(60_000);
		expect(usual?.toMs).toBeLessThan(160_000);
	});
});
