import { ledgerWindowMs, type LedgerEntry } from '../../jobs/accounting/ledger.js';
import type { LimitPolicy } from '../../jobs/guild/policy.js';
import type { Standing } from './ledger.js';

/** What weighs in a member's limits: theirs everywhere and here, the guild's, the whole bot's. */
interface Weighing {
	readonly mine: readonly LedgerEntry[];
	readonly mineHere: readonly LedgerEntry[];
	readonly here: readonly LedgerEntry[];
	readonly all: readonly LedgerEntry[];
}

interface Allowed {
	readonly memberRunningJobs: number;
	readonly memberDailyVideos: number;
	readonly dailyUsd: number | undefined;
	readonly guildUsd: number | undefined;
	readonly policy: LimitPolicy;
}

/** What is used of each limit; of two that count the same, the one with less left. */
export function standingOf(weighing: Weighing, allowed: Allowed, now: number): Standing[] {
	const { mine, mineHere, here, all } = weighing;
	const { policy } = allowed;
	const counted = (entries: readonly LedgerEntry[]): readonly LedgerEntry[] =>
		entries.filter((entry) => entry.counted && entry.at > now - ledgerWindowMs);
	return [
		tighter(running(mine, allowed.memberRunningJobs), running(mineHere, policy.runningJobs)),
		tighter(
			used('daily-videos', counted(mine), allowed.memberDailyVideos),
			used('daily-videos', counted(mineHere), policy.dailyVideos),
		),
		used('member-usd', counted(mineHere), policy.dailyUsd),
		used('guild-usd', counted(here), allowed.guildUsd),
		used('bot-usd', counted(all), allowed.dailyUsd),
	].filter((one) => one !== undefined);
}

function running(entries: readonly LedgerEntry[], allowed: number | undefined): Standing | undefined {
	if (allowed === undefined) return undefined;
	return { limit: 'running', used: entries.filter((entry) => entry.running).length, allowed, backAt: null };
}

function used(
	limit: Standing['limit'],
	counted: readonly LedgerEntry[],
	allowed: number | undefined,
): Standing | undefined {
	if (allowed === undefined) return undefined;
	const usd = counted.reduce((total, { microUsd }) => total + microUsd, 0) / 1_000_000;
	const oldest = Math.min(...counted.map(({ at }) => at));
	const backAt = counted.length === 0 ? null : oldest + ledgerWindowMs;
	return { limit, used: limit === 'daily-videos' ? counted.length : usd, allowed, backAt };
}

function tighter(one: Standing | undefined, other: Standing | undefined): Standing | undefined {
	if (one === undefined || other === undefined) return one ?? other;
	return one.allowed - one.used <= other.allowed - other.used ? one : other;
}
