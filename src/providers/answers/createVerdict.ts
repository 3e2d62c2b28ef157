import type { Failure, FailureCode } from '../../jobs/record/failure.js';
import { ApiError } from '../contract/apiError.js';
import { retryAfterMs } from './retryAfter.js';
import { minutes } from '../../lib/time.js';
import { longestRead, readErrorBody, type ErrorBody } from './errorBody.js';
import { errorMeaning, normalText, speaksOfBalance, textOf, type ErrorKind, type ErrorMeaning } from './errorKind.js';
import { failureOfKind, saidIn, settled, tidy } from './failureReason.js';
import type { Answer, Order, Provider } from '../contract/provider.js';
import type { Task } from '../../jobs/record/task.js';

/** What the answer to a create means (the table of "paying once"). */
export type CreateVerdict =
	| { readonly type: 'accepted'; readonly task: Task }
	/** Final: nothing was made, and asking again would not help. `stop`: creates of all jobs are pointless for now. */
	| { readonly type: 'refused'; readonly failure: Failure; readonly stop?: 'key' | 'balance' }
	/** Nothing was made; it may be sent again. `counted`: one of three tries (a parsed server error). */
	| {
			readonly type: 'again';
			readonly why: 'unreachable' | 'busy' | 'error';
			readonly counted: boolean;
			/** What the answer asked for, already capped, ms. */
			readonly retryAfterMs?: number;
			/** The provider's words for the member, should it be the last try. */
			readonly said?: string;
			readonly detail: string;
	  }
	/** It may have been made, and paid: never sent again. */
	| { readonly type: 'unknown'; readonly detail: string; readonly requestId?: string };

interface CreateQuestion {
	readonly provider: Pick<Provider, 'id' | 'readTask'>;
	readonly order: Order;
	/** The time, for a `Retry-After` that names a date; ms. */
	readonly now: number;
}

/** However long an answer asks us to stay away, a job is tried again after this. */
const longestRetryAfterMs = minutes(5);
/** The operator's line about an answer is cut to this. */
const longestDetail = 300;

/** Cloudflare did not get through to the gateway, so nothing can have been made. */
const neverArrived: ReadonlySet<number> = new Set([521, 522, 523, 525, 526]);

/**
 * What the answer to a create means, or that there was none: the table of "paying once". Whatever is not certainly a
 * refusal is `unknown`, and never sent again. Never throws.
 */
export function createVerdict(reply: Answer | ApiError, question: CreateQuestion): CreateVerdict {
	if (reply instanceof ApiError && reply.kind === 'unreachable') {
		return { type: 'again', why: 'unreachable', counted: false, detail: reply.detail };
	}
	try {
		return verdictOf(reply, question);
	} catch (error) {
		// An answer that cannot even be read says nothing about what was made.
		return { type: 'unknown', detail: error instanceof Error ? error.name : 'unreadable answer' };
	}
}

function verdictOf(reply: Answer | ApiError, question: CreateQuestion): CreateVerdict {
	if (!(reply instanceof ApiError)) return ofAnswer(reply, question);
	const { status = 0, headers, text, requestId } = reply;
	const cut = { status, headers, text, body: undefined, ...(requestId !== undefined && { requestId }) };
	// A refusal by its status line stays one although its words broke off.
	if (status >= 300 && status < 500) return ofAnswer(cut, question, reply.detail);
	return taskOf(cut, question) ?? new Refusal(cut, question, reply.detail).unknown();
}

/** The id first: whatever else an answer says, a task that it names has been made. */
function ofAnswer(answer: Answer, question: CreateQuestion, trouble?: string): CreateVerdict {
	const { status } = answer;
	const isRefusal = status >= 300 && status < 500 && status !== 408;
	const accepted = isRefusal || neverArrived.has(status) ? undefined : taskOf(answer, question);
	if (accepted !== undefined) return accepted;

	const refusal = new Refusal(answer, question, trouble);
	if (status >= 200 && status < 300) return ofSuccess(refusal);
	if (status >= 300 && status < 400) return refusal.as('model');
	return status >= 400 && status < 500 ? ofClientError(refusal) : ofServerError(refusal);
}

function taskOf(answer: Answer, { provider, order }: CreateQuestion): CreateVerdict | undefined {
	const task = provider.readTask(answer, order);
	return task === undefined ? undefined : { type: 'accepted', task };
}

/** An `error` inside a 2xx counts by its own code; without an id and without an error nobody knows. */
function ofSuccess(refusal: Refusal): CreateVerdict {
	if (refusal.error === undefined) return refusal.unknown();
	const { meaning } = refusal;
	// Words that only sound like trouble are no promise that another try would be free.
	return meaning === undefined || (meaning.kind === 'server' && meaning.by === 'words')
		? refusal.as('provider')
		: refusal.byMeaning();
}

function ofClientError(refusal: Refusal): CreateVerdict {
	const { status } = refusal.answer;
	const kind = refusal.meaning?.kind;
	if (status === 408) return refusal.unknown();
	// A quota that is used up is told by 401 too, and an empty account by 429.
	if (status === 402 || kind === 'balance') return refusal.as('balance');
	if (status === 401) return refusal.as('key');
	if (status === 429) return refusal.busy();
	if (status === 403) return ofForbidden(refusal);
	if (status === 413) return refusal.tooLarge();
	if (status === 404 || refusal.isHtml) return refusal.as('model');
	return kind === undefined || kind === 'server' || kind === 'failed' ? refusal.ofKind('invalid') : refusal.byMeaning();
}

