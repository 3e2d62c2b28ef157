import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** What a member does in quick succession: commands cost a record, presses cost a read, typing costs next to nothing. */
export type Act = 'command' | 'press';

interface BurstsParts {
	/** Acts allowed within `seconds`; the defaults are far above what hands do on purpose. */
	readonly command?: { readonly points: number; readonly seconds: number };
	readonly press?: { readonly points: number; readonly seconds: number };
}

/** Damps bursts of commands and presses, by member. It forgets at a restart: it is no ledger and refunds nothing. */
export class Bursts {
	readonly #limiters: Readonly<Record<Act, RateLimiterMemory>>;

	constructor(parts: BurstsParts = {}) {
		const { command = { points: 5, seconds: 10 }, press = { points: 10, seconds: 10 } } = parts;
		this.#limiters = {
			command: new RateLimiterMemory({ points: command.points, duration: command.seconds, keyPrefix: 'command' }),
			press: new RateLimiterMemory({ points: press.points, duration: press.seconds, keyPrefix: 'press' }),
		};
	}

	/** Undefined: go on. Else how long the member has to wait, ms. */
	async damp(act: Act, userId: string): Promise<number | undefined> {
		try {
			await this.#limiters[act].consume(userId);
			return undefined;
		} catch (refused) {
			if (refused instanceof RateLimiterRes) return refused.msBeforeNext;
			throw refused;
		}
	}
}
