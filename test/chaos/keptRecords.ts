import sqlite3 from 'sqlite3';
import type { Job } from '../../src/jobs/record/job.js';

/** What lies in a store, read from outside, beside the process or after it. */
export interface KeptRecords {
	readonly open: readonly Job[];
	readonly closed: readonly Job[];
	/** Keys of notes that were left for jobs. */
	readonly notes: readonly string[];
}

/** A store that has not been made yet has nothing in it. */
export async function keptRecords(file: string): Promise<KeptRecords> {
	const database = await opened(file);
	if (database === undefined) return { open: [], closed: [], notes: [] };
	try {
		const jobs = async (table: string): Promise<Job[]> =>
			(await rows(database, table)).map(({ value }) => (JSON.parse(value) as { value: Job }).value);
		const kept = await rows(database, 'kept');
		const notes = kept.map(({ key }) => key).filter((key) => key.startsWith('note:'));
		return { open: await jobs('jobs'), closed: await jobs('closed'), notes };
	} finally {
		await new Promise((resolve) => database.close(resolve));
	}
}

function opened(file: string): Promise<sqlite3.Database | undefined> {
	return new Promise((resolve) => {
		const database = new sqlite3.Database(file, sqlite3.OPEN_READWRITE, (error) => {
			resolve(error === null ? database : undefined);
		});
		database.configure('busyTimeout', 5000);
	});
}

interface Row {
	readonly key: string;
	readonly value: string;
}

function rows(database: sqlite3.Database, table: string): Promise<Row[]> {
	return new Promise((resolve, reject) => {
		database.all<Row>(`SELECT key, value FROM ${table}`, (error, found) => {
			if (error === null) resolve(found);
			else if (error.message.includes('no such table')) resolve([]);
			else reject(error);
		});
	});
}
