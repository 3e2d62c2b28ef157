import type { Logger } from 'pino';
import type { Failure } from '../../jobs/record/failure.js';
import type { Job } from '../../jobs/record/job.js';
import { minutes, seconds, type Clock } from '../../lib/time.js';
import type { Model } from '../../providers/contract/model.js';
import type { Order, Provider } from '../../providers/contract/provider.js';
import type { Catalogue } from '../cometapi/catalogue.js';
import type { JobWriter } from '../records/jobWriter.js';
import type { Pictures } from '../media/pictures/pictures.js';

/** How long pictures that cannot be reached are asked for again; their addresses die soon. */
const unreachableAfterMs = minutes(5);
const againMs = seconds(3);

interface PreparationParts {
	readonly pictures: Pictures;
	readonly catalogue: Catalogue;
	readonly providers: ReadonlyMap<string, Provider>;
	readonly writer: JobWriter;
	readonly clock: Clock;
	/** The unguessable address of a job for callbacks, when there is a public one. */
	readonly callbackUrl?: ((job: Job) => string) | undefined;
	/** The public address of a prepared picture of ours, when there is one. */
	readonly pictureUrl?: ((file: string) => string) | undefined;
}

type Prepared =
	| { readonly type: 'ready'; readonly job: Job }
	| { readonly type: 'failed'; readonly failure: Failure }
	| { readonly type: 'later'; readonly waitMs: number };

/** Everything a create needs besides words: the pictures made ready, and the order that a family describes a call from. */
export class Preparation {
	readonly #parts: PreparationParts;

	constructor(parts: PreparationParts) {
		this.#parts = parts;
	}

	/** Fetches and fits the pictures once; safe to repeat after a crash. */
	async prepare(job: Job, log: Logger): Promise<Prepared> {
		const { pictures, writer, clock } = this.#parts;
		if (this.#cannotBeFetched(job)) {
			const detail = 'this model takes pictures by address, and PUBLIC_URL is no longer set';
			return { type: 'failed', failure: { code: 'not-allowed', detail } };
		}
		if (job.pictures !== null && job.pictures !== undefined) return { type: 'ready', job };
		if (job.request.pictures.length === 0) return { type: 'ready', job: { ...job, pictures: [] } };

		const found = this.#find(job);
		if (found === undefined) return { type: 'failed', failure: { code: 'model' } };
		const rule = found.provider.pictureRule(found.model, job.request);
		const made = await pictures.tryPrepare({ jobId: job.id, pictures: job.request.pictures, rule });

		switch (made.type) {
			case 'prepared':
				return {
					type: 'ready',
					job: await writer.apply(job, { type: 'pictures-prepared', pictures: made.pictures }),
				};
			case 'bad': {
				log.info({ role: made.role, problem: made.problem, detail: made.detail }, 'picture refused');
				const { role, problem, detail } = made;
				return { type: 'failed', failure: { code: 'picture', option: role, reason: problem, detail } };
			}
			case 'unreachable': {
				log.warn({ role: made.role, detail: made.detail }, 'picture could not be fetched');
				if (clock.now() - job.createdAt < unreachableAfterMs) return { type: 'later', waitMs: againMs };
				const { role, detail } = made;
				return { type: 'failed', failure: { code: 'picture', option: role, reason: 'unreachable', detail } };
			}
		}
	}

	/** What the family needs to describe the create; `undefined` when its model is no longer offered. */
	async order(job: Job): Promise<Order | undefined> {
		const { pictures, callbackUrl, pictureUrl } = this.#parts;
		const found = this.#find(job);
		if (found === undefined) return undefined;

		const loaded = await pictures.load(job.pictures ?? []);
		const files = new Map((job.pictures ?? []).map((picture) => [picture.role, picture.file]));
		return {
			jobId: job.id,
			request: job.request,
			model: found.model,
			pictures: loaded.map((picture) => {
				const file = files.get(picture.role);
				return pictureUrl === undefined || file === undefined ? picture : { ...picture, url: pictureUrl(file) };
			}),
			...(callbackUrl === undefined ? {} : { callbackUrl: callbackUrl(job) }),
		};
	}

	/**
	 * The create has been answered, or never will be sent: the member's pictures are deleted. Those that the provider
	 * fetches by address stay until the outcome is told.
	 */
	async discard(job: Job): Promise<void> {
		if (job.phase === 'generating' && this.#find(job)?.model.picturesByUrl === true) return;
		await this.#parts.pictures.discard(job.id);
	}

	/** Admission saw a public address that a later configuration took away; without it the create would leave the pictures out. */
	#cannotBeFetched(job: Job): boolean {
		if (this.#parts.pictureUrl !== undefined || job.request.pictures.length === 0) return false;
		return this.#find(job)?.model.picturesByUrl === true;
	}

	#find(job: Job): { model: Model; provider: Provider } | undefined {
		const model = this.#parts.catalogue.find(job.request.model)?.model;
		const provider = model === undefined ? undefined : this.#parts.providers.get(model.provider);
		return model === undefined || provider === undefined ? undefined : { model, provider };
	}
}
