import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Bot, BotFatalError } from './bot.js';
import { buttons } from './commands/buttons.js';
import { definitions } from './commands/definitions.js';
import { Dispatcher } from './commands/dispatcher.js';
import { GuildRules } from './commands/guildRules.js';
import { commands } from './commands/index.js';
import { Ordering } from './commands/ordering.js';
import type { Config } from './config.js';
import { isInFlight, type Job } from './jobs/job.js';
import { seconds, sleep, systemClock, type Clock } from './lib/time.js';
import { providers } from './providers/index.js';
import { Acknowledger } from './services/acknowledger.js';
import { ApiClient } from './services/apiClient.js';
import { Bursts } from './services/bursts.js';
import { Catalogue, KeptCatalogue } from './services/catalogue.js';
import { CommandPublisher, PublishedCommands } from './services/commandPublisher.js';
import { Delivery } from './services/delivery.js';
import { DeliveryStep } from './services/deliveryStep.js';
import { DiscordApi } from './services/discordApi.js';
import { Door } from './services/door.js';
import { InProcessEngine } from './services/engine/inProcess.js';
import { JobRunner } from './services/jobRunner.js';
import { JobStore } from './services/jobStore.js';
import { JobWriter } from './services/jobWriter.js';
import { Limits } from './services/limits.js';
import { Line } from './services/line.js';
import { makeLogger } from './services/logger.js';
import { LookingStep } from './services/lookingStep.js';
import { Durations, Pace } from './services/pace.js';
import { Parcels } from './services/parcels.js';
import { Pictures } from './services/media/pictures.js';
import { Preparation } from './services/preparation.js';
import { ProcessLock } from './services/processLock.js';
import { Progress } from './services/progress.js';
import { ReadBack } from './services/readBack.js';
import { ResultKeeper } from './services/resultKeeper.js';
import { SafeFetch } from './services/safeFetch.js';
import { GuildRecord, Settings } from './services/settings.js';
import { Storage } from './services/storage.js';
import { SubmissionStep } from './services/submissionStep.js';
import { UnsavedRecords } from './services/unsavedRecords.js';
import { UploadLimit } from './services/uploadLimit.js';
import { VideoApi } from './services/videoApi.js';
import { Videos } from './services/media/videos.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
	version: string;
};
const userAgent = `reelay/${version}`;

/** What a process gets from outside its configuration. Tests hand in a clock that they move and numbers they know. */
export interface World {
	readonly clock: Clock;
	/** A number from 0 up to 1. */
	readonly random: () => number;
	readonly log: Logger;
	/** Called when the bot can never hear interactions again: a revoked token, a wrong shard. */
	readonly onFatal: (error: BotFatalError) => void;
}

/** Steps in hand get so long to end by themselves; then they are parked: their records carry on without them. */
const graceMs = seconds(10);

/** Looks found due at start are spread over this long for each of them, so that a restart makes no burst. */
const spreadEachMs = 20;

/** The one composition root: every part is made and wired here, by hand. */
export class App {
	readonly #config: Config;
	readonly #world: World;
	readonly #lock: ProcessLock;
	readonly #stopping = new AbortController();
	#parts: Parts | undefined;

	constructor(config: Config, world: Partial<World> = {}) {
		const { clock = systemClock, random = Math.random, log = makeLogger(config.logLevel) } = world;
		const { onFatal = () => undefined } = world;
		this.#config = config;
		this.#world = { clock, random, log, onFatal };
		this.#lock = new ProcessLock({ storeUrl: config.storeUrl, clock, log });
	}

