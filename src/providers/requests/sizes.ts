import type { VideoRequest } from '../../jobs/record/request.js';
import type { Model, Size } from '../contract/model.js';
import { followsClip } from './clips.js';

/** The shape of the video that a request will get from a model, as far as it is known before. */
interface Shape {
	readonly aspect?: string;
	readonly resolution?: string;
	readonly width?: number;
	readonly height?: number;
}

/** The size options in the spelling of the tables: `16x9` is `16:9`, `2160p` is `4k`, `1280×720` is `1280x720`. */
export function tidyAspect(aspect: string): string {
	return aspect.trim().replace(/^(\d+)\s*[x×/:]\s*(\d+)$/iu, '$1:$2');
}

export function tidyResolution(resolution: string): string {
	const tidy = resolution
		.trim()
		.toLowerCase()
		.replace(/^(\d+)\s*[x×*:]\s*(\d+)$/u, '$1x$2');
	return tidy === '2160p' ? '4k' : tidy;
}

/** A table of sizes from its rows, with the labels that members choose from. */
export function sized(
	rows: readonly (readonly [aspect: string, resolution: string, pixels: string])[],
): Required<Pick<Model, 'sizes' | 'aspects' | 'resolutions'>> {
	const sizes = rows.map(([aspect, resolution, pixels]): Size => {
		const [width = 0, height = 0] = pixels.split('x').map(Number);
		return { aspect, resolution, width, height };
	});
	return {
		sizes,
		aspects: [...new Set(sizes.map((size) => size.aspect))],
		resolutions: [...new Set(sizes.map((size) => size.resolution))],
	};
}

/** Whether a size is what a resolution asks for, be it a tier or pixels. */
export function isResolution(size: Size, resolution: string): boolean {
	return size.resolution === resolution || `${size.width}x${size.height}` === resolution;
}

/** Width divided by height of a label such as `16:9`. */
export function ratioOf(aspect: string): number {
	const [width = 1, height = 1] = aspect.split(':').map(Number);
	return width / height;
}

/** The label nearest to a ratio, by how much of a picture would have to go; of two as near, the first. */
export function nearestAspect(aspects: readonly string[], ratio: number): string | undefined {
	const distance = (aspect: string): number => Math.round(1e6 * Math.abs(Math.log(ratioOf(aspect) / ratio)));
	return [...aspects].sort((one, other) => distance(one) - distance(other))[0];
}

/**
 * The shape of the video: what the member chose; else, for the aspect, what comes nearest to their picture; else the
 * model's default. The same request always has the same shape, so that pictures can be fitted before the create is made.
 */
export function shapeOf(model: Model, request: VideoRequest): Shape {
	const aspects = model.aspects ?? [];
	const chosen = request.aspect ?? undefined;
	const aspect = chosen ?? aspectOfPicture(aspects, request) ?? model.defaultAspect ?? aspects[0];
	const resolution = request.resolution ?? model.defaultResolution;
	if (model.sizes === undefined) {
		return { ...(aspect !== undefined && { aspect }), ...(resolution !== undefined && { resolution }) };
	}

	const fits = (size: Size): boolean => resolution === undefined || isResolution(size, resolution);
	const size =
		model.sizes.find((candidate) => candidate.aspect === aspect && fits(candidate)) ??
		// Pixels, or a tier that is not made in this aspect: what the member named counts before what we assume.
		(request.resolution === null || request.resolution === undefined ? undefined : model.sizes.find(fits)) ??
		model.sizes.find((candidate) => candidate.aspect === aspect) ??
		model.sizes[0];
	return size ?? {};
}

/** The length in seconds that a request will get, or be charged at most where the model decides. */
export function secondsOf(model: Model, request: VideoRequest): number {
	const { clip, durations } = model;
	// An edited clip is as long as it was, and nobody has looked at it yet.
	if (clip !== undefined && followsClip(model, request)) return Math.ceil(clip.maxSeconds);
	const longest = durations === undefined ? 10 : 'list' in durations ? Math.max(...durations.list) : durations.to;
	return request.duration ?? model.defaultDuration ?? longest;
}

function aspectOfPicture(aspects: readonly string[], { pictures }: VideoRequest): string | undefined {
	const picture = pictures.find(({ role }) => role === 'image');
	const { width, height } = picture ?? {};
	return typeof width === 'number' && typeof height === 'number' && width > 0 && height > 0
		? nearestAspect(aspects, width / height)
		: undefined;
}
