/** How long a statement that meets another program's lock is repeated, counted from when it was asked for. */
const busyPatienceMs = 5000;
/** Between two tries of it: the first pause, doubled up to the longest. */
const firstPauseMs = 5;
const longestPauseMs = 20;

interface Statement {
	readonly isRead: boolean;
	readonly since: number;
	readonly act: () => Promise<unknown>;
	readonly resolve: (rows: unknown) => void;
	readonly reject: (error: unknown) => void;
	tries: number;
	/** Not tried again before, by `performance.now()`. */
	notBefore: number;
}

/**
 * One statement at a time on one SQLite connection.
 *
 * The driver runs the statements of a connection on several threads. A write that ends in SQLITE_BUSY stays open until the
 * main thread has closed it, and what other writes have done meanwhile is reported as done but not committed: closing the
 * failed one takes it back. A busy time-out makes it worse, because the waiting thread holds the connection, and whoever
 * needs it stands still, the event loop included. So nothing runs beside anything else, nothing waits inside of SQLite
 * (its time-out must be 0), and a statement that meets a lock is repeated from here. Writes keep their order; reads, which
 * a foreign lock does not hinder, need not wait behind a write that is repeated.
 */
export class StatementQueue {
	readonly #waiting: Statement[] = [];
	#running = false;
	#closed = false;
	#timer: NodeJS.Timeout | undefined;
	#drained: () => void = () => undefined;

	/** @throws what the statement throws; SQLITE_BUSY only after patience with another program's lock */
	run<T>(sql: string, act: () => Promise<T>): Promise<T> {
		if (this.#closed) return Promise.reject(new Error('the store is closed'));
		return new Promise<T>((resolve, reject) => {
			this.#waiting.push({
				isRead: /^\s*select\b/iu.test(sql),
				since: performance.now(),
				act,
				resolve: resolve as (rows: unknown) => void,
				reject,
				tries: 0,
				notBefore: 0,
			});
			this.#next();
		});
	}

	/** Takes nothing more; resolves when everything that was asked for has ended. */
	async close(): Promise<void> {
		this.#closed = true;
		if (!this.#running && this.#waiting.length === 0) return;
		await new Promise<void>((resolve) => (this.#drained = resolve));
	}

	#next(): void {
		if (this.#running) return;
		if (this.#waiting.length === 0) {
			this.#drained();
			return;
		}
		clearTimeout(this.#timer);
		const firstWrite = this.#waiting.find(({ isRead }) => !isRead);
		const candidates = this.#waiting.filter((statement) => statement.isRead || statement === firstWrite);
		const now = performance.now();
		const due = candidates.find(({ notBefore }) => notBefore <= now);
		if (due !== undefined) {
			void this.#try(due);
			return;
		}
		const soonest = Math.min(...candidates.map(({ notBefore }) => notBefore));
		this.#timer = setTimeout(() => this.#next(), Math.ceil(soonest - now));
	}

	async #try(statement: Statement): Promise<void> {
		this.#running = true;
		let end: (() => void) | undefined;
		try {
			const rows = await statement.act();
			end = () => statement.resolve(rows);
		} catch (error) {
			const now = performance.now();
			if (!isBusy(error) || now - statement.since >= busyPatienceMs) end = () => statement.reject(error);
			else {
				statement.notBefore = now + Math.min(firstPauseMs * 2 ** statement.tries, longestPauseMs);
				statement.tries += 1;
			}
		}
		if (end !== undefined) this.#waiting.splice(this.#waiting.indexOf(statement), 1);
		this.#running = false;
		end?.();
		this.#next();
	}
}

/** Another connection holds the lock that a statement needed. */
export const isBusy = (error: unknown): boolean =>
	error instanceof Error &&
	'code' in error &&
	typeof error.code === 'string' &&
	/^SQLITE_(?:BUSY|LOCKED)/u.test(error.code);
