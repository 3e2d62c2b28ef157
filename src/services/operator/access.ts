import { KeptSet } from './keptSet.js';
import type { Tables } from '../records/tables.js';

/** Stands among the ids of members, which are numbers. */
const directMessages = 'direct-messages';
const memberId = /^\d{17,20}$/u;

/** Most members that can be blocked; each is an id in memory and a row in the store. */
const mostBlocked = 10_000;

/**
 * Whom the operator lets nowhere make videos, and whether anybody may in direct messages: kept in the store, over restarts,
 * until it is taken back. What has begun goes on, and everybody sees and deletes what is theirs.
 */
export class Access {
	readonly #closed: KeptSet;

	private constructor(closed: KeptSet) {
		this.#closed = closed;
	}

	static async open(storage: Pick<Tables, 'space'>, now: () => number): Promise<Access> {
		return new Access(await KeptSet.open(storage, 'access', now));
	}

	/** Whether a member may use the bot there; `guildId` null: a direct message or a private channel. */
	refusal(userId: string, guildId: string | null): 'memberEverywhere' | 'directMessages' | undefined {
		if (this.#closed.has(userId)) return 'memberEverywhere';
		return guildId === null && this.#closed.has(directMessages) ? 'directMessages' : undefined;
	}

	/** Ids of those who are blocked. */
	get blocked(): readonly string[] {
		return this.#closed.all.filter((key) => key !== directMessages);
	}

	get takesDirectMessages(): boolean {
		return !this.#closed.has(directMessages);
	}

	/** False when this is no id of a member, or no more can be blocked. @throws what the store throws; then nothing has changed */
	async block(userId: string): Promise<boolean> {
		if (!memberId.test(userId) || this.blocked.length >= mostBlocked) return false;
		await this.#closed.add(userId);
		return true;
	}

	/** False when the member was not blocked. @throws what the store throws; then nothing has changed */
	async unblock(userId: string): Promise<boolean> {
		return memberId.test(userId) && (await this.#closed.delete(userId));
	}

	/** @throws what the store throws; then nothing has changed */
	async takeDirectMessages(taken: boolean): Promise<void> {
		await (taken ? this.#closed.delete(directMessages) : this.#closed.add(directMessages));
	}

	/** Takes up what other processes were told. @throws what the store throws */
	refresh(): Promise<void> {
		return this.#closed.refresh();
	}
}
