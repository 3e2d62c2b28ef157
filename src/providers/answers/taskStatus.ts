import type { Failure } from '../../jobs/record/failure.js';
import type { ResultSource, Task } from '../../jobs/record/task.js';
import { minutes } from '../../lib/time.js';
import { readErrorBody, readReason, type ErrorBody } from './errorBody.js';
import { errorMeaning, normalText } from './errorKind.js';
import { failureOf, failureOfKind } from './failureReason.js';
import { layersOf, unknownObject, type UnknownJson } from './unknownJson.js';
import type { Answer, Doubt, TaskStatus } from '../contract/provider.js';
import { hasInlineVideo, resultUrls, resultVideoId } from './resultUrls.js';
import { isUnheard, stateOfWord } from './statusWords.js';

/**
 * Progress as a whole or broken number from 0 to 100, or `null` when none is told. It comes as an integer of hundred, as a
 * share of one (Runway) or as a percent string; only what lies strictly between 0 and 1 is taken for a share, since 1 is
 * also one percent.
 */
export function readPercent(value: unknown): number | null {
	if (typeof value === 'number') return bounded(isShare(value) ? value * 100 : value);
	if (typeof value !== 'string' || value.length > 40) return null;

	const [, digits, sign] = /^(\d{1,4}(?:\.\d{1,20})?) ?(%?)$/u.exec(value.trim()) ?? [];
	if (digits === undefined) return null;
	const number = Number(digits);
	return bounded(sign === '' && isShare(number) ? number * 100 : number);
}

const isShare = (value: number): boolean => value > 0 && value < 1;

function bounded(value: number): number | null {
	return Number.isFinite(value) ? Math.min(100, Math.max(0, value)) : null;
}

interface ReadingOptions {
	/** The result can be had without an address: from the content route, or by one more question. */
	readonly withoutUrl: boolean;
}

/** An ending that is not said in so many words is believed when it was said again over this time … */
const patienceMs = minutes(3);
/** … and an error that may be the gateway's own passing trouble when it stands beside no word for this long. */
const longPatienceMs = minutes(30);

/** One answer to a poll, taken apart. */
interface Reading {
	readonly answer: Answer;
	readonly task: Task;
	readonly layers: readonly UnknownJson[];
	readonly withoutUrl: boolean;
}

/**
 * How a task stands by the answer to a poll: one reading for all families, vocabularies and wrappers. Whatever it does not
 * understand it takes for "still running"; neither progress nor a time of completion is proof of anything.
 */
export function readTaskStatus(answer: Answer, task: Task, { withoutUrl }: ReadingOptions): TaskStatus {
	const layers = layersOf(answer.body);
	const reading = { answer, task, layers, withoutUrl };
	const said = layers.map(wordOf);
	const word = said.find((candidate) => candidate !== undefined);
	if (word === undefined) return withoutWord(reading);

	const state = stateOfWord(word);
	if (state === 'missing') return { state };
	if (state === 'failed' || state === 'needs-input') return failed(word, reading);
	if (state === 'pending' || state === 'running') {
		const percent = percentIn(layers);
		return isUnheard(word) ? { state, percent, ...doubtOf(reading, patienceMs) } : { state, percent };
	}
	const inner = said.slice(1).find((candidate) => candidate !== undefined && stateOfWord(candidate) === 'failed');
	return inner === undefined ? succeeded(reading) : failed(inner, reading);
}

/** The gateway and the providers each say in their own way that they do not know a task; in the spelling of `normalText`. */
const unknownTask =
	/\btask ?not ?(?:exist|found)|\b(?:task|video|request|job|generation|operation|asset)\b.{0,80}\b(?:does not exist|not found|was not found|could not be found)\b|\bno such (?:task|video|job)\b|\b(?:task|video|job|generation) (?:has |is |was )?(?:already )?(?:been )?(?:expired|deleted|removed|purged)\b|任务不存在/u;

/** Whether an error says that the task is not known. */
export function deniesTask(answer: Answer): boolean {
	const error = readErrorBody({ status: Math.max(400, answer.status), body: answer.body });
	const text = error === undefined ? answer.text : [...error.codes, error.message].join(': ');
	return unknownTask.test(normalText(text));
}

