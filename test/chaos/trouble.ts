import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import { textOf } from '../harness/appHarness.js';
import type { Point, Write } from './moment.js';
import type { ProcessHarness } from './processHarness.js';

/** Something that a store can suffer without dying, and when. */
export interface Trouble {
	readonly at: (point: Point) => boolean;
	/** The act that it befalls waits until this resolves. */
	readonly strike: (stand: ProcessHarness) => Promise<void>;
}

/** Another tool begins to write, and takes its time: nobody else may write meanwhile. */
export async function lockStore({ folder }: ProcessHarness, ms: number): Promise<void> {
	const database = await opened(join(folder, 'reelay.sqlite'));
	await all(database, 'BEGIN IMMEDIATE');
	setTimeout(() => {
		void all(database, 'ROLLBACK').finally(() => database.close());
	}, ms);
}

/** A disk that does not answer for a while. */
export const stall = (ms: number): Promise<void> =>
	new Promise((resolve) => {
		setTimeout(resolve, ms);
	});

/** What the program was told is saved, as another reader finds it; a line when it is not there. */
export async function unkeptOf({ folder }: ProcessHarness, { verb, table, key, phase }: Write): Promise<string[]> {
	const database = await opened(join(folder, 'reelay.sqlite'));
	try {
		const [row] = await all<{ value: string }>(database, `SELECT value FROM ${table} WHERE key = ?`, [key]);
		const isKept =
			verb === 'delete'
				? row === undefined
				: row !== undefined && (JSON.parse(row.value) as { value: { phase?: string } }).value.phase === phase;
		return isKept ? [] : [`told as saved and not in the file: ${verb} ${table} ${key} (${phase ?? ''})`];
	} finally {
		database.close();
	}
}

/** Whether the member was told that the request could not be kept, and so was not taken. */
export const isRefused = ({ discord }: ProcessHarness, interaction: Interaction): boolean =>
	textOf(discord.original(interaction)).includes('I did not take it');

function opened(file: string): Promise<sqlite3.Database> {
	return new Promise((resolve, reject) => {
		const database = new sqlite3.Database(file, (error) => (error === null ? resolve(database) : reject(error)));
		database.configure('busyTimeout', 5000);
	});
}

function all<Row>(database: sqlite3.Database, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
	return new Promise((resolve, reject) => {
		database.all<Row>(sql, parameters, (error, rows) => (error === null ? resolve(rows) : reject(error)));
	});
}
