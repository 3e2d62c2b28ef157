import type { Logger } from 'pino';
import { erased, mustBeCounted } from '../../jobs/accounting/erasure.js';
import { isErased, type Job } from '../../jobs/record/job.js';
import { KeyedMutex } from '../../lib/keyedMutex.js';
import { hours, minutes, type Clock } from '../../lib/time.js';
import type { Drafts } from '../admission/drafts.js';
import type { History } from '../records/history.js';
import type { KnownTasks } from '../records/knownTasks.js';
import type { JobStore } from '../records/jobStore.js';
import type { KeptPictures } from '../media/pictures/keptPictures.js';
import type { Pictures } from '../media/pictures/pictures.js';
import type { Storage } from '../records/storage.js';
import type { Videos } from '../media/videos/videos.js';

interface JanitorParts {
	readonly store: JobStore;
	readonly videos: Pick<Videos, 'discard' | 'sweep'>;
	readonly pictures: Pick<Pictures, 'discard' | 'sweep'>;
	/** What was kept of members' pictures for later requests. */
	readonly kept: Pick<KeptPictures, 'discard' | 'sweep'>;
	/** `RETENTION_DAYS`, ms. */
	readonly retentionMs: number;
	/** What waits for its member's word: its pictures are needed although no job has them. */
	readonly drafts: Pick<Drafts, 'has' | 'forget'>;
	readonly storage: Pick<Storage, 'scrub'>;
	/** Remembers, by their hashes, the tasks of jobs that are deleted. */
	readonly knownTasks: Pick<KnownTasks, 'remember' | 'sweep'>;
	/** No list goes on naming what has been deleted. */
	readonly history: Pick<History, 'erased'>;
	readonly clock: Clock;
	readonly log: Logger;
}

/** What a member's deletion came to. */
interface Forgotten {
	/** Jobs of which nothing is left … */
	readonly removed: number;
	/** … and those of which only what limits count is left, until a day after they began. */
	readonly emptied: number;
	/** Offers that had not become jobs. */
	readonly offers: number;
	/** Ids of jobs that have not ended; they are left alone. */
	readonly open: readonly string[];
}

const everyMs = hours(1);
/** After a start the members' jobs come first. */
const firstMs = minutes(1);
/** A round that left work over is followed by another soon. */
const soonMs = minutes(1);
/** Records deleted or emptied in one round. */
const mostChanges = 2000;
/** A result without a record is nobody's after this long. */
const orphanMs = hours(1);

/**
 * Forgets what is no longer kept: closed jobs after `RETENTION_DAYS` with their files, results beyond `MEDIA_MAX_GB`, files
 * that belong to no job, interaction tokens of jobs that have ended. What fails is logged and met again an hour later.
 */
export class Retention {
	readonly #parts: JanitorParts;
	/** Rounds and deletions take turns. */
	readonly #turns = new KeyedMutex();
	readonly #forgetting = new Map<string, Promise<Forgotten>>();
	#cancel: () => void = () => undefined;
	#stopped = false;
	/** Something was deleted whose bytes may still stand in the store's file. */
	#leftBytes = false;

	constructor(parts: JanitorParts) {
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
		await this.#turns.run('', () => Promise.resolve());
	}

