import type { Logger } from 'pino';
import { historyEntry, historyGroup, type HistoryEntry } from '../../jobs/delivery/historyEntry.js';
import { isErased, type Job } from '../../jobs/record/job.js';
import { isComparison } from '../../jobs/record/request.js';
import { RecordError } from '../../jobs/record/recordError.js';
import type { HistoryFilter } from '../../jobs/record/historyFilter.js';
import type { Records } from './records.js';

interface HistoryParts {
	readonly store: Pick<Records, 'get' | 'unreadable'>;
	/** The store's own index of a member's jobs, where other processes write them too; else it is kept here. */
	readonly stored?: ((memberId: string) => Promise<readonly HistoryEntry[]>) | undefined;
	readonly log: Logger;
}

interface HistoryPage {
	readonly jobs: readonly Job[];
	/** From 1; the nearest to the one that was asked for. */
	readonly page: number;
	readonly pages: number;
	/** How many of the member's jobs have records that cannot be read. */
	readonly damaged: number;
}

interface HistoryCounts {
	readonly jobs: number;
	readonly results: number;
	readonly unfinished: number;
}

interface WantedPage {
	readonly filter: HistoryFilter;
	/** Words of the prompt. */
	readonly search?: string;
	/** Which page, from 1. */
	readonly wanted: number;
	readonly size: number;
}

/** How often a page is read anew because the index was wrong; it is right after one round, unless jobs move on meanwhile. */
const mostRounds = 5;

/**
 * Which jobs each member has. An index in memory, made from the records at start, the old ones behind, and kept by every
 * save, or the store's own; the records are the truth: whatever it names wrongly is put right when somebody reads it.
 */
export class History {
	readonly #parts: HistoryParts;
	readonly #members = new Map<string, Map<string, HistoryEntry>>();
	/** While the records of old are read: jobs deleted meanwhile. */
	readonly #erased = new Set<string>();
	#learning = false;

	constructor(parts: HistoryParts) {
		this.#parts = parts;
	}

	/** Makes the index anew from the records, at start. */
	rebuild(jobs: Iterable<Job>): void {
		this.#members.clear();
		this.#learning = true;
		for (const job of jobs) this.observe(job);
	}

	/** For after every save. */
	observe(job: Job): void {
		if (this.#parts.stored !== undefined) return;
		const memberId = job.requester.id;
		// Its jobs stand there themselves.
		if (isErased(job) || isComparison(job.request)) {
			this.#drop(memberId, job.id);
			return;
		}
		const entries = this.#members.get(memberId) ?? new Map<string, HistoryEntry>();
		entries.set(job.id, historyEntry(job));
		this.#members.set(memberId, entries);
	}

	/** Of a record read behind: what was heard of its job meanwhile is newer, its deletion too. */
	learn(job: Job): void {
		const isKnown = this.#members.get(job.requester.id)?.has(job.id) === true;
		if (!isKnown && !this.#erased.has(job.id)) this.observe(job);
	}

	/** Every record has been read. */
	learnt(): void {
		this.#learning = false;
		this.#erased.clear();
	}

	/**
	 * One page of a member's jobs: first those whose outcome could not be delivered, then newest first.
	 * @throws what the store throws, but for records that cannot be read
	 */
	async page(memberId: string, { filter, search = '', wanted, size }: WantedPage): Promise<HistoryPage> {
		for (let round = 1; ; round += 1) {
			const ids = await this.#found(memberId, filter, search);
			const pages = Math.max(1, Math.ceil(ids.length / size));
			const page = Math.min(pages, Math.max(1, wanted));
			const shown = ids.slice((page - 1) * size, page * size);
			const jobs = (await Promise.all(shown.map((id) => this.#read(memberId, id)))).filter((job) => job !== undefined);
			const isRight =
				jobs.length === shown.length && jobs.every((job) => filter === 'all' || historyGroup(job) === filter);
			const damaged = this.#parts.store.unreadable.of(memberId);
			if (isRight || round === mostRounds) return { jobs, page, pages, damaged };
		}
	}

	/** The jobs of a member that have not ended. */
	async unfinished(memberId: string): Promise<readonly Job[]> {
		const ids = await this.#ids(memberId, 'running');
		const jobs = await Promise.all(ids.map((id) => this.#read(memberId, id)));
		return jobs.filter((job) => job !== undefined && historyGroup(job) === 'running') as Job[];
	}

	/** How many jobs of a member are on record, how many of them with a kept result, and how many not finished. */
	async counts(memberId: string): Promise<HistoryCounts> {
		const entries = await this.#entries(memberId);
		return {
			jobs: entries.length,
			results: entries.filter(({ hasResult }) => hasResult).length,
			unfinished: entries.filter(({ group }) => group === 'running').length,
		};
	}

	/** A job has been deleted, or emptied but for what limits count. */
	erased(job: Job): void {
		this.#drop(job.requester.id, job.id);
	}

	/** Those whose prompt has every word of the search, which only their records tell. */
	async #found(memberId: string, filter: HistoryFilter, search: string): Promise<string[]> {
		const ids = await this.#ids(memberId, filter);
		const words = search
			.toLowerCase()
			.split(/\s+/u)
			.filter((word) => word !== '');
		if (words.length === 0) return ids;
		const found: string[] = [];
		for (const id of ids) {
			const prompt = (await this.#read(memberId, id))?.request.prompt.toLowerCase();
			if (prompt !== undefined && words.every((word) => prompt.includes(word))) found.push(id);
		}
		return found;
	}

	async #entries(memberId: string): Promise<readonly HistoryEntry[]> {
		const { stored } = this.#parts;
		return stored === undefined ? [...(this.#members.get(memberId)?.values() ?? [])] : stored(memberId);
	}

	async #ids(memberId: string, filter: HistoryFilter): Promise<string[]> {
		return [...(await this.#entries(memberId))]
			.filter(({ group }) => filter === 'all' || group === filter)
			.sort(
				(one, other) => Number(other.waits) - Number(one.waits) || other.at - one.at || (one.id < other.id ? 1 : -1),
			)
			.map(({ id }) => id);
	}

	/** The record, after which the index is right about it. */
	async #read(memberId: string, id: string): Promise<Job | undefined> {
		try {
			const job = await this.#parts.store.get(id);
			if (job === undefined || job.requester.id !== memberId || isErased(job)) {
				this.#drop(memberId, id);
				return undefined;
			}
			this.observe(job);
			return job;
		} catch (error) {
			if (!(error instanceof RecordError)) throw error;
			this.#parts.log.error({ err: error, jobId: id }, 'left out of a history');
			this.#drop(memberId, id);
			return undefined;
		}
	}

	#drop(memberId: string, id: string): void {
		if (this.#learning) this.#erased.add(id);
		const entries = this.#members.get(memberId);
		entries?.delete(id);
		if (entries?.size === 0) this.#members.delete(memberId);
	}
}
