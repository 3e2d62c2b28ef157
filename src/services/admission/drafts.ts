import { Draft } from '../../jobs/record/draft.js';
import type { PictureRole, PictureSource } from '../../jobs/record/request.js';
import { KeyedMutex } from '../../lib/keyedMutex.js';
import { minutes } from '../../lib/time.js';
import type { Records } from '../records/records.js';
import type { KeptPictures } from '../media/pictures/keptPictures.js';
import type { Tables, Table } from '../records/tables.js';
import type { Claims } from '../scheduling/claims.js';
import type { Environment } from '../../lib/environment.js';
import { DraftPictures } from './draftPictures.js';

interface DraftsParts extends Pick<Environment, 'clock' | 'log'> {
	readonly kept: KeptPictures;
	readonly store: Pick<Records, 'get'>;
	/** Which drafts are being answered at this moment. */
	readonly claims: Claims;
	/** Other processes keep drafts too, whose end is watched here as well. */
	readonly isShared?: boolean | undefined;
}

/** Offers of one member that stand at the same time. */
const mostOffers = 3;

/** How long an offer stands. */
const lifeMs = minutes(10);

/** Pictures outlive the offer by this much: a click of its last moment is still on its way. */
const graceMs = minutes(1);

/**
 * Requests that wait for their members' word. They survive a restart, hold no place in any limit, and are gone after ten
 * minutes, pictures included. Whatever becomes a job keeps the draft's id, so that two clicks make one job.
 */
export class Drafts {
	readonly #parts: DraftsParts;
	readonly #table: Table<Draft>;
	readonly #pictures: DraftPictures;
	/** One member's offers are kept one after the other. */
	readonly #keeping = new KeyedMutex();
	#sweepIsDue: (() => void) | undefined;
	#stopped = false;

