import { erased, mustBeCounted } from '../../jobs/accounting/erasure.js';
import { isErased, type Job } from '../../jobs/record/job.js';
import type { Environment } from '../../lib/environment.js';
import { KeyedMutex } from '../../lib/keyedMutex.js';
import type { Drafts } from '../admission/drafts.js';
import type { Presets } from '../admission/presets.js';
import type { History } from '../records/history.js';
import type { KnownTasks } from '../records/knownTasks.js';
import type { Records } from '../records/records.js';
import type { KeptPictures } from '../media/pictures/keptPictures.js';
import type { Pictures } from '../media/pictures/pictures.js';
import type { Tables } from '../records/tables.js';
import type { Videos } from '../media/videos/videos.js';

interface ErasureParts extends Pick<Environment, 'clock' | 'log'> {
	readonly store: Records;
	readonly videos: Pick<Videos, 'discard'>;
	readonly pictures: Pick<Pictures, 'discard'>;
	/** What was kept of members' pictures for later requests. */
	readonly kept: Pick<KeptPictures, 'discard'>;
	/** Requests that wait for their members' word. */
	readonly drafts: Pick<Drafts, 'forget'>;
	/** What members have saved for their next requests. */
	readonly presets: Pick<Presets, 'forget'>;
	/** Remembers, by their hashes, the tasks of jobs that are deleted. */
	readonly knownTasks: Pick<KnownTasks, 'remember'>;
	/** No list goes on naming what has been deleted. */
	readonly history: Pick<History, 'erased'>;
	readonly storage: Pick<Tables, 'scrub'>;
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

/** Deletes jobs that have ended, files and all, so that nothing of them stays on the disk but what limits must count. */
export class Erasure {
	readonly #parts: ErasureParts;
	/** Deletions, and the rounds of retention, take turns. */
	readonly #turns = new KeyedMutex();
	readonly #forgetting = new Map<string, Promise<Forgotten>>();
	/** Something was deleted whose bytes may still stand in the store's file. */
	#leftBytes = false;

	constructor(parts: ErasureParts) {
		this.#parts = parts;
	}

	/** Deletes everything kept of one job that has ended. @throws what the store throws */
	erase(id: string): Promise<void> {
		return this.inTurn(async () => {
			const job = await this.#parts.store.get(id);
			if (job?.phase === 'closed' && !isErased(job)) await this.remove(job);
			await this.scrub();
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

	/** Does this while no member's deletion is under way, and holds up those that come meanwhile. */
	inTurn<T>(act: () => Promise<T>): Promise<T> {
		return this.#turns.run('', act);
	}

	/** Deletes one job, within a turn. Read anew: what is told again since then is open, and its step has the record alone. */
	remove({ id }: Job): Promise<'removed' | 'emptied' | 'open'> {
		const { store } = this.#parts;
		return store.alone(id, async () => {
			const job = await store.get(id);
			if (job === undefined) return 'removed';
			return job.phase === 'closed' ? this.#removeEnded(job) : 'open';
		});
	}

	/** Files first: a record that is left without them is met again, files without a record would be harder to find. */
	async #removeEnded(job: Job): Promise<'removed' | 'emptied'> {
		const { store, knownTasks, history, clock } = this.#parts;
		await this.#discardFiles(job.id);
		if (job.task) await knownTasks.remember(job.task, clock.now());
		const isCounted = mustBeCounted(job, clock.now());
		if (isCounted) await store.save(erased(job, clock.now()));
		else await store.remove(job.id);
		this.leavesBytes();
		history.erased(job);
		return isCounted ? 'emptied' : 'removed';
	}

	/** Deletes, within a turn, a record that nobody can read, and its files. @throws what the store throws */
	async removeUnreadable(id: string): Promise<void> {
		const { store } = this.#parts;
		await store.alone(id, async () => {
			await this.#discardFiles(id);
			await store.remove(id);
		});
		this.leavesBytes();
	}

	async #discardFiles(id: string): Promise<void> {
		const { videos, pictures, kept } = this.#parts;
		await videos.discard(id);
		await pictures.discard(id);
		await kept.discard(id);
	}

	/** Something was taken out of a record; `scrub` takes it out of the file. */
	leavesBytes(): void {
		this.#leftBytes = true;
	}

	/** Takes out of the store's file what was deleted. What hinders it (another program reads the file) is met again later. */
	async scrub(): Promise<void> {
		const { storage, log } = this.#parts;
		if (!this.#leftBytes) return;
		try {
			if (await storage.scrub()) this.#leftBytes = false;
		} catch (error) {
			log.error({ err: error }, 'deleted bytes not taken out of the file; it will be tried again');
		}
	}

	#forget(userId: string): Promise<Forgotten> {
		return this.inTurn(async () => {
			const { store, drafts, presets } = this.#parts;
			const count = { removed: 0, emptied: 0, open: 0 };
			// Offers before jobs: one that becomes a job meanwhile is then deleted or named with the others.
			const offers = await drafts.forget(userId);
			const saved = await presets.forget(userId);
			if (offers + saved > 0) this.leavesBytes();
			// Open ones first: a job that ends meanwhile is then deleted or named, never neither.
			const open = (await store.openJobs()).filter(({ requester }) => requester.id === userId).map(({ id }) => id);
			for await (const job of store.closed()) {
				if (job.requester.id !== userId || isErased(job)) continue;
				const became = await this.remove(job);
				count[became] += 1;
				if (became === 'open') open.push(job.id);
			}
			// After the others: those that cannot be read were met among them.
			for (const [id, { phase, requester }] of store.unreadable.all()) {
				if (phase !== 'closed' || requester?.id !== userId) continue;
				await this.removeUnreadable(id);
				count.removed += 1;
			}
			await this.scrub();
			return { ...count, offers, open };
		});
	}
}
