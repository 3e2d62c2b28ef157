import type { Job } from '../../jobs/record/job.js';
import { ledgerEntry, ledgerWindowMs, microUsd, type LedgerEntry } from '../../jobs/accounting/ledger.js';
import { ledgerKey } from '../../jobs/record/reconciled.js';
import type { LimitPolicy } from '../../jobs/guild/policy.js';
import { hours, type Clock } from '../../lib/time.js';
import type { Ledger, LimitReached, Standing } from './ledger.js';
import { standingOf, weightOf, type Weight } from './standing.js';

/** `fresh`: this call made it; false when the job already had one. */
type Reservation = { readonly ok: true; readonly fresh: boolean } | LimitReached;

export interface LimitsParts {
	readonly clock: Clock;
	readonly memberRunningJobs: number;
	/** How many more jobs of a member may wait for those in the making. */
	readonly memberWaitingJobs: number;
	readonly memberDailyVideos: number;
	/** Undefined: no limit. */
	readonly dailyUsd: number | undefined;
	readonly guildDailyUsd: number | undefined;
	/** Undefined: every guild, and outside of guilds. */
	readonly allowedGuilds: readonly string[] | undefined;
}

/** Entries that no longer count are dropped this often. */
const sweepEveryMs = hours(1);

interface HeldEntry extends LedgerEntry {
	/** Since when it is held here, by the clock that nobody sets. */
	readonly heldSince: number;
}

/**
 * The ledger: what every job of the last 24 hours, and every running one, weighs in its limits. It lives in memory and
 * is a function of the records: `observe` after every save keeps it equal to what `rebuild` would make of them.
 * Nothing here waits, so jobs that come at once are counted one after another and never pass a limit together.
 */
export class Limits implements Ledger {
	readonly #parts: LimitsParts;
	readonly #entries = new Map<string, HeldEntry>();
	/** Ids by member, so that one member's many jobs do not slow another's. */
	readonly #members = new Map<string, Set<string>>();
	/** Ids of jobs for which a reconciled one stands. */
	readonly #adopted = new Set<string>();
	#sweptAt: number;

	constructor(parts: LimitsParts) {
		this.#parts = parts;
		this.#sweptAt = parts.clock.elapsed();
	}

