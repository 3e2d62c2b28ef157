import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Task } from '../../jobs/record/task.js';
import { days } from '../../lib/time.js';
import type { Tables, Table } from './tables.js';

const Seen = z.object({
	at: z.number(),
	/** The one job that may be born with it; nothing where its job was deleted. */
	by: z.string().optional(),
});
type Seen = z.infer<typeof Seen>;

/** Longer than any provider tells of a task, and than limits ask. */
const rememberMs = days(30);

/**
 * Tasks that were attached to a request, and tasks whose jobs were deleted, by a hash of their ids: so that nobody attaches
 * one to another request, to have that one's cost given back or its video shown. Nothing here says whose they were.
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

	/**
	 * Gives a task to the job that is about to be born with it, in one act for every process on the store. Whether it has it:
	 * a second try of the same job, whose process died in between, has it too.
	 * @param at now, ms
	 */
	async claim(task: Task, jobId: string, at: number): Promise<boolean> {
		if (await this.#table.insert(keyOf(task), { at, by: jobId })) return true;
		return (await this.#table.get(keyOf(task)))?.by === jobId;
	}

	/** The job that claimed it was not born with it. */
	async release(task: Task): Promise<void> {
		await this.#table.delete(keyOf(task));
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
