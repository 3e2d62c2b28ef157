import type { Config } from '../config.js';
import { isInFlight, type Job } from '../jobs/record/job.js';
import { queuedJob } from '../jobs/record/queuedJob.js';
import { extending, remixing } from '../providers/catalogue/resultActions.js';
import { Admission } from '../services/admission/admission.js';
import { Limits } from '../services/admission/limits.js';
import { Attachments } from '../services/delivery/attachments.js';
import { Deliverer } from '../services/delivery/delivery.js';
import { PostLookup } from '../services/delivery/postLookup.js';
import { ResultKeeper } from '../services/delivery/resultKeeper.js';
import { ResultReply } from '../services/delivery/resultReply.js';
import { Acknowledger } from '../services/discord/acknowledger.js';
import type { DiscordApi } from '../services/discord/discordApi.js';
import { UploadLimit } from '../services/discord/uploadLimit.js';
import { SafeFetch } from '../services/media/download/safeFetch.js';
import { Progress } from '../services/progress/progress.js';
import { QueuePositions } from '../services/progress/queuePositions.js';
import { History } from '../services/records/history.js';
import { JobStore } from '../services/records/jobStore.js';
import { JobWriter, UnsavedRecords, type JobObserver } from '../services/records/jobWriter.js';
import type { Storage } from '../services/records/storage.js';
import { DeliveryStep } from '../services/runner/deliveryStep.js';
import { JobAges } from '../services/runner/jobAges.js';
import { JobRunner } from '../services/runner/jobRunner.js';
import { PollingStep } from '../services/runner/pollingStep.js';
import { Preparation } from '../services/runner/preparation.js';
import { SubmissionStep } from '../services/runner/submissionStep.js';
import { InProcessEngine } from '../services/scheduling/inProcessEngine.js';
import { ObservedDurations, PollPace } from '../services/scheduling/pollPace.js';
import { Queue } from '../services/scheduling/queue.js';
import type { CometApi } from './cometApi.js';
import type { Environment } from './environment.js';
import { composeMedia, type Media } from './media.js';

/** The record of every job, and all that is kept beside it by watching it being saved. */
export interface Records {
	readonly store: JobStore;
	readonly writer: JobWriter;
	readonly unsaved: UnsavedRecords;
	readonly limits: Limits;
	readonly history: History;
	readonly queue: Queue;
	readonly ages: JobAges;
}

/** The life of jobs: where they are let in, what moves them on, and what tells of them. */
export interface Jobs extends Records, Media {
	readonly engine: InProcessEngine;
	readonly pace: PollPace;
	readonly progress: Progress;
	readonly submission: SubmissionStep;
	readonly runner: JobRunner;
	readonly admission: Admission;
	readonly resultReply: ResultReply;
}

/** What the settings of an operator say about jobs. */
type JobsConfig = Pick<
	Config,
	'limits' | 'poll' | 'progressEditMs' | 'jobTimeoutMs' | 'lateMs' | 'media' | 'retentionMs' | 'trustedOrigins'
> & { readonly discord: Pick<Config['discord'], 'allowedGuilds'> };

interface JobsParts {
	readonly config: JobsConfig;
	readonly storage: Storage;
	/** Where the records are, when that is not `storage` itself. */
	readonly records?: Parameters<typeof JobStore.open>[0];
	readonly discord: DiscordApi;
	readonly cometapi: CometApi;
	readonly userAgent: string;
	/** No create starts any more. */
	readonly draining: () => boolean;
	/** Hear of every save, and of every step that failed. */
	readonly onSaved?: JobObserver;
	readonly onStepFailed?: () => void;
	/** Addresses under which the outside reaches us, with `PUBLIC_URL`. */
	readonly callbackUrl?: ((job: Job) => string) | undefined;
	readonly pictureUrl?: ((file: string) => string) | undefined;
}

