import type { Failure, FailureCode } from '../../jobs/record/failure.js';
import { ApiError } from '../contract/apiError.js';
import { retryAfterMs } from './retryAfter.js';
import { minutes } from '../../lib/time.js';
import { readErrorBody, type ErrorBody } from './errorBody.js';
import { errorKind, namesBalance, namesModel, type ErrorKind, moderationCode } from './errorKind.js';
import { errorOption } from './errorOption.js';
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

/** Cloudflare did not get through to the gateway, so nothing can have been made. */
const neverArrived: ReadonlySet<number> = new Set([521, 522, 523, 525, 526]);

/**
 * What the answer to a create means, or that there was none: the table of "paying once". Whatever is not certainly a
 * refusal is `unknown`, and never sent again.
 */
export function createVerdict(reply: Answer | ApiError, question: CreateQuestion): CreateVerdict {
	if (!(reply instanceof ApiError)) return ofAnswer(new Reading(reply, question));
	if (reply.kind === 'unreachable') {
		return { type: 'again', why: 'unreachable', counted: false, detail: reply.detail };
	}

	const { status = 0, headers, text, requestId } = reply;
	const cut = { status, headers, text, body: undefined, ...(requestId !== undefined && { requestId }) };
	const reading = new Reading(cut, question, reply.detail);
	// A refusal by its status line stays one although its words broke off.
	return status >= 300 && status < 500 ? ofAnswer(reading) : reading.taskOrUnknown();
}

function ofAnswer(reading: Reading): CreateVerdict {
	const { status } = reading.answer;
	if (status >= 200 && status < 300) return ofSuccess(reading);
	if (status >= 300 && status < 400) return reading.refused('model');
	if (status >= 400 && status < 500) return ofClientError(reading);
	return ofServerError(reading);
}

/** An `error` inside a 2xx counts by its own code; without an id and without an error nobody knows. */
function ofSuccess(reading: Reading): CreateVerdict {
	const verdict = reading.taskOrUnknown();
	if (verdict.type === 'accepted' || reading.fault === undefined) return verdict;

	const kind = reading.kindInWords();
	if (kind === 'busy') return reading.busy();
	if (kind === 'server') return reading.serverError();
	return kind === undefined ? reading.refused('provider') : reading.refusedAs(kind);
}

function ofClientError(reading: Reading): CreateVerdict {
	const { kind, text } = reading;
	const { status } = reading.answer;
	if (status === 401) return reading.refused('key');
	if (status === 408) return reading.taskOrUnknown();
	// Kling tells an empty account by 429 and a code of its own.
	if (status === 402 || kind === 'balance') return reading.refused('balance');
	if (status === 429) return reading.busy();
	if (status === 403) return ofForbidden(reading);
	if (status === 413) return reading.tooLarge();
	if (status === 404 || reading.isHtml || (kind === undefined && namesModel(text))) return reading.refused('model');

	const told = reading.kindInWords();
	if (told === 'busy') return reading.busy();
	return told === undefined || told === 'server' ? reading.refusedAs('invalid') : reading.refusedAs(told);
}

function ofForbidden(reading: Reading): CreateVerdict {
	if (namesBalance(reading.text)) return reading.refused('balance');
	const kind = reading.kindInWords();
	return kind === 'moderated' || kind === 'model' || kind === 'key'
		? reading.refusedAs(kind)
		: reading.refused('not-allowed');
}

function ofServerError(reading: Reading): CreateVerdict {
	const { status } = reading.answer;
	if (neverArrived.has(status)) return reading.serverError();

	const verdict = reading.taskOrUnknown();
	const isOwnError = (status === 500 || status === 503) && reading.fault !== undefined;
	if (verdict.type === 'accepted' || !isOwnError) return verdict;

	const kind = reading.kindInWords();
	return kind === undefined || kind === 'busy' || kind === 'server' ? reading.serverError() : reading.refusedAs(kind);
}

/** One answer as far as it can be read, and the verdicts that can be made of it. */
class Reading {
	readonly answer: Answer;
	readonly fault: ErrorBody | undefined;
	/** What the error's own code says. */
	readonly kind: ErrorKind | undefined;
	/** The error's codes and words, or the beginning of the text when it has none. */
	readonly text: string;
	readonly #question: CreateQuestion;
	readonly #trouble: string | undefined;

	constructor(answer: Answer, question: CreateQuestion, trouble?: string) {
		this.answer = answer;
		this.fault = readErrorBody(answer);
		this.kind = this.fault && errorKind(this.fault, question.provider.id);
		this.text = this.fault ? [...this.fault.codes, this.fault.message].join(': ') : answer.text.slice(0, 2000);
		this.#question = question;
		this.#trouble = trouble;
	}

	get isHtml(): boolean {
		const { headers, text } = this.answer;
		return /\bhtml\b/iu.test(headers['content-type'] ?? '') || /^\s*<(?:!doctype|html|head|body)\b/iu.test(text);
	}

	/** What the error is about: its words where they tell of moderation or of the model, else its code. */
	kindInWords(): ErrorKind | undefined {
		const vague = this.kind === undefined || this.kind === 'invalid' || this.kind === 'server';
		if (vague && moderationCode(this.text) !== undefined) return 'moderated';
		if (vague && namesModel(this.text)) return 'model';
		return this.kind;
	}

	taskOrUnknown(): CreateVerdict {
		const task = this.#question.provider.readTask(this.answer, this.#question.order);
		if (task !== undefined) return { type: 'accepted', task };
		return { type: 'unknown', detail: this.#detail(), ...this.#requestId() };
	}

	busy(): CreateVerdict {
		return { type: 'again', why: 'busy', counted: false, detail: this.#detail(), ...this.#retryAfter() };
	}

	serverError(): CreateVerdict {
		return { type: 'again', why: 'error', counted: true, detail: this.#detail(), ...this.#retryAfter() };
	}

	tooLarge(): CreateVerdict {
		return this.#refusal({ code: 'invalid', option: this.#question.order.pictures[0]?.role ?? 'prompt' });
	}

	refusedAs(kind: Exclude<ErrorKind, 'busy' | 'server'>): CreateVerdict {
		if (kind === 'moderated') return this.refused(moderationCode(this.text) ?? 'moderated');
		if (kind !== 'invalid') return this.refused(kind);
		const fault = this.fault ?? { codes: [], message: this.text };
		return this.#refusal({ code: 'invalid', option: errorOption(fault, this.#question.order) });
	}

	refused(code: FailureCode): CreateVerdict {
		return this.#refusal({ code });
	}

	#refusal(failure: Pick<Failure, 'code' | 'option'>): CreateVerdict {
		const { code } = failure;
		const stop = code === 'key' || code === 'balance' ? { stop: code } : {};
		return { type: 'refused', failure: { ...failure, detail: this.#detail(), ...this.#requestId() }, ...stop };
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

	/** For the operator: status and words, without anything that looks like a key. */
	#detail(): string {
		const { status } = this.answer;
		const words = this.text.replaceAll(/\s+/gu, ' ').trim();
		return [status === 0 ? '' : `HTTP ${status}`, this.#trouble ?? '', words]
			.filter((part) => part !== '')
			.join(', ')
			.replaceAll(/\b(?:sk|key)-[\w.*-]{6,}|\bBearer\s+\S+/giu, '[key]')
			.slice(0, 300);
	}
}
