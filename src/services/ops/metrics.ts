import type { Counter as CounterOf, Gauge as GaugeOf, Registry } from 'prom-client';
import type { Job } from '../../jobs/record/job.js';
import { countsSince, sightingOf, unseen, type Count, type Sighting } from '../../jobs/accounting/jobCounts.js';

/** What is counted: each for ever growing, and read at any time. */
const counters = {
	phaseChanges: ['reelay_job_phase_changes_total', 'Jobs that moved from one phase to another.', ['from', 'to']],
	outcomes: [
		'reelay_job_outcomes_total',
		'How jobs ended: succeeded, cancelled, or a failure code.',
		['provider', 'code'],
	],
	deliveries: ['reelay_deliveries_total', 'Outcomes told, by rung and by the form of the video.', ['rung', 'form']],
	looks: ['reelay_polls_total', 'Status checks of tasks.', ['provider']],
	blips: ['reelay_poll_failures_total', 'Status checks without a usable answer.', ['provider']],
	creates: ['reelay_creates_total', 'Creates: sent, accepted, refused, or unknown for ever.', ['provider', 'event']],
	rateLimits: [
		'reelay_discord_rate_limits_total',
		'Rate limits met at Discord: refused requests (429) or known limits; waited for, or handed back to be tried later.',
		['refused', 'waits'],
	],
	stepFailures: ['reelay_step_failures_total', 'Steps that threw and were repeated.', []],
} as const satisfies Record<string, readonly [name: string, help: string, labels: readonly string[]]>;

/** What is measured, in seconds, with the upper bounds of the buckets. */
const timings = {
	acknowledgement: {
		name: 'reelay_acknowledgement_seconds',
		help: 'From an interaction in hand to its acknowledgement; Discord waits for 3 s.',
		labels: [],
		buckets: [0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 5],
	},
	generation: {
		name: 'reelay_generation_seconds',
		help: 'From an accepted create to the result, by model.',
		labels: ['model'],
		buckets: [10, 20, 30, 45, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1800, 3600, 7200],
	},
} as const;

type CounterName = keyof typeof counters;
type TimingName = keyof typeof timings;
type Labels = Readonly<Record<string, string>>;

/** How many jobs do what now; read when somebody asks. */
export interface Levels {
	/** Jobs waiting for a place in flight. */
	readonly waiting: number;
	/** Places in flight taken. */
	readonly running: number;
	/** Jobs that the engine knows. */
	readonly scheduled: number;
	/** Records that could not be saved. */
	readonly unsaved: number;
}

interface MetricsParts {
	readonly levels: () => Levels;
}

/** Models told apart; names come from a catalogue that others write, and every one would stay in memory. */
const mostModels = 100;
/** Times kept until the first asking; of more, the newest. A histogram may begin anywhere, a counter may not. */
const mostEarlyTimes = 1000;

/**
 * What an operator's monitoring reads at `/metrics`. Counts come from the records as they are saved; they are kept as
 * plain numbers, and the package that writes them in Prometheus's format is loaded when somebody first asks (it weighs
 * 11 MB, and most who host this bot never ask).
 */
export class Metrics {
	readonly #parts: MetricsParts;
	/** The last record seen of every open job. */
	readonly #seen = new Map<string, Sighting>();
	readonly #totals = new Map<CounterName, Map<string, { readonly labels: Labels; total: number }>>();
	readonly #models = new Set<string>();
	#early: { readonly name: TimingName; readonly labels: Labels; readonly seconds: number }[] = [];
	#registry: Promise<Registry> | undefined;
	#time: ((name: TimingName, labels: Labels, seconds: number) => void) | undefined;

	constructor(parts: MetricsParts) {
		this.#parts = parts;
	}

	/** The open jobs found at start: what happened to them earlier was counted by an earlier process. */
	begin(openJobs: Iterable<Job>): void {
		for (const job of openJobs) this.#seen.set(job.id, sightingOf(job));
	}

	/** For after every save. */
	readonly observe = (job: Job): void => {
		const before = this.#seen.get(job.id);
		// A closed record that is saved once more (its token taken out, say) tells no news.
		if (before === undefined && job.phase === 'closed') return;
		if (job.phase === 'closed') this.#seen.delete(job.id);
		else this.#seen.set(job.id, sightingOf(job));

		const counts = countsSince(before ?? unseen, job);
		for (const count of counts) this.#count(count);
		const { outcome, submission } = job;
		if (outcome?.type !== 'succeeded' || !counts.some(({ name }) => name === 'outcomes')) return;
		this.#measure('generation', { model: this.#modelName(job) }, outcome.at - (submission.acceptedAt ?? job.createdAt));
	};

