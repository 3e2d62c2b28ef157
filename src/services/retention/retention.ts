import { mustBeCounted } from '../../jobs/accounting/erasure.js';
import { isErased, type Job } from '../../jobs/record/job.js';
import type { SalvagedJob } from '../../jobs/stored/salvagedJob.js';
import type { Environment } from '../../lib/environment.js';
import { days, hours, minutes } from '../../lib/time.js';
import type { Drafts } from '../admission/drafts.js';
import type { KnownTasks } from '../records/knownTasks.js';
import type { Records } from '../records/records.js';
import type { Erasure } from './erasure.js';
import type { KeptPictures } from '../media/pictures/keptPictures.js';
import type { Pictures } from '../media/pictures/pictures.js';
import type { Videos } from '../media/videos/videos.js';

interface RetentionParts extends Pick<Environment, 'clock' | 'log'> {
	readonly store: Records;
	readonly videos: Pick<Videos, 'sweep'>;
	readonly pictures: Pick<Pictures, 'sweep'>;
	/** What was kept of members' pictures for later requests. */
	readonly kept: Pick<KeptPictures, 'sweep'>;
	/** `RETENTION_DAYS`, ms. */
	readonly retentionMs: number;
	/** What waits for its member's word: its pictures are needed although no job has them. */
	readonly drafts: Pick<Drafts, 'has'>;
	readonly erasure: Erasure;
	/** Of tasks whose jobs were deleted. */
	readonly knownTasks: Pick<KnownTasks, 'sweep'>;
	/** Where several processes share a store, one of them tidies. */
	readonly isOurs?: (() => boolean) | undefined;
}

const everyMs = hours(1);
/** After a start the members' jobs come first. */
const firstMs = minutes(1);
/** A round that left work over is followed by another soon. */
const soonMs = minutes(1);
/** Records deleted or emptied in one round. */
const mostChanges = 2000;
/** So long after it was asked for nothing of a job is going on any more, whatever its record says that nobody can read. */
const longestLifeMs = days(3);
/** The first millisecond of Discord's ids, which begin with their time. */
const firstIdAt = 1_420_070_400_000;
/** A result without a record is nobody's after this long. */
const orphanMs = hours(1);

/**
 * Forgets what is no longer kept: closed jobs after `RETENTION_DAYS` with their files, results beyond `MEDIA_MAX_GB`, files
 * that belong to no job, interaction tokens of jobs that have ended. What fails is logged and met again an hour later.
 */
export class Retention {
	readonly #parts: RetentionParts;
	#cancel: () => void = () => undefined;
	#stopped = false;

	constructor(parts: RetentionParts) {
		this.#parts = parts;
	}

	/** Begins: a first round soon, then one every hour. */
	start(): void {
		this.#next(firstMs);
	}

	/** No further round; waits for the one in hand, which ends at its next record. */
	async stop(): Promise<void> {
		this.#stopped = true;
		this.#cancel();
		await this.#parts.erasure.inTurn(() => Promise.resolve());
	}

