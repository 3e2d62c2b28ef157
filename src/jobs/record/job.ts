/*
 * The words of this program, one for each thing:
 *
 * interaction  what Discord sends when a member acts
 * request      what the member asked for, validated (request.ts)
 * job          our durable record of one request and its fate, keyed by the interaction's id
 * phase        where a job stands: queued, submitting, generating, delivering, closed
 * task         the provider's handle for its work (task.ts)
 * poll         one question to the provider how a task stands; what is stored of all of them is called `looking`
 * status       what the provider last said of a task: pending, running, succeeded, failed
 * outcome      how a job ended: succeeded, failed (with a code), cancelled; set exactly once
 * destination  where and how the answer can reach the member
 * delivery     telling the member the outcome; failures are delivered too
 * step         one advance of one job: load, act once, save, say when next
 * engine       decides when and where steps run; knows nothing of videos. Its `look(id)` means: make a step of this job soon
 * provider     one API family, as data and small pure functions
 * model        one entry that a member can choose
 */
import { z } from 'zod';
import { keptObject } from '../../lib/schema/keptObject.js';
import { Destination } from '../../discord/destination.js';
import { Failure } from './failure.js';
import { Comparison, PictureRole, VideoRequest } from './request.js';
import { ResultSource, Task } from './task.js';

/** The version of record that this program writes. Older ones are lifted on reading. */
export const recordVersion = 1;

export const Phase = z.enum(['queued', 'submitting', 'generating', 'delivering', 'closed']);
export type Phase = z.infer<typeof Phase>;

/** A picture made ready: upright, without metadata, re-encoded; or a clip as it came, or cut. A file of ours named by job. */
export const PreparedPicture = keptObject({
	role: PictureRole,
	/** File name below `MEDIA_DIR/inputs`. */
	file: z.string(),
	contentType: z.enum(['image/jpeg', 'image/png', 'image/webp', 'video/mp4', 'video/quicktime', 'video/webm']),
	bytes: z.number().int().positive(),
	width: z.number().int().positive(),
	height: z.number().int().positive(),
});
export type PreparedPicture = z.infer<typeof PreparedPicture>;

/** What came of the job: a video, a reason, or the member's change of mind. */
export const Outcome = z.discriminatedUnion('type', [
	keptObject({ type: z.literal('succeeded'), at: z.number(), result: ResultSource }),
	keptObject({ type: z.literal('failed'), at: z.number(), failure: Failure }),
	/** `submitted`: the create had been sent, so the provider may still charge. */
	keptObject({ type: z.literal('cancelled'), at: z.number(), submitted: z.boolean() }),
]);
export type Outcome = z.infer<typeof Outcome>;

/** What becomes of a task that was left running when its job was cancelled. `unknown`: nobody could tell in time. */
export const LeftTask = z.discriminatedUnion('state', [
	keptObject({ state: z.literal('running') }),
	keptObject({ state: z.literal('succeeded'), at: z.number(), result: ResultSource }),
	keptObject({ state: z.literal('failed'), at: z.number(), failure: Failure }),
	keptObject({ state: z.literal('unknown'), at: z.number() }),
]);
export type LeftTask = z.infer<typeof LeftTask>;

/** The result's bytes as we keep them. */
export const KeptMedia = keptObject({
	/** File name below `MEDIA_DIR/results`. */
	file: z.string(),
	bytes: z.number().int().positive(),
	contentType: z.string(),
	width: z.number().int().positive().nullish(),
	height: z.number().int().positive().nullish(),
	/** Length of the clip. */
	seconds: z.number().positive().nullish(),
});
export type KeptMedia = z.infer<typeof KeptMedia>;

/**
 * The rungs of delivery, highest first: a new message in the channel, the interaction's own reply, a direct
 * message, kept for asking. `progress` is an edit of the progress message with the bot token: for a cancellation, which
 * needs no ping, and for an unanswered post whose channel cannot be read back.
 */
