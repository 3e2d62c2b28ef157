import { version } from './version.js';
import { composeCometApi, type CometApi } from './cometApi.js';
import { composeBot, composeInteractions, type Interactions } from './interactions.js';
import { composeJobs, type Jobs } from './jobs.js';
import { composeMedia, type Media } from './media.js';
import { serveOps, type Operations, type ProcessStatus } from './operations.js';
import { composeOperatorPage } from './operatorPage.js';
import type { OperatorPage } from '../services/operator/operatorPage.js';
import { ownPlace, type OpenedStore, type StorePlace } from './openStore.js';
import { joinFleet } from './redis/joinFleet.js';
import { park } from './park.js';
import { processLevels } from './processLevels.js';
import type { Records } from './records.js';
import { resumeJobs } from './resumeJobs.js';
import { secretsOf, type ProcessEnvironment } from './environment.js';
import { BotFatalError, type Bot } from '../gateway/bot.js';
import type { Config } from '../config.js';
import { SteadyClock } from '../lib/steadyClock.js';
import { systemClock } from '../lib/time.js';
import { RateLimiter } from '../services/admission/rateLimiter.js';
import { DiscordApi } from '../services/discord/discordApi.js';
import { makeLogger } from '../services/ops/logger.js';
import { ProcessLock } from '../services/records/processLock.js';
import type { ProgressCardParts } from '../services/progress/progressCardParts.js';
import { tellDamaged } from '../services/progress/damagedCards.js';
import { Access } from '../services/operator/access.js';
import { JobSecrets } from '../services/ops/jobSecrets.js';
import type { Tables } from '../services/records/tables.js';

const userAgent = `reelay/${version}`;

/** The one composition root: every part is made and wired here, by hand. */
export class App {
	readonly #config: Config;
	readonly #env: ProcessEnvironment;
	/** From the start on. */
	#place: StorePlace | undefined;
	readonly #makeLock: () => ProcessLock;
	readonly #stopping = new AbortController();
	#operations: Operations | undefined;
	#parts: Parts | undefined;
	/** What is read while interactions are heard already. */
	#behind: Promise<void> | undefined;

	constructor(config: Config, given: Partial<ProcessEnvironment> = {}) {
		const { clock = systemClock, random = Math.random, secrets = secretsOf(config) } = given;
		const { log = makeLogger(config.logLevel, undefined, secrets.cleanLine) } = given;
		const { onFatal = () => undefined } = given;
		this.#config = config;
		const end: ProcessEnvironment['onFatal'] = (error) => {
			log.fatal({ reason: error.message }, 'the bot cannot go on; the process ends');
			onFatal(error);
		};
		this.#env = { clock: new SteadyClock(clock), random, log, secrets, onFatal: end };
		this.#makeLock = () => new ProcessLock({ storeUrl: config.storeUrl, onLost: end, clock, log });
	}

