import type { Failure } from '../../jobs/record/failure.js';
import type { ResultSource, Task } from '../../jobs/record/task.js';
import { failureOf, reasonIn } from './failureReason.js';
import { layersOf, unknownObject, type UnknownJson } from './unknownJson.js';
import type { Answer, TaskStatus } from '../contract/provider.js';
import { isAddress, resultUrls, resultVideoId } from './resultUrls.js';
import { stateOfWord } from './statusWords.js';

/**
 * Progress as a whole or broken number from 0 to 100, or `null` when none is told. It comes as an integer of hundred, as a
 * share of one (Runway) or as a percent string; only what lies strictly between 0 and 1 is taken for a share, since 1 is
 * also one percent.
 */
export function readPercent(value: unknown): number | null {
	if (typeof value === 'number') return bounded(isShare(value) ? value * 100 : value);
	if (typeof value !== 'string') return null;

	const [, digits, sign] = /^\s*(\d{1,4}(?:\.\d{1,20})?)\s*(%?)\s*$/u.exec(value) ?? [];
	if (digits === undefined) return null;
	const number = Number(digits);
	return bounded(sign === '' && isShare(number) ? number * 100 : number);
}

function isShare(value: number): boolean {
	return value > 0 && value < 1;
}

function bounded(value: number): number | null {
	return Number.isFinite(value) ? Math.min(100, Math.max(0, value)) : null;
}

interface ReadingOptions {
	/** The result can be had without an address: from the content route, or by one more question. */
	readonly withoutUrl: boolean;
}

/**
 * How a task stands by the answer to a look: one reading for all families, vocabularies and wrappers. Whatever it does not
 * understand it takes for "still running"; neither progress nor a time of completion is proof of anything.
 */
export function readTaskStatus(answer: Answer, task: Task, { withoutUrl }: ReadingOptions): TaskStatus {
	const layers = layersOf(answer.body);
	const said = layers.map(wordOf);
	const word = said.find((candidate) => candidate !== undefined);
	if (word === undefined) return withoutWord(answer, layers);

	const state = stateOfWord(word);
	if (state === 'missing') return { state };
	if (state === 'pending' || state === 'running') return { state, percent: percentIn(layers) };
	if (state === 'failed' || state === 'needs-input') return failed(word, answer, { layers, task });

	const inner = said.slice(1).find((candidate) => candidate !== undefined && stateOfWord(candidate) === 'failed');
	if (inner !== undefined) return failed(inner, answer, { layers, task });
	return succeeded(answer, { layers, withoutUrl });
}

/** The gateway and the providers each say in their own way that they do not know a task. */
const unknownTask = /task_not_exist|task_?not_?found|\btask (?:does )?not (?:exist|found)\b|任务不存在/iu;

function withoutWord(answer: Answer, layers: readonly UnknownJson[]): TaskStatus {
	// Beside a word this would also find a prompt that happens to contain it.
	if (unknownTask.test(answer.text) || unknownTask.test(textOfBody(answer.body))) return { state: 'missing' };

	// xAI may leave the status out of an answer that has the video.
	const hasVideo = layers.some((layer) => isAddress(unknownObject(layer['video'])?.['url']));
	if (hasVideo || layers.some(isBlocked)) return succeeded(answer, { layers, withoutUrl: false });
	return { state: 'pending', percent: percentIn(layers) };
}

function succeeded(
	answer: Answer,
	{ layers, withoutUrl }: { readonly layers: readonly UnknownJson[]; readonly withoutUrl: boolean },
): TaskStatus {
	if (layers.some(isBlocked)) return because(answer, { code: 'moderated', detail: 'respect_moderation: false' });
	const urls = resultUrls(layers);
	// Said to be done, yet nothing to fetch: the address follows, or the deadline ends the waiting.
	if (urls.length === 0 && !withoutUrl) return { state: 'running', percent: percentIn(layers) };
	const videoId = resultVideoId(layers);
	const result: ResultSource = { urls, ...(videoId !== undefined && { videoId }) };
	return { state: 'succeeded', result };
}

function failed(
	word: string,
	answer: Answer,
	{ layers, task }: { readonly layers: readonly UnknownJson[]; readonly task: Task },
): TaskStatus {
	const body = unknownObject(answer.body);
	const failure = failureOf(word, reasonIn(body === undefined ? layers : [...layers, body]), task.provider);
	return failure === undefined ? { state: 'failed' } : because(answer, failure);
}

function because({ requestId }: Answer, failure: Failure): TaskStatus {
	return { state: 'failed', failure: requestId === undefined ? failure : { ...failure, requestId } };
}

/** xAI blocks a finished video this way. */
function isBlocked(layer: UnknownJson): boolean {
	return unknownObject(layer['video'])?.['respect_moderation'] === false;
}

function wordOf(layer: UnknownJson): string | undefined {
	const word = layer['task_status'] ?? layer['status'];
	return typeof word === 'string' && word.trim() !== '' ? word : undefined;
}

function percentIn(layers: readonly UnknownJson[]): number | null {
	for (const layer of layers) {
		const percent = readPercent(layer['progress']);
		if (percent !== null) return percent;
	}
	return null;
}

function textOfBody(body: unknown): string {
	const { code, message, error } = unknownObject(body) ?? {};
	return JSON.stringify([code, message, error]);
}