function ofForbidden(refusal: Refusal): CreateVerdict {
	const kind = refusal.meaning?.kind;
	const isTold = kind === 'moderated' || kind === 'model' || kind === 'key' || kind === 'account';
	if (isTold) return refusal.ofKind(kind);
	return refusal.as(speaksOfBalance(refusal.text) ? 'balance' : 'not-allowed');
}

function ofServerError(refusal: Refusal): CreateVerdict {
	const { answer, error, meaning } = refusal;
	if (neverArrived.has(answer.status)) return refusal.unreachable();
	if ((answer.status !== 500 && answer.status !== 503) || error === undefined) return refusal.unknown();

	const kind = meaning?.kind;
	const isTrouble = kind === undefined || kind === 'busy' || kind === 'server' || kind === 'failed';
	// In the gateway's own words "invalid" may be about anything; a code, or a provider's own answer inside, is plain.
	const isGuess = kind === 'invalid' && meaning?.by === 'words' && error.nested !== true;
	return isTrouble || isGuess ? refusal.serverError() : refusal.byMeaning();
}

/** An answer that names no task, as far as it can be read, and the verdicts that can be made of it. */
class Refusal {
	readonly answer: Answer;
	readonly error: ErrorBody | undefined;
	readonly meaning: ErrorMeaning | undefined;
	/** The error's codes and words in one spelling, or the beginning of the text when it has none. */
	readonly text: string;
	readonly #question: CreateQuestion;
	readonly #trouble: string | undefined;

	constructor(answer: Answer, question: CreateQuestion, trouble?: string) {
		this.answer = answer;
		this.error = readErrorBody(answer);
		this.#question = question;
		this.#trouble = trouble;
		const read = this.error ?? this.#asError();
		this.meaning = this.isHtml ? undefined : errorMeaning(read, question.provider.id);
		this.text = this.error ? textOf(this.error) : normalText(answer.text);
	}

	get isHtml(): boolean {
		const { headers, text } = this.answer;
		const type = (headers['content-type'] ?? '').slice(0, 200);
		return /\bhtml\b/iu.test(type) || /^\s{0,99}<(?:!doctype|html|head|body)\b/iu.test(text.slice(0, 200));
	}

	unknown(): CreateVerdict {
		return { type: 'unknown', detail: this.#detail(), ...this.#requestId() };
	}

	busy(): CreateVerdict {
		return { type: 'again', why: 'busy', counted: false, detail: this.#detail(), ...this.#retryAfter() };
	}

	/** The gateway as a whole is not reached, which says nothing of this model: as long as the job may wait. */
	unreachable(): CreateVerdict {
		return { type: 'again', why: 'unreachable', counted: false, detail: this.#detail(), ...this.#retryAfter() };
	}

	serverError(): CreateVerdict {
		const said = this.error === undefined ? {} : saidIn(this.error);
		return { type: 'again', why: 'error', counted: true, detail: this.#detail(), ...said, ...this.#retryAfter() };
	}

	tooLarge(): CreateVerdict {
		return this.#refused({ ...this.#failure('invalid'), option: this.#question.order.pictures[0]?.role ?? 'prompt' });
	}

	byMeaning(): CreateVerdict {
		const kind = this.meaning?.kind ?? 'failed';
		if (kind === 'busy') return this.busy();
		return kind === 'server' ? this.serverError() : this.ofKind(kind);
	}

	ofKind(kind: Exclude<ErrorKind, 'busy' | 'server'>): CreateVerdict {
		const { order } = this.#question;
		const { negativePrompt, seed, aspect, resolution } = order.request;
		const sizes =
			order.model.resolutions === undefined && resolution === undefined ? { aspect: aspect ?? 'any' } : { aspect };
		const asked = { pictures: order.pictures, negativePrompt, seed, resolution, ...sizes };
		const { code, option } = settled(failureOfKind(kind, this.error ?? this.#asError()), asked);
		return this.#refused({ ...this.#failure(code), ...(option !== undefined && { option }) });
	}

	as(code: FailureCode): CreateVerdict {
		return this.#refused(this.#failure(code));
	}

	#failure(code: FailureCode): Failure {
		const said = this.error === undefined ? {} : saidIn(this.error);
		return { code, detail: this.#detail(), ...said, ...this.#requestId() };
	}

	#refused(failure: Failure): CreateVerdict {
		const { code } = failure;
		return { type: 'refused', failure, ...((code === 'key' || code === 'balance') && { stop: code }) };
	}

	/** A text that is no JSON is read for its words. */
	#asError(): ErrorBody {
		return { codes: [], message: this.answer.text.slice(0, longestRead), params: [] };
	}

	#requestId(): { requestId?: string } {
		const { requestId } = this.answer;
		return requestId === undefined ? {} : { requestId };
	}

	#retryAfter(): { retryAfterMs?: number } {
		const { now } = this.#question;
		const asked = retryAfterMs(this.answer.headers['retry-after'], { now, longestMs: longestRetryAfterMs });
		return asked === undefined ? {} : { retryAfterMs: asked };
	}

	/** For the operator: status and words. */
	#detail(): string {
		const { status } = this.answer;
		const words = this.error ? [...this.error.codes, this.error.message].join(': ') : this.answer.text;
		return [status === 0 ? '' : `HTTP ${status}`, this.#trouble ?? '', tidy(words)]
			.filter((part) => part !== '')
			.join(', ')
			.slice(0, longestDetail);
	}
}
