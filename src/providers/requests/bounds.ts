import type { VideoRequest } from '../../jobs/record/request.js';
import type { Model } from '../contract/model.js';
import { durationsOf } from './shapeValidation.js';
import { secondsOf, shapeOf } from './sizes.js';

/** The longest and largest that somebody allows; null: whatever the model makes. */
interface Bounds {
	readonly mostSeconds: number | null;
	/** Lines of the shorter side: 720 for 720p. */
	readonly mostLines: number | null;
}

/** A tier's lines that its name does not tell. */
const named: ReadonlyMap<string, number> = new Map(
	Object.entries({ sd: 480, hd: 720, fhd: 1080, '2k': 1440, '4k': 2160, uhd: 2160 }),
);

/** The lines of a resolution as members name it (`720p`, `4k`, `1280x720`); undefined for a word nobody knows. */
export function linesOf(resolution: string): number | undefined {
	const word = resolution.trim().toLowerCase();
	const [, width, height] = /^(\d+)x(\d+)$/u.exec(word) ?? [];
	if (width !== undefined && height !== undefined) return Math.min(Number(width), Number(height));
	const [, lines] = /^(\d+)p?$/u.exec(word) ?? [];
	return lines === undefined ? named.get(word) : Number(lines);
}

/** The lines of the video that a request will get, as far as they are known before. */
export function linesOfRequest(model: Model, request: VideoRequest): number | undefined {
	const { width, height, resolution } = shapeOf(model, request);
	if (width !== undefined && height !== undefined) return Math.min(width, height);
	return resolution === undefined ? undefined : linesOf(resolution);
}

/**
 * What a member left open, chosen within the bounds: a model's own default may be beyond them. What was named is left as
 * it is, and what the model cannot make smaller, too.
 */
export function withinBounds(model: Model, request: VideoRequest, { mostSeconds, mostLines }: Bounds): VideoRequest {
	if (request.action !== 'generate') return request;
	return withLines(model, withSeconds(model, request, mostSeconds), mostLines);
}

function withSeconds(model: Model, request: VideoRequest, most: number | null): VideoRequest {
	const isOpen = request.duration === null || request.duration === undefined;
	if (most === null || !isOpen || model.durations === undefined || secondsOf(model, request) <= most) return request;
	const duration = durationsOf(model.durations)
		.filter((length) => length <= most)
		.at(-1);
	return duration === undefined ? request : { ...request, duration };
}

function withLines(model: Model, request: VideoRequest, most: number | null): VideoRequest {
	const isOpen = request.resolution === null || request.resolution === undefined;
	if (most === null || !isOpen || (linesOfRequest(model, request) ?? 0) <= most) return request;
	const fitting = (model.resolutions ?? [])
		.map((resolution) => ({ resolution, lines: linesOfRequest(model, { ...request, resolution }) ?? Infinity }))
		.filter(({ lines }) => lines <= most)
		.sort((one, other) => other.lines - one.lines)[0];
	return fitting === undefined ? request : { ...request, resolution: fitting.resolution };
}
