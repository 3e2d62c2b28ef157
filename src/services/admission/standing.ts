import { ledgerWindowMs, type LedgerEntry } from '../../jobs/accounting/ledger.js';
import type { LimitPolicy } from '../../jobs/guild/policy.js';
import type { Standing } from './ledger.js';

/** What some jobs weigh together. */
export interface Weight {
	readonly running: number;
	/** Videos and US dollars that count now. */
	readonly videos: number;
	readonly usd: number;
	/** When the oldest of what counts began, ms. */
	readonly oldestAt: number | null;
}

/** What weighs in a member's limits: theirs everywhere and here, the guild's, the whole bot's. */
interface Weighing {
	readonly mine: Weight;
	readonly mineHere: Weight;
	readonly here: Weight;
	readonly all: Weight;
}

interface Allowed {
	readonly memberRunningJobs: number;
	readonly memberDailyVideos: number;
	readonly dailyUsd: number | undefined;
	readonly guildUsd: number | undefined;
	readonly policy: LimitPolicy;
}

/** What is used of each limit; of two that count the same, the one with less left. */
export function standingOf({ mine, mineHere, here, all }: Weighing, allowed: Allowed): Standing[] {
	const { policy } = allowed;
	return [
		tighter(running(mine, allowed.memberRunningJobs), running(mineHere, policy.runningJobs)),
		tighter(used('daily-videos', mine, allowed.memberDailyVideos), used('daily-videos', mineHere, policy.dailyVideos)),
		used('member-usd', mineHere, policy.dailyUsd),
		used('guild-usd', here, allowed.guildUsd),
		used('bot-usd', all, allowed.dailyUsd),
	].filter((one) => one !== undefined);
}

/** What these jobs weigh at a time, ms. */
export function weightOf(entries: readonly LedgerEntry[], now: number): Weight {
	const counted = entries.filter((entry) => entry.counted && entry.at > now - ledgerWindowMs);
	return {
		running: entries.filter((entry) => entry.running).length,
		videos: counted.length,
		usd: counted.reduce((total, { microUsd }) => total + microUsd, 0) / 1_000_000,
		oldestAt: counted.length === 0 ? null : Math.min(...counted.map(({ at }) => at)),
	};
}

function running(weight: Weight, allowed: number | undefined): Standing | undefined {
	return allowed === undefined ? undefined : { limit: 'running', used: weight.running, allowed, backAt: null };
}

function used(
	limit: Standing['limit'],
	{ videos, usd, oldestAt }: Weight,
	allowed: number | undefined,
): Standing | undefined {
	if (allowed === undefined) return undefined;
	const backAt = oldestAt === null ? null : oldestAt + ledgerWindowMs;
	return { limit, used: limit === 'daily-videos' ? videos : usd, allowed, backAt };
}

function tighter(one: Standing | undefined, other: Standing | undefined): Standing | undefined {
	if (one === undefined || other === undefined) return one ?? other;
	return one.allowed - one.used <= other.allowed - other.used ? one : other;
}
