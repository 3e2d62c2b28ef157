import { randomUUID } from 'node:crypto';
import type { Environment } from '../../lib/environment.js';
import { sleep } from '../../lib/time.js';
import type { StoreLock } from '../records/processLock.js';
import type { RedisConnection } from './redisConnection.js';

interface RedisLockParts extends Pick<Environment, 'clock' | 'log'> {
	readonly redis: Pick<RedisConnection, 'client' | 'run'>;
	/** How long the right outlives a process that says nothing, ms. */
	readonly leaseMs: number;
	/** Another process has the store by now. */
	readonly onLost: () => void;
}

const key = '{r}:process';
const retryMs = 500;

/** Prolongs what is ours, takes what is nobody's. Answers 1 where it is ours now. */
const takeOrRenew = `
local holder = redis.call('GET', ARGV[1])
if holder and holder ~= ARGV[2] then return 0 end
redis.call('SET', ARGV[1], ARGV[2], 'PX', ARGV[3])
return 1
`;

const giveUp = `
if redis.call('GET', ARGV[1]) == ARGV[2] then redis.call('DEL', ARGV[1]) end
return 1
`;

/**
 * The right to be the one process on a Redis: what is kept in memory beside the records (whose drafts are being answered,
 * settings that were read) is one process' own. Whoever waits for it takes over soon after the other has ended.
 */
export class RedisLock implements StoreLock {
	readonly #parts: RedisLockParts;
	readonly #own = randomUUID();
	#held = false;
	#cancel: () => void = () => undefined;

	constructor(parts: RedisLockParts) {
		this.#parts = parts;
	}

	get held(): boolean {
		return this.#held;
	}

	/** Waits until no other process has it. */
	async acquire(signal: AbortSignal): Promise<void> {
		const { clock, log } = this.#parts;
		for (let waited = false; !(await this.#renew()); waited = true) {
			if (!waited) log.warn('another process uses this store; waiting until it ends');
			await sleep(clock, retryMs, signal);
		}
		this.#held = true;
		this.#watch();
	}

	async release(): Promise<void> {
		this.#cancel();
		if (!this.#held) return;
		this.#held = false;
		await this.#parts.redis.run(giveUp, [key, this.#own]).catch(() => undefined);
	}

	async #renew(): Promise<boolean> {
		return (await this.#parts.redis.run(takeOrRenew, [key, this.#own, this.#parts.leaseMs])) === 1;
	}

	#watch(): void {
		const { clock, leaseMs, log, onLost } = this.#parts;
		this.#cancel = clock.after(leaseMs / 3, () => {
			this.#renew()
				.then((isOurs) => {
					if (isOurs || !this.#held) return;
					this.#held = false;
					onLost();
				})
				.catch((error: unknown) => log.debug({ err: error }, 'Redis does not answer'))
				.finally(() => {
					if (this.#held) this.#watch();
				});
		});
	}
}
