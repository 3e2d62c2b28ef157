import { ledgerEntry, microUsd } from '../../jobs/accounting/ledger.js';
import type { LimitPolicy } from '../../jobs/guild/policy.js';
import type { Job } from '../../jobs/record/job.js';
import type { Clock } from '../../lib/time.js';
import type { Birth, Births, Ledger, LimitReached, Standing } from '../admission/ledger.js';
import type { standingOf, Weight } from '../admission/standing.js';
import type { LimitsParts } from '../admission/limits.js';
import type { RedisConnection } from './redisConnection.js';
import { bodyOf, factsOf } from './redisRecords.js';
import * as scripts from './scripts.js';

interface RedisLedgerParts extends LimitsParts {
	readonly redis: Pick<RedisConnection, 'run'>;
	readonly clock: Clock;
	readonly standingOf: typeof standingOf;
}

/** The ledger of the whole bot in Redis. A job's room and its record come to be in one act. */
export class RedisLedger implements Ledger, Births {
	readonly #parts: RedisLedgerParts;

	constructor(parts: RedisLedgerParts) {
		this.#parts = parts;
	}

	async bear(job: Job, policy: LimitPolicy = {}): Promise<Birth> {
		const { allowedGuilds, clock, redis } = this.#parts;
		const { guildId } = job.destination;
		if (allowedGuilds !== undefined && (!guildId || !allowedGuilds.includes(guildId))) {
			return { ok: false, limit: 'guild', allowed: 0, remaining: 0, comesBackAt: null };
		}
		const facts = { ...factsOf(job, clock.now()), limits: this.#limits(job, policy) };
		const answer = String(await redis.run(scripts.admit, [job.id, bodyOf(job), JSON.stringify(facts)]));
		return answer === 'born' || answer === 'duplicate' ? answer : readRefusal(JSON.parse(answer) as Refusal);
	}

	async spent(guildId?: string): Promise<number> {
		const { clock, redis } = this.#parts;
		const scope = guildId === undefined ? 'led:b' : `led:g:${guildId}`;
		return Number(await redis.run(scripts.spent, [scope, Math.round(clock.now())])) / 1_000_000;
	}

	async standing(memberId: string, guildId: string | null, policy: LimitPolicy): Promise<readonly Standing[]> {
		const { clock, redis } = this.#parts;
		const asked = [memberId, guildId ?? '', Math.round(clock.now())];
		const weights = ((await redis.run(scripts.weigh, asked)) as string[][]).map(readWeight);
		const [mine = nothing, mineHere = nothing, here = nothing, all = nothing] = weights;
		const guildUsd = guildId === null ? undefined : this.#guildUsd(policy);
		return this.#parts.standingOf({ mine, mineHere, here, all }, { ...this.#parts, guildUsd, policy });
	}

	/** The tighter one of the operator's and the guild's own. */
	#guildUsd(policy: LimitPolicy): number | undefined {
		const given = [this.#parts.guildDailyUsd, policy.guildDailyUsd].filter((usd) => usd !== undefined);
		return given.length === 0 ? undefined : Math.min(...given);
	}

	/** As the script wants them: amounts in millionths, and what has no limit left out. */
	#limits(job: Job, policy: LimitPolicy) {
		const { memberRunningJobs, memberWaitingJobs, memberDailyVideos, dailyUsd } = this.#parts;
		const { guildId } = job.destination;
		const places = { running: memberRunningJobs, waiting: memberWaitingJobs, runningHere: policy.runningJobs };
		const { counted, running } = ledgerEntry(job);
		if (!running) return {};
		// What counts for nothing fits into what is used up.
		if (!counted) return places;
		return {
			...places,
			videos: memberDailyVideos,
			videosHere: policy.dailyVideos,
			memberUsd: inMicro(policy.dailyUsd),
			guildUsd: guildId ? inMicro(this.#guildUsd(policy)) : undefined,
			botUsd: inMicro(dailyUsd),
		};
	}
}

/** What the script answers where there is no room. */
interface Refusal {
	readonly limit: LimitReached['limit'];
	readonly allowed: number;
	readonly remaining: number;
	readonly waiting?: number;
	readonly comesBackAt?: string;
}

function readRefusal({ limit, allowed, remaining, waiting, comesBackAt }: Refusal): LimitReached {
	const unit = limit.endsWith('-usd') ? 1_000_000 : 1;
	return {
		ok: false,
		limit,
		allowed: allowed / unit,
		remaining: remaining / unit,
		...(waiting !== undefined && { waiting }),
		comesBackAt: comesBackAt === undefined ? null : Number(comesBackAt),
	};
}

const nothing: Weight = { running: 0, videos: 0, usd: 0, oldestAt: null };

const readWeight = ([running, videos, microUsd, oldestAt = '']: readonly string[]): Weight => ({
	running: Number(running),
	videos: Number(videos),
	usd: Number(microUsd) / 1_000_000,
	oldestAt: oldestAt === '' ? null : Number(oldestAt),
});

const inMicro = (usd: number | undefined): number | undefined => (usd === undefined ? undefined : microUsd(usd));
