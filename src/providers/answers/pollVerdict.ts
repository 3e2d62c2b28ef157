import { ApiError } from '../contract/apiError.js';
import { retryAfterMs } from './retryAfter.js';
import { minutes } from '../../lib/time.js';
import type { Task } from '../../jobs/record/task.js';
import { closedJson } from './boundedJson.js';
import { readErrorBody } from './errorBody.js';
import { errorMeaning } from './errorKind.js';
import { failureOfKind, settled, tidy } from './failureReason.js';
import type { Asked } from './errorOption.js';
import { deniesTask } from './taskStatus.js';
import { unknownObject } from './unknownJson.js';
import type { Answer, Provider, TaskStatus } from '../contract/provider.js';

/** What a poll told. A failed poll says nothing of the task: poll again, later. */
export type PollVerdict =
	| { readonly type: 'status'; readonly status: TaskStatus }
	| {
			readonly type: 'failed';
			/** `busy`: asked too often. `trouble`: that side is not well. `refused`: it answered, but not to us (key, rights). */
			readonly why: 'busy' | 'trouble' | 'refused';
			/** What the answer asked for, already capped, ms. */
			readonly retryAfterMs?: number;
			/** The answer's status line, where there was one. */
			readonly httpStatus?: number;
			/** In the provider's words: for eyes that may see them, never for a log above debug. */
			readonly detail: string;
	  };

interface PollQuestion {
	readonly provider: Pick<Provider, 'readStatus'>;
	readonly task: Task;
	/** What the job was asked with, so that a failure blames nothing else. */
	readonly asked?: Asked;
	/** The time, for a `Retry-After` that names a date; ms. */
	readonly now: number;
}

/** However long an answer asks us to stay away, a task is polled again after this. */
const longestRetryAfterMs = minutes(10);
/** A refusal that tells how the task ended, in other words than a status, is believed when it was said over this time. */
const patienceMs = minutes(3);

/** Reads the answer to a poll, whatever it holds. Never throws. */
export function pollVerdict(reply: Answer | ApiError, question: PollQuestion): PollVerdict {
	if (reply instanceof ApiError && !reply.tooLarge) return { type: 'failed', why: 'trouble', detail: reply.detail };
	try {
		return reply instanceof ApiError ? ofHead(reply, question) : verdictOf(reply, question);
	} catch (error) {
		return { type: 'failed', why: 'trouble', detail: error instanceof Error ? error.name : 'unreadable' };
	}
}

/** The head of an answer that is larger than we read tells the status, if it tells an ending; that it tells none proves nothing. */
function ofHead({ status = 0, headers, text, detail, requestId }: ApiError, question: PollQuestion): PollVerdict {
	const head = { status, headers, text, body: closedJson(text), ...(requestId !== undefined && { requestId }) };
	const verdict = verdictOf(head, question);
	const state = verdict.type === 'status' ? verdict.status.state : undefined;
	return state === 'succeeded' || state === 'failed'
		? verdict
		: { type: 'failed', why: 'refused', httpStatus: status, detail };
}

function verdictOf(answer: Answer, question: PollQuestion): PollVerdict {
	const { provider, task, now } = question;
	const { status } = answer;
	const asked = retryAfterMs(answer.headers['retry-after'], { now, longestMs: longestRetryAfterMs });
	const failed = (why: 'busy' | 'trouble' | 'refused'): PollVerdict => {
		const detail = `HTTP ${status} ${tidy(answer.text)}`.trim().slice(0, 200);
		return { type: 'failed', why, detail, httpStatus: status, ...(asked !== undefined && { retryAfterMs: asked }) };
	};
	const told = (read: TaskStatus): PollVerdict => ({ type: 'status', status: settledStatus(read, question.asked) });

	if (status === 429) return failed('busy');
	if (status === 408 || status < 200) return failed('trouble');
	const isReadable = unknownObject(answer.body) !== undefined;
	// "Accepted, not yet": xAI says it with nothing beside it.
	if (status === 202 && !isReadable) return told({ state: 'pending', percent: null });
	if (!isReadable) return failed('trouble');
	if (status < 300) return told(provider.readStatus(answer, task));
	if (status < 400) return failed('refused');

	const refusal = refusedPoll(answer, task.provider);
	return refusal === undefined ? failed(status >= 500 ? 'trouble' : 'refused') : told(refusal);
}

/**
 * What a refusal of a poll tells of the task: that it is not known, or how it ended. xAI tells a moderated video by 400. A
 * refusal that is about us, or about the route, tells nothing.
 */
function refusedPoll(answer: Answer, family: string): TaskStatus | undefined {
	const { status, requestId } = answer;
	const error = readErrorBody(answer);
	const meaning = error === undefined ? undefined : errorMeaning(error, family);
	const kind = meaning?.kind;
	const isRoute = kind === 'model' && meaning?.by === 'words' && !deniesTask(answer);
	if (status === 404 || status === 410) return isRoute ? undefined : { state: 'missing' };
	if (status < 500 && deniesTask(answer)) return { state: 'missing' };
	if (error === undefined || kind === undefined) return undefined;

	const failure = { ...failureOfKind(kind as 'failed', error), ...(requestId !== undefined && { requestId }) };
	const ending = { state: 'failed', failure } as const;
	if (kind === 'moderated' && status < 500) return ending;
	const isOfTask = kind === 'moderated' || ((status === 400 || status === 422) && aboutTask.has(kind));
	return isOfTask ? { state: 'running', percent: null, doubt: { ending, patienceMs } } : undefined;
}

/** Kinds of error that may be the task's own, where the poll itself was in order. */
const aboutTask: ReadonlySet<string> = new Set(['invalid', 'failed', 'balance', 'account', 'not-allowed']);

/** The status with failures that name only what was asked for. */
function settledStatus(status: TaskStatus, asked: Asked | undefined): TaskStatus {
	if (asked === undefined) return status;
	if (status.state === 'failed' && status.failure !== undefined)
		return { ...status, failure: settled(status.failure, asked) };
	if ((status.state !== 'pending' && status.state !== 'running') || status.doubt?.ending.state !== 'failed')
		return status;
	const { ending } = status.doubt;
	const failure = ending.failure && settled(ending.failure, asked);
	return { ...status, doubt: { ...status.doubt, ending: { ...ending, ...(failure && { failure }) } } };
}
