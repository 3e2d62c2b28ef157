import type { RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';

/** What a member does in quick succession: commands cost a record, presses cost a read, typing costs next to nothing. */
export type Act = 'command' | 'press';

interface BurstsParts {
	/** Acts allowed within `seconds`; the defaults are far above what hands do on purpose. */
	readonly command?: { readonly points: number; readonly seconds: number };
	readonly press?: { readonly points: number; readonly seconds: number };
	/** A client of Redis, where several processes hear the same member. While it does not answer, each counts for itself. */
	readonly redis?: object | undefined;
}

interface Burst {
	readonly points: number;
	readonly duration: number;
	readonly keyPrefix: string;
}

type Limiters = Readonly<Record<Act, RateLimiterAbstract>>;

/** Damps bursts of commands and presses, by member. It is no ledger and refunds nothing; without Redis it forgets at a restart. */
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
		// A package of the older kind: what it gives stands under `default`, and in the built program nowhere else.
		const { default: limiters } = await import('rate-limiter-flexible');
		const { RateLimiterMemory, RateLimiterRedis, RateLimiterRes: Refusal } = limiters;
		const { redis } = this.#parts;
		const limiter = (act: Act, { points, seconds }: { readonly points: number; readonly seconds: number }) => {
			const burst: Burst = { points, duration: seconds, keyPrefix: act };
			const own = new RateLimiterMemory(burst);
			if (redis === undefined) return own;
			const shared = { ...burst, keyPrefix: `{r}:burst:${act}`, storeClient: redis, useRedisPackage: true };
			return new RateLimiterRedis({ ...shared, insuranceLimiter: own, rejectIfRedisNotReady: true });
		};
		return { limiters: { command: limiter('command', command), press: limiter('press', press) }, Refusal };
	}
}
