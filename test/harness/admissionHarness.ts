import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageFlags } from 'discord.js';
import { pino, type Logger } from 'pino';
import { expect } from 'vitest';
import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import { DiscordSimulator } from '../../sandbox/discord/simulator.js';
import type { InteractionFacts } from '../../src/discord/interactionFacts.js';
import type { Job } from '../../src/jobs/record/job.js';
import { VideoRequest } from '../../src/jobs/record/request.js';
import type { OfferedModel } from '../../src/providers/contract/model.js';
import { composeCometApi, type CometApi } from '../../src/app/cometApi.js';
import { composeJobs, type Jobs } from '../../src/app/jobs.js';
import { composeMedia, type Media } from '../../src/app/media.js';
import { composeRecords, type OwnRecords } from '../../src/app/records.js';
import { readConfig, type Config } from '../../src/config.js';
import type { Environment } from '../../src/lib/environment.js';
import { SecretCleaner } from '../../src/lib/secretCleaner.js';
import { JobSecrets } from '../../src/services/ops/jobSecrets.js';
import type { Acknowledger } from '../../src/services/discord/acknowledger.js';
import { DiscordApi } from '../../src/services/discord/discordApi.js';
import type { Admission, AcceptedRequest } from '../../src/services/admission/admission.js';
import type { InProcessEngine } from '../../src/services/scheduling/inProcessEngine.js';
import type { JobStore } from '../../src/services/records/jobStore.js';
import type { Limits } from '../../src/services/admission/limits.js';
import { Storage } from '../../src/services/records/storage.js';
import { guildFacts } from './guildFacts.js';
import { FakeClock } from './fakeClock.js';

export const silent: Logger = pino({ level: 'silent' });

export const offered: OfferedModel = {
	model: {
		id: 'veo3.1-fast',
		name: 'Veo 3.1 Fast',
		provider: 'veo',
		text: true,
		image: 'optional',
		lastFrame: true,
		references: 0,
		maxPrompt: 2000,
	},
	providerName: 'Google Veo',
	price: { perRequestUsd: 0.4 },
	priceBasis: 'catalogue',
	sunsetting: false,
};

/** What a harness is made of. */
interface Made {
	readonly clock: FakeClock;
	readonly discord: DiscordSimulator;
	readonly api: DiscordApi;
	readonly config: Config;
	readonly storage: Storage;
	readonly records: OwnRecords;
	readonly media: Media;
	readonly cometapi: CometApi;
	readonly jobs: Jobs;
	readonly folder: string;
}

/**
 * The program as it is composed, without its gateway, between a simulated Discord and real files, with a clock that the test
 * moves. Its jobs rest where admission has left them: what a step would do is noted instead.
 */
export class AdmissionHarness implements Made {
	readonly clock: FakeClock;
	/** Ids of the steps that the engine ran, with the record as the step found it. */
	readonly steps: { id: string; found: Job | undefined }[] = [];
	readonly discord: DiscordSimulator;
	readonly api: DiscordApi;
	readonly config: Config;
	readonly storage: Storage;
	readonly records: OwnRecords;
	readonly media: Media;
	readonly cometapi: CometApi;
	readonly jobs: Jobs;
	readonly folder: string;

	private constructor(made: Made) {
		this.clock = made.clock;
		this.discord = made.discord;
		this.api = made.api;
		this.config = made.config;
		this.storage = made.storage;
		this.records = made.records;
		this.media = made.media;
		this.cometapi = made.cometapi;
		this.jobs = made.jobs;
		this.folder = made.folder;
		this.engine.start(async (id) => {
			this.steps.push({ id, found: await this.store.get(id) });
			return 'done';
		});
	}

	static async open(limits: Partial<Config['limits']> = {}): Promise<AdmissionHarness> {
		const clock = new FakeClock();
		const env = { clock, random: () => 0.5, log: silent };
		const discord = await DiscordSimulator.start({ now: () => clock.now() });
		const folder = await mkdtemp(join(tmpdir(), 'reelay-admission-'));
		const config = configOf(discord, folder, limits);
		const { token, apiUrl } = config.discord;
		const api = new DiscordApi({ ...env, token, apiUrl, userAgent });
		const storage = await Storage.open({ url: config.storeUrl, log: silent });
		const parts = await compose(env, { config, storage, discord: api });
		const at = new AdmissionHarness({ ...parts, clock, discord, api, config, storage, folder });
		await at.publishVideo();
		return at;
	}

