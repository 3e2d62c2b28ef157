import sharp from 'sharp';

import type { Refuse } from './fields.js';

interface Picture {
	/** As it is seen: turned upright if the file says so. */
	readonly width: number;
	readonly height: number;
	/** `jpeg`, `png`, `webp` … as found in the bytes, whatever was declared. */
	readonly format: string;
}

/** What a route asks of a picture. */
export interface PictureRules {
	readonly formats: readonly string[];
	readonly maxBytes?: number;
	/** Least width and height. */
	readonly minSide?: number;
	/** Longest side divided by the shortest, at most. */
	readonly maxAspect?: number;
}

/** Decodes a picture for real, every pixel of it, and refuses it by the rules of a route. */
export async function checkPicture(bytes: Buffer, rules: PictureRules, refuse: Refuse): Promise<Picture> {
	if (rules.maxBytes !== undefined && bytes.length > rules.maxBytes) throw refuse('image is too large');
	const picture = await decode(bytes);
	if (!picture) throw refuse('image can not be decoded');
	if (!rules.formats.includes(picture.format)) throw refuse(`image format ${picture.format} is not supported`);

	const long = Math.max(picture.width, picture.height);
	const short = Math.min(picture.width, picture.height);
	if (rules.minSide !== undefined && short < rules.minSide) {
		throw refuse(`image is smaller than ${rules.minSide}px: ${picture.width}x${picture.height}`);
	}
	if (rules.maxAspect !== undefined && long / short > rules.maxAspect) {
		throw refuse(`image aspect ratio is out of range: ${picture.width}x${picture.height}`);
	}
	return picture;
}

async function decode(bytes: Buffer): Promise<Picture | undefined> {
	try {
		const image = sharp(bytes, { failOn: 'error' });
		const { format, autoOrient } = await image.metadata();
		await image.stats(); // metadata alone would accept a file that breaks off
		return { width: autoOrient.width, height: autoOrient.height, format };
	} catch {
		return undefined;
	}
}
