import { readErrorBody } from './errorBody.js';
import { unknownObject } from './unknownJson.js';
import type { UnknownJson } from './unknownJson.js';
import type { Answer } from '../contract/provider.js';

/** How a family names its tasks. */
interface TaskIdForm {
	/** Keys that hold the id, best first. */
	readonly keys: readonly string[];
	/** What its ids look like: a regular expression's source, for the whole id. */
	readonly form: string;
	/** A form so particular that it may be read anywhere in a text, without its key. */
	readonly alone?: string;
	/** The key also stands in errors, where it names a request and not a task. */
	readonly alsoInFaults?: boolean;
}

/** Ids of the unified route: `video_` (Sora) or `task_` and, as far as seen, 32 characters. */
export const unifiedIds: TaskIdForm = {
	keys: ['id', 'task_id'],
	form: '(?:video|task)_[0-9A-Za-z]{8,64}',
	alone: '(?:video|task)_[0-9A-Za-z]{32}',
};

export const uuid = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';

/** No id of any gateway was seen near this length; Google's operation names in Base64 have some 250 characters. */
const longestId = 1024;
/** As much of an answer as is searched for an id that no JSON gives. */
const longestSearched = 65_536;

/**
 * Whether a text can be a task's id: of any alphabet, as the gateways give them, but no path out of its own place (`..`),
 * nothing invisible, and of a sane length. Ids are encoded wherever they stand in an address.
 */
export function isTaskId(id: string): boolean {
	if (id === '' || id.length > longestId || /[\s\p{Cc}\p{Cf}\p{Cs}]/u.test(id)) return false;
	return !id.split(/[/\\]/u).some((part) => part === '.' || part === '..');
}

/**
 * The task's id in a create's answer, from its JSON or, where that is cut off or odd, from its text. Nothing is guessed: an
 * id must stand whole, and be the only one of its kind.
 */
export function readTaskId({ body, text: whole }: Pick<Answer, 'body' | 'text'>, ids: TaskIdForm): string | undefined {
	const text = whole.slice(0, longestSearched);
	const isFault = unknownObject(body) !== undefined && readErrorBody({ status: 200, body }) !== undefined;
	if (isFault && ids.alsoInFaults === true) return undefined;

	const layers = taskLayers(body);
	const form = new RegExp(`^${ids.form}$`, 'u');
	const known = fromKeys(layers, { ids, text, fits: (id) => id.length <= longestId && form.test(id) });
	if (known !== undefined) return known;
	// A family may change how its ids look; what stands at the right place and is no error is one.
	const other = isFault ? undefined : fromKeys(layers, { ids, text, fits: isTaskId });
	return other ?? fromText(text, ids) ?? (body === undefined ? firstInText(text, ids) : undefined);
}

/** The id that a cut-off answer begins with, whatever it looks like, if it names no other. */
function firstInText(text: string, { keys }: TaskIdForm): string | undefined {
	const named = `"(?:${keys.join('|')})"\\s{0,99}:\\s{0,99}"([^"\\\\]{1,${longestId}})"`;
	const id = onlyMatch(text, new RegExp(named, 'gu'));
	const isFirst = new RegExp(`^\\s{0,99}\\{\\s{0,99}${named}`, 'u').test(text);
	return isFirst && id !== undefined && isTaskId(id) ? id : undefined;
}

function taskLayers(body: unknown): UnknownJson[] {
	const layers: UnknownJson[] = [];
	for (
		let layer = unknownObject(body);
		layer !== undefined && layers.length < 4;
		layer = unknownObject(layer['data'])
	) {
		layers.push(layer);
	}
	return layers;
}

function fromKeys(
	layers: readonly UnknownJson[],
	{ ids, text, fits }: { readonly ids: TaskIdForm; readonly text: string; readonly fits: (id: string) => boolean },
): string | undefined {
	for (const key of ids.keys) {
		for (const layer of layers) {
			const id = wholeId(layer[key], text, key);
			if (id !== undefined && fits(id)) return id;
		}
	}
	return undefined;
}

/** A number has lost its last digits if it is a long one; the text still has them. */
function wholeId(value: unknown, text: string, key: string): string | undefined {
	if (typeof value === 'string') return value;
	if (typeof value !== 'number') return undefined;
	if (Number.isSafeInteger(value)) return String(value);
	return onlyMatch(text, new RegExp(`"${key}"\\s{0,99}:\\s{0,99}(\\d{1,40})\\s{0,99}[,}\\]]`, 'gu'));
}

function fromText(text: string, { keys, form, alone }: TaskIdForm): string | undefined {
	const named = keys.join('|');
	// Quotes may be escaped, where JSON stands in a string of JSON; a number must be followed by something that ends it.
	const quoted = new RegExp(
		`(?<![\\w])\\\\?"(?:${named})\\\\?"\\s{0,99}:\\s{0,99}(?:\\\\?"(${form})\\\\?"|(\\d{12,40})\\s{0,99}[,}\\]])`,
		'gu',
	);
	const found = onlyMatch(text, quoted);
	if (found !== undefined && new RegExp(`^${form}$`, 'u').test(found)) return found;
	if (alone === undefined) return undefined;
	return onlyMatch(text, new RegExp(`(?<![0-9A-Za-z_])(${alone})(?![0-9A-Za-z])`, 'gu'));
}

/** What a pattern finds in a text, if that is one thing only. */
function onlyMatch(text: string, pattern: RegExp): string | undefined {
	const found = new Set([...text.matchAll(pattern)].map((match) => match[1] ?? match[2]));
	const [id] = found;
	return found.size === 1 ? id : undefined;
}
