import { quantile, type Lognormal, endedBy, partialMean } from './lognormal.js';
import { minutes, seconds } from '../../lib/time.js';
import type { Job } from '../record/job.js';

/** What bounds a plan of polls. All in milliseconds. */
interface PollBounds {
	/** The least and the most time between two polls. The first poll is not bound by the most. */
	readonly minMs: number;
	readonly maxMs: number;
}

/** Points in time that polls are planned at; the finer, the nearer to the true optimum, and the slower. */
const gridPoints = 240;

/** The plan reaches as far as all but this part of the durations. */
const tail = 0.002;

/**
 * The ages at which to look at something that takes `law` long, so that polls + weight × lag is least on the average: the
 * classic inspection problem, solved backwards over a grid. After the last age, polls go on at `maxMs`.
 *
 * @param weight what a millisecond of lag costs, in polls
 */
export function planPolls(law: Lognormal, bounds: PollBounds, weight: number): number[] {
	const times = grid(law, bounds);
	const ended = times.map((t) => endedBy(law, t));
	const mean = times.map((t) => partialMean(law, t));
	const cost = new Float64Array(times.length);
	const next = new Int32Array(times.length);

	for (let i = times.length - 2; i >= 0; i -= 1) {
		let best = Number.POSITIVE_INFINITY;
		for (let j = i + 1; j < times.length; j += 1) {
			const gap = at(times, j) - at(times, i);
			if (j > i + 1 && gap < bounds.minMs) continue;
			if (i > 0 && j > i + 1 && gap > bounds.maxMs) break;
			// A poll is made at j by whoever was still running at i; whoever ended in between waits for it.
			const lag = at(times, j) * (at(ended, j) - at(ended, i)) - (at(mean, j) - at(mean, i));
			const total = 1 - at(ended, i) + weight * lag + at(cost, j);
			if (total < best) {
				best = total;
				next[i] = j;
			}
		}
		cost[i] = best;
	}
	return path(times, next);
}

/** The weight at which the mean lag of the best plan is `lagMs`; found by halving, to about a twentieth. */
export function weightForLag(law: Lognormal, bounds: PollBounds, lagMs: number): number {
	let low = Math.log(1e-7);
	let high = Math.log(1);
	for (let step = 0; step < 12; step += 1) {
		const middle = (low + high) / 2;
		if (meanLag(law, planPolls(law, bounds, Math.exp(middle)), bounds) > lagMs) low = middle;
		else high = middle;
	}
	return Math.exp((low + high) / 2);
}

/** The average time between the end and the poll that sees it. */
export function meanLag(law: Lognormal, ages: readonly number[], { maxMs }: PollBounds): number {
	let lag = 0;
	let from = 0;
	for (const to of ages) {
		lag += to * (endedBy(law, to) - endedBy(law, from)) - (partialMean(law, to) - partialMean(law, from));
		from = to;
	}
	return lag + ((1 - endedBy(law, from)) * maxMs) / 2;
}

/** Zero, then from the first duration worth a poll to the last. */
function grid(law: Lognormal, { minMs }: PollBounds): number[] {
	const first = Math.max(minMs, quantile(law, tail / 10));
	const last = Math.max(quantile(law, 1 - tail), first + minMs);
	const step = (last - first) / (gridPoints - 1);
	return [0, ...Array.from({ length: gridPoints }, (_, index) => first + index * step)];
}

function path(times: readonly number[], next: Int32Array): number[] {
	const ages: number[] = [];
	for (let i = 0; i < times.length - 1;) {
		i = next[i] ?? times.length;
		ages.push(at(times, i));
	}
	return ages;
}

const at = (numbers: ArrayLike<number>, index: number): number => numbers[index] ?? 0;

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

/** When to poll jobs of one model, computed from how long its recent ones took. */
export class PollPlan {
	readonly #bounds: PollBounds;
	readonly #durations: readonly number[];
	readonly law: Lognormal;
	#ages: readonly number[] | undefined;

	/** @param durations of recent jobs of the model, ms */
	constructor(durations: readonly number[], bounds: PollBounds) {
		this.#durations = durations;
		this.#bounds = bounds;
		this.law = fit(durations);
	}

	/** The planned ages of polls, ms. */
	get ages(): readonly number[] {
		// Polling as seldom as is allowed lags by half of that; more lag could only come of a first poll that is held back.
		const lag = Math.min(lagMs, this.#bounds.maxMs / 2);
		this.#ages ??= planPolls(this.law, this.#bounds, weightForLag(this.law, this.#bounds, lag));
		return this.#ages;
	}

	/**
	 * The wait from age `age` until the next poll.
	 * @param percent the provider's own progress, when it moves: the nearer to its end, the more it is believed
	 */
	waitMs(age: number, percent: number | null): number {
		const { minMs, maxMs } = this.#bounds;
		const planned = (this.ages.find((at) => at >= age + minMs) ?? age + maxMs) - age;
		const told = percent !== null && percent > 0 && percent < 100 ? (age * (100 - percent)) / percent : undefined;
		const trust = told === undefined ? 0 : ((percent ?? 0) / 100) ** 2;
		const wait = planned * (1 - trust) + (told ?? 0) * trust;
		// Once the model is known, the first poll waits as long as nothing can have ended; all others are bounded.
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

/** A poll that came later than planned by more than this (a restart, an outage) says too little of when a task ended. */
const mostOverdueMs = minutes(1);

/**
 * How long a task took that is seen to be finished at `now`, ms; `undefined` when nobody can say. It ended somewhere between
 * the last poll that saw it unfinished and this one, so the middle is taken. The poll's own time would never do: a model that
 * is done before its first poll would be believed to take until then, the next first poll would come later still, and so on.
 */
export function observedDuration(job: Job, now: number): number | undefined {
	const { acceptedAt } = job.submission;
	const { count, failures, lastAt, nextAt } = job.looking;
	// How long a reconciled task took nobody knows.
	if (!acceptedAt || failures > 0 || now - (nextAt ?? now) > mostOverdueMs) return undefined;
	const unfinishedAt = count === 0 ? acceptedAt : (lastAt ?? acceptedAt);
	const duration = (unfinishedAt + now) / 2 - acceptedAt;
	return duration > 0 ? duration : undefined;
}
