import type { Failure } from '../../jobs/record/failure.js';
import { longestRead, type ErrorBody } from './errorBody.js';
import { errorMeaning, normalText, textOf, type ErrorKind } from './errorKind.js';
import { askedOption, errorOption, type Asked } from './errorOption.js';
import { moderationCode, namesModeration } from './moderationWords.js';
import { stateOfWord } from './statusWords.js';
import type { Answer } from '../contract/provider.js';

/** What a refusal ends a job as; `busy` and `server` are the other side's trouble, not the job's. */
type EndingKind = Exclude<ErrorKind, 'busy' | 'server'>;

/** The provider's own words are kept and shown up to this length. */
const longestSaid = 300;
const longestDetail = 500;

/** The failure that an error means, whoever told it; `settled` leaves of its option what was asked for. */
export function failureOfKind(kind: EndingKind, error: ErrorBody): Failure {
	const facts = { ...detailOf(error), ...saidIn(error) };
	const code = kind === 'moderated' ? moderationCode(textOf(error)) : kind === 'failed' ? 'provider' : kind;
	const found = code === 'invalid' || code === 'moderated-picture' ? errorOption(error) : undefined;
	// Which picture was meant is worth keeping where it says so.
	const option = code === 'invalid' || found === 'last_frame' ? found : undefined;
	return { code, ...(option !== undefined && { option }), ...facts };
}

/**
 * Why a task failed, by the word that said so and the provider's reason. `undefined` when neither tells more than that it
 * failed.
 * @param family `Provider.id`; numeric codes mean something within one family only
 */
export function failureOf(word: string, reason: ErrorBody | undefined, family: string): Failure | undefined {
	const said = word.trim().slice(0, 60).toLowerCase();
	const kind = reason === undefined ? undefined : errorMeaning(reason, family)?.kind;
	if (reason !== undefined && kind === 'moderated') return failureOfKind(kind, reason);

	const facts =
		reason === undefined ? { detail: word.slice(0, longestDetail) } : { ...detailOf(reason), ...saidIn(reason) };
	if (said.includes('violation') || said.includes('moderat')) return { code: 'moderated', ...facts };
	if (said === 'expired') return { code: 'expired', ...facts };
	if (stateOfWord(word) === 'needs-input') return { code: 'provider', detail: `${word}: it asks for more input` };
	if (reason === undefined) return said.startsWith('cancel') ? { code: 'provider', ...facts } : undefined;
	if (kind === undefined || kind === 'busy' || kind === 'server') return { code: 'provider', ...facts };
	return failureOfKind(kind, reason);
}

/**
 * A failure as the job it belongs to may be told: an option is named only if it was asked for, and a picture is blamed only
 * if there was one.
 */
export function settled(failure: Failure, asked: Asked): Failure {
	const { option: found, ...rest } = failure;
	const option = found === null || found === undefined ? undefined : askedOption(found, asked);
	if (failure.code !== 'moderated-picture') return { ...rest, ...(option !== undefined && { option }) };

	const [first] = asked.pictures;
	if (first === undefined) return { ...rest, code: 'moderated' };
	const picture = asked.pictures.length === 1 ? first.role : option;
	return { ...rest, ...(picture !== undefined && { option: picture }) };
}

/** An error in one line for the operator. */
function detailOf({ codes, message }: ErrorBody): { detail?: string } {
	const text = tidy([...codes, message].filter((part) => part !== '').join(': ')).slice(0, longestDetail);
	return text === '' ? {} : { detail: text };
}

/** The provider's own words for the member: without the ids and keys that mean nothing to them. */
export function saidIn({ message }: Pick<ErrorBody, 'message'>): { said?: string } {
	const text = tidy(message.replaceAll(/\(request id: [\w-]{1,100}\)/giu, ''));
	const isCode = /^[\w.]+$/u.test(text) && /[._]/u.test(text);
	if (text === '' || isCode || text.startsWith('<') || text.startsWith('{')) return {};
	return { said: text.length > longestSaid ? `${text.slice(0, longestSaid - 1)}…` : text };
}

/** One line, cut, without anything that looks like a key; whose key it is we need not know. */
export const tidy = (text: string): string =>
	text
		.slice(0, longestRead)
		.replaceAll(/\b(?:sk|key)-[\w.*-]{6,200}|\bBearer [^\s"',;]{1,400}/giu, '[key]')
		.replaceAll(/\s+/gu, ' ')
		.trim();

/**
 * Why a task failed that was reported failed without a reason, from the answer to a request for its content: the text
 * there ends in the gateway's own word for the task's state, and VIOLATION is moderation.
 */
export function whyFailed({ text, requestId }: Pick<Answer, 'text' | 'requestId'>): Failure {
	const cut = text.slice(0, longestRead);
	const state = normalText(/current status:\s{0,9}([\w -]{1,60})/iu.exec(cut)?.[1] ?? '');
	const code = [state, normalText(cut)].filter(namesModeration).map(moderationCode)[0] ?? 'provider';
	const detail = tidy(cut).slice(0, longestSaid);
	return { code, ...(detail !== '' && { detail }), ...(requestId !== undefined && { requestId }) };
}
