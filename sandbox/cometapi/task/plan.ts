/** How a planned task ends. Words that a route does not have are told in the nearest one it has. */
export type PlannedOutcome =
	| 'succeeded'
	| 'failed'
	/** Told as `error`/`ERROR` where a route has that word, else as failed. */
	| 'errored'
	/** Blocked by moderation: a failure whose reason only `/content` gives away, or xAI's `respect_moderation: false`. */
	| 'moderated'
	| 'expired'
	| 'cancelled'
	/** Midjourney's MODAL; stays running elsewhere. */
	| 'needs-input'
	/** Never ends. */
	| 'stuck';

/** How progress is told: in the route's own form, for ever 0, or in a form that another route uses. */
type PlannedProgress = 'native' | 'zero' | 'int' | 'float' | 'percent';

/**
 * How the hosts of results hand out the bytes, whatever type they say they are (`resultType`): as they are; as a 206; compressed;
 * as Base64 text; after a byte-order mark; as JSON that names a link; by a redirect that is relative, or to the other host.
 */
export type PlannedDelivery = 'plain' | 'partial' | 'gzip' | 'base64' | 'bom' | 'json' | 'redirect' | 'redirect-away';

/** How a finished task is told, other than by its route's own pages; README.md says what each is. */
export type AnswerForm =
	| 'ordinary'
	| 'data-uri'
	| 'blanks'
	| 'relative'
	| 'second-entry'
	| 'list-of-objects'
	| 'list-called-data'
	| 'list-called-videos'
	| 'inside-result'
	| 'no-video'
	| 'reason-instead'
	| 'filtered'
	| 'unheard-word'
	| 'no-word'
	| 'unheard-error'
	| 'dashscope'
	| 'vidu'
	| 'minimax-2'
	| 'google'
	| 'not-found'
	| 'refused-look';

/** The alphabet of a task's id: the route's own, padded Base64 with its signs, a path, or a very long name. */
export type IdForm = 'native' | 'base64' | 'path' | 'long';

/** Everything that is decided about one task: its journey, and the dialect in which the API speaks of it. */
export interface Plan {
	/** Milliseconds from create to the end. */
	readonly paceMs: number;
	/** When set, the task ends at this look (1 is the first), however much time has passed. */
	readonly pollsToDone: number | null;
	/** The share of the time that is spent queued, 0 to 1. */
	readonly queuedShare: number;
	/** In how many steps the progress climbs. */
	readonly steps: number;
	readonly outcome: PlannedOutcome;
	/** Why it failed; `null`: the answer gives no reason at all. */
	readonly reason: string | null;
	/** The machine-readable half of the reason, where the route has one. */
	readonly reasonCode: string | null;
	/** Whether the unified route tells the reason as an object or as a bare string. */
	readonly errorAs: 'object' | 'string';
	readonly progress: PlannedProgress;
	/** `new`: queued … completed; `old`: SUBMITTED … SUCCESS; `vendor`: PENDING … SUCCEEDED (unified route only). */
	readonly vocabulary: 'new' | 'old' | 'vendor';
	/** A status word said in place of the usual one for as long as the task runs. */
	readonly runningWord: string | null;
	/** Whether the answers of native routes come inside the task wrapper. */
	readonly wrapped: boolean;
	/** Whether the answer to the create comes inside a wrapper where none is documented. */
	readonly createWrapped: boolean;
	/** Whether `task_id` repeats `id` on the unified route. */
	readonly taskIdMirror: boolean;
	/** Whether a completed video object names its URL; `false`: only `/content` has the video. */
	readonly videoUrl: boolean;
	/** `completed_at` is set although the task still runs. */
	readonly completedAtEarly: boolean;
	/** Told in place of the model that was asked for. */
	readonly modelEcho: string | null;
	/** The first poll answers the status `unknown`. */
	readonly unknownOnce: boolean;
	/** In the wrapper, `fail_reason` holds the URL of the video on success. */
	readonly urlInFailReason: boolean;
	/** The wrapper also names `result_url`. */
	readonly resultUrl: boolean;
	/** xAI: `false` makes a `done` that shows no video one may have. */
	readonly respectModeration: boolean;
	/** The first polls answer `task_not_exist`; `Infinity`: all do. */
	readonly notExistPolls: number;
	/** The first polls of xAI and the Runway feed only echo the id. */
	readonly echoPolls: number;
	/** The first looks are answered 202 with nothing in it, as xAI does while a task runs. */
	readonly emptyPolls: number;
	readonly answerForm: AnswerForm;
	readonly idForm: IdForm;
	/** Runway: THROTTLED in place of PENDING. */
	readonly throttled: boolean;
	/** Kling: the `message` beside code 0. */
	readonly klingMessage: string;
	/** Kling: whether `request_id` is there. */
	readonly klingRequestId: boolean;
	/** Kling: whether the task stands inside `data`. */
	readonly klingEnvelope: boolean;
	/** How long a link to the result works, in milliseconds from the moment it was handed out. */
	readonly linkLifeMs: number;
	/** The bytes of the result; `null`: the sample clip. */
	readonly result: Buffer | null;
	readonly resultType: string;
	readonly delivery: PlannedDelivery;
	/** The links that are told lead to the result's own host, or to the API's `/content`, which wants the key. */
	readonly linkTo: 'cdn' | 'api';
	/** For so many milliseconds after the end the bytes are not there yet; until then they are refused so. */
	readonly resultLagMs: number;
	readonly resultLagAs: 400 | 401 | 403 | 404 | 409 | 425 | 'page' | 'empty' | 'other';
	/** When set, the result is padded to this many bytes and stays a playable file. */
	readonly resultBytes: number | null;
}

/** A task of half a minute that succeeds and is told in the newer dialect. */
export const ordinaryPlan: Plan = {
	paceMs: 30_000,
	pollsToDone: null,
	queuedShare: 0.15,
	steps: 20,
	outcome: 'succeeded',
	reason: 'The video could not be generated.',
	reasonCode: 'generation_failed',
	errorAs: 'object',
	progress: 'native',
	vocabulary: 'new',
	runningWord: null,
	wrapped: false,
	createWrapped: false,
	taskIdMirror: true,
	videoUrl: true,
	completedAtEarly: false,
	modelEcho: null,
	unknownOnce: false,
	urlInFailReason: true,
	resultUrl: false,
	respectModeration: true,
	notExistPolls: 0,
	echoPolls: 0,
	emptyPolls: 0,
	answerForm: 'ordinary',
	idForm: 'native',
	throttled: false,
	klingMessage: 'SUCCEED',
	klingRequestId: true,
	klingEnvelope: true,
	linkLifeMs: 3_600_000,
	result: null,
	resultType: 'video/mp4',
	delivery: 'plain',
	linkTo: 'cdn',
	resultLagMs: 0,
	resultLagAs: 404,
	resultBytes: null,
};
