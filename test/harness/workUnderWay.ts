import sharp from 'sharp';
import sqlite3 from 'sqlite3';
// What the program loads when it first needs it is here already: loading counts as nothing that could be waited for.
import 'file-type';
import 'mediabunny';
import 'opentype.js';
import 'rate-limiter-flexible';
import { discordWaits } from './discordWaits.js';
import { requestsInFlight } from './requestsInFlight.js';

const statements = new Set<symbol>();

type Statement = (this: unknown, ...args: unknown[]) => unknown;

/** Counts the calls of a method from when it is begun until its callback, which is its last argument, is called. */
function counted(target: Record<string, Statement>, name: string): void {
	const method = target[name]!;
	target[name] = function (...args) {
		const done = args.at(-1);
		if (typeof done !== 'function') return method.apply(this, args);
		const statement = Symbol(name);
		statements.add(statement);
		return method.call(this, ...args.slice(0, -1), function (this: unknown, ...results: unknown[]) {
			statements.delete(statement);
			return (done as Statement).apply(this, results);
		});
	};
}

// A thread of the library's own runs them, which nothing of Node's tells.
for (const name of ['run', 'get', 'all'])
	counted(sqlite3.Statement.prototype as unknown as Record<string, Statement>, name);
counted(sqlite3.Database.prototype as unknown as Record<string, Statement>, 'exec');

/** What Node itself calls what it waits for: files, names, connections, bytes on their way out, children (ffmpeg at work). */
const waitedFor = /^(?:FSReq|GetAddrInfo|TCPConnect|PipeConnect|Write|Shutdown|ProcessWrap|Zlib|Brotli)/u;

/** Pictures that threads of sharp's own work on, or will. */
function picturesInHand(): number {
	const { queue, process: worked } = sharp.counters();
	return queue + worked;
}

/**
 * How much this process waits for that ends by itself: answers to HTTP requests that have not been read to their end,
 * statements of the store, files, pictures, child processes, a rate limit that discord.js waits for. What waits for a clock does not count.
 */
export const workUnderWay = (): number =>
	requestsInFlight() +
	picturesInHand() +
	discordWaits() +
	statements.size +
	process.getActiveResourcesInfo().filter((name) => waitedFor.test(name)).length;