	/** `/video` is in the members' clients, whatever the bot itself publishes. */
	async publishVideo(): Promise<void> {
		await this.api.overwriteCommands(this.discord.applicationId, undefined, [
			{
				name: 'video',
				description: 'Make a video',
				options: [{ type: 3, name: 'prompt', description: 'What', required: true }],
			},
		]);
	}

	get store(): JobStore {
		return this.records.store;
	}

	get limits(): Limits {
		return this.records.limits;
	}

	get engine(): InProcessEngine {
		return this.records.engine;
	}

	get admission(): Admission {
		return this.jobs.admission;
	}

	get acknowledger(): Acknowledger {
		return this.jobs.acknowledger;
	}

	/** The store's file. */
	get file(): string {
		return join(this.folder, 'jobs.sqlite');
	}

	async close(): Promise<void> {
		await this.engine.stop();
		await this.storage.close();
		await this.discord.close();
		await rm(this.folder, { recursive: true, force: true });
	}

	/** Alice types `/video`. */
	invoke(): Interaction {
		return this.discord.invoke({ user: this.discord.world.alice, command: 'video', options: { prompt: 'a cat' } });
	}

	admittance(interaction: Interaction, request: Partial<VideoRequest> = {}): AcceptedRequest {
		return {
			facts: this.facts(interaction),
			request: VideoRequest.parse({ prompt: 'a cat', model: 'veo3.1-fast', ...request }),
			model: offered,
			notices: [],
			estimate: { usd: 0.4, basis: 'catalogue' },
		};
	}

	facts(interaction: Interaction): InteractionFacts {
		return guildFacts(interaction, {
			applicationId: this.discord.applicationId,
			receivedAt: this.clock.now(),
		});
	}

	/** What the member reads who is answered in private; fails when others can read it too. */
	told(interaction: Interaction): string {
		const message = this.discord.original(interaction);
		expect((message?.flags ?? 0) & MessageFlags.Ephemeral).toBe(MessageFlags.Ephemeral);
		return JSON.stringify(message?.components);
	}

	/** Requests that Discord received for a route, oldest first. */
	requests(method: string, path: RegExp): unknown[] {
		return this.discord.exchanges.filter((x) => x.method === method && path.test(x.path)).map((x) => x.json);
	}
}

export const userAgent = 'reelay/test';

const configOf = (discord: DiscordSimulator, folder: string, limits: Partial<Config['limits']>): Config => {
	const config = readConfig({
		DISCORD_TOKEN: discord.token,
		DISCORD_API_URL: discord.apiUrl,
		COMETAPI_KEY: 'a-key-of-nobody',
		// Nothing is made here, so it is never reached.
		COMETAPI_BASE_URL: 'http://127.0.0.1:9',
		DEFAULT_MODEL: offered.model.id,
		STORE_URL: `sqlite://${join(folder, 'jobs.sqlite')}`,
		MEDIA_DIR: join(folder, 'media'),
		MEMBER_WAITING_JOBS: '0',
		CONFIRM_ABOVE_USD: '1000',
	});
	return { ...config, limits: { ...config.limits, ...limits } };
};

interface Given {
	readonly config: Config;
	readonly storage: Storage;
	readonly discord: DiscordApi;
}

async function compose(env: Environment, given: Given): Promise<Pick<Made, 'records' | 'cometapi' | 'media' | 'jobs'>> {
	const secrets = new SecretCleaner();
	const addresses = { callbacks: undefined, media: undefined };
	const jobSecrets = new JobSecrets({ secrets, addresses });
	const cometapi = await composeCometApi(env, { ...given, secrets, userAgent });
	const records = await composeRecords(env, { ...given, secrets, metrics: { observe: () => undefined }, jobSecrets });
	const media = await composeMedia(env, { ...given, userAgent, records, cometapi });
	const jobs = await composeJobs(env, {
		...given,
		...{ records, media, cometapi, jobSecrets, addresses },
		metrics: { stepFailed: () => undefined },
		draining: () => false,
	});
	return { records, cometapi, media, jobs };
}
