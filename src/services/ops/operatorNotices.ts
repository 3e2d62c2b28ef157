import { hours, seconds } from '../../lib/time.js';
import { operatorNotice, type OperatorCause } from '../../messages/cards/operatorNotice.js';
import type { DiscordApi } from '../discord/discordApi.js';
import type { Environment } from '../../lib/environment.js';

/** How often it is asked whether something needs the operator. */
const everyMs = seconds(15);

/** So many checks in a row make it the operator's affair. */
const mostFailures = 4;

/** One cause is told at most this often. */
const quietMs = hours(1);

interface OperatorNoticesParts extends Pick<Environment, 'clock' | 'log'> {
	readonly discord: Pick<DiscordApi, 'directChannel' | 'createMessage'>;
	/** `OPERATOR_IDS`. */
	readonly operatorIds: readonly string[];
	/** What only the operator can mend at present. */
	readonly cause: () => OperatorCause | undefined;
	/** Whether the store takes writes. */
	readonly isStoreWell: () => Promise<boolean>;
	/** Whether no other process has told it within this time; where that cannot be known it is told. */
	readonly isNews?: ((cause: OperatorCause, withinMs: number) => Promise<boolean>) | undefined;
}

/**
 * Tells the operators by direct message when only they can help: the key is refused, the balance used up, the store cannot
 * write. Once an hour for each cause, in our own words: nothing that another side said stands in it.
 */
export class OperatorNotices {
	readonly #parts: OperatorNoticesParts;
	/** When each cause was last told, by the clock that nobody sets. */
	readonly #told = new Map<OperatorCause, number>();
	/** Checks in a row that the store has failed. */
	#failures = 0;
	#cancel: () => void = () => undefined;

	constructor(parts: OperatorNoticesParts) {
		this.#parts = parts;
	}

	/** Begins to watch; without operators there is nobody to tell. */
	start(): void {
		if (this.#parts.operatorIds.length === 0) return;
		this.#cancel = this.#parts.clock.after(everyMs, () => {
			this.start();
			void this.#check();
		});
	}

	stop(): void {
		this.#cancel();
	}

	async #check(): Promise<void> {
		const { cause: find, clock, operatorIds } = this.#parts;
		const cause = find() ?? (await this.#storeCause());
		if (cause === undefined) return;
		const last = this.#told.get(cause);
		if (last !== undefined && clock.elapsed() - last < quietMs) return;
		this.#told.set(cause, clock.elapsed());
		if ((await this.#parts.isNews?.(cause, quietMs).catch(() => true)) === false) return;
		await Promise.all(operatorIds.map((id) => this.#tell(id, cause)));
	}

	/** One slow answer is no trouble; a minute without a good one is. */
	async #storeCause(): Promise<OperatorCause | undefined> {
		this.#failures = (await this.#parts.isStoreWell()) ? 0 : this.#failures + 1;
		return this.#failures >= mostFailures ? 'unsaved' : undefined;
	}

	async #tell(userId: string, cause: OperatorCause): Promise<void> {
		const { discord, log } = this.#parts;
		try {
			await discord.createMessage(await discord.directChannel(userId), operatorNotice(cause));
		} catch (error) {
			log.warn({ err: error, userId, cause }, 'an operator could not be told');
		}
	}
}
