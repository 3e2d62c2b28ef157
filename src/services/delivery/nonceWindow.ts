import { DiscordProblem } from '../../discord/discordProblem.js';
import { nonceMs } from '../../jobs/delivery/post.js';
import type { Clock } from '../../lib/time.js';

/** Keeps what was sent and not answered from being sent again when Discord may have forgotten its nonce. */
export class NonceWindow {
	readonly #clock: Clock;
	#lost: { readonly error: unknown; readonly sentAt: number } | undefined;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** @throws what the unanswered sending threw, in place of a repetition that comes too late */
	async guard<T>(send: () => Promise<T>): Promise<T> {
		const sentAt = this.#clock.now();
		if (this.#lost !== undefined && sentAt >= this.#lost.sentAt + nonceMs) throw this.#lost.error;
		try {
			return await send();
		} catch (error) {
			if (error instanceof DiscordProblem && error.kind === 'unanswered') this.#lost ??= { error, sentAt };
			throw error;
		}
	}
}
