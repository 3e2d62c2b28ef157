import { isErased, type Job } from '../../jobs/record/job.js';
import { days, hours } from '../../lib/time.js';
import { isUndelivered, isUnsettled, summaryOf, type JobSummary } from './jobReport.js';

/** What ended in one span of time. */
interface Point {
	/** The span's begin, ms. */
	readonly at: number;
	readonly succeeded: number;
	readonly failed: number;
	readonly cancelled: number;
	/** Estimated spend, of what may have been charged. */
	readonly usd: number;
}

interface ModelFigures {
	readonly model: string;
	readonly jobs: number;
	readonly succeeded: number;
	readonly usd: number;
	/** From accepted to made, of those that were made; null where none was. */
	readonly medianSeconds: number | null;
}

interface Figures {
	readonly points: readonly Point[];
	readonly models: readonly ModelFigures[];
}

type Span = 'day' | 'month';

const steps: Readonly<Record<Span, { readonly stepMs: number; readonly count: number }>> = {
	day: { stepMs: hours(1), count: 24 },
	month: { stepMs: days(1), count: 30 },
};

/** The one thing of an ended job that figures need; about 100 bytes each. */
interface Ended {
	readonly at: number;
	readonly type: 'succeeded' | 'failed' | 'cancelled';
	readonly usd: number;
	readonly model: string;
	readonly ms: number | null;
}

/** Beyond this many the oldest are forgotten: about 20 MB. */
const mostEnded = 200_000;
const mostListed = 200;

/**
 * What the records of the last 30 days add up to. Read from the records when somebody first asks, since most processes are
 * never asked, and kept up to date by every save from then on.
 */
export class PastFigures {
	readonly #closed: () => AsyncIterable<Job>;
	/** Of records that other processes write too: how long what was read of them may be shown. */
	readonly #freshMs: number;
	#readAt = 0;
	readonly #ended = new Map<string, Ended>();
	readonly #unsettled = new Map<string, JobSummary>();
	readonly #undelivered = new Map<string, JobSummary>();
	#reading: Promise<void> | undefined;

	constructor(parts: { readonly closed: () => AsyncIterable<Job>; readonly freshMs?: number }) {
		this.#closed = parts.closed;
		this.#freshMs = parts.freshMs ?? Infinity;
	}

	/** For after every save. */
	observe(job: Job): void {
		if (this.#reading !== undefined) this.#take(job);
	}

	/** @throws what the store throws */
	async of(span: Span, now: number): Promise<Figures> {
		await this.#read();
		const { stepMs, count } = steps[span];
		const first = Math.floor(now / stepMs) * stepMs - (count - 1) * stepMs;
		const ended = [...this.#ended.values()].filter(({ at }) => at >= first && at <= now);
		const points = Array.from({ length: count }, (_, index) => {
			const from = first + index * stepMs;
			return pointOf(
				from,
				ended.filter(({ at }) => at >= from && at < from + stepMs),
			);
		});
		return { points, models: modelsOf(ended) };
	}

	/** Jobs that only somebody who looks can settle, and those whose outcome nobody could be told. @throws what the store throws */
	async open(): Promise<{ readonly unsettled: readonly JobSummary[]; readonly undelivered: readonly JobSummary[] }> {
		await this.#read();
		return { unsettled: newest(this.#unsettled), undelivered: newest(this.#undelivered) };
	}

	async #read(): Promise<void> {
		if (performance.now() - this.#readAt > this.#freshMs) {
			this.#reading = undefined;
			for (const held of [this.#ended, this.#unsettled, this.#undelivered]) held.clear();
			this.#readAt = performance.now();
		}
		this.#reading ??= (async () => {
			for await (const job of this.#closed()) this.#take(job);
		})();
		try {
			await this.#reading;
		} catch (error) {
			this.#reading = undefined;
			throw error;
		}
	}

	#take(job: Job): void {
		const { id, outcome, phase } = job;
		if (job.lineage?.kind === 'reconcile') this.#unsettled.delete(job.lineage.jobId);
		if (phase !== 'closed' || !outcome || isErased(job)) {
			for (const held of [this.#ended, this.#unsettled, this.#undelivered]) held.delete(id);
			return;
		}
		const ms = outcome.type === 'succeeded' ? outcome.at - (job.submission.acceptedAt ?? outcome.at) : null;
		const usd = (job.submission.startedAt ?? null) === null ? 0 : (job.estimate?.usd ?? 0);
		this.#ended.set(id, { at: outcome.at, type: outcome.type, usd, model: job.model.name, ms });
		if (this.#ended.size > mostEnded) this.#ended.delete(this.#ended.keys().next().value ?? '');
		if (isUnsettled(job)) this.#unsettled.set(id, summaryOf(job));
		if (isUndelivered(job)) this.#undelivered.set(id, summaryOf(job));
		else this.#undelivered.delete(id);
	}
}

function pointOf(at: number, ended: readonly Ended[]): Point {
	const count = (wanted: Ended['type']): number => ended.filter(({ type }) => type === wanted).length;
	return {
		at,
		succeeded: count('succeeded'),
		failed: count('failed'),
		cancelled: count('cancelled'),
		usd: ended.reduce((sum, { usd }) => sum + usd, 0),
	};
}

function modelsOf(ended: readonly Ended[]): ModelFigures[] {
	return [...byModel(ended)]
		.map(([model, jobs]) => {
			const times = jobs.flatMap(({ ms }) => (ms === null ? [] : [ms])).sort((one, other) => one - other);
			const median = times[Math.floor(times.length / 2)];
			return {
				model,
				jobs: jobs.length,
				succeeded: jobs.filter(({ type }) => type === 'succeeded').length,
				usd: jobs.reduce((sum, { usd }) => sum + usd, 0),
				medianSeconds: median === undefined ? null : Math.round(median / 1_000),
			};
		})
		.sort((one, other) => other.jobs - one.jobs);
}

function byModel(ended: readonly Ended[]): Map<string, Ended[]> {
	const models = new Map<string, Ended[]>();
	for (const one of ended) {
		const known = models.get(one.model);
		if (known === undefined) models.set(one.model, [one]);
		else known.push(one);
	}
	return models;
}

const newest = (held: ReadonlyMap<string, JobSummary>): JobSummary[] =>
	[...held.values()].sort((one, other) => other.createdAt - one.createdAt).slice(0, mostListed);