	/** One round. Returns whether it got to the end of its work. Never throws. */
	round(): Promise<boolean> {
		return this.#parts.erasure.inTurn(async () => {
			// Offers that lapsed or were declined, and tokens, are gone from the records and not yet from the file.
			this.#parts.erasure.leavesBytes();
			const finished = await this.#attempt('records', () => this.#records());
			await this.#attempt('unreadable records', () => this.#unreadable());
			await this.#parts.erasure.scrub();
			if (this.#stopped) return true;
			await this.#attempt('results', () => this.#results());
			await this.#attempt('pictures', () => this.#pictures());
			await this.#attempt('tasks', async () => this.#parts.knownTasks.sweep(this.#parts.clock.now()));
			return finished ?? true;
		});
	}

	#next(waitMs: number): void {
		if (this.#stopped) return;
		this.#cancel = this.#parts.clock.after(waitMs, () => {
			const round = this.#parts.isOurs?.() === false ? Promise.resolve(false) : this.round();
			void round.then((finished) => this.#next(finished ? everyMs : soonMs));
		});
	}

	/** Ended jobs: the old ones go, the others lose their tokens. Returns whether all were seen. */
	async #records(): Promise<boolean> {
		let changes = 0;
		const gone = { removed: 0, emptied: 0, open: 0 };
		for await (const job of this.#parts.store.closed()) {
			if (this.#stopped) return true;
			if (changes >= mostChanges) return false;
			const changed = await this.#attempt(job.id, async () => {
				if (this.#isOver(job)) gone[await this.#parts.erasure.remove(job)] += 1;
				else if (this.#hasDeadToken(job)) await this.#blankToken(job.id);
				else return false;
				return true;
			});
			if (changed === true) changes += 1;
		}
		if (gone.removed + gone.emptied > 0) this.#parts.log.info(gone, 'old jobs forgotten');
		return true;
	}

	/** What cannot be read is forgotten by the age that is known of it. */
	async #unreadable(): Promise<void> {
		const { clock, erasure, log, retentionMs, store } = this.#parts;
		for (const [id, record] of store.unreadable.all()) {
			if (clock.now() - birthOf(id, record) < retentionMs + longestLifeMs) continue;
			await this.#attempt(id, async () => {
				await erasure.removeUnreadable(id);
				log.info({ jobId: id }, 'an old record that cannot be read was forgotten');
			});
		}
	}

	#isOver(job: Job): boolean {
		const now = this.#parts.clock.now();
		// An emptied record has nothing left to keep for anybody but the limits.
		if (isErased(job)) return !mustBeCounted(job, now);
		return now - (job.closedAt ?? job.outcome?.at ?? job.createdAt) >= this.#parts.retentionMs;
	}

	#hasDeadToken({ destination }: Job): boolean {
		return typeof destination.token === 'string' && this.#parts.clock.now() >= destination.tokenExpiresAt;
	}

	async #blankToken(id: string): Promise<void> {
		const { store, erasure } = this.#parts;
		await store.alone(id, async () => {
			const job = await store.get(id);
			// Read anew: since the page was read somebody may have asked for the result again.
			if (job?.phase !== 'closed' || !this.#hasDeadToken(job)) return;
			await store.save({ ...job, destination: { ...job.destination, token: null } });
			erasure.leavesBytes();
		});
	}

	async #results(): Promise<void> {
		const { videos, retentionMs } = this.#parts;
		await videos.sweep({ olderThanMs: orphanMs, keep: (id) => this.#isKnown(id) });
		await videos.sweep({ olderThanMs: retentionMs, keep: (id) => this.#isOpen(id) });
	}

	async #pictures(): Promise<void> {
		const { pictures, kept, drafts } = this.#parts;
		await pictures.sweep(async (id) => (await this.#isOpen(id)) || (await drafts.has(id)));
		// Of an emptied record nothing is kept but numbers; its pictures went with the words.
		await kept.sweep(async (id) => (await this.#isKnown(id)) || (await drafts.has(id)));
	}

	/** Whether there is a record; one that cannot be read is one, too. */
	async #isKnown(id: string): Promise<boolean> {
		return this.#ofRecord(id, (job) => job !== undefined);
	}

	async #isOpen(id: string): Promise<boolean> {
		return this.#ofRecord(id, (job) => job !== undefined && job.phase !== 'closed');
	}

	async #ofRecord(id: string, holds: (job: Job | undefined) => boolean): Promise<boolean> {
		try {
			return holds(await this.#parts.store.get(id));
		} catch {
			// In doubt the file stays.
			return true;
		}
	}

	async #attempt<T>(what: string, act: () => Promise<T>): Promise<T | undefined> {
		try {
			return await act();
		} catch (error) {
			this.#parts.log.error({ err: error, what }, 'tidying failed; it will be tried again');
			return undefined;
		}
	}
}

/** When a job was asked for, ms: by its record, or by its id, which is that of its interaction. */
const birthOf = (id: string, { createdAt }: SalvagedJob): number =>
	createdAt ?? (/^\d{17,20}$/u.test(id) ? Number(BigInt(id) >> 22n) + firstIdAt : Number.POSITIVE_INFINITY);
