import { z } from 'zod';
import { keptObject } from '../../lib/schema/keptObject.js';

/**
 * Why a job ended without a video. The code chooses the words a member reads; `detail` is the provider's or our own
 * technical text for the operator and never reaches a member unneutralised.
 *
 * What they do not mean: `submission-unknown` does not mean that nothing was made; `expired` does not mean that
 * nothing was charged once the job had been submitted.
 */
export const FailureCode = z.enum([
	/** A picture could not be used (`option` names it, `reason` says why). Nothing was paid. */
	'picture',
	/** The provider refused the request as wrong (400, 413, other 4xx); `option` names what to change, if known. */
	'invalid',
	/** The prompt was refused by moderation. */
	'moderated-prompt',
	/** A picture was refused by moderation. */
	'moderated-picture',
	/** Moderation refused the request or the result, and did not say which. */
	'moderated',
	/** The provider does not allow this request (403). */
	'not-allowed',
	/** The operator's API key is missing or wrong (401). */
	'key',
	/** The operator's balance is used up (402, or 403 naming quota). */
	'balance',
	/** The model does not exist there, or not on this route (404, 503 `model_not_found`, 3xx, HTML). */
	'model',
	/** The provider wants something of the account that only the operator can set up (verification, an agreement). */
	'account',
	/** The provider tried and failed. */
	'provider',
	/** The provider says that it is done, and has no video to give. */
	'no-video',
	/** The provider answered creates with errors, three times. */
	'unavailable',
	/** The job waited in line longer than allowed; never submitted, unpaid. */
	'expired-unsubmitted',
	/** The provider did not finish in time; its task id is kept. */
	'expired',
	/** The provider no longer knows the task. */
	'task-lost',
	/** The create had no readable answer: it may have been made and charged. Never repeated. */
	'submission-unknown',
	/** We stopped between receiving the command and acknowledging it; nothing was paid. */
	'interrupted',
	/** A step failed for a day. */
	'internal',
	/** One of the videos that were to become one film is no longer with us. */
	'piece-gone',
	/** ffmpeg could not make one film of them. */
	'join',
]);
export type FailureCode = z.infer<typeof FailureCode>;

/** Why a picture could not be used. */
export const PictureProblem = z.enum([
	'not-a-picture',
	'heic',
	'too-large',
	'too-many-pixels',
	/** Its kind is decoded whole, and so many pixels of it take more memory than one picture may. */
	'too-heavy',
	'too-small',
	/** A sound file of a kind that is not read; `kind` names it where it is known. */
	'unsupported',
	'unreadable',
	'gone',
	'unreachable',
	'aspect',
	/** Of a clip: it is none. In `kind` of the others, what the model takes. */
	'not-a-clip',
	'clip-format',
	'clip-large',
	/** Too long, and it can be cut here. */
	'clip-cuttable',
	'clip-long',
	'clip-short',
	'clip-small',
	'clip-big',
	/** The provider fetches it by an address, and there is none that lives. */
	'clip-no-address',
]);
export type PictureProblem = z.infer<typeof PictureProblem>;

export const Failure = keptObject({
	code: FailureCode,
	/** The `/video` option to change, if it is known which. */
	option: z.string().nullish(),
	/** For `picture`: what is wrong with it. */
	reason: PictureProblem.nullish(),
	/** For `unsupported`: what it is, as its makers call it (`TIFF`); for a clip: the limit that it breaks. */
	kind: z.string().nullish(),
	/** Technical text for the operator. */
	detail: z.string().nullish(),
	/** The provider's own words, for the member: one line, cut, without secrets; neutralised where it is shown. */
	said: z.string().nullish(),
	/** The gateway's id of the request that failed, for a support case. */
	requestId: z.string().nullish(),
});
export type Failure = z.infer<typeof Failure>;

/** Failures after which the provider cannot have charged: refused before or by the create, or reported failed by it. */
const unchargedCodes: ReadonlySet<FailureCode> = new Set<FailureCode>([
	'picture',
	'invalid',
	'moderated-prompt',
	'moderated-picture',
	'moderated',
	'not-allowed',
	'key',
	'balance',
	'model',
	'account',
	'provider',
	'unavailable',
	'expired-unsubmitted',
	'interrupted',
	'piece-gone',
	'join',
]);

/** Whether a job that failed so may be given back to its limits (the rule of refunds). */
export const isUncharged = (code: FailureCode): boolean => unchargedCodes.has(code);

/** A failure as it may stand in a log. Its words stay in the record: a provider's text may repeat the member's prompt. */
export const factsOf = ({ code, option, reason, requestId }: Failure): Omit<Failure, 'detail' | 'said'> => ({
	code,
	option,
	reason,
	requestId,
});
