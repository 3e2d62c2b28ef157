import { entriesOf, unknownObject } from './unknownJson.js';
import type { UnknownJson } from './unknownJson.js';

/** Keys under which an object has the address of a video, best first. */
const addressKeys = ['video_url', 'result_url', 'videoUrl', 'url', 'uri', 'download_url', 'downloadUrl'] as const;
/** Keys under which a layer has a video: as an address, an object with one, or a list of either; best first. */
const holders = [
	...['metadata', 'output', 'video', 'content', 'videos', 'creations', 'file', 'result', 'assets', 'data'],
	...[
		'outputs',
		'results',
		'generations',
		'artifacts',
		'generatedSamples',
		'generatedVideos',
		'generated_videos',
		'video_urls',
		'result_urls',
		'task_result',
	],
] as const;
/** Objects in objects (`generatedSamples[0].video.uri`) are followed so far, and lists are read so far. */
const deepest = 3;
const mostEntries = 10;
const longestAddress = 8_192;

/** The addresses of a finished video in an answer's layers, each once, best first. One relative to the API begins with `/`. */
export function resultUrls(layers: readonly UnknownJson[]): string[] {
	const found = layers.flatMap((layer) => [
		...textsOf(layer).map(addressOf),
		// The older wrapper keeps the address of a success where its failures have their reason.
		absolute(layer['fail_reason']),
	]);
	return [...new Set(found.filter((url) => url !== undefined))];
}

/** Whether a layer has the video itself, as a `data:` address, which is never kept in a record. */
export const hasInlineVideo = (layers: readonly UnknownJson[]): boolean =>
	layers.some((layer) => textsOf(layer).some(isInline));

/** The texts of a layer that stand where an address may stand. */
const textsOf = (layer: UnknownJson): readonly unknown[] => [
	...addressKeys.map((key) => layer[key]),
	...holders.flatMap((key) => textsIn(layer[key], deepest)),
];

/** As `textsOf`, of a value that stands in such a place: an address, an object with one, or a list, of which the first counts. */
function textsIn(value: unknown, depth: number): readonly unknown[] {
	if (typeof value === 'string') return [value];
	if (depth === 0) return [];
	for (const entry of entriesOf(value).slice(0, mostEntries)) {
		// One without an address (a clip that is not ready, a blank) does not hide the one after it.
		const texts = textsIn(entry, depth - 1);
		if (texts.some((text) => addressOf(text) !== undefined || isInline(text))) return texts;
	}
	const held = unknownObject(value);
	if (held === undefined) return [];
	return [
		...addressKeys.map((key) => held[key]),
		...['video', 'videos'].flatMap((key) => textsIn(held[key], depth - 1)),
	];
}

const isInline = (value: unknown): boolean =>
	typeof value === 'string' && /^\s{0,99}data:(?:video\/|application\/octet-stream)/iu.test(value.slice(0, 200));

/** The provider's own id of the finished clip, on which extensions build (Kling), or of its file (MiniMax). */
export function resultVideoId(layers: readonly UnknownJson[]): string | undefined {
	for (const layer of layers) {
		const clip = unknownObject(entriesOf(unknownObject(layer['task_result'])?.['videos'])[0]);
		for (const id of [clip?.['id'], layer['file_id']]) {
			if (typeof id === 'string' && id !== '') return id;
			if (typeof id === 'number' && Number.isSafeInteger(id)) return String(id);
		}
	}
	return undefined;
}

/** The address in a value, without the blanks and line breaks around it. */
function addressOf(value: unknown): string | undefined {
	const found = absolute(value);
	if (found !== undefined || typeof value !== 'string' || value.length > longestAddress) return found;
	const text = value.trim();
	if (/^\/\/[\w.-]+\//u.test(text) && !/\s/u.test(text)) return absolute(`https:${text}`);
	return /^\/[\w%~.-][^\s\\]*$/u.test(text) ? text : undefined;
}

function absolute(value: unknown): string | undefined {
	if (typeof value !== 'string' || value.length > longestAddress) return undefined;
	const text = value.trim();
	return /^https?:\/\/\S+$/iu.test(text) && URL.canParse(text) ? text : undefined;
}
