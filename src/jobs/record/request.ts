import { z } from 'zod';
import { keptObject } from '../../lib/schema/keptObject.js';

/**
 * The part a file of the member's plays in the video. `image` is the first frame or the source picture; `video` alone is no
 * picture but a clip, to be edited or taken after.
 */
export const PictureRole = z.enum([
	'image',
	'last_frame',
	'reference_1',
	'reference_2',
	'reference_3',
	'reference_4',
	'video',
]);
export type PictureRole = z.infer<typeof PictureRole>;

/** A picture that is with us already: a kept file, or one that can be taken from a kept result. */
export const OwnPicture = z.discriminatedUnion('type', [
	/** File name below `MEDIA_DIR/kept-inputs`. */
	keptObject({ type: z.literal('kept'), file: z.string() }),
	/** The last frame of this job's clip. */
	keptObject({ type: z.literal('last-frame'), jobId: z.string() }),
]);
export type OwnPicture = z.infer<typeof OwnPicture>;

/**
 * A picture as the member named it: where it can be had, and what Discord says of it (hints, never proof).
 * The address of an option's attachment dies soon, so the first step fetches it at once.
 */
export const PictureSource = keptObject({
	role: PictureRole,
	/** Where it is fetched, unless `own` says that it is with us; then this is empty, but for a clip's. */
	url: z.string(),
	own: OwnPicture.nullish(),
	name: z.string(),
	contentType: z.string().nullish(),
	bytes: z.number().int().nonnegative(),
	width: z.number().int().nullish(),
	height: z.number().int().nullish(),
	/** A clip's member agrees that it is cut to what the model takes. */
	cut: z.boolean().nullish(),
});
export type PictureSource = z.infer<typeof PictureSource>;

/**
 * What a job starts from besides its prompt. `generate` starts from text and pictures; the others start
 * from a finished result of ours, named by the job that made it and the provider's own handle of it. A `join` is made here, of
 * several results, and no provider hears of it; nor of a `compare`, which tells several jobs in one message.
 */
const RequestAction = z.enum(['generate', 'remix', 'extend', 'edit', 'upscale', 'join', 'compare']);

export const RequestSource = keptObject({
	/** The job whose result this starts from. */
	jobId: z.string(),
	/** The provider's task id of that job, if it has one that can be built on. */
	taskId: z.string().nullish(),
	/** The provider's own id of the finished clip (Kling's `videos[0].id`), if it names one. */
	videoId: z.string().nullish(),
	/** The provider's address of the finished clip, while it lives. */
	videoUrl: z.string().nullish(),
	/** How long that clip is, seconds, as far as anybody knows. */
	seconds: z.number().positive().nullish(),
	/** Of a `join`: the jobs whose videos become one film; of a `compare`: those that it tells of. In their order. */
	pieces: z.array(z.string()).nullish(),
});
export type RequestSource = z.infer<typeof RequestSource>;

/** What the member asked for, validated. Absent values are the model's own defaults. */
export const VideoRequest = keptObject({
	action: RequestAction.default('generate'),
	prompt: z.string(),
	model: z.string(),
	/** Length of the clip in whole seconds. */
	duration: z.number().int().positive().nullish(),
	/** Width to height as a label, `16:9`. */
	aspect: z.string().nullish(),
	/** A tier (`720p`) or exact pixels (`1280x720`), as the model names them. */
	resolution: z.string().nullish(),
	negativePrompt: z.string().nullish(),
	seed: z.number().int().nullish(),
	pictures: z.array(PictureSource).default([]),
	source: RequestSource.nullish(),
	private: z.boolean().default(false),
	spoiler: z.boolean().default(false),
});
export type VideoRequest = z.infer<typeof VideoRequest>;

/**
 * How a job takes part in a comparison. Each of the compared is an ordinary job with its own limits, create and outcome; beside
 * them stands one more, which makes and costs nothing: it has the progress card, and tells what came of them.
 */
export const Comparison = keptObject({
	/** Of one of the compared: the job that tells of it. */
	of: z.string().nullish(),
	/** Of the job that tells: whom it tells of, fixed before it begins. Whoever is not among them tells by itself. */
	told: z.array(z.string()).nullish(),
});

/** Whether a film is put together here of videos that are with us, so that no provider is asked and nothing is paid. */
export const isJoin = ({ action }: Pick<VideoRequest, 'action'>): boolean => action === 'join';

/** Whether it only tells what came of other jobs, all in one message. */
export const isComparison = ({ action }: Pick<VideoRequest, 'action'>): boolean => action === 'compare';

/** Whether no provider hears of it, and nobody is charged. */
export const isFree = (request: Pick<VideoRequest, 'action'>): boolean => isJoin(request) || isComparison(request);

/** The fields of a request that the options of `/video` fill; the others follow from the button that was pressed. */
export type RequestField = Exclude<keyof VideoRequest, 'action' | 'source'>;
