import type sharpLibrary from 'sharp';
import type { Sharp } from 'sharp';

import { isTooMany, mostPixels } from '../../../jobs/record/declaredPicture.js';
import type { PictureProblem } from '../../../jobs/record/failure.js';
import type { PreparedPicture } from '../../../jobs/record/job.js';
import { errorDetail } from '../../../lib/errorDetail.js';
import { KeyedMutex } from '../../../lib/keyedMutex.js';
import { fit, type Fitting, type FittingRule, type PixelSize } from './pictureFitting.js';

type ContentType = PreparedPicture['contentType'];

/** A finished picture: sRGB, upright, opaque, without metadata. */
type ProcessedImage = Pick<PreparedPicture, 'contentType' | 'width' | 'height'> & { readonly bytes: Buffer };

type ImageProcessing =
	| { readonly type: 'developed'; readonly picture: ProcessedImage }
	| { readonly type: 'spoiled'; readonly problem: PictureProblem; readonly detail: string };

/** Decoded and in place, three bytes a pixel. */
interface Pixels extends PixelSize {
	readonly bytes: Buffer;
}

/** What is decoded, by the file's first bytes; nobody's word for its type is taken. */
const readable: ReadonlySet<string> = new Set([
	'image/jpeg',
	'image/png',
	'image/apng',
	'image/webp',
	'image/gif',
	'image/avif',
]);

/** Files of this size at most, so that the inputs of many jobs together stay small. */
const mostFileBytes = 10 * 1000 * 1000;
/** A decoder that works longer than this on one picture has been given a trap. */
const longestSeconds = 20;
/** A card waits for its small picture; ours are at most 4096 pixels wide, which takes half a second on a slow machine. */
const shrinkSeconds = 3;
const qualities = [92, 84, 74, 62, 48];
/** When no quality is small enough: fewer pixels, where the model leaves us the choice. */
const scales = [1, 0.8, 0.62, 0.48, 0.36];

/**
 * Turns a member's file into a picture that a model takes: decoded within limits, turned upright, the first frame of an
 * animation, transparency on white, fitted by `pictureFitting`, encoded anew under the model's size. Nothing of the file
 * but its pixels comes through. One picture at a time, since a decoded one takes up to a quarter of a gigabyte.
 */
export class ImageProcessor {
	readonly #line = new KeyedMutex();

	develop(path: string, rule: FittingRule): Promise<ImageProcessing> {
		return this.#line.run('', async () => {
			try {
				return { type: 'developed', picture: await develop(path, rule) };
			} catch (error) {
				if (error instanceof Spoiled) return { type: 'spoiled', problem: error.problem, detail: error.message };
				throw error;
			}
		});
	}

	/**
	 * A small JPEG of a picture that we made ourselves: upright, without metadata, no side longer than this many pixels, never
	 * enlarged. Small ones wait for one another, but not for a member's large picture.
	 * @throws when it is none, or takes longer than a few seconds
	 */
	shrink(picture: string | Buffer, longestSide: number): Promise<Buffer> {
		return this.#line.run('small', async () => {
			const sharp = await load();
			return sharp(picture, { limitInputPixels: mostPixels, sequentialRead: true })
				.autoOrient()
				.flatten({ background: '#ffffff' })
				.toColourspace('srgb')
				.resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
				.timeout({ seconds: shrinkSeconds })
				.jpeg({ quality: 80 })
				.toBuffer();
		});
	}

	/** The sides and type of a picture that we made ourselves; `undefined` when it is none. */
	async inspect(path: string): Promise<Omit<ProcessedImage, 'bytes'> | undefined> {
		const sharp = await load();
		const { format, width, height } = await sharp(path).metadata();
		if (format !== 'jpeg' && format !== 'png' && format !== 'webp') return undefined;
		return { contentType: `image/${format}`, width, height };
	}
}

/** Thrown and caught in this file only: the way out of a development. */
class Spoiled extends Error {
	override name = 'Spoiled' as const;
	readonly problem: PictureProblem;

	constructor(problem: PictureProblem, detail: string) {
		super(detail);
		this.problem = problem;
	}
}

/** Loaded with the first picture, so that a bot without pictures stays small. */
async function load(): Promise<typeof sharpLibrary> {
	const { default: sharp } = await import('sharp');
	// A server with many jobs: no memory for pictures that never come again, no thread beyond the one in use.
	sharp.cache(false);
	sharp.concurrency(1);
	return sharp;
}

