import sqlite3 from 'sqlite3';
import { pino } from 'pino';
import { JobStore } from '../src/services/records/jobStore.js';
import { Storage } from '../src/services/records/storage.js';
import type { Job } from '../src/jobs/record/job.js';

/** Puts jobs into an empty store in one transaction, as the program itself would have left them. */
export async function seedJobs(file: string, open: Iterable<Job>, ended: Iterable<Job> = []): Promise<void> {
	const storage = await Storage.open({ url: `sqlite://${file}`, log: pino({ level: 'silent' }) });
	await JobStore.open(storage);
	await storage.close();

	const database = new sqlite3.Database(file);
	await new Promise<void>((resolve, reject) => {
		database.serialize(() => {
			database.run('BEGIN');
			for (const table of ['jobs', 'closed']) {
				const insert = database.prepare(`INSERT INTO ${table} (key, value) VALUES (?, ?)`);
				for (const job of table === 'jobs' ? open : ended) {
					insert.run(`${table}:${job.id}`, JSON.stringify({ value: job }));
				}
				insert.finalize();
			}
			database.run('COMMIT', (error: Error | null) => (error === null ? resolve() : reject(error)));
		});
	});
	await new Promise<void>((resolve) => {
		database.close(() => resolve());
	});
}