function withoutWord(reading: Reading): TaskStatus {
	const { answer, layers } = reading;
	const hasError = readErrorBody({ status: 200, body: answer.body }) !== undefined;
	// Beside a word, or where there is no error, this would also find a prompt that happens to say so.
	if ((hasError || answer.status >= 400) && deniesTask(answer)) return { state: 'missing' };

	// xAI may leave the status out of an answer that has the video.
	const hasVideo = layers.some((layer) => resultUrls([{ video: unknownObject(layer['video']) }]).length > 0);
	if (hasVideo || layers.some(isBlocked)) return succeeded({ ...reading, withoutUrl: false });
	return { state: 'pending', percent: percentIn(layers), ...doubtOf(reading, longPatienceMs) };
}

/** What stands beside a word that nobody knows, or beside none: an address or an error is more than a word. */
function doubtOf(reading: Reading, unclearMs: number): { doubt?: Doubt } {
	const { answer, task, layers } = reading;
	const error = readReason(layers, false) ?? readErrorBody({ status: 200, body: answer.body });
	if (error !== undefined) {
		const kind = errorMeaning(error, task.provider)?.kind;
		const isTrouble = kind === 'busy' || kind === 'server' || kind === 'key';
		const failure = kind === undefined || isTrouble ? failureOfKind('failed', error) : failureOfKind(kind, error);
		return {
			doubt: {
				ending: because(reading, failure),
				patienceMs: kind === undefined || isTrouble ? unclearMs : patienceMs,
			},
		};
	}
	const result = resultOf(layers);
	const percent = percentIn(layers);
	const isWhole = percent === null || percent === 0 || percent === 100;
	return result !== undefined && isWhole ? { doubt: { ending: { state: 'succeeded', result }, patienceMs } } : {};
}

function succeeded(reading: Reading): TaskStatus {
	const { layers, withoutUrl, task } = reading;
	if (layers.some(isBlocked)) return because(reading, { code: 'moderated', detail: 'respect_moderation: false' });
	const result = resultOf(layers);
	if (result !== undefined) return { state: 'succeeded', result };

	// The word for success beside the reason why there is no video: the reason is the truth.
	const reason = readReason(layers, false);
	if (reason !== undefined) return failed('failed', reading, reason);
	const videoId = resultVideoId(layers);
	if (withoutUrl) return { state: 'succeeded', result: { urls: [], ...(videoId !== undefined && { videoId }) } };
	// An address may follow within moments; a success that goes on having none was filtered, or has expired.
	const failure = { code: 'no-video', detail: `${task.provider}: done, without a video` } as const;
	return { state: 'running', percent: percentIn(layers), doubt: { ending: because(reading, failure), patienceMs } };
}

/** Where the video is: at addresses, or in the answer itself. */
function resultOf(layers: readonly UnknownJson[]): ResultSource | undefined {
	const urls = resultUrls(layers);
	const inAnswer = hasInlineVideo(layers);
	if (urls.length === 0 && !inAnswer) return undefined;
	const videoId = resultVideoId(layers);
	return { urls, ...(videoId !== undefined && { videoId }), ...(inAnswer && { inAnswer }) };
}

function failed(word: string, reading: Reading, known?: ErrorBody): TaskStatus {
	const body = unknownObject(reading.answer.body);
	const layers = body === undefined ? reading.layers : [...reading.layers, body];
	const failure = failureOf(word, known ?? readReason(layers, true), reading.task.provider);
	return failure === undefined ? { state: 'failed' } : because(reading, failure);
}

function because({ answer: { requestId } }: Reading, failure: Failure): TaskStatus & { state: 'failed' } {
	return { state: 'failed', failure: requestId === undefined ? failure : { ...failure, requestId } };
}

/** xAI blocks a finished video this way. */
function isBlocked(layer: UnknownJson): boolean {
	return unknownObject(layer['video'])?.['respect_moderation'] === false;
}

/** A layer's word for the task. Midjourney's `state` is what we sent along, and stands beside a `status`. */
function wordOf(layer: UnknownJson): string | undefined {
	for (const word of [layer['task_status'], layer['status'], layer['state']]) {
		if (typeof word === 'string' && word.trim() !== '') return word;
	}
	// Google's operations have no word but a sign.
	return layer['done'] === true ? 'done' : undefined;
}

function percentIn(layers: readonly UnknownJson[]): number | null {
	for (const layer of layers) {
		const percent = readPercent(layer['progress']);
		if (percent !== null) return percent;
	}
	return null;
}
