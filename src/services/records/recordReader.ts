import sqlite3 from 'sqlite3';
import { Job } from '../../jobs/record/job.js';

/**
 * Reads the jobs of a store beside the bot that runs on it: read-only, without the lock, and closed again at once.
 * @throws what SQLite throws when there is no such file
 */
export class RecordReader {
	readonly #file: string;

	constructor({ file }: { readonly file: string }) {
		this.#file = file;
	}

	/** Every job whose record can be read, open ones first. */
	async jobs(): Promise<{ readonly jobs: Job[]; readonly unreadable: number }> {
		const database = await openReadOnly(this.#file);
		try {
			const rows = [...(await rowsOf(database, 'jobs')), ...(await rowsOf(database, 'closed'))];
			const read = rows.map(jobIn);
			const jobs = new Map<string, Job>();
			// An open record is newer than a closed one of the same job, which is being told again.
			for (const job of read) if (job !== undefined && !jobs.has(job.id)) jobs.set(job.id, job);
			return { jobs: [...jobs.values()], unreadable: read.filter((job) => job === undefined).length };
		} finally {
			database.close();
		}
	}
}

function jobIn(value: string): Job | undefined {
	try {
		const stored = JSON.parse(value) as { value?: unknown };
		return Job.safeParse(stored.value).data;
	} catch {
		return undefined;
	}
}

function openReadOnly(file: string): Promise<sqlite3.Database> {
	return new Promise((resolve, reject) => {
		const database = new sqlite3.Database(file, sqlite3.OPEN_READONLY, (error) => {
			if (error === null) resolve(database);
			else reject(error);
		});
	});
}

function rowsOf(database: sqlite3.Database, table: 'jobs' | 'closed'): Promise<string[]> {
	return new Promise((resolve, reject) => {
		database.all(`SELECT value FROM ${table}`, (error: Error | null, rows: { value: string }[]) => {
			if (error === null) resolve(rows.map(({ value }) => value));
			else reject(error);
		});
	});
}
