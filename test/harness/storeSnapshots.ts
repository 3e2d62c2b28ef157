import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import type { Job } from '../../src/jobs/record/job.js';
import type { AppHarness } from './appHarness.js';

/** Copies of the store as it was at every moment that can be seen from outside, and that differed from the one before. */
export class StoreSnapshots {
	readonly #stage: AppHarness;
	readonly #files: { readonly file: string; readonly at: string }[] = [];
	#last = '';

	/** Takes one beside every request of the program, while the request waits. */
	constructor(stage: AppHarness) {
		this.#stage = stage;
		const take = (side: string) => (x: { method: string; path: string }) => this.#take(`${side} ${x.method} ${x.path}`);
		for (const server of [stage.discord.api, stage.comet.server]) {
			server.watch({ before: take('before'), after: take('after') });
		}
	}

	/** What stood in the store, in the order it was written. */
	get taken(): readonly { readonly file: string; readonly at: string }[] {
		return this.#files;
	}

	/** The earliest in which an open record is so. */
	async first(is: (job: Job) => boolean): Promise<string> {
		for (const { file } of this.#files) {
			const database = new sqlite3.Database(file, sqlite3.OPEN_READONLY);
			const rows = (await all(database, 'SELECT value FROM jobs')) as { value: string }[];
			await new Promise((resolve) => database.close(resolve));
			if (rows.some(({ value }) => is((JSON.parse(value) as { value: Job }).value))) return file;
		}
		throw new Error('the store was never in that state');
	}

	/** Sets the machine back: the store of a stopped program is again as it was. */
	async restore(file: string): Promise<void> {
		const store = this.#file('reelay.sqlite');
		for (const suffix of ['', '-wal', '-shm']) await rm(`${store}${suffix}`, { force: true });
		await copyFile(file, store);
	}

	#file(name: string): string {
		return join(this.#stage.folder, name);
	}

	async #take(at: string): Promise<void> {
		const database = new sqlite3.Database(this.#file('reelay.sqlite'), sqlite3.OPEN_READONLY);
		try {
			const rows = await all(
				database,
				"SELECT key, value FROM jobs UNION ALL SELECT key, value FROM closed UNION ALL SELECT key, value FROM kept WHERE key LIKE 'note:%'",
			);
			const seen = JSON.stringify(rows);
			if (rows.length === 0 || seen === this.#last) return;
			this.#last = seen;
			const file = this.#file(`snapshot-${this.#files.length}.sqlite`);
			await all(database, `VACUUM INTO '${file}'`);
			this.#files.push({ file, at });
		} finally {
			await new Promise((resolve) => database.close(resolve));
		}
	}
}

const all = (database: sqlite3.Database, sql: string): Promise<unknown[]> =>
	new Promise((resolve, reject) => {
		database.all(sql, (error, rows) => (error === null ? resolve(rows) : reject(error)));
	});
