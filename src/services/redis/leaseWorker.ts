import { Worker } from 'bullmq';
import type { Moment } from './holds.js';

/** What a journey's lease is for; the job itself is in its record. */
export interface Journey {
	readonly jobId: string;
}

interface Renewals {
	/** The moment before a renewal is asked for. */
	readonly begun: () => Moment;
	readonly renewed: (ids: readonly string[], since: Moment) => void;
	readonly failed: (ids: readonly string[]) => void;
}

/** Tells when each renewal was asked for: its answer may lie here for as long as the process is stopped. */
export class LeaseWorker extends Worker<Journey> {
	readonly #renewals: Renewals;

	constructor(
		queue: string,
		process: ConstructorParameters<typeof Worker<Journey>>[1],
		options: ConstructorParameters<typeof Worker<Journey>>[2],
		renewals: Renewals,
	) {
		super(queue, process, options);
		this.#renewals = renewals;
	}

	override async extendJobLocks(ids: string[], tokens: string[], duration: number): Promise<string[]> {
		const since = this.#renewals.begun();
		const failed = await super.extendJobLocks(ids, tokens, duration);
		this.#renewals.renewed(
			ids.filter((id) => !failed.includes(id)),
			since,
		);
		this.#renewals.failed(failed);
		return failed;
	}
}
