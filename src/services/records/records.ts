import type { Job } from '../../jobs/record/job.js';
import type { UnreadableRecords } from './unreadableRecords.js';

/** What others may ask of a job while only its step writes it. */
export type NoteKind = 'cancel' | 'redeliver' | typeof restoredNote;

/** Says of a job that it was open in a backup which an operator has put in place. */
export const restoredNote = 'restored';

/** The records of jobs, wherever they are kept. What an act reports as done is kept for good. */
export interface Records {
	/** Records that were met and could not be read. */
	readonly unreadable: UnreadableRecords;

	/**
	 * Writes a new job unless its id was ever used. Only the caller that gets `true` may go on with it: an interaction
	 * can be delivered twice, and to two processes.
	 */
	create(job: Job): Promise<boolean>;

	/** @throws RecordError when the record is damaged */
	get(id: string): Promise<Job | undefined>;

	/** Writes the record; a closed one is kept apart from the open ones. */
	save(job: Job): Promise<void>;

	/** Writes a record whose outcome is to be told again; the one of its earlier end goes, so that nobody acts on that. */
	reopen(job: Job): Promise<void>;

	/** Takes back a record whose interaction turned out not to be ours, or which is to be forgotten. */
	remove(id: string): Promise<void>;

	/**
	 * One act on a job's record at a time. Whoever changes one that has ended reads it anew in here: it may have been deleted,
	 * emptied, or opened again since it was read.
	 */
	alone<T>(id: string, act: () => Promise<T>): Promise<T>;

	/** Every job that has not ended. Damaged records are logged and left out. */
	openJobs(): Promise<Job[]>;

	/**
	 * Every job that has ended and is still kept, by the order of their ids, read a few at a time. Whatever is deleted or added
	 * meanwhile spoils nothing.
	 * @param from only those with a later id
	 */
	closed(from?: string): AsyncGenerator<Job, void>;

	/** Those that were asked for after `at`, ms, and have ended. */
	closedSince(at: number): AsyncGenerator<Job, void>;

	/** Leaves word for the job's next step. Leaving it twice is leaving it once. */
	leaveNote(kind: NoteKind, id: string, at: number): Promise<void>;

	hasNote(kind: NoteKind, id: string): Promise<boolean>;

	/** When somebody has left word, ms; undefined: nobody has. */
	notedAt(kind: NoteKind, id: string): Promise<number | undefined>;

	/** What was asked has been done. */
	takeNote(kind: NoteKind, id: string): Promise<void>;

	/** Ids of the jobs that somebody has left word for. */
	noted(kind: NoteKind): Promise<string[]>;
}
