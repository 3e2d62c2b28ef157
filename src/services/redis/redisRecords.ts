import type { Logger } from 'pino';
import { ledgerEntry } from '../../jobs/accounting/ledger.js';
import { historyEntry, type HistoryEntry } from '../../jobs/delivery/historyEntry.js';
import { isErased, isInFlight, type Job } from '../../jobs/record/job.js';
import { isComparison } from '../../jobs/record/request.js';
import { isTaskLeft } from '../../jobs/record/leftTask.js';
import { ledgerKey } from '../../jobs/record/reconciled.js';
import { EndedJobGoneError, LeaseLostError, RecordError } from '../../jobs/record/recordError.js';
import { StoredJob } from '../../jobs/stored/storedJob.js';
import { KeyedMutex } from '../../lib/keyedMutex.js';
import { seconds, type Clock } from '../../lib/time.js';
import type { NoteKind, Records } from '../records/records.js';
import type { UnreadableRecords } from '../records/unreadableRecords.js';
import type { Holds } from './holds.js';
import type { RedisConnection } from './redisConnection.js';
import * as scripts from './scripts.js';

export interface RedisRecordsParts {
	readonly redis: Pick<RedisConnection, 'client' | 'run'>;
	readonly holds: Pick<Holds, 'epochOf'>;
	readonly clock: Pick<Clock, 'now'>;
	readonly log: Logger;
	/** `MAX_RUNNING_JOBS`. */
	readonly capacity: number;
	/** `MEMBER_RUNNING_JOBS`. */
	readonly memberPlaces: number;
	readonly unreadable: UnreadableRecords;
	/** Hears of jobs whose turn in the queue has come by a save. */
	readonly wake: (ids: readonly string[]) => void;
}

/** So long a door may take to let a job in, before anybody else may take it up. */
const doorMs = seconds(10);

/** Records read at a time. */
const pageSize = 200;

/**
 * The records of jobs in Redis: one script writes a record, where it is listed, what it weighs in the limits and the place it
 * holds. A save by a process that has lost the job writes nothing.
 */
export class RedisRecords implements Records {
	readonly unreadable: UnreadableRecords;
	readonly #parts: RedisRecordsParts;
	readonly #turns = new KeyedMutex();
	/** Of the acts under way on one record each: the revision that was read in them. */
	readonly #read = new Map<string, { rev?: number }>();

	constructor(parts: RedisRecordsParts) {
		this.#parts = parts;
		this.unreadable = parts.unreadable;
	}