	/**
	 * Takes room for a new job, or says which limit has none. Asking twice for one job takes it once; whether that job is
	 * still there only its record tells, so whoever makes a record with room that was not fresh asks `renew`.
	 */
	reserve(job: Job, policy: LimitPolicy = {}): Reservation {
		this.#sweep();
		if (this.#entries.has(job.id)) return { ok: true, fresh: false };
		const refusal = this.#refusal(ledgerEntry(job), policy);
		if (refusal !== undefined) return refusal;

		this.#put(job.id, ledgerEntry(job));
		return { ok: true, fresh: true };
	}

	/** Takes room for a job that was made anew under the id of one whose record is gone; the old one's room is given back. */
	renew(job: Job, policy: LimitPolicy = {}): Reservation {
		this.release(job.id);
		return this.reserve(job, policy);
	}

	/** The room this job has is what its record says: settled, refunded, late or done. For after every save. */
	observe(job: Job): void {
		const key = ledgerKey(job);
		if (key !== job.id) this.#adopted.add(key);
		// Its successor knows better what became of it.
		else if (this.#adopted.has(key)) return;
		this.#put(key, ledgerEntry(job));
	}

	/** Of a record read behind: what was heard of its job meanwhile is newer. */
	learn(job: Job): void {
		if (!this.#entries.has(ledgerKey(job))) this.observe(job);
	}

	/** Gives everything back: the job was never born, or its record is removed. */
	release(id: string): void {
		const entry = this.#entries.get(id);
		if (entry === undefined) return;
		this.#entries.delete(id);
		this.#adopted.delete(id);
		const ids = this.#members.get(entry.memberId);
		ids?.delete(id);
		if (ids?.size === 0) this.#members.delete(entry.memberId);
	}

	/** Makes the ledger anew from the records, at start. */
	rebuild(jobs: Iterable<Job>): void {
		this.#entries.clear();
		this.#members.clear();
		this.#adopted.clear();
		for (const job of jobs) this.observe(job);
	}

	/** Jobs that are weighed. */
	get size(): number {
		return this.#entries.size;
	}

	/** What this member has used: jobs running, videos and US dollars in the last 24 hours. */
	usage(memberId: string): { running: number; videos: number; usd: number } {
		const mine = this.#of(memberId);
		const counted = this.#counted(mine);
		return { running: mine.filter(({ running }) => running).length, videos: counted.length, usd: usdOf(counted) };
	}

	/** What this member has used of each limit that holds for them here. */
	standing(memberId: string, guildId: string | null, policy: LimitPolicy = {}): readonly Standing[] {
		const { clock, guildDailyUsd } = this.#parts;
		const mine = this.#of(memberId);
		const isHere = (entry: LedgerEntry): boolean => guildId !== null && entry.guildId === guildId;
		const all = this.#within(undefined);
		const guildUsd = guildId === null ? undefined : smaller(guildDailyUsd, policy.guildDailyUsd);
		const weigh = (entries: readonly LedgerEntry[]): Weight => weightOf(entries, clock.now());
		const weights = { mine: weigh(mine), mineHere: weigh(mine.filter(isHere)), all: weigh(all) };
		return standingOf({ ...weights, here: weigh(all.filter(isHere)) }, { ...this.#parts, guildUsd, policy });
	}

	spent(guildId?: string): number {
		return usdOf(this.#counted(this.#within(guildId)));
	}

	/** The operator's limits over all that a member makes, and the guild's over what is made there. */
	#refusal(entry: LedgerEntry, policy: LimitPolicy): LimitReached | undefined {
		const { allowedGuilds, dailyUsd, guildDailyUsd } = this.#parts;
		const { memberDailyVideos, memberRunningJobs, memberWaitingJobs } = this.#parts;
		const { guildId } = entry;
		if (allowedGuilds !== undefined && (guildId === null || !allowedGuilds.includes(guildId))) {
			return { ok: false, limit: 'guild', allowed: 0, remaining: 0, comesBackAt: null };
		}

		const mine = this.#of(entry.memberId);
		const mineHere = guildId === null ? [] : mine.filter((other) => other.guildId === guildId);
		const here = guildId === null ? [] : this.#within(guildId);
		const guildUsd = guildId === null ? undefined : smaller(guildDailyUsd, policy.guildDailyUsd);
		const places = !entry.running
			? undefined
			: (placesRefused(mine, memberRunningJobs, memberWaitingJobs) ??
				placesRefused(mineHere, policy.runningJobs, memberWaitingJobs));
		// What counts for nothing fits into what is used up.
		if (places !== undefined || !entry.counted) return places;
		return (
			this.#videosRefused(mine, memberDailyVideos) ??
			this.#videosRefused(mineHere, policy.dailyVideos) ??
			this.#spendRefused('member-usd', entry, mineHere, policy.dailyUsd) ??
			this.#spendRefused('guild-usd', entry, here, guildUsd) ??
			this.#spendRefused('bot-usd', entry, this.#within(undefined), dailyUsd)
		);
	}

	#videosRefused(entries: readonly LedgerEntry[], allowed: number | undefined): LimitReached | undefined {
		if (allowed === undefined) return undefined;
		const ats = this.#counted(entries).map(({ at }) => at);
		if (ats.length < allowed) return undefined;
		const leaving = ats.sort((a, b) => a - b)[ats.length - allowed];
		const comesBackAt = leaving === undefined ? null : leaving + ledgerWindowMs;
		return { ok: false, limit: 'daily-videos', allowed, remaining: 0, comesBackAt };
	}

	#spendRefused(
		limit: 'member-usd' | 'guild-usd' | 'bot-usd',
		entry: LedgerEntry,
		entries: readonly LedgerEntry[],
		allowed: number | undefined,
	): LimitReached | undefined {
		if (allowed === undefined) return undefined;
		const counted = this.#counted(entries);
		let left = microUsd(allowed) - sum(counted);
		if (entry.microUsd <= left) return undefined;

		const remaining = Math.max(0, left) / 1_000_000;
		for (const { at, microUsd: weight } of counted.sort((a, b) => a.at - b.at)) {
			left += weight;
			if (entry.microUsd <= left) return { ok: false, limit, allowed, remaining, comesBackAt: at + ledgerWindowMs };
		}
		return { ok: false, limit, allowed, remaining, comesBackAt: null };
	}

	#of(memberId: string): LedgerEntry[] {
		return [...(this.#members.get(memberId) ?? [])].flatMap((id) => this.#entries.get(id) ?? []);
	}

	#within(guildId: string | undefined): LedgerEntry[] {
		const all = [...this.#entries.values()];
		return guildId === undefined ? all : all.filter((entry) => entry.guildId === guildId);
	}

	#counted(entries: readonly LedgerEntry[]): LedgerEntry[] {
		const since = this.#parts.clock.now() - ledgerWindowMs;
		return entries.filter(({ at, counted }) => counted && at > since);
	}

	#put(id: string, entry: LedgerEntry): void {
		const { clock } = this.#parts;
		// What has long stopped to count is not taken up at a start; what is here already is the sweep's business.
		if (!this.#entries.has(id) && isLongOver(entry, clock.now())) return;
		this.#entries.set(id, { ...entry, heldSince: this.#entries.get(id)?.heldSince ?? clock.elapsed() });
		const ids = this.#members.get(entry.memberId);
		if (ids === undefined) this.#members.set(entry.memberId, new Set([id]));
		else ids.add(id);
	}

	#sweep(): void {
		const { clock } = this.#parts;
		const elapsed = clock.elapsed();
		if (elapsed - this.#sweptAt < sweepEveryMs) return;
		this.#sweptAt = elapsed;
		for (const [id, entry] of this.#entries) {
			// The wall clock may be wrong today and right again tomorrow, so it alone forgets nothing.
			const isOld = elapsed - entry.heldSince >= ledgerWindowMs;
			if (isOld && isLongOver(entry, clock.now())) this.release(id);
		}
	}
}

/** In the making and in the member's own line. Whoever may have none in the making need not wait for it. */
function placesRefused(
	entries: readonly LedgerEntry[],
	allowed: number | undefined,
	waiting: number,
): LimitReached | undefined {
	const most = allowed === 0 ? 0 : (allowed ?? Infinity) + waiting;
	if (allowed === undefined || entries.filter(({ running }) => running).length < most) return undefined;
	return { ok: false, limit: 'running', allowed, remaining: 0, waiting, comesBackAt: null };
}

/** Ended, and old enough to count in no window, even by a clock that is a day ahead. */
const isLongOver = ({ at, running }: LedgerEntry, now: number): boolean => !running && at <= now - 2 * ledgerWindowMs;

const sum = (entries: readonly LedgerEntry[]): number =>
	entries.reduce((total, { microUsd: weight }) => total + weight, 0);

const usdOf = (entries: readonly LedgerEntry[]): number => sum(entries) / 1_000_000;

const smaller = (one: number | undefined, other: number | undefined): number | undefined =>
	one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
