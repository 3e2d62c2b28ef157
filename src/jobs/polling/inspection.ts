import { endedBy, partialMean, quantile, type Lognormal } from './lognormal.js';

/** What bounds a plan of looks. All in milliseconds. */
export interface InspectionBounds {
	/** The least and the most time between two looks. The first look is not bound by the most. */
	readonly minMs: number;
	readonly maxMs: number;
}

/** Points in time that looks are planned at; the finer, the nearer to the true optimum, and the slower. */
const gridPoints = 240;

/** The plan reaches as far as all but this part of the durations. */
const tail = 0.002;

/**
 * The ages at which to look at something that takes `law` long, so that looks + weight × lag is least on the average: the
 * classic inspection problem, solved backwards over a grid. After the last age, looks go on at `maxMs`.
 *
 * @param weight what a millisecond of lag costs, in looks
 */
export function planInspection(law: Lognormal, bounds: InspectionBounds, weight: number): number[] {
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
			// A look is made at j by whoever was still running at i; whoever ended in between waits for it.
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
export function weightForLag(law: Lognormal, bounds: InspectionBounds, lagMs: number): number {
	let low = Math.log(1e-7);
	let high = Math.log(1);
	for (let step = 0; step < 12; step += 1) {
		const middle = (low + high) / 2;
		if (meanLag(law, planInspection(law, bounds, Math.exp(middle)), bounds) > lagMs) low = middle;
		else high = middle;
	}
	return Math.exp((low + high) / 2);
}

/** The average time between the end and the look that sees it. */
export function meanLag(law: Lognormal, ages: readonly number[], { maxMs }: InspectionBounds): number {
	let lag = 0;
	let from = 0;
	for (const to of ages) {
		lag += to * (endedBy(law, to) - endedBy(law, from)) - (partialMean(law, to) - partialMean(law, from));
		from = to;
	}
	return lag + ((1 - endedBy(law, from)) * maxMs) / 2;
}

/** Zero, then from the first duration worth a look to the last. */
function grid(law: Lognormal, { minMs }: InspectionBounds): number[] {
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
