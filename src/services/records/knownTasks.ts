import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Task } from '../../jobs/record/task.js';
import { days } from '../../lib/time.js';
import type { Tables, Table } from './tables.js';

const Seen = z.object({ at: z.number() });
type Seen = z.infer<typeof Seen>;

/** Longer than any provider tells of a task, and than limits ask. */
const rememberMs = days(30);

/**
 * Tasks whose jobs were deleted, by a hash of their ids: so that nobody attaches one to another request, to have that one's
 * cost given back or its video shown. Nothing here says whose they were.
 */
export class KnownTasks {
	readonly #table: Table<Seen>;

	private constructor(table: Table<Seen>) {
		this.#table = table;
	}

	static async open(storage: Pick<Tables, 'space'>): Promise<KnownTasks> {
		return new KnownTasks(await storage.space('task', Seen));
	}

	/** @param at now, ms */
	async remember(task: Task, at: number): Promise<void> {
		if (task.id !== '') await this.#table.set(keyOf(task), { at });
	}

	async has(task: Task): Promise<boolean> {
		return (await this.#table.get(keyOf(task))) !== undefined;
	}

	/** Forgets what nobody can ask for any more. @param now ms */
	async sweep(now: number): Promise<void> {
		for (const { key, value } of await this.#table.entries()) {
			if (value.at <= now - rememberMs) await this.#table.delete(key);
		}
	}
}

const keyOf = ({ provider, id }: Pick<Task, 'provider' | 'id'>): string =>
	createHash('sha256').update(`${provider}:${id}`).digest('base64url');
