import { endedBy, partialMean, quantile, type Lognormal } from '../src/jobs/polling/lognormal.js';

interface Bounds {
	readonly minMs: number;
	readonly maxMs: number;
}

const gridMs = 500;

/**
 * The best ages to look at, for whoever knows the law of the durations exactly: dynamic programming over every half second,
 * written apart from the program's own so that the two do not share a mistake. The first look is bound by nothing.
 *
 * @param weight what a millisecond of lag costs, in polls
 */
export function offlineOptimum(law: Lognormal, { minMs, maxMs }: Bounds, weight: number): number[] {
	const count = Math.ceil(quantile(law, 0.9995) / gridMs) + 1;
	const [near, far] = [Math.round(minMs / gridMs), Math.round(maxMs / gridMs)];
	const alive = Float64Array.from({ length: count }, (_, index) => 1 - endedBy(law, index * gridMs));
	const part = Float64Array.from({ length: count }, (_, index) => partialMean(law, index * gridMs));
	const cost = new Float64Array(count);
	const next = new Int32Array(count);

	for (let from = count - 1; from >= 0; from -= 1) {
		let best = Number.POSITIVE_INFINITY;
		const last = from === 0 ? count - 1 : from + far;
		for (let to = from + near; to <= last; to += 1) {
			const inside = Math.min(to, count - 1);
			const ended = alive[from]! - alive[inside]!;
			const lag = to * gridMs * ended - (part[inside]! - part[from]!);
			const total = alive[from]! + weight * lag + (to < count ? cost[to]! : 0);
			if (total < best) {
				best = total;
				next[from] = to;
			}
		}
		cost[from] = best;
	}

	const ages: number[] = [];
	for (let at = next[0]!; ; at = next[at]!) {
		ages.push(at * gridMs);
		if (at >= count - 1) return ages;
	}
}

/** The weight at which the mean lag that `lagOf` finds for a plan is `lagMs`. */
export function weightFor(lagMs: number, lagOf: (weight: number) => number): number {
	let [low, high] = [Math.log(1e-7), Math.log(1)];
	for (let step = 0; step < 14; step += 1) {
		const middle = (low + high) / 2;
		if (lagOf(Math.exp(middle)) > lagMs) low = middle;
		else high = middle;
	}
	return Math.exp((low + high) / 2);
}