	/** An interaction was acknowledged, this long after it was in our hands. */
	acknowledged(ms: number): void {
		this.#measure('acknowledgement', {}, ms);
	}

	/** Discord asked for patience. */
	readonly rateLimited = ({ refused, waits }: { readonly refused: boolean; readonly waits: boolean }): void => {
		this.#count({ name: 'rateLimits', labels: { refused: String(refused), waits: String(waits) }, by: 1 });
	};

	/** A step threw and will be repeated. */
	stepFailed(): void {
		this.#count({ name: 'stepFailures', labels: {}, by: 1 });
	}

	/** The whole page, and its content type. */
	async page(): Promise<{ readonly contentType: string; readonly text: string }> {
		this.#registry ??= this.#load();
		const registry = await this.#registry;
		return { contentType: registry.contentType, text: await registry.metrics() };
	}

	#count({ name, labels, by }: { name: CounterName } & Pick<Count, 'labels' | 'by'>): void {
		const key = JSON.stringify(labels);
		const totals = this.#totals.get(name) ?? new Map<string, { labels: Labels; total: number }>();
		this.#totals.set(name, totals);
		const known = totals.get(key);
		if (known === undefined) totals.set(key, { labels, total: by });
		else known.total += by;
	}

	#measure(name: TimingName, labels: Labels, ms: number): void {
		const seconds = Math.max(0, ms / 1000);
		if (this.#time !== undefined) {
			this.#time(name, labels, seconds);
			return;
		}
		this.#early.push({ name, labels, seconds });
		if (this.#early.length > mostEarlyTimes) this.#early.shift();
	}

	#modelName({ request }: Job): string {
		if (this.#models.size < mostModels) this.#models.add(request.model);
		return this.#models.has(request.model) ? request.model : 'other';
	}

	/** A registry of our own, so that two apps in one process do not add up. */
	async #load(): Promise<Registry> {
		const { collectDefaultMetrics, Counter, Gauge, Histogram, Registry: OwnRegistry } = await import('prom-client');
		const registry = new OwnRegistry();
		collectDefaultMetrics({ register: registry });

		for (const [name, [metric, help, labelNames]] of entriesOf(counters)) {
			const totals = (): Iterable<{ labels: Labels; total: number }> => this.#totals.get(name)?.values() ?? [];
			const collect = function (this: CounterOf): void {
				this.reset();
				for (const { labels, total } of totals()) this.inc(labels, total);
			};
			new Counter<string>({ name: metric, help, labelNames, registers: [registry], collect });
		}
		for (const [name, help, level] of this.#gauges()) {
			const collect = function (this: GaugeOf): void {
				this.set(level());
			};
			new Gauge({ name, help, registers: [registry], collect });
		}
		const histogramOf = (timing: TimingName) => {
			const { name, help, labels, buckets } = timings[timing];
			return new Histogram<string>({ name, help, labelNames: labels, buckets: [...buckets], registers: [registry] });
		};
		const histograms = { acknowledgement: histogramOf('acknowledgement'), generation: histogramOf('generation') };
		this.#time = (name, labels, seconds) => histograms[name].observe(labels, seconds);
		for (const { name, labels, seconds } of this.#early) this.#time(name, labels, seconds);
		this.#early = [];
		return registry;
	}

	#gauges(): [name: string, help: string, level: () => number][] {
		const { levels } = this.#parts;
		return [
			['reelay_queue_waiting', 'Jobs waiting for a place in flight.', () => levels().waiting],
			['reelay_queue_running', 'Places in flight taken.', () => levels().running],
			['reelay_jobs_scheduled', 'Jobs that the engine knows.', () => levels().scheduled],
			['reelay_jobs_open', 'Jobs seen that have not ended.', () => this.#seen.size],
			['reelay_records_unsaved', 'Answers to creates that could not be saved yet.', () => levels().unsaved],
		];
	}
}

const entriesOf = <K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] => Object.entries(record) as [K, V][];
