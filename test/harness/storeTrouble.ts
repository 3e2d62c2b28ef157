import { pino, type Logger } from 'pino';
import sqlite3 from 'sqlite3';

/** Which writes the store does not take. */
export interface Strike {
	/** The SQL table: `jobs` (open ones), `closed`, `drafts`, `kept` (everything small). */
	readonly table: string;
	/** As in SQL's LIKE. */
	readonly key?: string;
	readonly value?: string;
}

/** Lets the real store refuse some writes, by a trigger in the file itself; returns how to let it take them again. */
export async function troubleWith(
	url: string,
	{ table, key = '%', value = '%' }: Strike,
): Promise<() => Promise<void>> {
	const file = url.replace('sqlite://', '');
	const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
	const condition = `NEW.key LIKE ${quoted(key)} AND NEW.value LIKE ${quoted(value)}`;
	await execute(
		file,
		`CREATE TRIGGER trouble BEFORE INSERT ON ${table} WHEN ${condition} BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END`,
	);
	return () => execute(file, 'DROP TRIGGER trouble');
}

function execute(file: string, sql: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const database = new sqlite3.Database(file);
		database.configure('busyTimeout', 5000);
		database.exec(sql, (error) => {
			database.close(() => (error === null ? resolve() : reject(error)));
		});
	});
}

/** A log that can be read again; what is written of a trouble stands in it. */
export function readableLog(): { readonly log: Logger; readonly said: (words: string) => boolean } {
	const lines: string[] = [];
	const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
	return { log, said: (words) => lines.some((line) => line.includes(words)) };
}
