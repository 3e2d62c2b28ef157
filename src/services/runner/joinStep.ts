import type { Logger } from 'pino';
import type { Piece } from '../../jobs/delivery/chain.js';
import type { Job } from '../../jobs/record/job.js';
import type { OutcomeReached } from '../../jobs/record/transitions.js';
import type { FilmChain } from '../delivery/filmChain.js';
import type { Videos } from '../media/videos/videos.js';
import type { Progress } from '../progress/progress.js';
import type { JobWriter } from '../records/jobWriter.js';
import type { Records } from '../records/records.js';
import type { NextStep } from '../scheduling/engine.js';

interface JoinStepParts {
	readonly store: Pick<Records, 'hasNote'>;
	readonly writer: Pick<JobWriter, 'apply'>;
	readonly chain: Pick<FilmChain, 'piece'>;
	readonly videos: Pick<Videos, 'join' | 'discard'>;
	readonly progress: Pick<Progress, 'show'>;
}

/**
 * The whole making of a film that is put together here: no provider, no create, no price. The file appears under the job's
 * name whole or not at all, so a step that is cut short is simply made again and finds what the one before it made.
 */
export class JoinStep {
	readonly #parts: JoinStepParts;

	constructor(parts: JoinStepParts) {
		this.#parts = parts;
	}

	/** Makes the film, and says what came of it. */
	async step(job: Job, log: Logger): Promise<NextStep> {
		const { progress, videos, store, writer } = this.#parts;
		progress.show(job);
		const pieces = await this.#pieces(job);
		if (pieces === undefined) return this.#end(job, { type: 'failed', failure: { code: 'piece-gone' } });

		const media = await videos.join(
			job.id,
			pieces.map((piece) => piece.media),
		);
		if (await store.hasNote('cancel', job.id)) {
			await videos.discard(job.id);
			return this.#end(job, { type: 'cancelled' });
		}
		if (media === undefined) {
			log.warn({ pieces: pieces.length }, 'the videos could not be joined');
			return this.#end(job, { type: 'failed', failure: { code: 'join' } });
		}
		const outcome: OutcomeReached = { type: 'succeeded', result: { urls: [] } };
		await writer.apply(job, { type: 'outcome-reached', outcome }, { type: 'result-kept', media });
		return { waitMs: 0 };
	}

	/** As they are now: one may have been deleted since they were chosen. */
	async #pieces({ request, requester }: Job): Promise<Piece[] | undefined> {
		const found: Piece[] = [];
		for (const id of request.source?.pieces ?? []) {
			const piece = await this.#parts.chain.piece(id, requester.id);
			if (piece === undefined) return undefined;
			found.push(piece);
		}
		return found.length > 0 ? found : undefined;
	}

	async #end(job: Job, outcome: OutcomeReached): Promise<NextStep> {
		await this.#parts.writer.apply(job, { type: 'outcome-reached', outcome });
		return { waitMs: 0 };
	}
}
