import { Writable } from 'node:stream';
import type { Logger } from 'pino';
import { makeLogger } from '../../src/services/ops/logger.js';

/** A line of the log. */
export type LogLine = { readonly level: string; readonly msg: string } & Readonly<Record<string, unknown>>;

/** The program's own logger, and what it has written so far. */
export function logged(): { readonly log: Logger; readonly lines: LogLine[] } {
	const lines: LogLine[] = [];
	const stream = new Writable({
		write(chunk: Buffer, _, done) {
			lines.push(JSON.parse(chunk.toString()) as LogLine);
			done();
		},
	});
	return { log: makeLogger('info', stream), lines };
}