	/** One round. Returns whether it got to the end of its work. Never throws. */
	round(): Promise<boolean> {
		return this.#turns.run('', async () => {
			const finished = await this.#attempt('records', () => this.#records());
			await this.#scrub();
			if (this.#stopped) return true;
			await this.#attempt('results', () => this.#results());
			await this.#attempt('pictures', () => this.#pictures());
			await this.#attempt('tasks', async () => this.#parts.knownTasks.sweep(this.#parts.clock.now()));
			return finished ?? true;
		});
	}

	/** Deletes everything kept of one job that has ended. @throws what the store throws */
	erase(id: string): Promise<void> {
		return this.#turns.run('', async () => {
			const job = await this.#parts.store.get(id);
			if (job?.phase === 'closed' && !isErased(job)) await this.#erase(job);
			await this.#scrub();
		});
	}

	/**
	 * Deletes everything kept of a member's ended jobs, files included. Asked again meanwhile, it is the same deletion, and
	 * has the same outcome. @throws what the store throws
	 */
	forget(userId: string): Promise<Forgotten> {
		const forgetting = this.#forgetting.get(userId) ?? this.#forget(userId);
		this.#forgetting.set(userId, forgetting);
		const over = (): unknown => this.#forgetting.delete(userId);
		forgetting.then(over, over);
		return forgetting;
	}

	#forget(userId: string): Promise<Forgotten> {
		return this.#turns.run('', async () => {
			const { store } = this.#parts;
			const count = { removed: 0, emptied: 0, open: 0 };
			// Offers before jobs: one that becomes a job meanwhile is then deleted or named with the others.
			const offers = await this.#parts.drafts.forget(userId);
			// Open ones first: a job that ends meanwhile is then deleted or named, never neither.
			const open = (await store.openJobs()).filter(({ requester }) => requester.id === userId).map(({ id }) => id);
			for await (const job of store.closed()) {
				if (job.requester.id !== userId || isErased(job)) continue;
				const became = await this.#erase(job);
				count[became] += 1;
				if (became === 'open') open.push(job.id);
			}
			await this.#scrub();
			return { ...count, offers, open };
		});
	}

	#next(waitMs: number): void {
		if (this.#stopped) return;
		this.#cancel = this.#parts.clock.after(waitMs, () => {
			void this.round().then((finished) => this.#next(finished ? everyMs : soonMs));
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
				if (this.#isOver(job)) gone[await this.#erase(job)] += 1;
				else if (this.#hasDeadToken(job)) await this.#blankToken(job.id);
				else return false;
				return true;
			});
			if (changed === true) changes += 1;
		}
		if (gone.removed + gone.emptied > 0) this.#parts.log.info(gone, 'old jobs forgotten');
		return true;
	}

	#isOver(job: Job): boolean {
		const now = this.#parts.clock.now();
		// An emptied record has nothing left to keep for anybody but the limits.
		if (isErased(job)) return !mustBeCounted(job, now);
		return now - (job.closedAt ?? job.outcome?.at ?? job.createdAt) >= this.#parts.retentionMs;
	}

	/** Read anew: what is told again since then is open, and its step has the record alone. */
	#erase({ id }: Job): Promise<'removed' | 'emptied' | 'open'> {
		const { store } = this.#parts;
		return store.alone(id, async () => {
			const job = await store.get(id);
			if (job === undefined) return 'removed';
			return job.phase === 'closed' ? this.#eraseEnded(job) : 'open';
		});
	}

	/** Files first: a record that is left without them is met again, files without a record would be harder to find. */
	async #eraseEnded(job: Job): Promise<'removed' | 'emptied'> {
		const { store, videos, pictures, kept, knownTasks, history, clock } = this.#parts;
		await videos.discard(job.id);
		await pictures.discard(job.id);
		await kept.discard(job.id);
		if (job.task) await knownTasks.remember(job.task, clock.now());
		const isCounted = mustBeCounted(job, clock.now());
		if (isCounted) await store.save(erased(job, clock.now()));
		else await store.remove(job.id);
		this.#leftBytes = true;
		history.erased(job);
		return isCounted ? 'emptied' : 'removed';
	}

	#hasDeadToken({ destination }: Job): boolean {
		return typeof destination.token === 'string' && this.#parts.clock.now() >= destination.tokenExpiresAt;
	}

	async #blankToken(id: string): Promise<void> {
		const { store } = this.#parts;
		await store.alone(id, async () => {
			const job = await store.get(id);
			// Read anew: since the page was read somebody may have asked for the result again.
			if (job?.phase !== 'closed' || !this.#hasDeadToken(job)) return;
			await store.save({ ...job, destination: { ...job.destination, token: null } });
			this.#leftBytes = true;
		});
	}

	/** What hinders it (another program reads the file just now) is met again at the next round. */
	async #scrub(): Promise<void> {
		if (!this.#leftBytes) return;
		const done = await this.#attempt('deleted bytes', () => this.#parts.storage.scrub());
		if (done === true) this.#leftBytes = false;
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
