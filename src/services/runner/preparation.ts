import type { Logger } from 'pino';
import type { Failure } from '../../jobs/record/failure.js';
import type { Job, PreparedPicture } from '../../jobs/record/job.js';
import { minutes, seconds, type Clock } from '../../lib/time.js';
import type { Model } from '../../providers/contract/model.js';
import { clipIn } from '../../providers/requests/clips.js';
import { isLivingAddress } from '../../discord/attachmentAddress.js';
import type { Clip, Order, Provider } from '../../providers/contract/provider.js';
import type { Catalogue } from '../cometapi/catalogue.js';
import type { PublicAddresses } from '../ops/signedUrls.js';
import type { JobWriter } from '../records/jobWriter.js';
import type { PictureSource } from '../../jobs/record/request.js';
import type { KeptPictures } from '../media/pictures/keptPictures.js';
import type { Pictures } from '../media/pictures/pictures.js';

const notTidied = 'pictures that are no longer needed were not deleted; they are swept later';

/** How long pictures that cannot be reached are asked for again; their addresses die soon. */
const unreachableAfterMs = minutes(5);
const againMs = seconds(3);

interface PreparationParts {
	readonly pictures: Pictures;
	readonly kept: Pick<KeptPictures, 'asOwn'>;
	readonly catalogue: Catalogue;
	readonly providers: ReadonlyMap<string, Provider>;
	readonly writer: JobWriter;
	readonly clock: Clock;
	readonly addresses: PublicAddresses;
}

interface Found {
	readonly model: Model;
	readonly provider: Provider;
}

