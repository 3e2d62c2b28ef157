import { unknownObject } from './unknownJson.js';
import type { UnknownJson } from './unknownJson.js';

/** Where the routes put the address of a finished video, best first. */
const places: readonly ((layer: UnknownJson) => unknown)[] = [
	(layer) => layer['video_url'],
	(layer) => layer['result_url'],
	(layer) => layer['videoUrl'],
	(layer) => layer['url'],
	(layer) => unknownObject(layer['metadata'])?.['url'],
	(layer) => first(layer['output']),
	(layer) => unknownObject(layer['video'])?.['url'],
	(layer) => unknownObject(layer['content'])?.['video_url'],
	(layer) => unknownObject(first(unknownObject(layer['task_result'])?.['videos']))?.['url'],
	(layer) => unknownObject(layer['file'])?.['download_url'],
	// The older wrapper keeps the address of a success where its failures have their reason.
	(layer) => layer['fail_reason'],
];

/** The addresses of a finished video in an answer's layers, each once, best first. */
export function resultUrls(layers: readonly UnknownJson[]): string[] {
	const found = layers.flatMap((layer) => places.map((place) => place(layer))).filter(isAddress);
	return [...new Set(found)];
}

/** The provider's own id of the finished clip, on which extensions build (Kling), or of its file (MiniMax). */
export function resultVideoId(layers: readonly UnknownJson[]): string | undefined {
	for (const layer of layers) {
		const clip = unknownObject(first(unknownObject(layer['task_result'])?.['videos']));
		for (const id of [clip?.['id'], layer['file_id']]) {
			if (typeof id === 'string' && id !== '') return id;
			if (typeof id === 'number' && Number.isSafeInteger(id)) return String(id);
		}
	}
	return undefined;
}

export function isAddress(value: unknown): value is string {
	return typeof value === 'string' && /^https?:\/\/\S+$/iu.test(value);
}

function first(value: unknown): unknown {
	return Array.isArray(value) ? value[0] : value;
}
