import { earlierOf, holdsEarlier, isTooMuch, mostPieces, pieceOf, type Piece } from '../../jobs/delivery/chain.js';
import type { Job } from '../../jobs/record/job.js';
import type { Videos } from '../media/videos/videos.js';
import type { Records } from '../records/records.js';

/** What the videos before one are together with it. */
export type Chain =
	/** Two at least, in the order of the film. */
	| { readonly type: 'pieces'; readonly pieces: readonly Piece[] }
	/** It stands alone, or holds all that came before it. */
	| { readonly type: 'alone' }
	/** One of them is no longer with us. */
	| { readonly type: 'gone' }
	| { readonly type: 'too-much' };

interface FilmChainParts {
	readonly store: Pick<Records, 'get'>;
	readonly videos: Pick<Videos, 'has'>;
}

/** Finds the videos that a film is made of which a member has told in continuations. */
export class FilmChain {
	readonly #parts: FilmChainParts;

	constructor(parts: FilmChainParts) {
		this.#parts = parts;
	}

	/** Goes back from a job to where its film begins. */
	async of(job: Job): Promise<Chain> {
		if (earlierOf(job) === undefined) return { type: 'alone' };
		let latest = await this.#here(job, job.requester.id);
		if (latest === undefined) return { type: 'gone' };
		const pieces = [latest];
		for (let steps = 0, id = earlierOf(latest); id !== undefined; steps += 1, id = earlierOf(latest)) {
			if (steps >= mostPieces) return { type: 'too-much' };
			const earlier = await this.piece(id, job.requester.id);
			if (earlier === undefined) return { type: 'gone' };
			if (!holdsEarlier(latest, earlier)) pieces.unshift(earlier);
			latest = earlier;
		}
		if (pieces.length < 2) return { type: 'alone' };
		return isTooMuch(pieces) ? { type: 'too-much' } : { type: 'pieces', pieces };
	}

	/** A video of this member's that is with us. */
	async piece(id: string, memberId: string): Promise<Piece | undefined> {
		return this.#here(await this.#parts.store.get(id), memberId);
	}

	async #here(job: Job | undefined, memberId: string): Promise<Piece | undefined> {
		const piece = pieceOf(job);
		if (piece === undefined || piece.requester.id !== memberId) return undefined;
		return (await this.#parts.videos.has(piece.media)) ? piece : undefined;
	}
}