async function develop(path: string, rule: FittingRule): Promise<ProcessedImage> {
	const sharp = await load();
	const type = await sniff(path);

	// The header alone: our own limits are asked before a single pixel is decoded.
	const header = await sharp(path, { limitInputPixels: false })
		.metadata()
		.catch((error: unknown) => {
			throw new Spoiled(type === 'image/heif' ? 'heic' : 'unreadable', errorDetail(error));
		});
	if (type === 'image/heif' && header.compression !== 'av1') throw new Spoiled('heic', 'HEIF that is not AV1');
	const { width, height } = header.autoOrient;
	if (isTooMany(width, height)) throw new Spoiled('too-many-pixels', `${width}x${height}`);

	const fitting = fit({ width, height }, rule);
	if (fitting.kind === 'impossible') throw new Spoiled(fitting.problem, `${width}x${height}`);

	const source = sharp(path, { limitInputPixels: mostPixels, failOn: 'truncated' });
	const pixels = await place(source, fitting).catch((error: unknown) => {
		throw new Spoiled('unreadable', errorDetail(error));
	});
	return encode(pixels, type === 'image/apng' ? 'image/png' : type, rule);
}

async function sniff(path: string): Promise<string> {
	const { fileTypeFromFile } = await import('file-type');
	const found = await fileTypeFromFile(path).catch((error: unknown) => {
		throw new Spoiled('not-a-picture', errorDetail(error));
	});
	const type = found?.mime ?? 'unknown';
	if (type.startsWith('image/heic') || type === 'image/heif-sequence') throw new Spoiled('heic', type);
	if (!type.startsWith('image/')) throw new Spoiled('not-a-picture', type);
	if (type !== 'image/heif' && !readable.has(type)) throw new Spoiled('unreadable', type);
	return type;
}

async function place(source: Sharp, fitting: Exclude<Fitting, { kind: 'impossible' }>): Promise<Pixels> {
	const { frame } = fitting;
	const size = fitting.kind === 'crop' ? frame : fitting.inner;
	const upright = source.autoOrient().flatten({ background: '#ffffff' }).toColourspace('srgb');
	const inner = await raw(upright.resize(size.width, size.height, { fit: fitting.kind === 'crop' ? 'cover' : 'fill' }));
	if (inner.width === frame.width && inner.height === frame.height) return inner;

	const surround = await blurred(inner, frame);
	return raw((await from(surround)).composite([{ input: inner.bytes, raw: shape(inner), gravity: 'centre' }]));
}

/** The picture itself, large, dark and out of focus: it moves like the picture, where black bars would stay bars in the film. */
async function blurred(pixels: Pixels, frame: PixelSize): Promise<Pixels> {
	const coarse = (side: number): number => Math.max(2, Math.ceil(side / 16));
	const small = (await from(pixels)).resize(coarse(frame.width), coarse(frame.height), { fit: 'cover' });
	const dark = await raw(small.blur(2).linear(0.55, 0));
	return raw((await from(dark)).resize(frame.width, frame.height, { fit: 'fill', kernel: 'cubic' }));
}

/** In the file's own format if the model takes it, else in the model's first, as large as the limit allows. */
async function encode(pixels: Pixels, type: string, rule: FittingRule): Promise<ProcessedImage> {
	const limit = Math.min(rule.maxBytes, mostFileBytes);
	const first = rule.formats.find((format) => format === type) ?? rule.formats[0] ?? 'image/jpeg';
	const lossy = rule.formats.filter((format) => format !== first && format !== 'image/png');
	for (const scale of rule.exact === undefined ? scales : [1]) {
		const size = scaled(pixels, scale);
		if (scale < 1 && Math.min(size.width, size.height) < (rule.minSide ?? 1)) break;
		const smaller = scale === 1 ? pixels : await raw((await from(pixels)).resize(size.width, size.height));
		for (const contentType of [first, ...lossy]) {
			const bytes = await encodeUnder(limit, smaller, contentType);
			if (bytes !== undefined) return { bytes, contentType, width: size.width, height: size.height };
		}
	}
	throw new Spoiled('too-large', `not under ${limit} bytes`);
}

async function encodeUnder(limit: number, pixels: Pixels, contentType: ContentType): Promise<Buffer | undefined> {
	if (contentType === 'image/png') {
		const bytes = await (await from(pixels)).png({ compressionLevel: 9 }).toBuffer();
		return bytes.length <= limit ? bytes : undefined;
	}
	for (const quality of qualities) {
		const image = await from(pixels);
		const bytes = await (contentType === 'image/webp' ? image.webp({ quality }) : image.jpeg({ quality })).toBuffer();
		if (bytes.length <= limit) return bytes;
	}
	return undefined;
}

const scaled = ({ width, height }: PixelSize, scale: number): PixelSize => ({
	width: Math.max(1, Math.round(width * scale)),
	height: Math.max(1, Math.round(height * scale)),
});

const shape = ({ width, height }: PixelSize): PixelSize & { channels: 3 } => ({ width, height, channels: 3 });

async function from(pixels: Pixels): Promise<Sharp> {
	const sharp = await load();
	return sharp(pixels.bytes, { raw: shape(pixels), limitInputPixels: false });
}

async function raw(image: Sharp): Promise<Pixels> {
	const { data, info } = await image
		.removeAlpha()
		.timeout({ seconds: longestSeconds })
		.raw({ depth: 'uchar' })
		.toBuffer({ resolveWithObject: true });
	return { bytes: data, width: info.width, height: info.height };
}
