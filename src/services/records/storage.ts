import { chmod, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KeyvSqlite } from '@keyv/sqlite';
import Keyv from 'keyv';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { RecordError } from '../../jobs/record/recordError.js';
import { deserialize, serialize } from '../../jobs/stored/storedText.js';
import { KeyedMutex } from '../../lib/keyedMutex.js';
import { sharedTable, SqliteConnection } from './sqliteConnection.js';
import type { ListedTable, Page, Tables } from './tables.js';

/** The path in a `sqlite://` address. */
export const storeFile = (url: string): string => url.replace(/^sqlite:\/\//u, '');

interface StorageParts {
	/** `sqlite://` and a path. */
	readonly url: string;
	/** What else forbids writing, in words; asked before writes. */
	readonly hindrance?: (() => Promise<string | undefined>) | undefined;
	readonly log: Logger;
}

/**
 * The SQLite file, through Keyv: an SQL table for each kind of record that is listed, one that the rest shares, and one
 * connection for all of them. What a write reports as done is on disk.
 * Keyv's own expiry is not used: it follows the machine's clock and leaves expired rows until they are read.
 */
export class Storage implements Tables {
	readonly #log: Logger;
	readonly #connection: SqliteConnection;

	private constructor(connection: SqliteConnection, log: Logger) {
		this.#connection = connection;
		this.#log = log;
	}

	/**
	 * Makes the folder and the file if they are missing; the file is readable by its owner alone.
	 * @throws NewerStoreError; what SQLite throws when the file cannot be used
	 */
	static async open({ url, hindrance, log }: StorageParts): Promise<Storage> {
		const file = storeFile(url);
		await mkdir(dirname(file), { recursive: true, mode: 0o700 });
		const handle = await open(file, 'a', 0o600);
		await handle.close();
		await chmod(file, 0o600);
		return new Storage(await SqliteConnection.open({ file, hindrance, log }), log);
	}

	/**
	 * Records with an SQL table of their own: those that are listed at start.
	 * @param onDamaged hears of every record that is met and cannot be read, with what stands there
	 * @param dated a number in each record, by which they are found quickly
	 */
	async table<T>(name: string, schema: z.ZodType<T>, onDamaged?: OnDamaged, dated?: string): Promise<ListedTable<T>> {
		if (dated !== undefined) await this.#index(name, dated);
		return this.#keyvTable({ table: name, namespace: name, schema, onDamaged, dated });
	}

	/** Records in the table that small things share. */
	async space<T>(name: string, schema: z.ZodType<T>): Promise<ListedTable<T>> {
		return this.#keyvTable({ table: sharedTable, namespace: name, schema });
	}

	/** After an erasure: nothing of what was deleted stays in the file. Returns false when another program hindered that. */
	scrub(): Promise<boolean> {
		return this.#connection.scrub();
	}

	/** After every write that was asked for has ended. */
	close(): Promise<void> {
		return this.#connection.close();
	}

	async #keyvTable<T>(parts: Omit<KeyvTableParts<T>, 'connection' | 'adapter' | 'log'>): Promise<ListedTable<T>> {
		const adapter = await this.#connection.adapter(parts.table);
		return new KeyvTable({ ...parts, connection: this.#connection, adapter, log: this.#log });
	}

	/** Made once, and kept by SQLite itself from then on, whichever version writes. */
	async #index(table: string, dated: string): Promise<void> {
		await this.#connection.adapter(table);
		await this.#connection.rows(`CREATE INDEX IF NOT EXISTS ${table}_${dated} ON ${table} (${datedBy(dated)})`);
	}
}

/** Hears of a record that cannot be read. */
export type OnDamaged = (key: string, value: unknown) => void;

interface KeyvTableParts<T> {
	readonly connection: SqliteConnection;
	readonly adapter: KeyvSqlite;
	readonly table: string;
	readonly namespace: string;
	readonly schema: z.ZodType<T>;
	readonly onDamaged?: OnDamaged | undefined;
	readonly dated?: string | undefined;
	readonly log: Logger;
}

class KeyvTable<T> implements ListedTable<T> {
	readonly #parts: KeyvTableParts<T>;
	readonly #keyv: Keyv<unknown>;
	/** One process writes the file: its changes of one value take turns. */
	readonly #turns = new KeyedMutex();

	constructor(parts: KeyvTableParts<T>) {
		this.#parts = parts;
		// Without throwOnErrors a read or a write that fails would look like an empty store.
		this.#keyv = new Keyv<unknown>({
			store: parts.adapter,
			namespace: parts.namespace,
			throwOnErrors: true,
			serialize,
			deserialize,
		});
		// The error is thrown to the caller as well; an emitter without a listener would end the process.
		this.#keyv.on('error', () => undefined);
	}

	async get(key: string): Promise<T | undefined> {
		const value: unknown = await this.#keyv.get(key);
		return value === undefined ? undefined : this.#parseStored(key, value);
	}

	async set(key: string, value: T): Promise<void> {
		await this.#keyv.set(key, this.#parse(key, value));
	}

	async insert(key: string, value: T): Promise<boolean> {
		const { connection, table } = this.#parts;
		const rows = await connection.rows<unknown>(
			`INSERT INTO ${table} (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING RETURNING key`,
			[this.#stored(key), serialize({ value: this.#parse(key, value) })],
		);
		return rows.length === 1;
	}

	update<R extends T | undefined>(key: string, change: (now: T | undefined) => R): Promise<R> {
		return this.#turns.run(key, async () => {
			const next = change(await this.get(key));
			if (next !== undefined) await this.set(key, next);
			return next;
		});
	}

	async delete(key: string): Promise<void> {
		// Not between the reading and the writing of a change, which would bring it back.
		await this.#turns.run(key, () => this.#keyv.delete(key));
	}

	async entries(): Promise<{ key: string; value: T }[]> {
		const { connection, table } = this.#parts;
		// One statement sees one moment; Keyv's own iterator pages through a table that changes under it.
		const pattern = `${this.#stored('')}*`;
		return this.#read(await connection.rows<Row>(`SELECT key, value FROM ${table} WHERE key GLOB ?`, [pattern]));
	}

	async page(after: string, limit: number): Promise<Page<T>> {
		const { connection, table } = this.#parts;
		const rows = await connection.rows<Row>(
			`SELECT key, value FROM ${table} WHERE key > ? AND key GLOB ? ORDER BY key LIMIT ?`,
			[this.#stored(after), `${this.#stored('')}*`, limit],
		);
		const last = rows.length < limit ? undefined : rows.at(-1);
		return { entries: this.#read(rows), next: last?.key.slice(this.#stored('').length) };
	}

	async *since(value: number): AsyncGenerator<T, void> {
		const { connection, dated, table } = this.#parts;
		if (dated === undefined) throw new Error(`${table} has no dates`);
		const by = datedBy(dated);
		const keys = await connection.rows<{ key: string }>(`SELECT key FROM ${table} WHERE ${by} > ? ORDER BY ${by}`, [
			value,
		]);
		for (let from = 0; from < keys.length; from += readAtOnce) {
			const some = keys.slice(from, from + readAtOnce).map(({ key }) => key);
			const places = some.map(() => '?').join();
			const rows = await connection.rows<Row>(`SELECT key, value FROM ${table} WHERE key IN (${places})`, some);
			for (const { value: entry } of this.#read(rows)) yield entry;
		}
	}

	#read(rows: readonly Row[]): { key: string; value: T }[] {
		return rows.flatMap((row) => {
			const key = row.key.slice(this.#stored('').length);
			try {
				return [{ key, value: this.#parseStored(key, deserialize(row.value).value) }];
			} catch (error) {
				const { log, namespace, onDamaged } = this.#parts;
				// One that is no JSON at all was never parsed.
				if (!(error instanceof RecordError)) onDamaged?.(key, row.value);
				log.error({ err: error, key, table: namespace }, 'record left out: it cannot be read');
				return [];
			}
		});
	}

	#stored(key: string): string {
		return `${this.#parts.namespace}:${key}`;
	}

	#parseStored(key: string, value: unknown): T {
		try {
			return this.#parse(key, value);
		} catch (error) {
			this.#parts.onDamaged?.(key, value);
			throw error;
		}
	}

	#parse(key: string, value: unknown): T {
		const parsed = this.#parts.schema.safeParse(value);
		if (parsed.success) return parsed.data;
		throw new RecordError(this.#parts.namespace, key, { cause: parsed.error });
	}
}

/** Records read by one statement, so that the event loop does not wait for many. */
const readAtOnce = 200;

/** A number in a record as it is stored; none where the record is damaged. */
const datedBy = (member: string): string =>
	`CASE WHEN json_valid(value) THEN json_extract(value, '$.value.${member}') END`;

interface Row {
	readonly key: string;
	readonly value: string;
}