export const Rung = z.enum(['channel', 'original', 'direct', 'progress', 'kept']);
export type Rung = z.infer<typeof Rung>;

/** How the video went: as it came, re-encoded to fit, as a link, or not at all (words only). */
const Form = z.enum(['original', 'reencoded', 'link', 'words']);

export const Receipt = keptObject({
	rung: Rung,
	at: z.number(),
	channelId: z.string().nullish(),
	messageId: z.string().nullish(),
	form: Form,
	/** The small new message that names the member and leads there, where the video itself stands in the reply. */
	pointerId: z.string().nullish(),
});
export type Receipt = z.infer<typeof Receipt>;

/** Why the video itself could not be had: no place knows it any more, what came is no video, or anything else. */
export const FetchCause = z.enum(['unreachable', 'expired', 'unusable']);
export type FetchCause = z.infer<typeof FetchCause>;

export const Delivery = keptObject({
	/** The rung being tried; saved before the request goes out, so that a crash there is seen. */
	attempt: keptObject({
		rung: Rung,
		startedAt: z.number(),
		channelId: z.string().nullish(),
		/** The reply is given a video that is too large for a post of ours; a small post that leads there comes after it. */
		pointerOwed: z.boolean().nullish(),
	}).nullish(),
	/** The reply holds the video by now; the small post that leads there is still to come. */
	inReply: keptObject({
		rung: Rung,
		channelId: z.string().nullish(),
		messageId: z.string().nullish(),
		form: Form,
	}).nullish(),
	/** Rungs that were definitely refused, with Discord's code or our reason. */
	left: z.array(keptObject({ rung: Rung, why: z.string(), at: z.number() })).default([]),
	/** Why the video itself could not be had although the provider made it; told in words. */
	fetchProblem: z.string().nullish(),
	fetchCause: FetchCause.nullish(),
	fetchTries: z.number().int().nonnegative().default(0),
	receipt: Receipt.nullish(),
	/** No rung worked; the outcome waits for the member to ask. */
	undelivered: z.boolean().default(false),
	/** An admin had the outcome told again: how often, since when, and the message that told it last before. */
	again: keptObject({ times: z.number().int().positive(), at: z.number(), after: z.string().nullish() }).nullish(),
});
export type Delivery = z.infer<typeof Delivery>;

export const Lineage = keptObject({
	jobId: z.string(),
	kind: z.enum([
		...(['again', 'edit', 'continue', 'other-model', 'remix', 'upscale', 'reconcile'] as const),
		...(['animate', 'clip', 'own', 'join', 'compare'] as const),
	]),
});
export type Lineage = z.infer<typeof Lineage>;

export const Estimate = keptObject({
	usd: z.number().nonnegative(),
	/** `catalogue`: the model's own price. `family`: unknown, so the dearest known one of its family stands in. */
	basis: z.enum(['catalogue', 'family']),
	/**
	 * Only where nobody could tell the film's length, so that the longest possible was assumed: what a second of it costs,
	 * and what the whole costs at least. The finished film's length settles it then.
	 */
	open: keptObject({ perSecondUsd: z.number().positive(), leastUsd: z.number().nonnegative() }).nullish(),
});
export type Estimate = z.infer<typeof Estimate>;

/**
 * What the video will be like as far as anybody knows before, the model's own defaults among it: seconds, shape and resolution.
 * The request keeps what was asked for alone, so that what was not asked is not sent.
 */
export const Expected = keptObject({
	seconds: z.number().positive().nullish(),
	aspect: z.string().nullish(),
	resolution: z.string().nullish(),
});
export type Expected = z.infer<typeof Expected>;

/** What a member should know although the job goes on: an option that this model ignores or that was adjusted. */
export const Notice = keptObject({
	code: z.enum(['ignored', 'adjusted', 'sunset', 'may-outlive-token']),
	option: z.string().nullish(),
	from: z.string().nullish(),
	to: z.string().nullish(),
});
export type Notice = z.infer<typeof Notice>;

