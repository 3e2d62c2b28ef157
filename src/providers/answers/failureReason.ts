import type { Failure } from '../../jobs/record/failure.js';
import { errorKind, moderationCode } from './errorKind.js';
import { optionIn } from './errorOption.js';
import { unknownObject, unknownText, type UnknownJson } from './unknownJson.js';
import { isAddress } from './resultUrls.js';
import { stateOfWord } from './statusWords.js';
import type { Answer } from '../contract/provider.js';

/** A failed task's reason as its answer tells it. */
interface Reason {
	readonly code?: string;
	readonly message?: string;
}

/** The reason in an answer's layers; empty when the provider gave none. */
export function reasonIn(layers: readonly UnknownJson[]): Reason {
	for (const layer of layers) {
		const error = unknownObject(layer['error']);
		const base = unknownObject(layer['base_resp']);
		const code = unknownText(error?.['code']) ?? unknownText(layer['failureCode']) ?? failingCode(base);
		const message =
			unknownText(error?.['message']) ??
			unknownText(layer['error']) ??
			unknownText(layer['failure']) ??
			reasonText(layer['fail_reason']) ??
			unknownText(layer['failReason']) ??
			unknownText(layer['task_status_msg']) ??
			(failingCode(base) === undefined ? undefined : unknownText(base?.['status_msg']));
		if (code !== undefined || message !== undefined) {
			return { ...(code !== undefined && { code }), ...(message !== undefined && { message }) };
		}
	}
	return {};
}

const badInput =
	/\binvalid|unsupported|not support|out of range|\bmust (?:be|have|not)\b|\bexceed|\btoo (?:long|short|large|small|big)\b|corrupt|decod|required|参数/iu;
const trouble = /internal|server|upstream|time[d\s-]*out|overload|capacity|unavailable|try again|busy|service|超时/iu;

/**
 * Why a task failed, by the word that said so and the provider's reason. `undefined` when neither tells more than that it
 * failed.
 * @param family `Provider.id`; numeric codes mean something within one family only
 */
export function failureOf(word: string, reason: Reason, family: string): Failure | undefined {
	const text = [reason.code, reason.message].filter((part) => part !== undefined).join(': ');
	const detail = text === '' ? {} : { detail: text.slice(0, 500) };
	const said = word.trim().toLowerCase();

	// `InputTextSensitiveContentDetected` is read as the words it is made of.
	const moderated = moderationCode(text.replaceAll(/([a-z])(?=[A-Z])/gu, '$1 '));
	if (moderated !== undefined) return { code: moderated, ...detail };
	if (said === 'violation') return { code: 'moderated', detail: text === '' ? word : text.slice(0, 500) };
	if (said === 'expired') return { code: 'expired', detail: text === '' ? word : text.slice(0, 500) };
	if (stateOfWord(word) === 'needs-input') return { code: 'provider', detail: `${word}: it asks for more input` };
	if (text === '') return said.startsWith('cancel') ? { code: 'provider', detail: word } : undefined;

	const fault = { codes: reason.code === undefined ? [] : [reason.code], message: reason.message ?? '' };
	const kind = errorKind(fault, family);
	if (kind === 'moderated') return { code: 'moderated', ...detail };
	const isBadInput = kind === 'invalid' || (kind === undefined && badInput.test(text) && !trouble.test(text));
	if (!isBadInput) return { code: 'provider', ...detail };
	const option = optionIn(fault.message);
	return { code: 'invalid', ...(option !== undefined && { option }), ...detail };
}

function reasonText(value: unknown): string | undefined {
	return isAddress(value) ? undefined : unknownText(value);
}

/** MiniMax repeats `status_code: 0` beside tasks that are well. */
function failingCode(base: UnknownJson | undefined): string | undefined {
	const code = unknownText(base?.['status_code']);
	return code === '0' ? undefined : code;
}

/**
 * Why a task failed that was reported failed without a reason, from the answer to a request for its content: the text
 * there ends in the gateway's own word for the task's state, and VIOLATION is moderation.
 */
export function whyFailed({ text, requestId }: Pick<Answer, 'text' | 'requestId'>): Failure {
	const state = /current status:\s*([\w -]{1,60})/iu.exec(text)?.[1]?.trim();
	const code = (state === undefined ? undefined : moderationCode(state)) ?? moderationCode(text) ?? 'provider';
	const detail = text.replaceAll(/\s+/gu, ' ').trim().slice(0, 300);
	return { code, ...(detail !== '' && { detail }), ...(requestId !== undefined && { requestId }) };
}
