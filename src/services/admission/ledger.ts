import type { LimitPolicy } from '../../jobs/guild/policy.js';
import type { Job } from '../../jobs/record/job.js';

/** Which limit stands in the way. `guild`: the bot may not be used here at all. */
type LimitName = 'running' | 'daily-videos' | 'member-usd' | 'guild-usd' | 'bot-usd' | 'guild';

/** A limit that has no room. */
export interface LimitReached {
	readonly ok: false;
	readonly limit: LimitName;
	/** The limit itself: jobs, videos or US dollars. */
	readonly allowed: number;
	/** What is left of it, in the same unit; never negative. */
	readonly remaining: number;
	/** Of `running`: how many more may wait for those in the making. */
	readonly waiting?: number;
	/** When there is room for this job by time alone, ms; null: not by time (a job must end, or it never fits). */
	readonly comesBackAt: number | null;
}

/** What the last 24 hours weigh in the limits, wherever that is kept. */
export interface Ledger {
	/** US dollars counted in the last 24 hours, in one guild or (without one) by the whole bot. */
	spent(guildId?: string): number | Promise<number>;
	/** What a member has used of each limit that holds for them in a guild, or outside of one. */
	standing(
		memberId: string,
		guildId: string | null,
		policy: LimitPolicy,
	): readonly Standing[] | Promise<readonly Standing[]>;
}

/** How far one limit is used up. */
export interface Standing {
	readonly limit: Exclude<LimitName, 'guild'>;
	/** Jobs, videos or US dollars. */
	readonly used: number;
	readonly allowed: number;
	/** When the oldest of it stops to count, ms; null where time gives nothing back. */
	readonly backAt: number | null;
}

/** What came of a job's birth. `duplicate`: it has a record already, and nothing was done. */
export type Birth = 'born' | 'duplicate' | LimitReached;

/** Where a job is born: with room in every limit and with a record, or with neither. */
export interface Births {
	/**
	 * @param unwanted goes off when nobody waits any more: the room is free again, whenever the record lands
	 * @throws what the store throws; whether there is a record then, nobody can say yet
	 */
	bear(job: Job, policy: LimitPolicy | undefined, unwanted: AbortSignal): Promise<Birth>;
}
