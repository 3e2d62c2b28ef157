import type { AnswerWatch } from '../commands/interaction/respond.js';
import type { Config } from '../config.js';
import type { Environment } from '../lib/environment.js';
import { servingMember } from '../services/media/servedMember.js';
import { Admission } from '../services/admission/admission.js';
import { Closing, Intake } from '../services/admission/intake.js';
import { CreateGate } from '../services/cometapi/createGate.js';
import { Attachments } from '../services/delivery/attachments.js';
import { Deliverer } from '../services/delivery/delivery.js';
import { PostLookup } from '../services/delivery/postLookup.js';
import { PrivatePlaces } from '../services/delivery/privatePlaces.js';
import { ResultViews } from '../services/delivery/resultViews.js';
import { ResultReply } from '../services/delivery/resultReply.js';
import { Acknowledger } from '../services/discord/acknowledger.js';
import type { DiscordApi } from '../services/discord/discordApi.js';
import { ParentChannels } from '../services/discord/parentChannels.js';
import { UploadLimit } from '../services/discord/uploadLimit.js';
import type { Metrics } from '../services/metrics/metrics.js';
import type { JobSecrets } from '../services/ops/jobSecrets.js';
import type { PublicAddresses } from '../services/ops/signedUrls.js';
import type { OperatorCause } from '../messages/cards/operatorNotice.js';
import type { Readiness } from '../services/ops/readiness.js';
import { OperatorNotices } from '../services/ops/operatorNotices.js';
import type { ProgressCardParts } from '../services/progress/progressCardParts.js';
import { Progress } from '../services/progress/progress.js';
import { ComparedJobs } from '../services/progress/comparedJobs.js';
import { QueuePositions } from '../services/progress/queuePositions.js';
import type { Tables } from '../services/records/tables.js';
import { FoundCards } from '../services/delivery/foundCards.js';
import { DeliveryStep } from '../services/runner/deliveryStep.js';
import { FoundStep } from '../services/runner/foundStep.js';
import { ComparisonStep } from '../services/runner/comparisonStep.js';
import { JobRunner } from '../services/runner/jobRunner.js';
import { JoinStep } from '../services/runner/joinStep.js';
import { LeftTaskStep } from '../services/runner/leftTaskStep.js';
import { PollingStep } from '../services/runner/pollingStep.js';
import { Preparation } from '../services/runner/preparation.js';
import { SubmissionStep } from '../services/runner/submissionStep.js';
import { ObservedDurations, PollPace } from '../services/scheduling/pollPace.js';
import type { CometApi } from './cometApi.js';
import type { Media } from './media.js';
import { OwnClaims } from '../services/scheduling/claims.js';
import type { Records } from './records.js';
import type { SharedStore } from './redis/sharedStore.js';

/** The life of a job: where it is let in, what moves it on, and what tells its member. */
export interface Jobs {
	readonly operatorNotices: OperatorNotices;
	readonly admission: Admission;
	readonly acknowledger: Acknowledger;
	readonly pace: PollPace;
	readonly progress: Progress;
	readonly submission: SubmissionStep;
	readonly runner: JobRunner;
	/** Jobs that were open at the start. */
	readonly foundCards: FoundCards;
	/** What the channels of threads are. */
	readonly parentChannels: ParentChannels;
	/** Gives an outcome to a member who asks for it. */
	readonly resultReply: ResultReply;
}

interface JobsParts {
	readonly config: Pick<Config, 'operatorIds' | 'poll' | 'progressEditMs' | 'jobTimeoutMs' | 'lateMs'>;
	readonly storage: Pick<Tables, 'space'>;
	readonly records: Records;
	readonly media: Media;
	readonly cometapi: CometApi;
	readonly discord: DiscordApi;
	/** Where the outside reaches us, with `PUBLIC_URL`. */
	readonly addresses: PublicAddresses;
	readonly jobSecrets: JobSecrets;
	readonly metrics: Pick<Metrics, 'stepFailed'>;
	readonly watch?: AnswerWatch | undefined;
	readonly readiness?: Pick<Readiness, 'isWell'>;
	/** Does something in the name of a job, so that it needs the job's lease. */
	readonly asJob?: ProgressCardParts['asJob'];
	/** Where several processes share the store. */
	readonly shared?: Pick<SharedStore, 'claims' | 'first'> | undefined;
	/** The process is ending: no create starts any more. */
	readonly draining: () => boolean;
}

