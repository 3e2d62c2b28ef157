import { isErased, type Job } from '../../jobs/record/job.js';
import { isReconcilable, reconciledId } from '../../jobs/record/reconciled.js';
import { isRedeliverable } from '../../jobs/record/redelivery.js';
import { days, seconds, type Clock } from '../../lib/time.js';
import type { Records } from '../records/records.js';

/** What the admins of a guild may have to look after. */
export interface GuildJobList {
	/** Without an outcome, oldest first. */
	readonly running: readonly Job[];
	/** Of these, those that somebody has cancelled already. */
	readonly cancelling: ReadonlySet<string>;
	/** Whose create had no readable answer, and that have no task yet; newest first. */
	readonly unknown: readonly Job[];
	/** Whose outcome reached nobody; newest first. */
	readonly undelivered: readonly Job[];
	/** The last ones whose outcome can be told again; newest first. */
	readonly ended: readonly Job[];
}

interface GuildJobsParts {
	readonly store: Pick<Records, 'openJobs' | 'closedSince' | 'noted'>;
	readonly clock: Clock;
	/** How long records are kept, ms. */
	readonly retentionMs: number;
}

/** What has just been read is good for an admin who goes on typing. */
const freshMs = seconds(5);

/** Autocomplete looks back so far: what is older can still be named by its id. */
const choiceAgeMs = days(7);

/** As many as an autocomplete shows. */
const mostEnded = 25;

/** The jobs of one guild that are in the making or want an admin, read from the records. */
export class GuildJobs {
	readonly #parts: GuildJobsParts;
	readonly #read = new Map<string, { readonly at: number; readonly list: Promise<GuildJobList> }>();

	constructor(parts: GuildJobsParts) {
		this.#parts = parts;
	}

	/** Everything that is kept. @throws what the store throws */
	of(guildId: string): Promise<GuildJobList> {
		return this.#list(guildId, this.#parts.retentionMs);
	}

	/** Those of the last days, which are read in less time; the same for some seconds. @throws what the store throws */
	recent(guildId: string): Promise<GuildJobList> {
		const now = this.#parts.clock.now();
		for (const [id, { at }] of this.#read) if (Math.abs(now - at) > freshMs) this.#read.delete(id);
		const known = this.#read.get(guildId);
		if (known !== undefined) return known.list;
		const list = this.#list(guildId, Math.min(choiceAgeMs, this.#parts.retentionMs));
		this.#read.set(guildId, { at: now, list });
		list.catch(() => this.#read.delete(guildId));
		return list;
	}

	async #list(guildId: string, ageMs: number): Promise<GuildJobList> {
		const { store, clock } = this.#parts;
		const isHere = (job: Job): boolean => job.destination.guildId === guildId && !isErased(job);
		const open = (await store.openJobs()).filter(isHere);
		const known = new Set(open.map(({ id }) => id));
		const ended: Job[] = [];
		for await (const job of store.closedSince(clock.now() - ageMs)) {
			if (!isHere(job) || known.has(job.id)) continue;
			known.add(job.id);
			ended.push(job);
		}
		ended.sort((one, other) => other.createdAt - one.createdAt);
		return {
			running: open.filter(({ outcome }) => !outcome).sort((one, other) => one.createdAt - other.createdAt),
			cancelling: new Set(await store.noted('cancel')),
			unknown: ended.filter((job) => isReconcilable(job) && !known.has(reconciledId(job.id))),
			undelivered: ended.filter((job) => job.delivery.undelivered && isRedeliverable(job)),
			ended: ended.filter(isRedeliverable).slice(0, mostEnded),
		};
	}
}
