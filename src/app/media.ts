import { join } from 'node:path';
import { ConfigError, type Config } from '../config.js';
import type { Environment } from '../lib/environment.js';
import { Drafts } from '../services/admission/drafts.js';
import { Presets } from '../services/admission/presets.js';
import { FilmChain } from '../services/delivery/filmChain.js';
import { ResultKeeper } from '../services/delivery/resultKeeper.js';
import { KnownTasks } from '../services/records/knownTasks.js';
import { Erasure } from '../services/retention/erasure.js';
import { Retention } from '../services/retention/retention.js';
import { ImageProcessor } from '../services/media/pictures/imageProcessor.js';
import { KeptPictures } from '../services/media/pictures/keptPictures.js';
import { Pictures } from '../services/media/pictures/pictures.js';
import { Thumbnails } from '../services/media/pictures/thumbnails.js';
import { claimMediaFolder, identityOf } from '../services/media/mediaOwner.js';
import { MemberClips } from '../services/media/videos/memberClips.js';
import { Videos } from '../services/media/videos/videos.js';
import { SafeFetch } from '../services/media/download/safeFetch.js';
import type { Tables } from '../services/records/tables.js';
import type { CometApi } from './cometApi.js';
import { OwnClaims } from '../services/scheduling/claims.js';
import type { Records } from './records.js';
import type { SharedStore } from './redis/sharedStore.js';

/** What is kept as files, those that wait for a member's word, and who forgets them in time. */
export interface Media {
	/** The only way to addresses that others have named. */
	readonly fetch: SafeFetch;
	readonly videos: Videos;
	/** Fetches and keeps what is finished. */
	readonly results: ResultKeeper;
	/** Which videos a film of continuations is made of. */
	readonly chain: FilmChain;
	readonly pictures: Pictures;
	readonly kept: KeptPictures;
	readonly thumbnails: Thumbnails;
	readonly knownTasks: KnownTasks;
	readonly drafts: Drafts;
	readonly presets: Presets;
	readonly erasure: Erasure;
	readonly retention: Retention;
}

interface MediaParts {
	readonly config: Pick<Config, 'media' | 'retentionMs' | 'trustedOrigins'>;
	readonly storage: Tables;
	readonly userAgent: string;
	readonly records: Records;
	readonly cometapi: CometApi;
	/** Where several processes share the store. */
	readonly shared?: Pick<SharedStore, 'claims' | 'leadership'> | undefined;
}

/** Pictures kept for later requests may take this share of `MEDIA_MAX_GB`, beside the results. */
const picturesShare = 0.1;

/** @throws ConfigError when the folder is another store's */
export async function composeMedia(env: Environment, parts: MediaParts): Promise<Media> {
	const { config, storage, userAgent, records, cometapi, shared } = parts;
	const { store, writer, history, ages } = records;
	const { videoApi } = cometapi;
	const { folder, ffmpegPath, maxBytes } = config.media;
	const identity = await identityOf(storage, { store, now: env.clock.now() });
	const foreign = await claimMediaFolder(folder, identity);
	if (foreign !== undefined) throw new ConfigError([`MEDIA_DIR: ${foreign}`]);

	const fetch = new SafeFetch({ clock: env.clock, userAgent, trustedOrigins: config.trustedOrigins });
	const common = { ...env, fetch, since: identity.bornAt };
	const videos = new Videos({ ...common, folder: join(folder, 'results'), content: videoApi, ffmpegPath, maxBytes });
	const results = new ResultKeeper({ ...env, videos, videoApi, store, writer, ages });

	const imageProcessor = new ImageProcessor({ firstFrame: (path) => videos.firstPicture(path) });
	const kept = new KeptPictures({
		...common,
		folder: join(folder, 'kept-inputs'),
		imageProcessor,
		results,
		store,
		maxBytes: maxBytes * picturesShare,
	});
	const clips = new MemberClips({ videos });
	const pictures = new Pictures({ ...common, folder: join(folder, 'inputs'), imageProcessor, kept, clips });
	const thumbnails = new Thumbnails({ ...env, kept, videos, imageProcessor });
	const knownTasks = await KnownTasks.open(storage);
	const claims = shared?.claims('draft') ?? new OwnClaims();
	const presets = await Presets.open(storage);
	const drafts = await Drafts.open(storage, { ...env, kept, store, claims, isShared: shared !== undefined });
	const { retentionMs } = config;
	const files = { videos, pictures, kept };
	const erasure = new Erasure({ ...env, ...files, store, storage, drafts, presets, knownTasks, history });
	const isOurs = shared && (() => shared.leadership.isLeader);
	const retention = new Retention({ ...env, ...files, store, erasure, drafts, knownTasks, retentionMs, isOurs });
	const chain = new FilmChain({ store, videos });
	return { fetch, ...files, results, chain, thumbnails, knownTasks, drafts, presets, erasure, retention };
}
