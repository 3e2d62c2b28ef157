import { z } from 'zod';
import { PollPlan, rememberedDurations } from '../../jobs/polling/pollPlan.js';
import type { Job } from '../../jobs/record/job.js';
import type { Environment } from '../../lib/environment.js';
import type { Provider } from '../../providers/contract/provider.js';
import type { Table } from '../records/tables.js';

/** How long a model's recent jobs took, ms, oldest first. */
export const ObservedDurations = z.array(z.number().positive());
export type ObservedDurations = z.infer<typeof ObservedDurations>;

interface PollPaceParts extends Pick<Environment, 'random' | 'log'> {
	/** Recent durations by model. */
	readonly durations: Table<ObservedDurations>;
	/** Bounds of the wait between two polls, ms. */
	readonly minMs: number;
	readonly maxMs: number;
	/** By their ids; some ask for a least time between two polls. */
	readonly families: ReadonlyMap<string, Pick<Provider, 'minPollMs'>>;
}

/** Waits are spread by this much either way, so that jobs which began together do not look together. */
const jitter = 0.05;

/** When to poll, and what to tell a member of how long it usually takes: both from what was seen here before. */
export class PollPace {
	readonly #parts: PollPaceParts;
	readonly #durations: Map<string, ObservedDurations>;
	readonly #plans = new Map<string, PollPlan>();

	private constructor(parts: PollPaceParts, durations: Map<string, ObservedDurations>) {
		this.#parts = parts;
		this.#durations = durations;
	}

	static async open(parts: PollPaceParts): Promise<PollPace> {
		const entries = await parts.durations.entries();
		return new PollPace(parts, new Map(entries.map(({ key, value }) => [key, value])));
	}

	/** The wait between a create's answer and the first poll, ms. */
	firstPollMs(job: Job): number {
		return this.#spread(job, this.#plan(job.request.model).waitMs(0, null));
	}

	/** The wait until the next poll of a job that is still running, ms. */
	nextPollMs(job: Job, now: number): number {
		const age = now - (job.submission.acceptedAt ?? job.createdAt);
		return this.#spread(job, this.#plan(job.request.model).waitMs(age, job.looking.percent ?? null));
	}

	/** Remembers how long a job took. A memory that cannot be written is no reason to hold up a job. */
	async finished(job: Job, durationMs: number): Promise<void> {
		const { model } = job.request;
		const { durations, log } = this.#parts;
		const longer = (known: ObservedDurations): ObservedDurations => [...known, durationMs].slice(-rememberedDurations);
		this.#learn(model, longer(this.#durations.get(model) ?? []));
		try {
			this.#learn(model, await durations.update(model, (now) => longer(now ?? [])));
		} catch (error) {
			log.warn({ err: error, model }, 'duration not remembered');
		}
	}

	/** Takes up what other processes have seen. @throws what the store throws */
	async refresh(): Promise<void> {
		for (const { key, value } of await this.#parts.durations.entries()) this.#learn(key, value);
	}

	/** Between which lengths of time most recent jobs of this model ended. */
	usual(model: string): { readonly fromMs: number; readonly toMs: number } | undefined {
		return this.#plan(model).usual();
	}

	#learn(model: string, recent: ObservedDurations): void {
		this.#durations.set(model, recent);
		this.#plans.delete(model);
	}

	#plan(model: string): PollPlan {
		const known = this.#plans.get(model);
		if (known !== undefined) return known;
		const { minMs, maxMs } = this.#parts;
		const plan = new PollPlan(this.#durations.get(model) ?? [], { minMs, maxMs });
		this.#plans.set(model, plan);
		return plan;
	}

	#spread(job: Job, waitMs: number): number {
		const { random, families, minMs } = this.#parts;
		const spread = waitMs * (1 + jitter * (2 * random() - 1));
		const familyMinMs = families.get(job.model.provider)?.minPollMs ?? 0;
		return Math.round(Math.max(spread, minMs, familyMinMs));
	}
}
