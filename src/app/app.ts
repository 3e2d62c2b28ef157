import { version } from './version.js';
import { composeCometApi } from './cometApi.js';
import { composeInteractions } from './interactions.js';
import { composeMedia } from './media.js';
import { serveOps, type ProcessStatus } from './operations.js';
import { openStore } from './openStore.js';
import { resumeJobs } from './resumeJobs.js';
import { secretsOf, type Environment } from './environment.js';
import { BotFatalError } from '../gateway/bot.js';
import type { Config } from '../config.js';
import { isInFlight, type Job } from '../jobs/record/job.js';
import { ShutdownDeadline } from '../lib/shutdownDeadline.js';
import { SteadyClock } from '../lib/steadyClock.js';
import { seconds, systemClock } from '../lib/time.js';
import { extending, remixing } from '../providers/catalogue/resultActions.js';
import { Acknowledger } from '../services/discord/acknowledger.js';
import { Deliverer } from '../services/delivery/delivery.js';
import { DeliveryStep } from '../services/runner/deliveryStep.js';
import { DiscordApi } from '../services/discord/discordApi.js';
import { Admission } from '../services/admission/admission.js';
import { ResultReply } from '../services/delivery/resultReply.js';
import { History } from '../services/records/history.js';
import { InProcessEngine } from '../services/scheduling/inProcessEngine.js';
import { JobAges } from '../services/runner/jobAges.js';
import { JobRunner } from '../services/runner/jobRunner.js';
import { JobStore } from '../services/records/jobStore.js';
import { JobWriter, UnsavedRecords } from '../services/records/jobWriter.js';
import { Limits } from '../services/admission/limits.js';
import { Queue } from '../services/scheduling/queue.js';
import { queuedJob } from '../jobs/record/queuedJob.js';
import { makeLogger } from '../services/ops/logger.js';
import { PollingStep } from '../services/runner/pollingStep.js';
import { ObservedDurations, PollPace } from '../services/scheduling/pollPace.js';
import { Attachments } from '../services/delivery/attachments.js';
import { QueuePositions } from '../services/progress/queuePositions.js';
import { Preparation } from '../services/runner/preparation.js';
import { ProcessLock } from '../services/records/processLock.js';
import { Progress } from '../services/progress/progress.js';
import { PostLookup } from '../services/delivery/postLookup.js';
import { ResultKeeper } from '../services/delivery/resultKeeper.js';
import { SafeFetch } from '../services/media/download/safeFetch.js';
import type { Storage } from '../services/records/storage.js';
import { SubmissionStep } from '../services/runner/submissionStep.js';
import { UploadLimit } from '../services/discord/uploadLimit.js';

const userAgent = `reelay/${version}`;

/** What is under way gets so long to end by itself; then it is parked: the records carry on without it. */
const graceMs = seconds(10);

/** Progress edits on their way get so long of it. */
const editsMs = seconds(2);

/** The one composition root: every part is made and wired here, by hand. */
export class App {
	readonly #config: Config;
	readonly #world: Environment;
	readonly #lock: ProcessLock;
	readonly #stopping = new AbortController();
	#operations: Operations | undefined;
	#parts: Parts | undefined;