/** Makes and wires all that a job passes through. Nothing begins before the engine is started with `runner.step`. */
export async function composeJobs(env: Environment, parts: JobsParts): Promise<Jobs> {
	const { config, records, media, cometapi, discord, addresses, asJob, draining } = parts;
	const { store, writer, unsaved, births, queue, ages, engine } = records;
	const { videoApi, catalogue, families } = cometapi;
	const { pictures, kept, thumbnails, chain, videos } = media;
	const { jobTimeoutMs, lateMs, progressEditMs: editMs } = config;
	const durations = await parts.storage.space('durations', ObservedDurations);
	const pace = await PollPace.open({ ...env, durations, ...config.poll, families });

	const creates = new CreateGate({ unsaved, videoApi });
	const foundCards = new FoundCards({ ...env, discord, store });
	const compared = new ComparedJobs();
	const shown = { queue, pace, editMs, creates, thumbnails, found: foundCards, compared, asJob };
	const progress = new Progress({ ...env, discord, ...shown });
	new QueuePositions({ ...env, queue, progress }).start();

	const acknowledger = new Acknowledger({ ...env, discord });
	const preparation = new Preparation({ ...env, pictures, kept, catalogue, providers: families, writer, addresses });
	const common = { ...env, store, writer, videoApi, pace, progress, ages, jobTimeoutMs };
	const joining = new JoinStep({ store, writer, chain, videos, progress });
	const attachments = new Attachments({ ...env, ...media, videoApi, store });
	const comparing = new ComparisonStep({ ...env, store, writer, engine, progress, compared, attachments });
	const submission = new SubmissionStep({
		...common,
		joining,
		comparing,
		acknowledger,
		preparation,
		queue,
		creates,
		unsaved,
		draining,
	});
	const polling = new PollingStep({ ...common, lateMs });
	const parentChannels = new ParentChannels({ ...env, discord });
	const { delivery, postLookup, resultReply } = composeDelivery(env, {
		...parts,
		progress,
		parentChannels,
		attachments,
		comparing,
	});
	const leftTask = new LeftTaskStep({ ...common, results: media.results, lateMs });
	const found = new FoundStep({ ...common, discord, found: foundCards, postLookup, delivery });
	const steps = { submission, polling, delivery, leftTask, found };
	const { jobSecrets, metrics } = parts;
	const runner = new JobRunner({
		...env,
		serving: servingMember,
		...steps,
		store,
		writer,
		unsaved,
		resultReply,
		progress,
		draining,
		jobSecrets,
		metrics,
	});
	const closings = parts.shared && { table: await parts.storage.space('intake', Closing), now: () => env.clock.now() };
	const intake = new Intake(closings);
	const admission = new Admission({ ...env, writer, births, acknowledger, engine, watch: parts.watch, intake });
	const { operatorIds } = config;
	const isStoreWell = async (): Promise<boolean> => (await parts.readiness?.isWell('store')) !== false;
	const cause = (): OperatorCause | undefined => creates.reason();
	const { shared } = parts;
	const isNews = shared && ((what: string, ms: number): Promise<boolean> => shared.first(`told:${what}`, ms));
	const operatorNotices = new OperatorNotices({ ...env, discord, operatorIds, cause, isStoreWell, isNews });
	return {
		...{ operatorNotices, admission, acknowledger, pace, progress },
		...{ submission, runner, foundCards, parentChannels, resultReply },
	};
}

interface Delivery {
	readonly delivery: DeliveryStep;
	readonly postLookup: PostLookup;
	readonly resultReply: ResultReply;
}

interface DeliveryParts extends JobsParts {
	readonly progress: Progress;
	readonly parentChannels: ParentChannels;
	readonly attachments: Attachments;
	readonly comparing: ComparisonStep;
}

/** What brings an outcome to its member, unasked and asked. */
function composeDelivery(env: Environment, parts: DeliveryParts): Delivery {
	const { discord, cometapi, records, media, progress, jobSecrets, parentChannels } = parts;
	const { catalogue, videoApi } = cometapi;
	const { videos, results, thumbnails } = media;
	const { attachments, comparing } = parts;
	const views = new ResultViews({ catalogue, videos, videoApi, chain: media.chain });
	const claims = parts.shared?.claims('outcome') ?? new OwnClaims();
	const telling = { ...env, discord, attachments, views, thumbnails };
	const deliverer = new Deliverer({ ...telling, uploadLimit: new UploadLimit({ ...env, discord }) });
	const postLookup = new PostLookup({ discord });
	const { writer, settings, ages } = records;
	const places = new PrivatePlaces({ settings, parentChannels });
	return {
		delivery: new DeliveryStep({
			...env,
			writer,
			results,
			delivery: deliverer,
			places,
			postLookup,
			progress,
			ages,
			comparing,
		}),
		postLookup,
		resultReply: new ResultReply({ ...telling, results, jobSecrets, claims }),
	};
}
