import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { KeyvSqlite } from '@keyv/sqlite';
import type { Logger } from 'pino';
import { isBusy, StatementQueue } from './statementQueue.js';
import { WatchedFile } from './watchedFile.js';

/** The layout of the file that this program writes: which tables there are, and how their rows are to be read. */
export const storeVersion = 1;

/** The file was written by a newer version of the program, which may keep there what this one would not understand. */
export class NewerStoreError extends Error {
	override name = 'NewerStoreError' as const;

	constructor(found: number) {
		super(
			`it was written by a newer version of Reelay (layout ${found}, this one knows ${storeVersion}); start that version, or restore a backup of this one`,
		);
	}
}

/** Writing is refused, because the next process would not find what is written. */
class StoreLostError extends Error {
	override name = 'StoreLostError' as const;
}

/** The table that small things share. */
export const sharedTable = 'kept';

/** What changes a record. */
const writes = /^\s*(?:insert|update|delete)\b/iu;
/** So long the files that were seen in their places are believed to be there. */
const safeMs = 50;

/** Opening meets locks of others as well: tried again so often, a little later each time. */
const mostOpenings = 40;
const openingPauseMs = 100;

interface SqliteConnectionParts {
	/** The file's path. */
	readonly file: string;
	/** What else forbids writing, in words; asked before writes. */
	readonly hindrance?: (() => Promise<string | undefined>) | undefined;
	readonly log: Logger;
}

/**
 * The one connection to the SQLite file, which every table shares. WAL with full synchronisation, because a power cut must
 * not forget a started submission; what is deleted is overwritten.
 */
export class SqliteConnection {
	readonly #keyv: KeyvSqlite;
	readonly #queue = new StatementQueue();
	readonly #adapters = new Map<string, Promise<KeyvSqlite>>();
	readonly #hindrance: SqliteConnectionParts['hindrance'];
	/** The file and its write-ahead log, as this connection has opened them. */
	readonly #files: WatchedFile[] = [];
	#safe: { readonly at: number; readonly check: Promise<void> } | undefined;
	#closing: Promise<void> | undefined;

	private constructor(keyv: KeyvSqlite, { hindrance }: SqliteConnectionParts) {
		this.#keyv = keyv;
		this.#hindrance = hindrance;
		const { query } = keyv;
		keyv.query = (sql, ...parameters) =>
			this.#queue.run(sql, async () => {
				if (writes.test(sql)) await this.#assertSafe();
				return query(sql, ...parameters) as Promise<unknown>;
			});
		this.#adapters.set(sharedTable, Promise.resolve(keyv));
	}

	/** @throws NewerStoreError; what SQLite throws when the file cannot be used */
	static async open(parts: SqliteConnectionParts): Promise<SqliteConnection> {
		const connection = new SqliteConnection(await openKeyv(parts), parts);
		await connection.#begin(parts.file).catch(async (error: unknown) => {
			await connection.close();
			throw error;
		});
		return connection;
	}

	/** Keyv's adapter for one SQL table, which is made if it is missing. */
	adapter(table: string): Promise<KeyvSqlite> {
		const known = this.#adapters.get(table);
		if (known !== undefined) return known;
		const made = this.#addTable(table);
		this.#adapters.set(table, made);
		made.catch(() => this.#adapters.delete(table));
		return made;
	}

	/** The rows that a statement gives. */
	async rows<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
		return (await this.#keyv.query(sql, parameters)) as Row[];
	}

	/**
	 * Takes what has been deleted or written over out of the write-ahead log, which otherwise keeps old pages until they are
	 * used again. Returns whether that was possible: another program that reads just now hinders it.
	 */
	async scrub(): Promise<boolean> {
		const [found] = await this.rows<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)');
		return found?.busy === 0;
	}

	/** After everything that was asked for has ended. */
	close(): Promise<void> {
		this.#closing ??= this.#queue.close().then(() => this.#keyv.disconnect());
		return this.#closing;
	}

	async #begin(file: string): Promise<void> {
		const [found] = await this.rows<{ user_version: number }>('PRAGMA user_version');
		const version = found?.user_version ?? 0;
		if (version > storeVersion) throw new NewerStoreError(version);
		await this.rows('PRAGMA journal_mode = WAL');
		await this.rows('PRAGMA synchronous = FULL');
		await this.rows('PRAGMA secure_delete = ON');
		if (version < storeVersion) await this.rows(`PRAGMA user_version = ${storeVersion}`);
		// The first read makes the log; a file that was no WAL file a moment ago has none yet.
		await this.rows('SELECT name FROM sqlite_master LIMIT 1');
		const path = await realpath(file);
		this.#files.push(await WatchedFile.of(path), await WatchedFile.of(`${path}-wal`));
	}

	/** @throws StoreLostError */
	#assertSafe(): Promise<void> {
		const now = performance.now();
		if (this.#safe === undefined || now - this.#safe.at >= safeMs) this.#safe = { at: now, check: this.#check() };
		return this.#safe.check;
	}

	async #check(): Promise<void> {
		const hindrance = await this.#hindrance?.();
		if (hindrance !== undefined) throw new StoreLostError(hindrance);
		for (const file of this.#files) {
			if (!(await file.isThere())) throw new StoreLostError(`${basename(file.path)} was moved, removed or replaced`);
		}
	}

	/** The package opens a connection for each adapter; so this one is the first adapter again, with another table. */
	async #addTable(table: string): Promise<KeyvSqlite> {
		await this.rows(`CREATE TABLE IF NOT EXISTS ${table}(key VARCHAR(255) PRIMARY KEY, value TEXT)`);
		const adapter = Object.create(this.#keyv) as KeyvSqlite;
		adapter.opts = { ...this.#keyv.opts, table };
		return adapter;
	}
}

async function openKeyv({ file, log }: SqliteConnectionParts): Promise<KeyvSqlite> {
	for (let opening = 1; ; opening += 1) {
		const keyv = new KeyvSqlite({ uri: `sqlite://${file}`, table: sharedTable });
		// Everything kept in a table listens to it.
		keyv.setMaxListeners(0);
		keyv.on('error', (error: unknown) => log.error({ err: error }, 'store failed'));
		try {
			await keyv.query('PRAGMA busy_timeout = 0');
			return keyv;
		} catch (error) {
			if (!isBusy(error) || opening === mostOpenings) throw error;
			await new Promise((resolve) => setTimeout(resolve, openingPauseMs));
		}
	}
}