	/**
	 * Resolves when interactions are heard, or the process is told to stop before that. A second process on the same file
	 * waits here until the first has ended; those on one Redis share the work.
	 */
	async start(): Promise<void> {
		try {
			await this.#start();
		} catch (error) {
			if (error instanceof BotFatalError) this.#env.onFatal(error);
			else if (!this.#stopping.signal.aborted) throw error;
		}
	}

	async #start(): Promise<void> {
		const { log, clock, secrets } = this.#env;
		const place = await storePlace(this.#config, this.#env, this.#makeLock);
		this.#place = place;
		// Before the store, so that a process which waits for it can be seen to live and not to be ready.
		const operations = await serveOps(this.#env, {
			...{ config: this.#config, status: this.#status(place), secrets },
			operatorPage: () => this.#parts?.operatorPage,
		});
		this.#operations = operations;
		const { signal } = this.#stopping;
		const opened = await place.open({ config: this.#config, signal, log });
		const parts = await this.#compose(place, opened, operations);
		this.#parts = parts;
		const { cometapi, records, media, jobs, interactions } = parts;
		await cometapi.catalogue.start();
		const { defaultModel } = this.#config;
		if (cometapi.catalogue.find(defaultModel) === undefined)
			log.warn({ defaultModel }, 'DEFAULT_MODEL is not on offer');
		await interactions.repairs.resume();
		const { foundCards } = jobs;
		const { metrics } = operations;
		const { fleet } = records;
		if (fleet === undefined) {
			const { openJobs, behind } = await resumeJobs({ ...records, foundCards, metrics, clock, log, signal });
			this.#behind = behind;
			log.info({ version, openJobs }, 'jobs taken up again');
		} else {
			// Each is taken up by whoever claims it; read here for what cannot be read.
			log.info({ version, openJobs: (await records.store.openJobs()).length }, 'jobs are shared with the others');
		}
		records.engine.start(jobs.runner.step);
		if (fleet !== undefined) await joinFleet(fleet, parts, this.#env);
		await media.drafts.start();
		media.retention.start();
		jobs.operatorNotices.start();

		const { unreadable } = records.store;
		void tellDamaged({ discord: parts.discord, unreadable, clock, log });
		if (this.#hears) await parts.bot.start();
		log.info({ at: clock.now(), role: this.#config.role }, 'ready');
	}

	/** Whether interactions are heard here. */
	get #hears(): boolean {
		return this.#config.role !== 'worker';
	}

	/** Makes every part; nothing of them begins here. */
	async #compose(
		{ shared }: StorePlace,
		{ storage, records: makeRecords }: OpenedStore,
		{ metrics, readiness, watch, opened }: Operations,
	): Promise<Parts> {
		const env = this.#env;
		const config = this.#config;
		const { secrets } = env;
		const { token, apiUrl } = config.discord;
		const holds = shared?.holds;
		const isLeader = shared && (() => shared.leadership.isLeader);
		const mayAct = holds && (() => holds.sure());
		const hooks = { onRateLimit: metrics.rateLimited, onAnswer: metrics.discordAnswered, mayAct };
		const discord = new DiscordApi({ ...env, token, apiUrl, userAgent, ...hooks });
		const cometapi = await composeCometApi(env, { config, storage, secrets, userAgent, metrics, mayAct, isLeader });
		const addresses = await opened(storage);
		const jobSecrets = new JobSecrets({ secrets, addresses });
		const records = await makeRecords(env, { config, secrets, metrics, jobSecrets });
		const media = await composeMedia(env, { config, storage, userAgent, records, cometapi, shared });
		const asJob: ProgressCardParts['asJob'] = holds && ((id, act) => holds.as(id, act));
		const draining = (): boolean => this.#stopping.signal.aborted;
		const behind = { config, storage, records, media, cometapi, discord };
		const told = { metrics, watch, readiness };
		const jobs = await composeJobs(env, { ...behind, addresses, jobSecrets, ...told, asJob, shared, draining });
		const access = await Access.open(storage, () => env.clock.now());
		const interactions = composeInteractions(env, { ...behind, jobs, access, watch });
		const rateLimiter = new RateLimiter({ redis: shared?.redis.raw });
		const hearing = {
			config,
			storage,
			interactions,
			discord,
			rateLimiter,
			userAgent,
			watch,
			metrics,
			redis: shared?.redis,
		};
		const bot = await composeBot(env, hearing);
		const shown = { config, records, cometapi, jobs, interactions, readiness, living: this.#living() };
		const operatorPage = composeOperatorPage(env, shown);
		return { storage, discord, records, media, cometapi, jobs, interactions, bot, operatorPage };
	}

	/** Says in the log why the process must end: something that no part of it expected. */
	report(error: unknown): void {
		this.#env.log.fatal({ err: error }, 'unexpected failure; the process ends');
	}

	/** Takes no new job, starts no create, ends or parks the steps in hand, and closes the gateway last. */
	async stop(): Promise<void> {
		const { log } = this.#env;
		log.info('stopping');
		this.#stopping.abort(new Error('the process is stopping'));
		await this.#behind;
		if (this.#parts !== undefined) await park(this.#parts, this.#env);
		await this.#operations?.stop();
		await this.#place?.lock?.release();
		await this.#place?.shared?.redis.close();
		log.info('stopped');
	}

	/** The processes that share the work, where they can. */
	#living(): ProcessStatus['living'] {
		const leadership = this.#place?.shared?.leadership;
		return leadership && (() => leadership.living);
	}

	/** What the ops server tells of this process. */
	#status({ lock, shared }: StorePlace): ProcessStatus {
		const parts = (): Parts | undefined => this.#parts;
		return {
			problems: {
				...(lock && { lock: () => (lock.held ? undefined : 'another process holds the store') }),
				...(this.#hears && { gateway: () => (parts()?.bot.ready === true ? undefined : 'not connected') }),
				records: () => (parts()?.records.unsaved.any === true ? 'the answer to a create is not saved' : undefined),
				unreadable: () => unreadableProblem(parts()?.records.store.unreadable.count ?? 0),
				cometapi: () => parts()?.cometapi.videoApi.blocked(),
				...(shared && { redis: () => shared.redis.problem }),
				draining: () => (this.#stopping.signal.aborted ? 'the process is stopping' : undefined),
			},
			levels: processLevels({
				...{ config: this.#config, running: parts, clock: this.#env.clock },
				draining: () => this.#stopping.signal.aborted,
				fleet: shared?.leadership,
			}),
			living: this.#living(),
			look: (jobId) => parts()?.records.engine.look(jobId),
		};
	}
}

const unreadableProblem = (count: number): string | undefined =>
	count === 0 ? undefined : `${count} records of jobs cannot be read; the log names them`;

/**
 * Where the configuration says. What Redis needs is loaded only where there is one: it is a fifth of the program.
 * @param makeLock for a file
 */
async function storePlace(
	config: Pick<Config, 'redisUrl' | 'leaseMs' | 'role'>,
	env: ProcessEnvironment,
	makeLock: () => ProcessLock,
): Promise<StorePlace> {
	const { redisUrl } = config;
	if (redisUrl === undefined) return ownPlace(makeLock());
	const { sharedPlace } = await import('./redis/sharedPlace.js');
	return sharedPlace({ ...config, redisUrl }, env);
}

/** All that lives while interactions are heard. */
interface Parts {
	readonly storage: Tables;
	readonly discord: DiscordApi;
	readonly records: Records;
	readonly media: Media;
	readonly cometapi: CometApi;
	readonly jobs: Jobs;
	readonly interactions: Interactions;
	readonly bot: Bot;
	readonly operatorPage: OperatorPage | undefined;
}