	/**
	 * Resolves when interactions are heard, or the process is told to stop before that. A second process on the same store
	 * waits here until the first has ended.
	 */
	async start(): Promise<void> {
		try {
			await this.#start();
		} catch (error) {
			if (error instanceof BotFatalError) this.#world.onFatal(error);
			else if (!this.#stopping.signal.aborted) throw error;
		}
	}

	async #start(): Promise<void> {
		const { log, clock } = this.#world;
		const storage = await Storage.open({ url: this.#config.storeUrl, log });
		await this.#lock.acquire(this.#stopping.signal);

		const parts = await assemble(this.#config, this.#world, storage, () => this.#stopping.signal.aborted);
		this.#parts = parts;
		await parts.catalogue.start();
		const open = await parts.store.openJobs();
		parts.limits.rebuild([...(await parts.store.closedJobs()), ...open]);
		for (const job of open) if (isInFlight(job)) parts.line.occupy(job.id);
		this.#schedule(open, parts);
		parts.engine.start(parts.runner.step);
		log.info({ version, openJobs: open.length }, 'jobs taken up again');

		await parts.bot.start();
		log.info({ at: clock.now() }, 'ready');
	}

	/** Takes no new job, starts no create, ends or parks the steps in hand, and closes the gateway last. */
	async stop(): Promise<void> {
		const { log, clock } = this.#world;
		log.info('stopping');
		this.#stopping.abort(new Error('the process is stopping'));
		const parts = this.#parts;

		if (parts !== undefined) {
			await parts.door.close();
			const stopped = parts.engine.stop();
			// Only a create in flight is waited for longer: its answer may name a task that has been paid for.
			await Promise.race([stopped, sleep(clock, graceMs).then(() => parts.submission.settled())]);
			await parts.unsaved.flush(log);
			await parts.progress.stop();
			parts.catalogue.stop();
			await parts.bot.stop();
			await parts.storage.close();
		}
		await this.#lock.release();
		log.info('stopped');
	}

	/** Every open job gets its next step: at its time, or soon and one after another where that has passed. */
	#schedule(open: readonly Job[], { engine }: Parts): void {
		const now = this.#world.clock.now();
		let overdue = 0;
		for (const job of open) {
			const at = job.phase === 'generating' ? (job.looking.nextAt ?? now) : now;
			engine.schedule(job.id, at > now ? at : now + spreadEachMs * overdue++);
		}
	}
}

type Parts = Awaited<ReturnType<typeof assemble>>;

async function assemble(config: Config, world: World, storage: Storage, draining: () => boolean) {
	const { clock, random, log } = world;
	const store = await JobStore.open(storage);
	const engine = new InProcessEngine({ clock, log });
	const line = new Line({ capacity: config.limits.maxRunningJobs, wake: (id) => engine.look(id) });
	const limits = new Limits({ clock, ...config.limits, allowedGuilds: config.discord.allowedGuilds });
	const leaveLine = (job: Job): void => {
		if (job.phase !== 'queued' && !isInFlight(job)) line.leave(job.id);
	};
	const writer = new JobWriter({ store, clock, log, observers: [(job) => limits.observe(job), leaveLine] });
	const unsaved = new UnsavedRecords({ writer });

	const { catalogue, videoApi, families } = await connectCometApi(config, world, storage);
	const familyMinMs = (job: Job): number => families.get(job.model.provider)?.minLookMs ?? 0;
	const durations = await storage.space('durations', Durations);
	const pace = await Pace.open({ durations, ...config.poll, random, familyMinMs, log });

	const { token, apiUrl } = config.discord;
	const discord = new DiscordApi({ token, apiUrl, userAgent });
	const paused = (): boolean => unsaved.any || videoApi.blocked() !== undefined;
	const progress = new Progress({ discord, line, pace, clock, random, editMs: config.progressEditMs, paused });
	const acknowledger = new Acknowledger({ discord, clock, log });
	const forget = async (id: string): Promise<void> => {
		await store.remove(id);
		limits.release(id);
	};

	const fetch = new SafeFetch({ clock, userAgent, trustedOrigins: config.trustedOrigins });
	const pictures = new Pictures({ folder: join(config.media.folder, 'inputs'), fetch, log });
	const { ffmpegPath, maxBytes } = config.media;
	const folder = join(config.media.folder, 'results');
	const videos = new Videos({ folder, fetch, content: videoApi, ffmpegPath, maxBytes, clock, log });

	const preparation = new Preparation({ pictures, catalogue, providers: families, writer, clock });
	const { jobTimeoutMs, lateMs } = config;
	const common = { store, writer, videoApi, pace, progress, clock, random, jobTimeoutMs };
	const submission = new SubmissionStep({ ...common, acknowledger, forget, preparation, line, unsaved, draining });
	const looking = new LookingStep({ ...common, lateMs });
	const results = new ResultKeeper({ videos, videoApi, writer, clock, random });
	const abilities = (job: Job) => {
		const actions = catalogue.find(job.request.model)?.model.actions ?? [];
		return { remix: actions.includes('remix'), extend: actions.includes('extend') };
	};
	const uploadLimit = new UploadLimit({ discord, clock });
	const telling = new Delivery({ discord, parcels: new Parcels({ videos, pictures }), uploadLimit, clock, abilities });
	const readBack = new ReadBack({ discord });
	const delivery = new DeliveryStep({ writer, results, delivery: telling, readBack, progress, clock, random });
	const runner = new JobRunner({ store, writer, submission, looking, delivery, progress, clock, random, log });

	const door = new Door({ store, writer, limits, acknowledger, discord, engine, clock, log });
	const bot = await hearInteractions({ config, world, storage, store, engine, door, discord, catalogue, pace });
	return { storage, store, engine, line, limits, unsaved, catalogue, progress, submission, runner, door, bot };
}

/** What speaks with CometAPI: one client, the families, the models on offer. */
async function connectCometApi(config: Config, { clock, random, log }: World, storage: Storage) {
	const { baseUrl, key, createTimeoutMs } = config.cometapi;
	const api = new ApiClient({ baseUrl, key, userAgent, clock });
	const families = new Map(providers.map((provider) => [provider.id, provider]));
	const videoApi = new VideoApi({ api, providers, clock, random, log, createTimeoutMs });
	const table = await storage.space('catalogue', KeptCatalogue);
	const legacy = config.legacyProviders;
	const catalogue = new Catalogue({ api, table, providers, legacy, clock, random, log });
	return { catalogue, videoApi, families };
}

interface Hearing {
	readonly config: Config;
	readonly world: World;
	readonly storage: Storage;
	readonly store: JobStore;
	readonly engine: InProcessEngine;
	readonly door: Door;
	readonly discord: DiscordApi;
	readonly catalogue: Catalogue;
	readonly pace: Pace;
}

/** What hears members: the gateway, the commands behind it, and their publication. */
async function hearInteractions({ config, world, storage, ...parts }: Hearing): Promise<Bot> {
	const { clock, random, log, onFatal } = world;
	const { discord, door, catalogue, pace } = parts;
	const { token, apiUrl, shards, shardCount, guildId, userInstall } = config.discord;
	const publicUrl = config.publicUrl !== undefined;
	const settings = new Settings({ table: await storage.space('guild', GuildRecord), clock });
	const rules = new GuildRules({ settings, clock, log });
	const ordering = new Ordering({ catalogue, door, rules, defaultModel: config.defaultModel, userInstall, publicUrl });
	const set = commands({ ordering, rules, discord, pace });
	const presses = buttons({ ...parts, ordering, rules, clock });
	const dispatcher = new Dispatcher({
		...{ commands: set, presses, submissions: {}, bursts: new Bursts(), door, discord, clock, log },
	});
	const published = await storage.space('published', PublishedCommands);
	const publisher = new CommandPublisher({ discord, published, guildId, log });
	const publish = (applicationId: string): Promise<boolean> =>
		publisher.publish(applicationId, definitions(set, { inGuild: guildId !== undefined, userInstall }));
	return new Bot({ token, apiUrl, userAgent, shards, shardCount, dispatcher, publish, onFatal, clock, random, log });
}
