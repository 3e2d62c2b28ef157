import { looseObject } from './unknownJson.js';
import type { Loose } from './unknownJson.js';

/** Where the routes put the address of a finished video, best first. */
const places: readonly ((layer: Loose) => unknown)[] = [
	(layer) => layer['video_url'],
	(layer) => layer['result_url'],
	(layer) => layer['videoUrl'],
	(layer) => layer['url'],
	(layer) => looseObject(layer['metadata'])?.['url'],
	(layer) => first(layer['output']),
	(layer) => looseObject(layer['video'])?.['url'],
	(layer) => looseObject(layer['content'])?.['video_url'],
	(layer) => looseObject(first(looseObject(layer['task_result'])?.['videos']))?.['url'],
	(layer) => looseObject(layer['file'])?.['download_url'],
	// The older wrapper keeps the address of a success where its failures have their reason.
	(layer) => layer['fail_reason'],
];

/** The addresses of a finished video in an answer's layers, each once, best first. */
export function resultUrls(layers: readonly Loose[]): string[] {
	const found = layers.flatMap((layer) => places.map((place) => place(layer))).filter(isAddress);
	return [...new Set(found)];
}

/** The provider's own id of the finished clip, on which extensions build (Kling), or of its file (MiniMax). */
export function resultVideoId(layers: readonly Loose[]): string | undefined {
	for (const layer of layers) {
		const clip = looseObject(first(looseObject(layer['task_result'])?.['videos']));
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
