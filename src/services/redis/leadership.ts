import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Environment } from '../../lib/environment.js';
import { readJson } from '../../lib/readJson.js';
import type { LivingProcess, ProcessFacts } from '../ops/livingProcess.js';
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
/** By name, what each says of itself. */
const factsKey = '{r}:process-facts';

/** Says that this process lives, and makes it the leader where there is none. Answers who leads, and which processes live, each with its facts. */
const appear = `
local name, now, lease = ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
redis.call('ZADD', ARGV[2], string.format('%d', now + 2 * lease), name)
redis.call('HSET', ARGV[7], name, ARGV[8])
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', ARGV[2], '-inf', ARGV[4])) do
	redis.call('ZREM', ARGV[2], gone)
	redis.call('HDEL', ARGV[7], gone)
end
local leader = redis.call('GET', ARGV[1])
if ARGV[6] == '1' and (not leader or leader == name) then
	redis.call('SET', ARGV[1], name, 'PX', ARGV[5])
	leader = name
end
local living = {}
for _, each in ipairs(redis.call('ZRANGE', ARGV[2], 0, -1)) do
	living[#living + 1] = each
	living[#living + 1] = redis.call('HGET', ARGV[7], each) or ''
end
return { leader or '', living }
`;

const disappear = `
redis.call('ZREM', ARGV[2], ARGV[3])
redis.call('HDEL', ARGV[4], ARGV[3])
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
	/** What Redis said last; read by this process' clocks, so that nothing old is told. */
	#seen: { readonly at: Moment; readonly leader: string; readonly living: readonly Named[] } | undefined;
	#describe: () => ProcessFacts | undefined = () => undefined;
	#cancel: () => void = () => undefined;
	#isStopped = false;

	constructor(parts: LeadershipParts) {
		this.#parts = parts;
		this.#name = `${parts.role}:${randomUUID()}`;
	}

	get isLeader(): boolean {
		return this.#ledSince !== undefined && this.#isRecent(this.#ledSince);
	}

	/** How many processes there are, this one included. */
	get processes(): number {
		return this.#seen?.living.length ?? 1;
	}

	/** How this process is named in what is told of several. */
	get name(): string {
		return this.#name;
	}

	/** Those that live; undefined while Redis does not tell. One whose facts this version cannot read is left out. */
	get living(): readonly LivingProcess[] | undefined {
		const seen = this.#seen;
		if (seen === undefined || !this.#isRecent(seen.at)) return undefined;
		return seen.living.flatMap(({ name, facts }) =>
			facts === undefined ? [] : [{ ...facts, name, isLeader: name === seen.leader, isSelf: name === this.#name }],
		);
	}

	/**
	 * @param describe asked each time this process says that it lives
	 * @throws what Redis throws; later troubles are met again
	 */
	async start(describe: () => ProcessFacts | undefined = () => undefined): Promise<void> {
		this.#describe = describe;
		await this.#appear();
		this.#plan();
	}

	async stop(): Promise<void> {
		this.#isStopped = true;
		this.#cancel();
		this.#ledSince = undefined;
		const gone = [leaderKey, processesKey, this.#name, factsKey];
		await this.#parts.redis.run(disappear, gone).catch(() => undefined);
	}

	#isRecent({ wall, steady }: Moment): boolean {
		const { clock, leaseMs } = this.#parts;
		return Math.max(clock.now() - wall, clock.elapsed() - steady) < leaseMs;
	}

	async #appear(): Promise<void> {
		const { clock, leaseMs, redis, role } = this.#parts;
		const since = { wall: clock.now(), steady: clock.elapsed() };
		// A gateway makes nothing, so that it would lead without seeing anything.
		const mayLead = role === 'gateway' ? 0 : 1;
		const asked = [leaderKey, processesKey, this.#name, Math.round(clock.now()), leaseMs, mayLead];
		const told = [factsKey, JSON.stringify(this.#describe() ?? {})];
		const [leader, living] = (await redis.run(appear, [...asked, ...told])) as [string, string[]];
		this.#ledSince = leader === this.#name ? since : undefined;
		this.#seen = { at: since, leader, living: namedOf(living) };
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

const Facts = z.object({
	role: z.string(),
	version: z.string(),
	host: z.string(),
	pid: z.number(),
	shards: z.array(z.number()),
	jobs: z.number(),
	startedAt: z.number(),
}) satisfies z.ZodType<ProcessFacts>;

/** A process, and what can be read of what it says of itself. */
interface Named {
	readonly name: string;
	readonly facts: ProcessFacts | undefined;
}

/** @param told a name and its facts, in turn */
function namedOf(told: readonly string[]): Named[] {
	return told.flatMap((name, index) => {
		if (index % 2 === 1) return [];
		return [{ name, facts: Facts.safeParse(readJson(told[index + 1] ?? '')).data }];
	});
}

/** Processes that have been heard of lately: of one that died nothing is believed any more after twice its `LEASE_MS`. */
export async function livingProcesses(redis: Pick<RedisConnection, 'raw'>): Promise<Named[]> {
	const names = await redis.raw.zRangeByScore(processesKey, Date.now(), '+inf');
	const facts = names.length === 0 ? [] : await redis.raw.hmGet(factsKey, names);
	return namedOf(names.flatMap((name, index) => [name, facts[index] ?? '']));
}
