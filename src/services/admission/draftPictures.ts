import type { Draft } from '../../jobs/record/draft.js';
import type { PictureSource } from '../../jobs/record/request.js';
import type { Environment } from '../../lib/environment.js';
import { KeyedMutex } from '../../lib/keyedMutex.js';
import type { KeptPictures } from '../media/pictures/keptPictures.js';

interface DraftPicturesParts extends Pick<Environment, 'log'> {
	readonly kept: KeptPictures;
	/** The draft as it is kept now; nothing when nobody wants it any more. */
	readonly find: (id: string) => Promise<Draft | undefined>;
	/** Forgets what was fetched for a draft that is gone. */
	readonly drop: (id: string) => Promise<void>;
	/** Other processes keep drafts too. */
	readonly isShared: boolean;
}

/** What is fetched for one offer before it is chosen; pictures beyond it stay at their addresses until then. */
const mostOfferBytes = 50_000_000;

/** The pictures of requests that wait: fetched at once, since their addresses may be dead before the member has decided. */
export class DraftPictures {
	readonly #parts: DraftPicturesParts;
	/** Offers whose pictures are being fetched; aborted when nobody wants them any more. */
	readonly #fetching = new Map<string, { readonly stop: AbortController; readonly work: Promise<void> }>();
	/** One member's offers fetch one after the other. */
	readonly #turns = new KeyedMutex();
	#stopped = false;

	constructor(parts: DraftPicturesParts) {
		this.#parts = parts;
	}

	/** Begins to fetch them; those that are with us are not fetched again. */
	begin(draft: Draft): void {
		const stop = new AbortController();
		const work = this.#turns
			.run(draft.memberId, () => this.#fetch(draft, stop.signal))
			.catch((error: unknown) => {
				this.#parts.log.error({ err: error, draftId: draft.id }, 'pictures of a draft not kept');
			});
		this.#fetching.set(draft.id, { stop, work });
		void work.then(() => {
			if (this.#fetching.get(draft.id)?.work === work) this.#fetching.delete(draft.id);
		});
	}

	/** Nothing more is fetched for this offer. */
	abort(id: string): void {
		this.#fetching.get(id)?.stop.abort();
	}

	/** The same, and what was under way has ended when this returns. */
	async end(id: string): Promise<void> {
		this.abort(id);
		await this.#fetching.get(id)?.work;
	}

	/** Breaks off whatever is under way. */
	async stop(): Promise<void> {
		this.#stopped = true;
		await Promise.allSettled([...this.#fetching.keys()].map((id) => this.end(id)));
	}

	/** The request's pictures: ours where they have been fetched, else as they were named. */
	ofRequest({ id, request }: Draft): Promise<PictureSource[]> {
		return Promise.all(request.pictures.map((source) => this.#asOwn(source, { id, key: source.role })));
	}

	/** One of the candidates as the request's first picture; the others are deleted. */
	async choose({ id, candidates }: Draft, place: number): Promise<PictureSource | undefined> {
		const source = candidates[place];
		if (source === undefined) return undefined;
		const chosen = await this.#asOwn(source, { id, key: candidateKey(place) });
		if (chosen.own?.type !== 'kept') return chosen;
		await this.#parts.kept.copy(chosen.own.file, { id, key: chosen.role });
		await this.#parts.kept.discard(id, [chosen.role]);
		return this.#asOwn(source, { id, key: chosen.role });
	}

	async #fetch({ id, request, candidates }: Draft, signal: AbortSignal): Promise<void> {
		const { kept } = this.#parts;
		const wanted = [
			...request.pictures.map((source) => ({ source, key: source.role })),
			...candidates.map((source, place) => ({ source, key: candidateKey(place) })),
		];
		let bytes = 0;
		for (const { source, key } of wanted) {
			if (signal.aborted || bytes > mostOfferBytes) break;
			if (source.own || (await kept.find({ id, key })) !== undefined) continue;
			const problem = await kept.fetch({ id, key }, source, signal);
			// The member hears of it from the job's first step, in the words for that option.
			if (problem !== undefined) this.#parts.log.info({ draftId: id, key, problem }, 'picture of a draft is unusable');
			bytes += (await kept.find({ id, key }))?.bytes ?? 0;
			await this.#dropReplaced(id, source, key);
		}
		// Fetched too late for anybody: a draft that was declined or has expired leaves nothing.
		if (!this.#stopped && (await this.#parts.find(id)) === undefined) await this.#parts.drop(id);
	}

	/** Another process may have put another picture in this one's place while it was fetched. */
	async #dropReplaced(id: string, source: PictureSource, key: string): Promise<void> {
		if (!this.#parts.isShared) return;
		const draft = await this.#parts.find(id);
		const inPlace = draft?.request.pictures.find(({ role }) => role === key);
		if (inPlace === undefined || inPlace.own || inPlace.url === source.url) return;
		await this.#parts.kept.discardOne({ id, key });
	}

	#asOwn(source: PictureSource, name: { readonly id: string; readonly key: string }): Promise<PictureSource> {
		return source.own ? Promise.resolve(source) : this.#parts.kept.asOwn(source, name);
	}
}

const candidateKey = (place: number): string => `candidate_${place + 1}`;
