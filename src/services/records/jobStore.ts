import { z } from 'zod';
import type { Job } from '../../jobs/record/job.js';
import { RecordError } from '../../jobs/record/recordError.js';
import { StoredJob } from '../../jobs/stored/storedJob.js';
import { KeyedMutex } from '../../lib/keyedMutex.js';
import type { NoteKind, Records } from './records.js';
import type { Storage } from './storage.js';
import type { ListedTable, Table } from './tables.js';
import { UnreadableRecords } from './unreadableRecords.js';

const Note = z.object({ at: z.number() });
type Note = z.infer<typeof Note>;

/** Records read at a time. */
const pageSize = 200;

/**
 * The records of jobs in SQLite. Open ones have a table of their own, so that a start reads just those; closing writes the closed
 * copy first and then deletes, so that a record is never in neither.
 */
export class JobStore implements Records {
	readonly #open: Table<Job>;
	readonly #closed: ListedTable<Job>;
	readonly #notes: Table<Note>;

	/** Records that were met and could not be read. */
	readonly unreadable: UnreadableRecords;
	readonly #turns = new KeyedMutex();

	private constructor(
		tables: { open: Table<Job>; closed: ListedTable<Job>; notes: Table<Note> },
		unreadable: UnreadableRecords,
	) {
		this.unreadable = unreadable;
		this.#open = tables.open;
		this.#closed = tables.closed;
		this.#notes = tables.notes;
	}

	static async open(storage: Pick<Storage, 'table' | 'space'>): Promise<JobStore> {
		const unreadable = new UnreadableRecords();
		const onDamaged = (id: string, value: unknown): void => unreadable.note(id, value);
		const tables = {
			open: await storage.table('jobs', StoredJob, onDamaged),
			closed: await storage.table('closed', StoredJob, onDamaged, 'createdAt'),
			notes: await storage.space('note', Note),
		};
		return new JobStore(tables, unreadable);
	}

	async create(job: Job): Promise<boolean> {
		if (!(await this.#open.insert(job.id, job))) return false;
		// Asked after the insert: a job on its way from open to closed is then found in one of the two.
		if ((await this.#closed.get(job.id)) === undefined) return true;
		await this.#open.delete(job.id);
		return false;
	}

	async get(id: string): Promise<Job | undefined> {
		const job = (await this.#open.get(id)) ?? (await this.#closed.get(id));
		this.unreadable.forget(id);
		return job;
	}

	alone<T>(id: string, act: () => Promise<T>): Promise<T> {
		return this.#turns.run(id, act);
	}

	async reopen(job: Job): Promise<void> {
		await this.#open.set(job.id, job);
		await this.#closed.delete(job.id);
	}

	/** A closed record moves out of the open table. */
	async save(job: Job): Promise<void> {
		if (job.phase !== 'closed') {
			await this.#open.set(job.id, job);
			return;
		}
		await this.#closed.set(job.id, job);
		await this.#leaveOpen(job.id);
	}

	async remove(id: string): Promise<void> {
		await this.#open.delete(id);
		await this.#closed.delete(id);
		this.unreadable.forget(id);
	}

	/**
	 * A job whose process died while it was being closed has ended: told again, it might be told twice. What that process has
	 * left of it is cleared away here.
	 */
	async openJobs(): Promise<Job[]> {
		const jobs: Job[] = [];
		for (const { value: job } of await this.#open.entries()) {
			if (job.phase === 'delivering' && (await this.#hasClosed(job))) await this.#leaveOpen(job.id);
			else jobs.push(job);
		}
		return jobs;
	}

	/** A few at a time: the event loop must not wait for a month of them. */
	async *closed(from = ''): AsyncGenerator<Job, void> {
		for (let after: string | undefined = from; after !== undefined;) {
			const page: Awaited<ReturnType<ListedTable<Job>['page']>> = await this.#closed.page(after, pageSize);
			for (const { value } of page.entries) yield value;
			after = page.next;
		}
	}

	/** Their ids do not tell: a button's job has one of an older time. */
	closedSince(at: number): AsyncGenerator<Job, void> {
		return this.#closed.since(at);
	}

	async leaveNote(kind: NoteKind, id: string, at: number): Promise<void> {
		await this.#notes.set(noteKey(kind, id), { at });
	}

	async hasNote(kind: NoteKind, id: string): Promise<boolean> {
		return (await this.notedAt(kind, id)) !== undefined;
	}

	async notedAt(kind: NoteKind, id: string): Promise<number | undefined> {
		return (await this.#notes.get(noteKey(kind, id)))?.at;
	}

	async takeNote(kind: NoteKind, id: string): Promise<void> {
		await this.#notes.delete(noteKey(kind, id));
	}

	/** The open record goes last: a process that dies before it finds the job again, and does the rest. */
	async #leaveOpen(id: string): Promise<void> {
		await this.#notes.delete(noteKey('cancel', id));
		await this.#open.delete(id);
	}

	/** Whether this very telling has been closed; an earlier one leaves its closed record while the outcome is told again. */
	async #hasClosed({ id, delivery }: Job): Promise<boolean> {
		try {
			const closed = await this.#closed.get(id);
			if (closed === undefined) return false;
			const [times, before] = [delivery.again?.times ?? 0, closed.delivery.again?.times ?? 0];
			// Left behind by a process that died while it opened the record again.
			if (before < times) await this.#closed.delete(id);
			return before === times;
		} catch (error) {
			if (!(error instanceof RecordError)) throw error;
			return false;
		}
	}

	async noted(kind: NoteKind): Promise<string[]> {
		const prefix = noteKey(kind, '');
		const keys = (await this.#notes.entries()).map(({ key }) => key);
		return keys.flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
	}
}

const noteKey = (kind: NoteKind, id: string): string => `${kind}:${id}`;
