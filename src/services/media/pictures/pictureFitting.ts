import { longestPictureSide } from '../../../jobs/record/declaredPicture.js';
import type { PictureRule } from '../../../providers/contract/model.js';

export interface PixelSize {
	readonly width: number;
	readonly height: number;
}

/** What a family asks of a picture: its model's rule, and exact pixels where the model wants them. */
export type FittingRule = PictureRule & { readonly exact?: PixelSize };

/**
 * How a picture becomes one that the model takes.
 * `crop`: scaled until it covers the frame, the surplus cut off evenly on both sides.
 * `pad`: scaled to `inner`, set in the middle of the frame, the rest filled with a blurred, darkened copy of itself.
 */
export type Fitting =
	| { readonly kind: 'crop'; readonly frame: PixelSize }
	| { readonly kind: 'pad'; readonly frame: PixelSize; readonly inner: PixelSize }
	| { readonly kind: 'impossible'; readonly problem: 'too-small' | 'aspect' };

/** Cropping may cost this much of the picture's area, which nobody misses; beyond it the picture is padded. */
const mostCropped = 0.12;
/** A padded picture fills at least this much of the frame; a strip thinner than that would be a film about its padding. */
const leastFilled = 0.1;
/** Enlarging further than this shows blocks instead of a picture. */
const mostEnlarged = 8;
/** Nothing can be seen in less. */
const leastSide = 16;
/** Without a limit of the model: more than any model makes of it. */
const usualMaxSide = 4096;

/**
 * The even rule by which every picture is fitted. Exact pixels: a picture whose aspect differs so little that cutting costs
 * at most 12 % of its area is cropped around its centre, any other is padded. No exact pixels: the picture keeps its
 * aspect and is only scaled into the model's bounds; one that is too wide or too tall for the model is padded to the nearest
 * allowed aspect. Pure arithmetic; the same picture and rule always give the same answer.
 */
export function fit(picture: PixelSize, rule: FittingRule): Fitting {
	if (Math.min(picture.width, picture.height) < leastSide) return { kind: 'impossible', problem: 'too-small' };
	return rule.exact === undefined ? fitFreely(picture, rule) : fitExactly(picture, rule.exact);
}

function fitExactly(picture: PixelSize, frame: PixelSize): Fitting {
	const [ours, theirs] = [picture.width / picture.height, frame.width / frame.height];
	const kept = Math.min(ours, theirs) / Math.max(ours, theirs);
	if (1 - kept > mostCropped) return pad(picture, frame);

	const enlarged = Math.max(frame.width / picture.width, frame.height / picture.height);
	return enlarged > mostEnlarged ? { kind: 'impossible', problem: 'too-small' } : { kind: 'crop', frame };
}

function fitFreely(picture: PixelSize, rule: PictureRule): Fitting {
	const { minRatio = 0, maxRatio = Infinity } = rule;
	const ours = picture.width / picture.height;
	const ratio = Math.min(Math.max(ours, minRatio), maxRatio);
	const maxSide = Math.min(rule.maxSide ?? usualMaxSide, longestPictureSide);
	const minSide = Math.min(rule.minSide ?? 1, maxSide);

	// The frame around the picture as it is, then scaled into the bounds.
	const frame = {
		width: Math.max(picture.width, picture.height * ratio),
		height: Math.max(picture.height, picture.width / ratio),
	};
	const shrunk = Math.min(1, maxSide / Math.max(frame.width, frame.height));
	const enlarged = Math.max(shrunk, minSide / Math.min(frame.width, frame.height));
	const scale = Math.min(enlarged, maxSide / Math.max(frame.width, frame.height));
	const within = (side: number): number => Math.min(maxSide, Math.max(minSide, Math.round(side * scale)));
	return pad(picture, inBounds({ width: within(frame.width), height: within(frame.height) }, rule));
}

/** Rounding to whole pixels must not push the frame over the model's bounds again. */
function inBounds({ width, height }: PixelSize, { minRatio = 0, maxRatio = Infinity }: PictureRule): PixelSize {
	if (width / height > maxRatio) return { width: Math.floor(height * maxRatio), height };
	if (width / height < minRatio) return { width, height: Math.floor(width / minRatio) };
	return { width, height };
}

function pad(picture: PixelSize, frame: PixelSize): Fitting {
	const scale = Math.min(frame.width / picture.width, frame.height / picture.height);
	if (scale > mostEnlarged) return { kind: 'impossible', problem: 'too-small' };

	const side = (length: number, most: number): number => Math.min(most, Math.max(1, Math.round(length * scale)));
	const inner = { width: side(picture.width, frame.width), height: side(picture.height, frame.height) };
	const filled = (inner.width * inner.height) / (frame.width * frame.height);
	return filled < leastFilled ? { kind: 'impossible', problem: 'aspect' } : { kind: 'pad', frame, inner };
}