	constructor(config: Config, world: Partial<Environment> = {}) {
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

type Parts = Awaited<ReturnType<typeof assemble>>;
type Operations = Awaited<ReturnType<typeof serveOps>>;

interface Assembly {
	readonly config: Config;
	readonly world: Environment;
	readonly storage: Storage;
	/** No create starts any more. */
	readonly draining: () => boolean;
	readonly operations: Operations;
}

async function assemble({ config, world, storage, draining, operations }: Assembly) {
	const { metrics, callbacks, media: addresses } = operations;
	const { clock, random, log, secrets } = world;
	const store = await JobStore.open(storage);
	const engine = new InProcessEngine({ clock, log });
	const { maxRunningJobs: capacity, memberRunningJobs: memberPlaces } = config.limits;
	const queue = new Queue({ capacity, memberPlaces, wake: (id) => engine.look(id) });
	const limits = new Limits({ clock, ...config.limits, allowedGuilds: config.discord.allowedGuilds });
	const history = new History({ store, log });
	const ages = new JobAges({ clock });
	const place = (job: Job): void => {
		if (isInFlight(job)) queue.occupy(queuedJob(job));
		else if (job.phase !== 'queued') queue.leave(job.id);
		if (job.phase === 'closed') ages.forget(job.id);
	};
	const writer = new JobWriter({
		store,
		secrets,
		clock,
		log,
		observers: [(job) => limits.observe(job), (job) => history.observe(job), place, metrics.observe],
	});
	const unsaved = new UnsavedRecords({ writer });

	const { catalogue, videoApi, families } = await composeCometApi({ ...world, config, storage, userAgent });
	const familyMinMs = (job: Job): number => families.get(job.model.provider)?.minPollMs ?? 0;
	const durations = await storage.space('durations', ObservedDurations);
	const pace = await PollPace.open({ durations, ...config.poll, random, familyMinMs, log });

	const { token, apiUrl } = config.discord;
	const discord = new DiscordApi({ token, apiUrl, userAgent, clock, log, onRateLimit: metrics.rateLimited });
	const paused = (): boolean => unsaved.any || videoApi.blocked() !== undefined;
	const fetch = new SafeFetch({ clock, userAgent, trustedOrigins: config.trustedOrigins });
	const onErased = (job: Job): void => history.erased(job);
	const fetchAgain = (job: Job): Promise<Job> => results.again(job, log);
	const media = await composeMedia({ config, storage, store, fetch, videoApi, fetchAgain, onErased, clock, log });
	const { pictures, kept, videos, thumbnails } = media;
	const { progressEditMs: editMs } = config;
	const progress = new Progress({ discord, queue, pace, clock, random, editMs, paused, thumbnails });
	new QueuePositions({ queue, clock, refresh: (id) => progress.refresh(id, log) }).start();
	const acknowledger = new Acknowledger({ discord, clock, log });
	const forget = async (id: string): Promise<void> => {
		await store.remove(id);
		limits.release(id);
	};

	const preparation = new Preparation({
		...{ pictures, kept, catalogue, providers: families, writer, clock },
		callbackUrl: callbacks && ((job) => callbacks.urlOf(job)),
		pictureUrl: addresses && ((file) => addresses.urlOf(file)),
	});
	const { jobTimeoutMs, lateMs } = config;
	const common = { store, writer, videoApi, pace, progress, clock, ages, random, jobTimeoutMs };
	const submission = new SubmissionStep({ ...common, acknowledger, forget, preparation, queue, unsaved, draining });
	const looking = new PollingStep({ ...common, lateMs });
	const results = new ResultKeeper({ videos, videoApi, store, writer, clock, random });
	const abilities = ({ request: { model } }: Job) => ({
		remix: remixing(catalogue.models(), model) !== undefined,
		extend: extending(catalogue.models(), model) !== undefined,
	});
	const uploadLimit = new UploadLimit({ discord, clock });
	// What only our key opens is no link for anybody else.
	const allows = (url: string): boolean => fetch.allows(url) && !videoApi.owns(url);
	const attachments = new Attachments({ videos, pictures, fetch: { allows } });
	const telling = new Deliverer({ discord, attachments, uploadLimit, clock, abilities, thumbnails });
	const postLookup = new PostLookup({ discord });
	const delivery = new DeliveryStep({ writer, results, delivery: telling, postLookup, progress, clock, random });
	const resultReply = new ResultReply({ discord, attachments, results, abilities, thumbnails, log });
	const runner = new JobRunner({
		...{ resultReply, store, writer, submission, looking, delivery, progress, draining, clock, random, log },
		onFailure: () => metrics.stepFailed(),
		hold: (job) => secrets.hold(job.id, [job.destination.token, callbacks?.urlOf(job)]),
	});

	const admission = new Admission({ store, writer, limits, acknowledger, engine, clock, log });
	const records = { store, writer, limits, history };
	const behind = { ...media, ...records, engine, admission, discord, catalogue, families, pace, resultReply };
	const bot = await composeInteractions({ config, world, userAgent, storage, ...behind });
	return { ...behind, storage, videoApi, queue, unsaved, progress, submission, runner, bot };
}
