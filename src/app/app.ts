import { version } from './version.js';
import { composeCometApi, type CometApi } from './cometApi.js';
import { composeJobs, type Jobs } from './jobs.js';
import { composeInteractions } from './interactions.js';
import { serveOps, type ProcessStatus } from './operations.js';
import { openStore } from './openStore.js';
import { resumeJobs } from './resumeJobs.js';
import { secretsOf, type ProcessEnvironment } from './environment.js';
import { type Bot, BotFatalError } from '../gateway/bot.js';
import type { Config } from '../config.js';
import { ShutdownDeadline } from '../lib/shutdownDeadline.js';
import { SteadyClock } from '../lib/steadyClock.js';
import { seconds, systemClock } from '../lib/time.js';
import { DiscordApi } from '../services/discord/discordApi.js';
import { makeLogger } from '../services/ops/logger.js';
import { ProcessLock } from '../services/records/processLock.js';
import type { Storage } from '../services/records/storage.js';

const userAgent = `reelay/${version}`;

/** What is under way gets so long to end by itself; then it is parked: the records carry on without it. */
const graceMs = seconds(10);

/** Progress edits on their way get so long of it. */
const editsMs = seconds(2);

/** The one composition root: every part is made and wired here, by hand. */
export class App {
	readonly #config: Config;
	readonly #world: ProcessEnvironment;
	readonly #lock: ProcessLock;
	readonly #stopping = new AbortController();
	#operations: Operations | undefined;
	#parts: Parts | undefined;

	constructor(config: Config, world: Partial<ProcessEnvironment> = {}) {
		const { clock = systemClock, random = Math.random, secrets = secretsOf(config) } = world;
		const { log = makeLogger(config.logLevel, undefined, secrets.cleanLine) } = world;
		const { onFatal = () => undefined } = world;
		this.#config = config;
		this.#world = { clock: new SteadyClock(clock), random, log, secrets, onFatal };
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
		const { log, clock, secrets } = this.#world;
		const storage = await openStore(this.#config, log);
		// Before the lock, so that a process which waits for it can be seen to live and not to be ready.
		const operations = await serveOps({ config: this.#config, storage, vitals: this.#vitals(), clock, log, secrets });
		this.#operations = operations;
		await this.#lock.acquire(this.#stopping.signal);

		const draining = (): boolean => this.#stopping.signal.aborted;
		const parts = await assemble({ config: this.#config, world: this.#world, storage, draining, operations });
		this.#parts = parts;
		await parts.catalogue.start();
		const { defaultModel } = this.#config;
		if (parts.catalogue.find(defaultModel) === undefined) log.warn({ defaultModel }, 'DEFAULT_MODEL is not on offer');
		const openJobs = await resumeJobs({ ...parts, metrics: operations.metrics, clock });
		parts.engine.start(parts.runner.step);
		await parts.drafts.start();
		parts.retention.start();
		log.info({ version, openJobs }, 'jobs taken up again');

		await parts.bot.start();
		log.info({ at: clock.now() }, 'ready');
	}

	/** Says in the log why the process must end: something that no part of it expected. */
	report(error: unknown): void {
		this.#world.log.fatal({ err: error }, 'unexpected failure; the process ends');
	}

	/** Takes no new job, starts no create, ends or parks the steps in hand, and closes the gateway last. */
	async stop(): Promise<void> {
		const { log } = this.#world;
		log.info('stopping');
		this.#stopping.abort(new Error('the process is stopping'));
		if (this.#parts !== undefined) await this.#park(this.#parts);
		await this.#operations?.stop();
		await this.#lock.release();
		log.info('stopped');
	}

	/** Whatever is under way gets a time to end, all of it together; what it does not do in that time its record will say. */
	async #park(parts: Parts): Promise<void> {
		const { log, clock } = this.#world;
		const grace = new ShutdownDeadline({ clock, ms: graceMs });
		await grace.give(parts.admission.close());
		await grace.give(parts.engine.stop());
		// Only a create in flight is waited for longer: its answer may name a task that has been paid for.
		await parts.submission.settled();
		await parts.unsaved.flush(log);
		parts.catalogue.stop();
		// Edits may wait in a long queue behind Discord's limits. What they would show the next process shows.
		const brief = new ShutdownDeadline({ clock, ms: editsMs });
		await brief.give(parts.progress.stop());
		brief.end();
		await grace.give(Promise.all([parts.drafts.stop(), parts.retention.stop()]));
		await grace.give(parts.bot.stop());
		await parts.storage.close();
		grace.end();
	}

	/** What the ops server tells of this process. */
	#vitals(): ProcessStatus {
		const parts = (): Parts | undefined => this.#parts;
		return {
			problems: {
				lock: () => (this.#lock.held ? undefined : 'another process holds the store'),
				gateway: () => (parts()?.bot.ready === true ? undefined : 'not connected'),
				records: () => (parts()?.unsaved.any === true ? 'the answer to a create is not saved' : undefined),
				cometapi: () => parts()?.videoApi.blocked(),
				draining: () => (this.#stopping.signal.aborted ? 'the process is stopping' : undefined),
			},
			levels: () => ({
				waiting: parts()?.queue.waiting ?? 0,
				running: parts()?.queue.running ?? 0,
				scheduled: parts()?.engine.size ?? 0,
				unsaved: parts()?.unsaved.any === true ? 1 : 0,
			}),
			look: (jobId) => parts()?.engine.look(jobId),
		};
	}
}

type Operations = Awaited<ReturnType<typeof serveOps>>;

/** All that lives while interactions are heard. */
interface Parts extends Jobs, CometApi {
	readonly discord: DiscordApi;
	readonly bot: Bot;
	readonly storage: Storage;
}

interface Assembly {
	readonly config: Config;
	readonly world: ProcessEnvironment;
	readonly storage: Storage;
	/** No create starts any more. */
	readonly draining: () => boolean;
	readonly operations: Operations;
}

async function assemble({ config, world, storage, draining, operations }: Assembly): Promise<Parts> {
	const { metrics, callbacks, media: addresses } = operations;
	const { clock, log } = world;
	const { token, apiUrl } = config.discord;
	const cometapi = await composeCometApi({ ...world, config, storage, userAgent });
	const discord = new DiscordApi({ token, apiUrl, userAgent, clock, log, onRateLimit: metrics.rateLimited });
	const jobs = await composeJobs(world, {
		...{ config, storage, discord, cometapi, userAgent, draining },
		onSaved: metrics.observe,
		onStepFailed: () => metrics.stepFailed(),
		callbackUrl: callbacks && ((job) => callbacks.urlOf(job)),
		pictureUrl: addresses && ((file) => addresses.urlOf(file)),
	});
	const parts = { ...jobs, ...cometapi, discord, storage };
	return { ...parts, bot: await composeInteractions({ ...parts, config, world, userAgent }) };
}
