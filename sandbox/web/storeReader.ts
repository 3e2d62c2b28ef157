import { stat } from 'node:fs/promises';
import sqlite3 from 'sqlite3';

import { masked } from './masked.js';
import type { JobSummary, StoreRow } from './protocol.js';

interface StoredRow {
	readonly key: string;
	readonly value: string;
}

const safeTable = /^\w+$/;
/** A job's id: the interaction's, or for a button's job the message's with what was pressed behind it (`…_a`). */
const jobKey = /(?:^|:)(\d{17,20}(?:_\w+)?)$/;

/**
 * Reads the bot's SQLite file as somebody else's: read-only, opened for each look, knowing nothing of the bot's code but
 * that tables have a key and a JSON value. While the bot writes, or before it began, there may be nothing to see.
 */
export class StoreReader {
	readonly #file: string;

	constructor(parts: { file: string }) {
		this.#file = parts.file;
	}

	/** When the file or its journal changed last; the same number means that nothing new stands there. */
	async changedAt(): Promise<number> {
		const times = await Promise.all([this.#file, `${this.#file}-wal`].map(mtime));
		return Math.max(...times);
	}

	/** Every job with its phase, newest first. */
	async jobs(): Promise<JobSummary[]> {
		const found = new Map<string, JobSummary>();
		for (const { key, value } of await this.#rows()) {
			const id = jobKey.exec(key)?.[1];
			if (id && isJob(value)) found.set(id, { id, phase: value.phase, title: titleOf(value) });
		}
		return [...found.values()].sort((one, other) => (numberOf(one.id) < numberOf(other.id) ? 1 : -1));
	}

	/** The rows whose key names a job, secrets masked. */
	async rowsOf(id: string): Promise<StoreRow[]> {
		const rows = await this.#rows();
		return rows.filter(({ key }) => key.includes(id)).map((row) => ({ ...row, value: masked(row.value) }));
	}

	async #rows(): Promise<StoreRow[]> {
		if ((await mtime(this.#file)) === 0) return [];
		const database = await open(this.#file);
		try {
			const tables = await all<{ name: string }>(database, "SELECT name FROM sqlite_master WHERE type = 'table'");
			const rows: StoreRow[] = [];
			for (const { name: table } of tables.filter(({ name }) => safeTable.test(name))) {
				const stored = await all<StoredRow>(database, `SELECT key, value FROM ${table}`);
				rows.push(...stored.map(({ key, value }) => ({ table, key, value: unwrapped(value) })));
			}
			return rows;
		} finally {
			database.close();
		}
	}
}

const numberOf = (id: string): bigint => BigInt(id.replace(/_.*/, ''));

function isJob(value: unknown): value is { phase: string } {
	return typeof value === 'object' && value !== null && 'phase' in value && typeof value.phase === 'string';
}

/** What was asked for, to know one job from another: the prompt's beginning where the record has one. */
function titleOf(job: object): string {
	const request = 'request' in job && typeof job.request === 'object' ? job.request : null;
	return request && 'prompt' in request && typeof request.prompt === 'string' ? request.prompt.slice(0, 80) : '';
}

/** Keyv keeps each value inside an object of its own. */
function unwrapped(text: string): unknown {
	try {
		const parsed: unknown = JSON.parse(text);
		return typeof parsed === 'object' && parsed !== null && 'value' in parsed ? parsed.value : parsed;
	} catch {
		return text;
	}
}

function open(file: string): Promise<sqlite3.Database> {
	return new Promise((resolve, reject) => {
		const database = new sqlite3.Database(file, sqlite3.OPEN_READONLY, (error) =>
			error ? reject(error) : resolve(database),
		);
	});
}

function all<Row>(database: sqlite3.Database, statement: string): Promise<Row[]> {
	return new Promise((resolve, reject) => {
		database.all<Row>(statement, (error, rows) => (error ? reject(error) : resolve(rows)));
	});
}

async function mtime(file: string): Promise<number> {
	try {
		return (await stat(file)).mtimeMs;
	} catch {
		return 0;
	}
}
