import { randomUUID } from 'node:crypto';
import type { Environment } from '../../lib/environment.js';
import type { Moment } from './holds.js';
import type { RedisConnection } from './redisConnection.js';

interface LeadershipParts extends Pick<Environment, 'clock' | 'log'> {
	readonly redis: Pick<RedisConnection, 'run' | 'client'>;
	/** `LEASE_MS`. */
	readonly leaseMs: number;
	/** `ROLE`, for those who look. */
	readonly role: string;
}

const leaderKey = '{r}:leader';
const processesKey = '{r}:processes';

/** Says that this process lives, and makes it the leader where there is none. Answers who leads, and how many processes live. */
const appear = `
local name, now, lease = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
redis.call('ZADD', ARGV[2], string.format('%d', now + 2 * lease), name)
redis.call('ZREMRANGEBYSCORE', ARGV[2], '-inf', ARGV[4])
local leader = redis.call('GET', ARGV[1])
if ARGV[6] == '1' and (not leader or leader == name) then
	redis.call('SET', ARGV[1], name, 'PX', ARGV[5])
	leader = name
end
return { leader or '', redis.call('ZCARD', ARGV[2]) }
`;

const disappear = `
redis.call('ZREM', ARGV[2], ARGV[3])
if redis.call('GET', ARGV[1]) == ARGV[3] then redis.call('DEL', ARGV[1]) end
return 1
`;

/**
 * Which of the processes on one Redis does what only one needs to do: tidying, the catalogue, looking for jobs in nobody's
 * hands. Nothing that only one may do rests on it.
 */
export class Leadership {
	readonly #parts: LeadershipParts;
	readonly #name: string;
	/** Before the last renewal was asked for. */
	#ledSince: Moment | undefined;
	#processes = 1;
	#cancel: () => void = () => undefined;
	#isStopped = false;

	constructor(parts: LeadershipParts) {
		this.#parts = parts;
		this.#name = `${parts.role}:${randomUUID()}`;
	}

	get isLeader(): boolean {
		if (this.#ledSince === undefined) return false;
		const { clock, leaseMs } = this.#parts;
		const { wall, steady } = this.#ledSince;
		return Math.max(clock.now() - wall, clock.elapsed() - steady) < leaseMs;
	}

	/** How many processes there are, this one included. */
	get processes(): number {
		return this.#processes;
	}

	/** @throws what Redis throws; later troubles are met again */
	async start(): Promise<void> {
		await this.#appear();
		this.#plan();
	}

	async stop(): Promise<void> {
		this.#isStopped = true;
		this.#cancel();
		this.#ledSince = undefined;
		await this.#parts.redis.run(disappear, [leaderKey, processesKey, this.#name]).catch(() => undefined);
	}

	async #appear(): Promise<void> {
		const { clock, leaseMs, redis, role } = this.#parts;
		const since = { wall: clock.now(), steady: clock.elapsed() };
		// A gateway makes nothing, so that it would lead without seeing anything.
		const mayLead = role === 'gateway' ? 0 : 1;
		const asked = [leaderKey, processesKey, this.#name, Math.round(clock.now()), leaseMs, mayLead];
		const [leader, processes] = (await redis.run(appear, asked)) as [string, number];
		this.#ledSince = leader === this.#name ? since : undefined;
		this.#processes = processes;
	}

	#plan(): void {
		if (this.#isStopped) return;
		const { clock, leaseMs, log } = this.#parts;
		this.#cancel = clock.after(leaseMs / 3, () => {
			this.#appear()
				.catch((error: unknown) => log.debug({ err: error }, 'Redis does not answer'))
				.finally(() => this.#plan());
		});
	}
}

/** Processes that have been heard of lately: of one that died nothing is believed any more after twice its `LEASE_MS`. */
export async function livingProcesses(redis: Pick<RedisConnection, 'client'>): Promise<string[]> {
	return redis.client.zRangeByScore(processesKey, Date.now(), '+inf');
}
