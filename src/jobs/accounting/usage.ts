import { days } from '../../lib/time.js';
import { isErased, type Job } from '../record/job.js';
import { isFree } from '../record/request.js';
import { ledgerEntry } from './ledger.js';
import { ledgerKey } from '../record/reconciled.js';

/** What was asked for, and what came of it. */
interface UsageFigures {
	jobs: number;
	/** With a video. */
	succeeded: number;
	/** With an outcome that nobody chose: a video or a failure. */
	ended: number;
	/** By somebody's own wish, which is no failure. */
	cancelled: number;
	/** Estimated US dollars; nothing for what certainly cost nothing. */
	usd: number;
}

export interface NamedUsage extends UsageFigures {
	/** The model's name, or the member's id. */
	readonly name: string;
}

export interface DayUsage extends UsageFigures {
	/** When the day began, ms; days are those of UTC. */
	readonly at: number;
}

export interface UsageReport {
	readonly total: UsageFigures;
	/** Oldest first, none left out. */
	readonly days: readonly DayUsage[];
	/** Most used first. */
	readonly models: readonly NamedUsage[];
	readonly members: readonly NamedUsage[];
}

const nothing = (): UsageFigures => ({ jobs: 0, succeeded: 0, ended: 0, cancelled: 0, usd: 0 });

/** Counts the jobs of one guild over some days up to now, one after another, so that they need not be in memory together. */
export class UsageCount {
	readonly #guildId: string;
	readonly #days: readonly DayUsage[];
	readonly #total = nothing();
	readonly #models = new Map<string, NamedUsage>();
	readonly #members = new Map<string, NamedUsage>();
	/** Jobs of which a reconciled one may be met before or after them, and the ids of those that were met. */
	readonly #unknown = new Map<string, Job>();
	readonly #adopted = new Set<string>();

	constructor({ guildId, now, dayCount }: { guildId: string; now: number; dayCount: number }) {
		this.#guildId = guildId;
		const today = Math.floor(now / days(1)) * days(1);
		this.#days = Array.from({ length: dayCount }, (_, index) => ({
			at: today - days(dayCount - 1 - index),
			...nothing(),
		}));
	}

	add(job: Job): void {
		const key = ledgerKey(job);
		if (key !== job.id) this.#adopted.add(key);
		const { outcome } = job;
		const isUnknown = outcome?.type === 'failed' && outcome.failure.code === 'submission-unknown';
		if (isUnknown) this.#unknown.set(job.id, job);
		else this.#count(job);
	}

	/** For when all have been added. */
	report(): UsageReport {
		// One create is one request, whichever record tells what became of it.
		for (const [id, job] of this.#unknown) if (!this.#adopted.has(id)) this.#count(job);
		this.#unknown.clear();
		return { total: this.#total, days: this.#days, models: sorted(this.#models), members: sorted(this.#members) };
	}

	#count(job: Job): void {
		const day = this.#days.find(({ at }) => job.createdAt >= at && job.createdAt < at + days(1));
		if (isFree(job.request)) return;
		if (day === undefined || job.destination.guildId !== this.#guildId) return;
		const { model, requester } = job;
		// Whoever has deleted what is kept about them is no longer named; what was made still counts.
		const isNamed = !isErased(job);
		count(job, [
			this.#total,
			day,
			entry(this.#models, model.name),
			...(isNamed ? [entry(this.#members, requester.id)] : []),
		]);
	}
}

function entry(of: Map<string, NamedUsage>, name: string): NamedUsage {
	const known = of.get(name) ?? { name, ...nothing() };
	of.set(name, known);
	return known;
}

function count(job: Job, into: readonly UsageFigures[]): void {
	const { counted, microUsd } = ledgerEntry(job);
	const isCancelled = job.outcome?.type === 'cancelled';
	for (const figures of into) {
		figures.jobs += 1;
		figures.ended += job.outcome && !isCancelled ? 1 : 0;
		figures.cancelled += isCancelled ? 1 : 0;
		figures.succeeded += job.outcome?.type === 'succeeded' ? 1 : 0;
		figures.usd += counted ? microUsd / 1_000_000 : 0;
	}
}

const sorted = (of: ReadonlyMap<string, NamedUsage>): NamedUsage[] =>
	[...of.values()].sort((one, other) => other.jobs - one.jobs || other.usd - one.usd);

/** Of what ended neither by a member's own wish nor not yet, the share that ended with a video; 0 for nothing. */
export const successOf = ({ succeeded, ended }: UsageFigures): number => (ended === 0 ? 0 : succeeded / ended);