const Submission = keptObject({
	/** Creates sent so far, refused ones included. */
	sent: z.number().int().nonnegative().default(0),
	/** Creates answered by a parsed server error; three end the job. */
	errors: z.number().int().nonnegative().default(0),
	/** Refusals in a row of any kind, for the backoff. */
	refusals: z.number().int().nonnegative().default(0),
	/** No create before this time, ms. */
	notBefore: z.number().nullish(),
	startedAt: z.number().nullish(),
	acceptedAt: z.number().nullish(),
	/** The last refusal's technical text. */
	detail: z.string().nullish(),
});

const Looking = keptObject({
	/** Looks made. */
	count: z.number().int().nonnegative().default(0),
	/** Looks in a row that failed, for the backoff. */
	failures: z.number().int().nonnegative().default(0),
	/** All polls that ever failed. */
	blips: z.number().int().nonnegative().default(0),
	lastAt: z.number().nullish(),
	nextAt: z.number().nullish(),
	state: z.enum(['pending', 'running']).nullish(),
	/** 0 to 100, when the provider tells one that moves. */
	percent: z.number().min(0).max(100).nullish(),
	/** Since when the provider has steadily said that it does not know the task. */
	missingSince: z.number().nullish(),
	/** How often it said so after the grace. */
	missing: z.number().int().nonnegative().default(0),
	/** Since when answers have steadily suggested an ending without saying it in a known word … */
	endingSince: z.number().nullish(),
	/** … and how many did. */
	endings: z.number().int().nonnegative().default(0),
	/** Polls past the last deadline that told nothing. */
	overdue: z.number().int().nonnegative().default(0),
});

export const Job = keptObject({
	version: z.literal(recordVersion),
	/** The interaction's id: an interaction delivered twice is one job. */
	id: z.string(),
	createdAt: z.number(),
	phase: Phase,
	request: VideoRequest,
	/** How the model is called on cards, kept so that the record alone can be rendered. */
	model: keptObject({ name: z.string(), provider: z.string(), providerName: z.string() }),
	requester: keptObject({ id: z.string(), locale: z.string() }),
	destination: Destination,
	lineage: Lineage.nullish(),
	comparison: Comparison.nullish(),
	estimate: Estimate.nullish(),
	expected: Expected.nullish(),
	/** How many jobs its guild lets this member have in the making there, as it was when this one was asked for. */
	guildPlaces: z.number().int().positive().nullish(),
	notices: z.array(Notice).default([]),
	/** The member has seen "accepted". Before that the engine may not see the job. */
	acknowledged: z.boolean(),
	/** Null until the first step has made the pictures ready. */
	pictures: z.array(PreparedPicture).nullish(),
	/** Times that making them ready was begun and has not ended in order. */
	preparations: z.number().int().nonnegative().nullish(),
	submission: Submission.prefault({}),
	task: Task.nullish(),
	looking: Looking.prefault({}),
	/** When the member was told that the job is late. */
	lateAt: z.number().nullish(),
	outcome: Outcome.nullish(),
	/** Of a job that was cancelled after its task had been taken up. */
	leftTask: LeftTask.nullish(),
	media: KeptMedia.nullish(),
	delivery: Delivery.prefault({}),
	closedAt: z.number().nullish(),
	/** When the member's words, pictures and results were deleted; what is left is what limits must count (erasure.ts). */
	erasedAt: z.number().nullish(),
});
export type Job = z.infer<typeof Job>;

/** What the provider is being waited for, or may be charging for: the tasks in flight that limits count. */
export const isInFlight = (job: Job): boolean =>
	(job.phase === 'submitting' || job.phase === 'generating' || job.leftTask?.state === 'running') &&
	(job.lateAt ?? null) === null;

/** Whether nothing is left of it but what limits count. */
export const isErased = ({ erasedAt }: Pick<Job, 'erasedAt'>): boolean => (erasedAt ?? null) !== null;
