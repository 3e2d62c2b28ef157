import { readJson } from '../../lib/readJson.js';
import type { Answer } from '../contract/provider.js';
import { entriesOf, unknownObject, unknownText, type UnknownJson } from './unknownJson.js';

/** An error as an answer tells it, in whichever of its shapes. */
export interface ErrorBody {
	/** Its codes, most telling first, as they came (numbers as their digits). Never its `type`, which says nothing reliable. */
	readonly codes: readonly string[];
	/** Its words, cut to what a pattern may see. */
	readonly message: string;
	/** The parameters it names. */
	readonly params: readonly string[];
	/** It was the gateway's wrapper around a provider's own error, which was read instead. */
	readonly nested?: boolean;
}

/** Every text of the other side is cut to this many characters before any pattern sees it. */
export const longestRead = 2000;
/** Error in error in error is followed so far; the gateway puts a provider's answer into its own message, as text. */
const deepest = 4;
/** A provider's answer inside a message is read as JSON up to this length. */
const longestNested = 20_000;
const mostIssues = 5;

/**
 * The error in an answer's body, or `undefined` when the body tells none. Shapes: `{error: {…}}` and `{error: "…"}`; a task
 * error `{code, message, data: null}`; a provider's `{code: 1201, message}`; MiniMax's `base_resp`; lists of issues.
 */
export function readErrorBody({ status, body }: Pick<Answer, 'status' | 'body'>): ErrorBody | undefined {
	const outer = unknownObject(body);
	if (outer === undefined) return undefined;
	const told = errorIn(outer);
	if (told !== undefined) return told;

	const code = outer['code'];
	const plain = fault([code, outer['err_code']], outer);
	const failing = !isFine(code) || (status >= 400 && (plain.message !== '' || plain.params.length > 0));
	return failing ? plain : undefined;
}

/**
 * The reason of a task that ended, from the layers of its answer; `undefined` when there is none. The same shapes as any
 * error, and the places that routes have for a failed task alone.
 * @param failed the task is known to have failed: then a mere message is its reason too
 */
export function readReason(layers: readonly UnknownJson[], failed: boolean): ErrorBody | undefined {
	const keys = failed ? [...reasonKeys, ...remarkKeys] : reasonKeys;
	for (const layer of layers) {
		const filtered = filteredReason(layer);
		if (filtered !== undefined) return { codes: [], message: filtered.slice(0, longestRead), params: [] };
		const told = errorIn(layer);
		if (told !== undefined && says(told)) return told;

		const texts = keys.map((key) => layer[key]).filter((value) => !isNothing(value));
		const codes = [layer['failureCode'], layer['err_code'], ...(texts.length > 0 ? [layer['code']] : [])];
		const found = fault(codes, { message: texts[0] });
		if (says(found)) return found;
	}
	return undefined;
}

/** Where routes say why a task failed, besides an `error`. */
const reasonKeys = [
	...['failure', 'fail_reason', 'failReason', 'failure_reason'],
	...['err_msg', 'error_message', 'errorMessage'],
];

/** Where they say something of any task; of one that has succeeded that is no reason against it. */
const remarkKeys = ['task_status_msg', 'status_message', 'reason', 'message'];

const says = ({ codes, message }: ErrorBody): boolean => codes.length > 0 || message !== '';

/** An address is a result, and an acknowledgement no reason. */
function isNothing(value: unknown): boolean {
	const text = unknownText(value);
	return text === undefined || isFine(text.trim()) || /^\s*(?:https?:|data:)/iu.test(text.slice(0, 100));
}

/** Google tells why it made no video in lists of their own, beside the word for success. */
function filteredReason(layer: UnknownJson): string | undefined {
	const reasons = entriesOf(layer['raiMediaFilteredReasons'] ?? layer['rai_media_filtered_reasons']);
	const text = reasons
		.slice(0, mostIssues)
		.map(unknownText)
		.filter((reason) => reason !== undefined)
		.join(' ');
	const count = Number(layer['raiMediaFilteredCount'] ?? layer['rai_media_filtered_count'] ?? 0);
	if (text !== '') return `Filtered by a content policy: ${text}`;
	return count > 0 ? 'Filtered by a content policy.' : undefined;
}

