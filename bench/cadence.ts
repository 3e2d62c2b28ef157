import { PollPlan } from '../src/jobs/polling/pollPlan.js';
import type { Lognormal } from '../src/jobs/polling/lognormal.js';
import { mean, ms, normal, seeded } from './figures.js';
import { offlineOptimum, weightFor } from './offlineOptimum.js';
import type { Bench, Row } from './row.js';

const bounds = { minMs: 2000, maxMs: 30_000 };
const mediansS = [60, 120, 180, 300];
const spreads = [
	{ sigma: 0.25, most: 0.5 },
	{ sigma: 0.4, most: 0.7 },
	{ sigma: 0.6, most: 0.9 },
];
const replayed = 4000;
const learned = 50;
/** Fifty jobs tell a law with some luck; this many times fifty tell how much. */
const histories = 12;
const loopMs = 10_000;
/** As `Pace` spreads its waits. */
const jitter = 0.05;

/** Replays durations against the program's cadence, a fixed loop, and the best that knowing the law allows. */
export const cadence: Bench = {
	name: 'cadence',
	run(say) {
		const rows = spreads.map(({ sigma, most }) => {
			say(`sigma ${sigma}`);
			return row(
				sigma,
				most,
				mediansS.map((seconds) => compared({ mu: Math.log(seconds * 1000), sigma })),
			);
		});
		return Promise.resolve(rows.flat());
	},
};

interface Seen {
	readonly polls: number;
	readonly lagMs: number;
}

interface Compared {
	readonly own: Seen;
	/** The fixed loop of 10 s, and the one whose mean lag is ours. */
	readonly loop: Seen;
	readonly equalLoop: Seen;
	/** Our cost above the least possible one, as a part of it; and once without the jitter that we add on purpose. */
	readonly excess: number;
}

function compared(law: Lognormal): Compared {
	const random = seeded(Math.round(law.mu * 1000 + law.sigma * 100));
	const draw = (): number => Math.exp(law.mu + law.sigma * normal(random));
	const durations = Array.from({ length: replayed }, draw);

	const runs = Array.from({ length: histories }, () => {
		const plan = new PollPlan(Array.from({ length: learned }, draw), bounds);
		return replay(durations, (age) => plan.waitMs(age, null) * (1 + jitter * (2 * random() - 1)));
	});
	const own = { polls: mean(runs.map(({ polls }) => polls)), lagMs: mean(runs.map(({ lagMs }) => lagMs)) };

	const best = (weight: number): Seen => replay(durations, following(offlineOptimum(law, bounds, weight)));
	const weight = weightFor(own.lagMs, (tried) => best(tried).lagMs);
	const cost = ({ polls, lagMs }: Seen): number => polls + weight * lagMs;
	return {
		own,
		loop: replay(durations, () => loopMs),
		equalLoop: replay(durations, () => 2 * own.lagMs),
		excess: mean(runs.map(cost)) / cost(best(weight)) - 1,
	};
}

/** Looks and mean lag of one job, averaged over the durations. */
function replay(durations: readonly number[], wait: (age: number) => number): Seen {
	let [polls, lag] = [0, 0];
	for (const duration of durations) {
		let age = 0;
		do {
			age += Math.max(bounds.minMs, wait(age));
			polls += 1;
		} while (age < duration);
		lag += age - duration;
	}
	return { polls: polls / durations.length, lagMs: lag / durations.length };
}

const following =
	(ages: readonly number[]) =>
	(age: number): number =>
		(ages.find((at) => at > age) ?? age + bounds.maxMs) - age;

function row(sigma: number, most: number, cases: readonly Compared[]): Row[] {
	const ratio = mean(cases.map(({ own, equalLoop }) => own.polls / equalLoop.polls));
	const worst = Math.max(...cases.map(({ own, equalLoop }) => own.polls / equalLoop.polls));
	const excess = mean(cases.map((each) => each.excess));
	const polls = mean(cases.map(({ own }) => own.polls)).toFixed(1);
	const lag = ms(mean(cases.map(({ own }) => own.lagMs)));
	const loop = `${mean(cases.map((each) => each.loop.polls)).toFixed(1)} polls, lag ${ms(mean(cases.map((each) => each.loop.lagMs)))}`;
	const what = `durations of sigma ${sigma}, medians ${mediansS.join(', ')} s, after ${learned} jobs`;
	return [
		{
			what: `polls: ${what}`,
			measured: `${ratio.toFixed(2)} of the loop's at equal lag (worst median ${worst.toFixed(2)}); ${polls} polls, lag ${lag}`,
			comparedWith: `fixed 10 s loop: ${loop}`,
			target: `≤ ${most.toFixed(2)}`,
			met: ratio <= most,
		},
		{
			what: `cost: ${what}`,
			measured: `${(100 * excess).toFixed(1)} % above the optimum (worst median ${(100 * Math.max(...cases.map((each) => each.excess))).toFixed(1)} %)`,
			comparedWith: 'dynamic programming that knows the law',
			target: '≤ 10 %',
			met: excess <= 0.1,
		},
	];
}
