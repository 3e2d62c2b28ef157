import { quantile, type Lognormal } from './lognormal.js';
import { minutes, seconds } from '../../lib/time.js';
import { planInspection, weightForLag, type InspectionBounds } from './inspection.js';

/** Durations of each model that are remembered: a few dozen, so that a provider's better days are soon believed. */
export const rememberedDurations = 60;

/** What is believed of a model nobody has waited for yet: a minute and a half, give or take a lot. */
const prior = { median: seconds(90), sigma: 0.8 } as const;

/** How many durations the prior weighs as much as: its median little, its width more. */
const priorWeight = { median: 1, sigma: 3 } as const;

/** No history makes us sure to less than this. */
const leastSigma = 0.08;

/** The mean lag to plan for: that of looking every 10 s, which members are used to. */
const lagMs = seconds(5);

/** Fewer durations than this say nothing worth telling a member, or worth a long first wait. */
const fewestToKnow = 5;

/** When to look at jobs of one model, computed from how long its recent ones took. */
export class Cadence {
	readonly #bounds: InspectionBounds;
	readonly #durations: readonly number[];
	readonly law: Lognormal;
	#ages: readonly number[] | undefined;

	/** @param durations of recent jobs of the model, ms */
	constructor(durations: readonly number[], bounds: InspectionBounds) {
		this.#durations = durations;
		this.#bounds = bounds;
		this.law = fit(durations);
	}

	/** The planned ages of looks, ms. */
	get ages(): readonly number[] {
		// Looking as seldom as is allowed lags by half of that; more lag could only come of a first look that is held back.
		const lag = Math.min(lagMs, this.#bounds.maxMs / 2);
		this.#ages ??= planInspection(this.law, this.#bounds, weightForLag(this.law, this.#bounds, lag));
		return this.#ages;
	}

	/**
	 * The wait from age `age` until the next look.
	 * @param percent the provider's own progress, when it moves: the nearer to its end, the more it is believed
	 */
	waitMs(age: number, percent: number | null): number {
		const { minMs, maxMs } = this.#bounds;
		const planned = (this.ages.find((at) => at >= age + minMs) ?? age + maxMs) - age;
		const told = percent !== null && percent > 0 && percent < 100 ? (age * (100 - percent)) / percent : undefined;
		const trust = told === undefined ? 0 : ((percent ?? 0) / 100) ** 2;
		const wait = planned * (1 - trust) + (told ?? 0) * trust;
		// Once the model is known, the first look waits as long as nothing can have ended; all others are bounded.
		const mayWaitLong = age <= 0 && this.#isKnown;
		return Math.max(minMs, mayWaitLong ? wait : Math.min(wait, maxMs));
	}

	/** Between which lengths most recent jobs ended; undefined while too few are known. */
	usual(): { readonly fromMs: number; readonly toMs: number } | undefined {
		if (!this.#isKnown) return undefined;
		return { fromMs: quantile(this.law, 0.1), toMs: quantile(this.law, 0.9) };
	}

	get #isKnown(): boolean {
		return this.#durations.length >= fewestToKnow;
	}
}

/** The law that the durations and the prior agree on. */
function fit(durations: readonly number[]): Lognormal {
	const logs = durations.map((ms) => Math.log(Math.min(Math.max(ms, seconds(0.05)), minutes(24 * 60))));
	const sum = logs.reduce((a, b) => a + b, 0);
	const mu = (priorWeight.median * Math.log(prior.median) + sum) / (priorWeight.median + logs.length);
	const mean = logs.length === 0 ? mu : sum / logs.length;
	const squares = logs.reduce((a, log) => a + (log - mean) ** 2, 0);
	const variance = (priorWeight.sigma * prior.sigma ** 2 + squares) / (priorWeight.sigma + logs.length);
	const known = logs.length === 0 ? Math.log(prior.median) : logs.length < fewestToKnow ? mu : mean;
	return { mu: known, sigma: Math.max(leastSigma, Math.sqrt(variance)) };
}
