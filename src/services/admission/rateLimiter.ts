import type { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** What a member does in quick succession: commands cost a record, presses cost a read, typing costs next to nothing. */
export type Act = 'command' | 'press';

interface BurstsParts {
	/** Acts allowed within `seconds`; the defaults are far above what hands do on purpose. */
	readonly command?: { readonly points: number; readonly seconds: number };
	readonly press?: { readonly points: number; readonly seconds: number };
}

type Limiters = Readonly<Record<Act, RateLimiterMemory>>;

/** Damps bursts of commands and presses, by member. It forgets at a restart: it is no ledger and refunds nothing. */
export class RateLimiter {
	readonly #parts: BurstsParts;
	#loading: Promise<{ limiters: Limiters; Refusal: typeof RateLimiterRes }> | undefined;

	constructor(parts: BurstsParts = {}) {
		this.#parts = parts;
	}

	/** Undefined: go on. Else how long the member has to wait, ms. */
	async take(act: Act, userId: string): Promise<number | undefined> {
		this.#loading ??= this.#load();
		const { limiters, Refusal } = await this.#loading;
		try {
			await limiters[act].consume(userId);
			return undefined;
		} catch (refused) {
			if (refused instanceof Refusal) return refused.msBeforeNext;
			throw refused;
		}
	}

	/** On first use: the package brings a limiter for every database there is, some megabytes that an idle bot can do without. */
	async #load() {
		const { command = { points: 5, seconds: 10 }, press = { points: 10, seconds: 10 } } = this.#parts;
		const { RateLimiterMemory: Limiter, RateLimiterRes: Refusal } = await import('rate-limiter-flexible');
		const limiters = {
			command: new Limiter({ points: command.points, duration: command.seconds, keyPrefix: 'command' }),
			press: new Limiter({ points: press.points, duration: press.seconds, keyPrefix: 'press' }),
		};
		return { limiters, Refusal };
	}
}