/** So often is making the same pictures ready begun without coming to an end: the next start is told that they cannot be read. */
const mostPreparations = 2;

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
		const prepared = await this.#fitted(job, log);
		if (prepared.type !== 'ready') return prepared;
		const clip = clipOf(prepared.job);
		const most = this.#find(job)?.model.clip?.maxEmbeddedBytes ?? 0;
		// Asked each time before the create: Discord's address may have died in the line.
		if (clip === undefined || clip.bytes <= most || this.#clipUrl(job, clip) !== undefined) return prepared;
		const failure = { code: 'picture', option: 'video', reason: 'clip-no-address' } as const;
		return { type: 'failed', failure };
	}

	async #fitted(job: Job, log: Logger): Promise<Prepared> {
		if (this.#cannotBeFetched(job)) {
			const detail = 'this model takes pictures by address, and PUBLIC_URL is no longer set';
			return { type: 'failed', failure: { code: 'not-allowed', detail } };
		}
		const { pictures } = this.#parts;
		if (job.pictures && (await pictures.has(job.pictures))) return { type: 'ready', job };
		if (job.request.pictures.length === 0) return { type: 'ready', job: { ...job, pictures: [] } };

		const found = this.#find(job);
		if (found === undefined) return { type: 'failed', failure: { code: 'model' } };
		const [first] = job.request.pictures;
		if ((job.preparations ?? 0) >= mostPreparations) {
			log.error({ preparations: job.preparations }, 'whoever makes these pictures ready dies of it; given up');
			const detail = `making them ready has ended this process ${job.preparations} times`;
			return { type: 'failed', failure: { code: 'picture', option: first?.role, reason: 'unreadable', detail } };
		}
		// On disk before the work begins: a picture that kills the process is not tried for ever.
		return this.#make(await this.#parts.writer.apply(job, { type: 'preparation-started' }), found, log);
	}

	async #make(job: Job, { model, provider }: Found, log: Logger): Promise<Prepared> {
		const { pictures, writer, clock } = this.#parts;
		const rule = provider.pictureRule(model, job.request);
		const sources = await this.#sources(job);
		const made = await pictures
			.tryPrepare({ jobId: job.id, pictures: sources, rule, clipRule: model.clip })
			.catch(async (error: unknown) => {
				// Our own disk's trouble is not the picture's.
				await writer.apply(job, { type: 'preparation-paused' }).catch(() => undefined);
				throw error;
			});

		switch (made.type) {
			case 'prepared':
				return {
					type: 'ready',
					job: await writer.apply(job, { type: 'pictures-prepared', pictures: made.pictures }),
				};
			case 'bad': {
				const { role, problem, kind, detail } = made;
				log.info({ role, problem, detail }, 'picture refused');
				return { type: 'failed', failure: { code: 'picture', option: role, reason: problem, kind, detail } };
			}
			case 'unreachable': {
				log.warn({ role: made.role, detail: made.detail }, 'picture could not be fetched');
				if (clock.now() - job.createdAt < unreachableAfterMs) {
					await writer.apply(job, { type: 'preparation-paused' });
					return { type: 'later', waitMs: againMs };
				}
				const { role, detail } = made;
				return { type: 'failed', failure: { code: 'picture', option: role, reason: 'unreachable', detail } };
			}
		}
	}

	/** Where the pictures are now: those that were ready once, and are not there any more, are taken from what is kept. */
	async #sources(job: Job): Promise<PictureSource[]> {
		const { pictures } = job.request;
		if (!job.pictures) return [...pictures];
		return Promise.all(pictures.map((source) => this.#parts.kept.asOwn(source, { id: job.id, key: source.role })));
	}

	/** What the family needs to describe the create; `undefined` when its model is no longer offered. */
	async order(job: Job): Promise<Order | undefined> {
		const { pictures, addresses } = this.#parts;
		const found = this.#find(job);
		if (found === undefined) return undefined;

		const loaded = await pictures.load(job.pictures ?? []);
		const files = new Map((job.pictures ?? []).map((picture) => [picture.role, picture.file]));
		const clip = clipOf(job);
		return {
			...(clip === undefined ? {} : { clip: await this.#clip(job, clip) }),
			jobId: job.id,
			request: job.request,
			model: found.model,
			pictures: loaded.map((picture) => {
				const file = files.get(picture.role);
				return addresses.media === undefined || file === undefined
					? picture
					: { ...picture, url: addresses.media.urlOf(file) };
			}),
			...(addresses.callbacks === undefined ? {} : { callbackUrl: addresses.callbacks.urlOf(job) }),
		};
	}

	/**
	 * The create has been answered, or never will be sent: the member's pictures are deleted. Those that the provider
	 * fetches by address stay until the outcome is told. Never a failure: what the disk does not let go is swept later.
	 */
	async discard(job: Job, log: Logger): Promise<void> {
		const isFetched = this.#find(job)?.model.picturesByUrl === true || clipOf(job) !== undefined;
		if (job.phase === 'generating' && isFetched) return;
		await this.#parts.pictures.discard(job.id).catch((error: unknown) => log.warn({ err: error }, notTidied));
	}

	async #clip(job: Job, prepared: PreparedPicture): Promise<Clip> {
		const { contentType } = prepared;
		const bytes = await this.#parts.pictures.loadClip(prepared);
		const url = this.#clipUrl(job, prepared);
		return { bytes, contentType, ...(url !== undefined && { url }) };
	}

	/** Where the provider can fetch the clip: our copy; else Discord's, which is the whole clip, while it lives. */
	#clipUrl({ request }: Job, { file }: PreparedPicture): string | undefined {
		const { addresses, clock } = this.#parts;
		if (addresses.media !== undefined) return addresses.media.urlOf(file);
		const source = clipIn(request);
		const lives = source !== undefined && source.cut !== true && isLivingAddress(source.url, clock.now());
		return lives ? source.url : undefined;
	}

	/** Admission saw a public address that a later configuration took away; without it the create would leave the pictures out. */
	#cannotBeFetched(job: Job): boolean {
		if (this.#parts.addresses.media !== undefined || job.request.pictures.length === 0) return false;
		return this.#find(job)?.model.picturesByUrl === true;
	}

	#find(job: Job): Found | undefined {
		const model = this.#parts.catalogue.find(job.request.model)?.model;
		const provider = model === undefined ? undefined : this.#parts.providers.get(model.provider);
		return model === undefined || provider === undefined ? undefined : { model, provider };
	}
}

const clipOf = ({ pictures }: Job): PreparedPicture | undefined => pictures?.find(({ role }) => role === 'video');
