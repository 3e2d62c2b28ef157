import type { Config } from '../config.js';
import type { Environment } from '../lib/environment.js';
import type { SecretCleaner } from '../lib/secretCleaner.js';
import type { Provider } from '../providers/contract/provider.js';
import { providers } from '../providers/index.js';
import { ApiClient, type ApiClientParts } from '../services/cometapi/apiClient.js';
import { Catalogue, KeptCatalogue } from '../services/cometapi/catalogue.js';
import { PromptWriter } from '../services/cometapi/promptWriter.js';
import type { Tables } from '../services/records/tables.js';
import { ModelPauses } from '../services/operator/modelPauses.js';
import { VideoApi, type VideoApiParts } from '../services/cometapi/videoApi.js';

/** What speaks with CometAPI. */
export interface CometApi {
	readonly videoApi: VideoApi;
	/** The models on offer; as the families' tables have them until it is started. */
	readonly catalogue: Catalogue;
	/** Every family by its id, those that are switched off included. */
	/** Models that the operator has taken off offer. */
	readonly pauses: ModelPauses;
	readonly families: ReadonlyMap<string, Provider>;
	/** Undefined without `PROMPT_MODEL`. */
	readonly promptWriter: PromptWriter | undefined;
}

interface CometApiParts {
	readonly config: Pick<Config, 'cometapi' | 'legacyProviders' | 'promptModel'>;
	readonly storage: Pick<Tables, 'space'>;
	readonly secrets: SecretCleaner;
	readonly userAgent: string;
	readonly metrics?: VideoApiParts['metrics'];
	readonly mayAct?: ApiClientParts['mayAct'];
	/** Where several processes share a store: whether this one fetches the catalogue. */
	readonly isLeader?: (() => boolean) | undefined;
}

/** One client, the families, the models on offer. */
export async function composeCometApi(env: Environment, parts: CometApiParts): Promise<CometApi> {
	const { config, storage, secrets, userAgent, metrics, mayAct, isLeader } = parts;
	const { baseUrl, key, createTimeoutMs } = config.cometapi;
	const { promptModel } = config;
	const clean = (text: string): string => secrets.clean(text);
	const api = new ApiClient({ baseUrl, key, userAgent, clock: env.clock, clean, mayAct });
	const table = await storage.space('catalogue', KeptCatalogue);
	const catalogue = new Catalogue({ ...env, api, table, providers, legacy: config.legacyProviders, fetches: isLeader });
	const isKnown = (id: string): boolean => catalogue.find(id) !== undefined;
	return {
		catalogue,
		videoApi: new VideoApi({ ...env, api, providers, createTimeoutMs, metrics }),
		pauses: await ModelPauses.open(storage, { isKnown, now: () => env.clock.now() }),
		promptWriter: promptModel === undefined ? undefined : new PromptWriter({ api, model: promptModel, log: env.log }),
		families: new Map(providers.map((provider) => [provider.id, provider])),
	};
}
