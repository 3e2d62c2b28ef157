import type { Job } from '../../jobs/record/job.js';
import type { JobEvent } from '../../jobs/record/transitions.js';
import type { Thumbnails } from '../media/pictures/thumbnails.js';
import type { FoundCards } from '../delivery/foundCards.js';
import { EditBudget } from './editBudget.js';
import { ProgressCard } from './progressCard.js';
import type { ProgressCardParts } from './progressCardParts.js';

interface ProgressParts extends Omit<ProgressCardParts, 'budget'> {
	readonly thumbnails: Pick<Thumbnails, 'onProgress'>;
	/** Jobs that were open when this process started. */
	readonly found: Pick<FoundCards, 'has' | 'read'>;
}

/**
 * The one progress message of every job: edited in place, only when what it shows has changed, never more often than
 * `PROGRESS_EDIT_MS`, the newest state always last.
 */
export class Progress {
	readonly #parts: ProgressParts;
	readonly #cards = new Map<string, ProgressCard>();
	readonly #budget: EditBudget;
	/** Of jobs found open, as they are to be shown once it is known what their cards show. */
	readonly #held = new Map<string, Job>();
	#closed = false;

	constructor(parts: ProgressParts) {
		this.#parts = parts;
		this.#budget = new EditBudget(parts);
	}

	/** Shows the record as it is now, or as soon as an edit is due. */
	show(job: Job): void {
		// What is told with others has no message of its own.
		if (this.#closed || job.comparison?.of) return;
		if (!this.#cards.has(job.id) && this.#parts.found.has(job.id)) {
			if (!this.#held.has(job.id)) void this.#showFound(job);
			this.#held.set(job.id, job);
			return;
		}
		this.#show(job);
	}

	/** A record may be older than its job: what tells an outcome is not written over. */
	async #showFound({ id }: Job): Promise<void> {
		await Promise.resolve();
		const first = this.#held.get(id);
		const card = first && (await this.#parts.found.read(first).catch(() => undefined));
		const job = this.#held.get(id);
		this.#held.delete(id);
		const isTold = card?.type === 'shows' && (card.what === 'told' || card.what === 'dropped');
		if (job === undefined || card === undefined || card.type === 'again' || isTold || this.#closed) return;
		this.#show(job);
	}

	#show(job: Job): void {
		const card = this.#cards.get(job.id) ?? this.#begin(job);
		this.#cards.set(job.id, card);
		card.show(job);
	}

	/**
	 * Something beside the record has changed, as its place in the queue. Returns whether that means an edit, now or when one is
	 * due, that was not planned already.
	 */
	refresh(jobId: string): boolean {
		return this.#cards.get(jobId)?.refresh() === true;
	}

	/** What the edits have found out and the record should know, and a token that has run out. */
	lost(job: Job): JobEvent[] {
		const found = this.#cards.get(job.id)?.found;
		const { token, tokenExpiresAt, messageId, thumbnail } = job.destination;
		const hasToken = token !== null && token !== undefined;
		const expired = this.#parts.clock.now() >= tokenExpiresAt;
		return [
			...(hasToken && (expired || found?.tokenDead === true) ? [{ type: 'token-died' } as const] : []),
			...(typeof messageId === 'string' && found?.gone === true ? [{ type: 'progress-lost' } as const] : []),
			...(thumbnail !== true && found?.thumbnail === true ? [{ type: 'thumbnail-shown' } as const] : []),
		];
	}

	/** No further edit of this message comes from here once this resolves. */
	async settle(jobId: string): Promise<void> {
		const card = this.#cards.get(jobId);
		this.#cards.delete(jobId);
		this.#held.delete(jobId);
		await card?.settle();
	}

	/** For the end of the process: forgets the edits that have not gone out, and waits for those on their way. */
	async stop(): Promise<void> {
		this.#closed = true;
		await Promise.all([...this.#cards.values()].map((card) => card.stop()));
	}

	/** From now on no step waits for an edit: one that needs to is cut short, before it has told anything. */
	abandon(): void {
		this.#budget.end();
	}

	#begin(job: Job): ProgressCard {
		const parts = { ...this.#parts, budget: this.#budget };
		return new ProgressCard(job, this.#parts.thumbnails.onProgress(job), parts);
	}
}
