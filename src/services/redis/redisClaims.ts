import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { seconds, type Clock } from '../../lib/time.js';
import type { Claims } from '../scheduling/claims.js';
import type { RedisConnection } from './redisConnection.js';

interface RedisClaimsParts {
	readonly redis: Pick<RedisConnection, 'client' | 'run'>;
	/** What is claimed, such as `draft`. */
	readonly kind: string;
	readonly clock: Clock;
	readonly log: Logger;
}

/** A claim outlives a process that has died by this much. */
const lifeMs = seconds(15);

const prolong = `
if redis.call('GET', ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('PEXPIRE', ARGV[1], ARGV[3])
return 1
`;

const giveUp = `
if redis.call('GET', ARGV[1]) == ARGV[2] then redis.call('DEL', ARGV[1]) end
return 1
`;

/** Claims of every process on one Redis. */
export class RedisClaims implements Claims {
	readonly #parts: RedisClaimsParts;
	readonly #own = randomUUID();
	/** Ends the prolonging of each claim that is ours. */
	readonly #held = new Map<string, () => void>();

	constructor(parts: RedisClaimsParts) {
		this.#parts = parts;
	}

	async take(key: string): Promise<boolean> {
		const condition = { NX: true, PX: lifeMs } as const;
		if ((await this.#parts.redis.client.set(this.#name(key), this.#own, condition)) === null) return false;
		this.#prolong(key);
		return true;
	}

	async has(key: string): Promise<boolean> {
		return (await this.#parts.redis.client.exists(this.#name(key))) === 1;
	}

	/** One that Redis does not take back now ends by itself soon. */
	async release(key: string): Promise<void> {
		this.#held.get(key)?.();
		this.#held.delete(key);
		const { log, redis } = this.#parts;
		await redis.run(giveUp, [this.#name(key), this.#own]).catch((error: unknown) => {
			log.debug({ err: error }, 'a claim ends by itself');
		});
	}

	#prolong(key: string): void {
		const { clock, log, redis } = this.#parts;
		const cancel = clock.after(lifeMs / 3, () => {
			this.#prolong(key);
			redis.run(prolong, [this.#name(key), this.#own, lifeMs]).catch((error: unknown) => {
				log.debug({ err: error }, 'a claim could not be prolonged');
			});
		});
		this.#held.set(key, cancel);
	}

	#name(key: string): string {
		return `{r}:claim:${this.#parts.kind}:${key}`;
	}
}
