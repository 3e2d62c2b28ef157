import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { SecretCleaner } from '../lib/secretCleaner.js';
import type { Clock } from '../lib/time.js';
import type { Provider } from '../providers/contract/provider.js';
import { providers } from '../providers/index.js';
import { ApiClient } from '../services/cometapi/apiClient.js';
import { Catalogue, KeptCatalogue } from '../services/cometapi/catalogue.js';
import type { Storage } from '../services/records/storage.js';
import { VideoApi } from '../services/cometapi/videoApi.js';

interface CometApiParts {
	readonly config: Pick<Config, 'cometapi' | 'legacyProviders'>;
	readonly storage: Storage;
	readonly userAgent: string;
	readonly clock: Clock;
	readonly random: () => number;
	readonly log: Logger;
	readonly secrets: SecretCleaner;
}

/** What speaks with CometAPI. */
export interface CometApi {
	readonly catalogue: Catalogue;
	readonly videoApi: VideoApi;
	readonly families: ReadonlyMap<string, Provider>;
}

/** What speaks with CometAPI: one client, the families, the models on offer. */
export async function composeCometApi({
	config,
	storage,
	userAgent,
	clock,
	random,
	log,
	secrets,
}: CometApiParts): Promise<CometApi> {
	const { baseUrl, key, createTimeoutMs } = config.cometapi;
	const api = new ApiClient({ baseUrl, key, userAgent, clock, clean: (text) => secrets.clean(text) });
	const families = new Map(providers.map((provider) => [provider.id, provider]));
	const videoApi = new VideoApi({ api, providers, clock, random, log, createTimeoutMs });
	const table = await storage.space('catalogue', KeptCatalogue);
	const legacy = config.legacyProviders;
	const catalogue = new Catalogue({ api, table, providers, legacy, clock, random, log });
	return { catalogue, videoApi, families };
}
