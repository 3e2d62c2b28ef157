import { z } from 'zod';
import type { Table, Tables } from '../records/tables.js';

const Word = z.object({ at: z.number() });

interface AccessParts {
	readonly table: Table<z.infer<typeof Word>>;
	readonly closed: Set<string>;
	readonly now: () => number;
}

/** Stands among the ids of members, which are numbers. */
const directMessages = 'direct-messages';
const memberId = /^\d{17,20}$/u;

/** Most members that can be blocked; each is an id in memory and a row in the store. */
export const mostBlocked = 10_000;

/**
 * Whom the operator lets nowhere make videos, and whether anybody may in direct messages: kept in the store, over restarts,
 * until it is taken back. What has begun goes on, and everybody sees and deletes what is theirs.
 */
export class Access {
	readonly #parts: AccessParts;

	private constructor(parts: AccessParts) {
		this.#parts = parts;
	}

	static async open(storage: Pick<Tables, 'space'>, now: () => number): Promise<Access> {
		const table = await storage.space('access', Word);
		return new Access({ table, closed: new Set((await table.entries()).map(({ key }) => key)), now });
	}

	/** Whether a member may use the bot there; `guildId` null: a direct message or a private channel. */
	refusal(userId: string, guildId: string | null): 'memberEverywhere' | 'directMessages' | undefined {
		const { closed } = this.#parts;
		if (closed.has(userId)) return 'memberEverywhere';
		return guildId === null && closed.has(directMessages) ? 'directMessages' : undefined;
	}

	/** Ids of those who are blocked. */
	get blocked(): readonly string[] {
		return [...this.#parts.closed].filter((key) => key !== directMessages);
	}

	get takesDirectMessages(): boolean {
		return !this.#parts.closed.has(directMessages);
	}

	/** False when this is no id of a member, or no more can be blocked. @throws what the store throws; then nothing has changed */
	async block(userId: string): Promise<boolean> {
		if (!memberId.test(userId) || this.#parts.closed.size >= mostBlocked) return false;
		await this.#close(userId);
		return true;
	}

	/** False when the member was not blocked. @throws what the store throws; then nothing has changed */
	async unblock(userId: string): Promise<boolean> {
		return memberId.test(userId) && (await this.#open(userId));
	}

	/** @throws what the store throws; then nothing has changed */
	async takeDirectMessages(taken: boolean): Promise<void> {
		await (taken ? this.#open(directMessages) : this.#close(directMessages));
	}

	/** Takes up what other processes were told. @throws what the store throws */
	async refresh(): Promise<void> {
		const { table, closed } = this.#parts;
		const now = new Set((await table.entries()).map(({ key }) => key));
		for (const key of closed) if (!now.has(key)) closed.delete(key);
		for (const key of now) closed.add(key);
	}

	async #close(key: string): Promise<void> {
		const { table, closed, now } = this.#parts;
		await table.set(key, { at: now() });
		closed.add(key);
	}

	async #open(key: string): Promise<boolean> {
		const { table, closed } = this.#parts;
		if (!closed.has(key)) return false;
		await table.delete(key);
		return closed.delete(key);
	}
}