/** Makes and wires all that a job passes through. Nothing begins before `engine.start`. */
export async function composeJobs(env: Environment, parts: JobsParts): Promise<Jobs> {
	const { clock, random, log, secrets } = env;
	const { config, storage, discord, cometapi, draining } = parts;
	const engine = new InProcessEngine({ clock, log });
	const records = await composeRecords(env, parts, engine);
	const { store, writer, unsaved, queue, ages, limits } = records;
	const { videoApi } = cometapi;

	const fetch = new SafeFetch({ clock, userAgent: parts.userAgent, trustedOrigins: config.trustedOrigins });
	const fetchAgain = (job: Job): Promise<Job> => results.again(job, log);
	const onErased = (job: Job): void => records.history.erased(job);
	const media = await composeMedia({ config, storage, store, fetch, videoApi, fetchAgain, onErased, clock, log });
	const results = new ResultKeeper({ videos: media.videos, videoApi, store, writer, clock, random });

	const pace = await composePace(env, parts);
	const paused = (): boolean => unsaved.any || videoApi.blocked() !== undefined;
	const { progressEditMs: editMs, jobTimeoutMs, lateMs } = config;
	const { thumbnails } = media;
	const progress = new Progress({ discord, queue, pace, clock, random, editMs, paused, thumbnails });
	new QueuePositions({ queue, clock, refresh: (id) => progress.refresh(id, log) }).start();

	const acknowledger = new Acknowledger({ discord, clock, log });
	const forget = async (id: string): Promise<void> => {
		await store.remove(id);
		limits.release(id);
	};
	const { callbackUrl, pictureUrl } = parts;
	const preparation = new Preparation({
		...{
			pictures: media.pictures,
			kept: media.kept,
			catalogue: cometapi.catalogue,
			providers: cometapi.families,
			writer,
			clock,
		},
		...{ callbackUrl, pictureUrl },
	});
	const common = { store, writer, videoApi, pace, progress, clock, ages, random, jobTimeoutMs };
	const submission = new SubmissionStep({ ...common, acknowledger, forget, preparation, queue, unsaved, draining });
	const looking = new PollingStep({ ...common, lateMs });
	const telling = composeDelivery(env, { ...parts, media, results, fetch });
	const { deliverer, postLookup, resultReply } = telling;
	const delivery = new DeliveryStep({ writer, results, delivery: deliverer, postLookup, progress, clock, random });
	const runner = new JobRunner({
		...{ resultReply, store, writer, submission, looking, delivery, progress, draining, clock, random, log },
		onFailure: () => parts.onStepFailed?.(),
		hold: (job) => secrets.hold(job.id, [job.destination.token, callbackUrl?.(job)]),
	});
	const admission = new Admission({ store, writer, limits, acknowledger, engine, clock, log });
	return { ...records, ...media, engine, pace, progress, submission, runner, admission, resultReply };
}

async function composeRecords(
	{ clock, log, secrets }: Environment,
	{ config, storage, records, onSaved }: JobsParts,
	engine: InProcessEngine,
): Promise<Records> {
	const store = await JobStore.open(records ?? storage);
	const { maxRunningJobs: capacity, memberRunningJobs: memberPlaces } = config.limits;
	const queue = new Queue({ capacity, memberPlaces, wake: (id) => engine.look(id) });
	const limits = new Limits({ clock, ...config.limits, allowedGuilds: config.discord.allowedGuilds });
	const history = new History({ store, log });
	const ages = new JobAges({ clock });
	const observers: JobObserver[] = [
		(job: Job): void => limits.observe(job),
		(job: Job): void => history.observe(job),
		(job: Job): void => {
			if (isInFlight(job)) queue.occupy(queuedJob(job));
			else if (job.phase !== 'queued') queue.leave(job.id);
			if (job.phase === 'closed') ages.forget(job.id);
		},
		...(onSaved === undefined ? [] : [onSaved]),
	];
	const writer = new JobWriter({ store, secrets, clock, log, observers });
	return { store, writer, unsaved: new UnsavedRecords({ writer }), limits, history, queue, ages };
}

async function composePace({ random, log }: Environment, { config, storage, cometapi }: JobsParts): Promise<PollPace> {
	const durations = await storage.space('durations', ObservedDurations);
	const familyMinMs = (job: Job): number => cometapi.families.get(job.model.provider)?.minPollMs ?? 0;
	return PollPace.open({ durations, ...config.poll, random, familyMinMs, log });
}

interface DeliveryParts extends JobsParts {
	readonly media: Media;
	readonly results: ResultKeeper;
	readonly fetch: SafeFetch;
}

/** What brings an outcome to its member. */
function composeDelivery(
	{ clock, log }: Environment,
	{ discord, cometapi, media, results, fetch }: DeliveryParts,
): { readonly deliverer: Deliverer; readonly postLookup: PostLookup; readonly resultReply: ResultReply } {
	const { catalogue, videoApi } = cometapi;
	const { videos, pictures, thumbnails } = media;
	const abilities = ({ request: { model } }: Job) => ({
		remix: remixing(catalogue.models(), model) !== undefined,
		extend: extending(catalogue.models(), model) !== undefined,
	});
	const uploadLimit = new UploadLimit({ discord, clock });
	// What only our key opens is no link for anybody else.
	const allows = (url: string): boolean => fetch.allows(url) && !videoApi.owns(url);
	const attachments = new Attachments({ videos, pictures, fetch: { allows } });
	return {
		deliverer: new Deliverer({ discord, attachments, uploadLimit, clock, abilities, thumbnails }),
		postLookup: new PostLookup({ discord }),
		resultReply: new ResultReply({ discord, attachments, results, abilities, thumbnails, log }),
	};
}