	private constructor(table: Table<Draft>, parts: DraftsParts) {
		this.#table = table;
		this.#parts = parts;
		this.#pictures = new DraftPictures({
			...{ kept: parts.kept, log: parts.log, isShared: parts.isShared === true },
			find: (id) => table.get(id),
			drop: (id) => this.drop(id),
		});
	}

	static async open(storage: Pick<Tables, 'table'>, parts: DraftsParts): Promise<Drafts> {
		return new Drafts(await storage.table('drafts', Draft), parts);
	}

	/** Forgets what expired while nobody ran, and from now on everything as it expires. */
	async start(): Promise<void> {
		await this.#sweep();
	}

	/** Breaks off the pictures under way. */
	async stop(): Promise<void> {
		this.#stopped = true;
		this.#sweepIsDue?.();
		await this.#pictures.stop();
	}

	/** The draft as it would be kept now. */
	begin(draft: Omit<Draft, 'createdAt' | 'expiresAt'>): Draft {
		const createdAt = this.#parts.clock.now();
		return { ...draft, createdAt, expiresAt: createdAt + lifeMs };
	}

	/**
	 * Keeps a draft, and begins to fetch its pictures. A member has a few at a time; the oldest gives way, and with it whatever
	 * was under way for it. Where the same interaction has kept one before, which Discord may deliver twice, that one stands:
	 * the card that shows it is on the screen.
	 * @returns what stands
	 */
	async keep(draft: Draft): Promise<Draft> {
		// One after the other: a hundred at once would each find, and drop, all that the others had kept.
		const kept = await this.#keeping.run(draft.memberId, async () => {
			const standing = await this.#table.update(draft.id, (now) =>
				now !== undefined && this.#stands(now) && isOfSameInteraction(now, draft) ? now : draft,
			);
			this.#wait(standing.expiresAt);
			await this.#dropSurplus(draft.memberId).catch((error: unknown) => {
				this.#parts.log.error({ err: error, draftId: draft.id }, 'draft not forgotten');
			});
			return standing;
		});
		this.#pictures.begin(kept);
		return kept;
	}

	/** The draft, if it stands. */
	async get(id: string): Promise<Draft | undefined> {
		const draft = await this.#table.get(id);
		return draft !== undefined && this.#stands(draft) ? draft : undefined;
	}

	#stands({ expiresAt }: Draft): boolean {
		return expiresAt > this.#parts.clock.now();
	}

	/** The request's pictures: ours where they have been fetched, else as they were named. */
	picturesOf(draft: Draft): Promise<PictureSource[]> {
		return this.#pictures.ofRequest(draft);
	}

	/** One of the candidates as the request's first picture; the others are deleted. */
	choose(draft: Draft, place: number): Promise<PictureSource | undefined> {
		return this.#pictures.choose(draft, place);
	}

	/** Keeps the improved prompt of an offer that still stands; false where it does not, or is being answered. */
	async improve(id: string, improved: string | null): Promise<boolean> {
		if (!(await this.claim(id))) return false;
		try {
			// In one act with the reading: an offer that its member has deleted meanwhile must not come back.
			const kept = await this.#table.update(id, (now) => (now && this.#stands(now) ? { ...now, improved } : undefined));
			return kept !== undefined;
		} finally {
			await this.release(id);
		}
	}

	/** Others have come for these places: what was kept for them goes, and nothing of it is fetched any more. */
	async replace(id: string, roles: ReadonlySet<PictureRole>): Promise<void> {
		if (roles.size === 0) return;
		await this.#pictures.end(id);
		const draft = await this.#table.get(id);
		const all = draft?.request.pictures.map(({ role }) => role) ?? [];
		const left = all.filter((role) => !roles.has(role));
		await this.#parts.kept.discard(id, left);
	}

	/**
	 * Takes the draft in hand for one press; false while another has it, so that a yes and a no at once are not both done.
	 * Let go of by `release`.
	 */
	claim(id: string): Promise<boolean> {
		return this.#parts.claims.take(id);
	}

	release(id: string): Promise<void> {
		return this.#parts.claims.release(id);
	}

	/** It has become a job: the record goes, the pictures are the job's. */
	async settle(id: string): Promise<void> {
		this.#pictures.abort(id);
		await this.#table.delete(id);
	}

	/** Its member does not want it, or its time is over. */
	async drop(id: string): Promise<void> {
		// A job that was made of it needs the pictures.
		const isJob = (await this.#parts.store.get(id)) !== undefined;
		if (!isJob) this.#pictures.abort(id);
		if (!isJob) await this.#parts.kept.discard(id);
		await this.#table.delete(id);
	}

	/** How many offers of a member stand. */
	async count(memberId: string): Promise<number> {
		return (await this.#of(memberId)).length;
	}

	/** Forgets every offer of a member, pictures included. Returns how many there were. */
	async forget(memberId: string): Promise<number> {
		const ids = await this.#of(memberId);
		for (const id of ids) await this.drop(id);
		return ids.length;
	}

	/** Those of a member, oldest first. */
	async #of(memberId: string): Promise<string[]> {
		const own = (await this.#table.entries()).filter(({ value }) => value.memberId === memberId);
		return own.sort((one, other) => one.value.createdAt - other.value.createdAt).map(({ key }) => key);
	}

	async #dropSurplus(memberId: string): Promise<void> {
		for (const id of (await this.#of(memberId)).slice(0, -mostOffers)) await this.drop(id);
	}

	/** Whether there is such a draft, expired or not: its pictures are needed although no job has them. */
	async has(id: string): Promise<boolean> {
		return (await this.#table.get(id)) !== undefined;
	}

	async #sweep(): Promise<void> {
		if (this.#stopped) return;
		const { clock, log } = this.#parts;
		const all = await this.#table.entries();
		const over = all.filter(({ value }) => value.expiresAt + graceMs <= clock.now());
		for (const { key } of over) {
			await this.drop(key).catch((error: unknown) => log.error({ err: error, draftId: key }, 'draft not forgotten'));
		}
		const left = all.filter((entry) => !over.includes(entry)).map(({ value }) => value.expiresAt);
		// Those that another process keeps, and leaves behind when it dies, are over by then too.
		if (this.#parts.isShared === true) left.push(clock.now() + lifeMs);
		if (left.length > 0) this.#wait(Math.min(...left));
	}

	/** The next sweep, when this draft is over; one that is due already sees to the later ones. */
	#wait(expiresAt: number): void {
		if (this.#stopped || this.#sweepIsDue !== undefined) return;
		const { clock, log } = this.#parts;
		this.#sweepIsDue = clock.after(Math.max(0, expiresAt + graceMs - clock.now()), () => {
			this.#sweepIsDue = undefined;
			this.#sweep().catch((error: unknown) => log.error({ err: error }, 'drafts not swept; the next one tries again'));
		});
	}
}

/** The same asking, delivered twice; a later press about the same request has another token. */
const isOfSameInteraction = (one: Draft, other: Draft): boolean =>
	one.memberId === other.memberId && one.reply?.token === other.reply?.token;