	async create(job: Job): Promise<boolean> {
		return (await this.#run(scripts.create, job)) === 1;
	}

	async get(id: string): Promise<Job | undefined> {
		const [body, rev] = await this.#parts.redis.client.hmGet(keyOf(id), ['body', 'rev']);
		const reading = this.#read.get(id);
		if (reading !== undefined && rev) reading.rev = Number(rev);
		if (!body) return undefined;
		const job = this.#parse(id, body);
		this.unreadable.forget(id);
		return job;
	}

	async save(job: Job): Promise<void> {
		const { holds, wake } = this.#parts;
		const rev = this.#read.get(job.id)?.rev;
		const isOpen = job.phase !== 'closed';
		// Whoever holds nothing may write an open record only before its first claim.
		const epoch = holds.epochOf(job.id) ?? (isOpen && rev === undefined ? 0 : undefined);
		const [answer, ...woken] = (await this.#run(scripts.save, job, { epoch, rev })) as string[];
		if (answer === 'lost') throw new LeaseLostError(job.id);
		if (answer === 'changed') throw new EndedJobGoneError(job.id);
		wake(woken);
	}

	reopen(job: Job): Promise<void> {
		return this.save(job);
	}

	async remove(id: string): Promise<void> {
		const { redis, wake, capacity, memberPlaces, clock } = this.#parts;
		const facts = { capacity, memberPlaces, now: Math.round(clock.now()), rev: this.#read.get(id)?.rev };
		const [answer, ...woken] = (await redis.run(scripts.forget, [id, '', JSON.stringify(facts)])) as string[];
		if (answer === 'changed') throw new EndedJobGoneError(id);
		wake(woken);
		this.unreadable.forget(id);
	}

	alone<T>(id: string, act: () => Promise<T>): Promise<T> {
		return this.#turns.run(id, async () => {
			this.#read.set(id, {});
			try {
				return await act();
			} finally {
				this.#read.delete(id);
			}
		});
	}

	/** A new epoch: from now on no save of an earlier holder is taken. Undefined where there is no such job. */
	async claim(id: string): Promise<number | undefined> {
		const epoch = Number(await this.#parts.redis.run(scripts.claim, [id]));
		return epoch < 0 ? undefined : epoch;
	}

	async openJobs(): Promise<Job[]> {
		const ids = await this.openIds();
		const jobs: Job[] = [];
		for (let from = 0; from < ids.length; from += pageSize) {
			jobs.push(...(await this.#readable(ids.slice(from, from + pageSize))));
		}
		return jobs.filter(({ phase }) => phase !== 'closed');
	}

	/** Ids of the jobs that have not ended. */
	openIds(): Promise<string[]> {
		return this.#parts.redis.client.zRange('{r}:open', 0, -1);
	}

	/**
	 * Ids of the jobs that somebody should have in hand: open ones, but for those that their door is just letting in, ended ones
	 * that are to be told again, and those whose task goes on.
	 * @param isAlone no door is open anywhere
	 */
	async orphanable(isAlone: boolean): Promise<string[]> {
		const { client } = this.#parts.redis;
		const before = Math.round(this.#parts.clock.now() - (isAlone ? 0 : doorMs));
		const [open, left] = await client
			.multi()
			.zRangeByScore('{r}:open', '-inf', before)
			.sMembers('{r}:left')
			.execTyped();
		return [...open, ...left, ...(await this.noted('redeliver'))];
	}

	/** What the lists of a member's jobs are made of. */
	async historyOf(memberId: string): Promise<HistoryEntry[]> {
		const texts = await this.#parts.redis.client.hVals(`{r}:member:${memberId}`);
		return texts.map((text) => JSON.parse(text) as HistoryEntry);
	}

	async *closed(from = ''): AsyncGenerator<Job, void> {
		for (let after = from; ;) {
			const limit = { BY: 'LEX', LIMIT: { offset: 0, count: pageSize } } as const;
			const ids = await this.#parts.redis.client.zRange('{r}:closed', after === '' ? '-' : `(${after}`, '+', limit);
			yield* await this.#readable(ids);
			const last = ids.at(-1);
			if (last === undefined || ids.length < pageSize) return;
			after = last;
		}
	}

	async *closedSince(at: number): AsyncGenerator<Job, void> {
		const ids = await this.#parts.redis.client.zRangeByScore('{r}:closed:at', `(${Math.round(at)}`, '+inf');
		for (let from = 0; from < ids.length; from += pageSize) {
			yield* await this.#readable(ids.slice(from, from + pageSize));
		}
	}

	async leaveNote(kind: NoteKind, id: string, at: number): Promise<void> {
		await this.#parts.redis.client.hSet(notesOf(kind), id, String(at));
	}

	async hasNote(kind: NoteKind, id: string): Promise<boolean> {
		return (await this.notedAt(kind, id)) !== undefined;
	}

	async notedAt(kind: NoteKind, id: string): Promise<number | undefined> {
		const at = await this.#parts.redis.client.hGet(notesOf(kind), id);
		return at === null ? undefined : Number(at);
	}

	async takeNote(kind: NoteKind, id: string): Promise<void> {
		await this.#parts.redis.client.hDel(notesOf(kind), id);
	}

	noted(kind: NoteKind): Promise<string[]> {
		return this.#parts.redis.client.hKeys(notesOf(kind));
	}

	#run(script: string, job: Job, more: object = {}): Promise<unknown> {
		const { capacity, memberPlaces, clock } = this.#parts;
		const facts = { ...factsOf(job, clock.now()), capacity, memberPlaces, ...more };
		return this.#parts.redis.run(script, [job.id, bodyOf(job), JSON.stringify(facts)]);
	}

	async #readable(ids: readonly string[]): Promise<Job[]> {
		const bodies = await Promise.all(ids.map((id) => this.#parts.redis.client.hGet(keyOf(id), 'body')));
		return ids.flatMap((id, index) => {
			const body = bodies[index];
			if (body === null || body === undefined) return [];
			try {
				return [this.#parse(id, body)];
			} catch (error) {
				this.#parts.log.error({ err: error, key: id, table: 'jobs' }, 'record left out: it cannot be read');
				return [];
			}
		});
	}

	#parse(id: string, body: string): Job {
		let value: unknown;
		try {
			value = JSON.parse(body);
			return StoredJob.parse(value);
		} catch (error) {
			this.unreadable.note(id, value);
			throw new RecordError('jobs', id, { cause: error });
		}
	}
}

/** What the scripts are told of a job. */
export const factsOf = (job: Job, now: number) => ({
	phase: job.phase,
	createdAt: Math.round(job.createdAt),
	member: job.requester.id,
	guild: job.destination.guildId ?? '',
	inFlight: isInFlight(job),
	isLeft: isTaskLeft(job),
	history: isErased(job) || isComparison(job.request) ? undefined : JSON.stringify(historyEntry(job)),
	ledgerKey: ledgerKey(job),
	entry: entryOf(job),
	now: Math.round(now),
});

/** The body as it is stored; what no schema accepts is not written. */
export const bodyOf = (job: Job): string => JSON.stringify(StoredJob.parse(job));

function entryOf(job: Job): string {
	const { memberId, guildId, at, microUsd, running, counted } = ledgerEntry(job);
	return JSON.stringify({ m: memberId, g: guildId ?? '', at: Math.round(at), w: microUsd, run: running, cnt: counted });
}

const keyOf = (id: string): string => `{r}:job:${id}`;
const notesOf = (kind: NoteKind): string => `{r}:note:${kind}`;