/** The error that stands under a key of its own. */
function errorIn(outer: UnknownJson, depth = 0): ErrorBody | undefined {
	if (depth >= deepest) return undefined;
	const { error, base_resp: base } = outer;
	if (typeof error === 'string' && error.trim() !== '')
		return fault([outer['code']], { ...outer, message: error }, depth);
	const inner =
		unknownObject(error) ?? unknownObject(entriesOf(error)[0]) ?? unknownObject(entriesOf(outer['errors'])[0]);
	if (inner !== undefined && Object.keys(inner).length > 0) {
		return errorIn(inner, depth + 1) ?? fault([inner['code'], inner['status'], inner['reason']], inner, depth);
	}
	const told = unknownObject(base);
	if (told !== undefined && !isFine(told['status_code']))
		return fault([told['status_code']], { message: told['status_msg'] });
	return undefined;
}

/** Codes that acknowledge: Kling's 0, the wrapper's "success", the compatibility format's 200, Midjourney's 1, 21 and 22. */
const fine: ReadonlySet<string> = new Set([
	'0',
	'1',
	'21',
	'22',
	'200',
	'success',
	'succeed',
	'ok',
	'none',
	'null',
	'成功',
]);

function isFine(code: unknown): boolean {
	const word = wordsOf(code)[0];
	return word === undefined || fine.has(word.toLowerCase());
}

function fault(codes: readonly unknown[], holder: UnknownJson, depth = 0): ErrorBody {
	const issues = [holder['issues'], holder['detail'], holder['details'], holder['errors']].flatMap(entriesOf);
	const own = [holder['message'], holder['msg'], holder['description'], holder['detail'], holder['error']]
		.map(unknownText)
		.find((text) => text !== undefined);
	const nested = own === undefined ? undefined : nestedIn(own, depth);
	const known = codes.flatMap(wordsOf).filter((code) => !fine.has(code.toLowerCase()));
	if (nested !== undefined) return { ...nested, codes: [...nested.codes, ...known].slice(0, 8), nested: true };

	const told = issues
		.slice(0, mostIssues)
		.map(unknownObject)
		.filter((issue) => issue !== undefined);
	const message = [own ?? '', ...told.map((issue) => unknownText(issue['message'] ?? issue['msg']) ?? '')];
	const params = [unknownText(holder['param']) ?? '', ...told.map((issue) => pathOf(issue['path'] ?? issue['loc']))];
	return {
		codes: [...known, ...told.flatMap((issue) => wordsOf(issue['reason']))].slice(0, 8),
		message: message
			.filter((text) => text.trim() !== '')
			.join(' ')
			.slice(0, longestRead),
		params: params.filter((param) => param !== '').map((param) => param.slice(0, 100)),
	};
}

/** A provider's own answer, where the gateway has put it into its message as text. */
function nestedIn(text: string, depth: number): ErrorBody | undefined {
	const from = text.indexOf('{');
	const to = text.lastIndexOf('}');
	if (depth >= deepest || from < 0 || to <= from || to - from > longestNested) return undefined;
	const inner = unknownObject(readJson(text.slice(from, to + 1)));
	if (inner === undefined) return undefined;
	const found = errorIn(inner, depth + 1) ?? fault([inner['code'], inner['err_code']], inner, depth + 1);
	return says(found) ? found : undefined;
}

/** Where an issue lies: `["body", "promptText"]`, or `promptText`. */
const pathOf = (value: unknown): string =>
	typeof value === 'string'
		? value
		: entriesOf(value)
				.slice(0, mostIssues)
				.map((part) => unknownText(part) ?? '')
				.join(' ');

function wordsOf(value: unknown): string[] {
	const text = unknownText(value);
	return text === undefined ? [] : [text.slice(0, 200)];
}
