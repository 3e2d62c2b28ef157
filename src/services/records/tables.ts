import type { z } from 'zod';

/** One kind of record, by key. Everything read or written is parsed; nothing unreadable gets past. */
export interface Table<T> {
	/** @throws RecordError when what is stored cannot be read */
	get(key: string): Promise<T | undefined>;
	/** @throws RecordError when it could not be read again, and nothing is written; what the database throws */
	set(key: string, value: T): Promise<void>;
	/** Writes only if the key is free, in one atomic act. Returns whether it was. */
	insert(key: string, value: T): Promise<boolean>;
	/**
	 * Writes what is made of the value that stands there, so that of two changes at once neither is lost in the other, nor
	 * comes back what was deleted meanwhile. Returns what was made.
	 * @param change may be asked again, with what another has written meanwhile; where it makes nothing, nothing is written
	 */
	update<R extends T | undefined>(key: string, change: (now: T | undefined) => R): Promise<R>;
	delete(key: string): Promise<void>;
	/** All readable entries as of one moment; unreadable ones are logged and left where they are. */
	entries(): Promise<{ key: string; value: T }[]>;
}

/** A table that is also read in the order of its keys and of its dates. */
export interface ListedTable<T> extends Table<T> {
	/** Readable entries whose keys come after the given one, in the order of keys, out of at most `limit` rows. */
	page(after: string, limit: number): Promise<Page<T>>;
	/** Readable entries whose `dated` member is above `value`, oldest first, read a few at a time. */
	since(value: number): AsyncGenerator<T, void>;
}

export interface Page<T> {
	readonly entries: readonly { readonly key: string; readonly value: T }[];
	/** Where the next page begins; `undefined` after the last. */
	readonly next: string | undefined;
}

/** Where the small things of the program are kept, whatever database that is. */
export interface Tables {
	table<T>(name: string, schema: z.ZodType<T>): Promise<Table<T>>;
	space<T>(name: string, schema: z.ZodType<T>): Promise<Table<T>>;
	/** Takes out of the files what was deleted. False: not yet. */
	scrub(): Promise<boolean>;
	close(): Promise<void>;
}
