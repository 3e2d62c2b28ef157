import { join } from 'node:path';
import type { Logger } from 'pino';
import { ConfigError, type Config } from '../config.js';
import type { Job } from '../jobs/record/job.js';
import type { Clock } from '../lib/time.js';
import { Drafts } from '../services/admission/drafts.js';
import { Retention } from '../services/retention/retention.js';
import { KnownTasks } from '../services/records/knownTasks.js';
import type { JobStore } from '../services/records/jobStore.js';
import { ImageProcessor } from '../services/media/pictures/imageProcessor.js';
import { KeptPictures } from '../services/media/pictures/keptPictures.js';
import { Pictures } from '../services/media/pictures/pictures.js';
import { Thumbnails } from '../services/media/pictures/thumbnails.js';
import { claimMediaFolder, identityOf } from '../services/media/mediaOwner.js';
import { Videos } from '../services/media/videos/videos.js';
import type { SafeFetch } from '../services/media/download/safeFetch.js';
import type { Storage } from '../services/records/storage.js';
import type { VideoApi } from '../services/cometapi/videoApi.js';

interface MediaParts {
	readonly config: Pick<Config, 'media' | 'retentionMs'>;
	readonly storage: Storage;
	readonly store: JobStore;
	readonly fetch: SafeFetch;
	readonly videoApi: VideoApi;
	/** Asks once more for a result that is not with us; the job as it is then. */
	readonly fetchAgain: (job: Job) => Promise<Job>;
	/** Hears of every job that is forgotten. */
	readonly onErased?: ((job: Job) => void) | undefined;
	readonly clock: Clock;
	readonly log: Logger;
}

/** Pictures kept for later requests may take this share of `MEDIA_MAX_GB`, beside the results. */
const picturesShare = 0.1;

/** What is kept as files, and who forgets it. */
export interface Media {
	readonly knownTasks: KnownTasks;
	readonly videos: Videos;
	readonly pictures: Pictures;
	readonly kept: KeptPictures;
	readonly thumbnails: Thumbnails;
	readonly drafts: Drafts;
	readonly retention: Retention;
}

/** What is kept as files: results, pictures, those that wait for a member's word, and who forgets them in time. */
export async function composeMedia({
	config,
	storage,
	store,
	fetch,
	videoApi,
	onErased,
	clock,
	log,
	...parts
}: MediaParts): Promise<Media> {
	const { folder, ffmpegPath, maxBytes } = config.media;
	const identity = await identityOf(storage, { store, now: clock.now() });
	const foreign = await claimMediaFolder(folder, identity);
	if (foreign !== undefined) throw new ConfigError([`MEDIA_DIR: ${foreign}`]);
	const common = { fetch, clock, log, since: identity.bornAt };
	const videos = new Videos({ ...common, folder: join(folder, 'results'), content: videoApi, ffmpegPath, maxBytes });
	const lastFrame = async (jobId: string): Promise<Buffer | undefined> => {
		const job = await store.get(jobId);
		const media = job && (await parts.fetchAgain(job)).media;
		return media ? videos.frame(media, 'last') : undefined;
	};

	const imageProcessor = new ImageProcessor({ firstFrame: (path) => videos.firstPicture(path) });
	const kept = new KeptPictures({
		...common,
		folder: join(folder, 'kept-inputs'),
		imageProcessor,
		lastFrame,
		maxBytes: maxBytes * picturesShare,
		memberOf: async (jobId) => (await store.get(jobId))?.requester.id,
	});
	const pictures = new Pictures({ ...common, folder: join(folder, 'inputs'), imageProcessor, kept });
	const thumbnails = new Thumbnails({ kept, videos, imageProcessor, clock, log });
	const knownTasks = await KnownTasks.open(storage);
	const drafts = await Drafts.open(storage, { kept, store, clock, log });
	const { retentionMs } = config;
	const isDraft = (id: string): Promise<boolean> => drafts.has(id);
	const scrub = (): Promise<boolean> => storage.scrub();
	const files = { videos, pictures, kept };
	const retention = new Retention({
		...files,
		store,
		scrub,
		knownTasks,
		retentionMs,
		isDraft,
		drafts,
		onErased,
		clock,
		log,
	});
	return { knownTasks, videos, pictures, kept, thumbnails, drafts, retention };
}
