import { open } from 'node:fs/promises';
import type sharpLibrary from 'sharp';
import type { Sharp } from 'sharp';

import { isTooMany, mostPixels } from '../../../jobs/record/declaredPicture.js';
import type { PictureProblem } from '../../../jobs/record/failure.js';
import type { PreparedPicture } from '../../../jobs/record/job.js';
import { errorDetail } from '../../../lib/errorDetail.js';
import { decodingCost, mostDecodingCost } from './decodingCost.js';
import { partialFrame, type GifFrame } from './gifFrame.js';
import { asSrgb, toldColour, type PictureColour } from './pictureColour.js';
import { fit, type Fitting, type FittingRule, type PixelSize } from './pictureFitting.js';
import { sniffPicture } from './pictureKind.js';

type ContentType = PreparedPicture['contentType'];

/** A finished picture: sRGB, upright, opaque, without metadata. */
export type ProcessedImage = Pick<PreparedPicture, 'contentType' | 'width' | 'height'> & { readonly bytes: Uint8Array };

export type ImageProcessing =
	| { readonly type: 'developed'; readonly picture: ProcessedImage }
	| { readonly type: 'spoiled'; readonly problem: PictureProblem; readonly kind?: string; readonly detail: string };

type Spoiling = Extract<ImageProcessing, { type: 'spoiled' }>;

/** What is known of a picture before a single pixel of it is decoded. */
interface PictureHead {
	readonly type: 'head';
	/** MIME type by the file's first bytes. */
	readonly contentType: string;
	/** Upright. */
	readonly width: number;
	readonly height: number;
	/** Memory that its decoding takes, by our reckoning, in bytes. */
	readonly cost: number;
	/** What the numbers mean, where that is not sRGB and no ICC profile says it. */
	readonly colour?: PictureColour | undefined;
	/** Samples have more than 8 bits. */
	readonly isDeep: boolean;
	/** The first frame of a GIF that leaves some of its canvas free. */
	readonly frame?: GifFrame | undefined;
}

/** Decoded and in place, three bytes a pixel. */
interface Pixels extends PixelSize {
	readonly bytes: Buffer;
}

/** Files of this size at most, so that the inputs of many jobs together stay small. */
const mostFileBytes = 10 * 1000 * 1000;
/** A decoder that works longer than this on one picture has been given a trap. */
const longestSeconds = 20;
const qualities = [92, 84, 74, 62, 48];
/** When no quality is small enough: fewer pixels, where the model leaves us the choice. */
const scales = [1, 0.8, 0.62, 0.48, 0.36];

/** Loaded with the first picture, so that a bot without pictures stays small. */
export async function loadSharp(): Promise<typeof sharpLibrary> {
	const { default: sharp } = await import('sharp');
	// A server with many jobs: no memory for pictures that never come again, no thread beyond the one in use.
	sharp.cache(false);
	sharp.concurrency(1);
	return sharp;
}

/** Judges a file by its first bytes and its header: our own limits are asked before anything is decoded. */
export async function readHead(path: string): Promise<PictureHead | Spoiling> {
	const sniffed = await sniffPicture(path);
	if (sniffed.type === 'spoiled') return sniffed;

	const { contentType } = sniffed;
	const sharp = await loadSharp();
	const header = await sharp(path, { limitInputPixels: false })
		.metadata()
		.catch((error: unknown) => spoiled(contentType === 'image/heif' ? 'heic' : 'unreadable', errorDetail(error)));
	// A sequence without a still picture is what only ffmpeg reads.
	if ('type' in header && sniffed.isMoving === true) return judgeSequence(path, header.detail);
	if ('type' in header) return header;
	if (contentType === 'image/heif' && header.compression !== 'av1') return spoiled('heic', 'HEIF that is not AV1');

	const { width, height } = header.autoOrient;
	if (isTooMany(width, height)) return spoiled('too-many-pixels', `${width}x${height}`);
	const cost = decodingCost({ ...header, contentType });
	if (cost > mostDecodingCost) return spoiled('too-heavy', `${width}x${height}: ${cost} bytes`);
	const isDeep = header.depth === 'ushort';
	const first = await firstBytes(path);
	if (contentType === 'image/gif') {
		return { type: 'head', contentType, width, height, cost, isDeep, frame: partialFrame(first) };
	}
	const mayTell = header.icc === undefined && /png|avif|heif/u.test(contentType);
	return { type: 'head', contentType, width, height, cost, isDeep, colour: mayTell ? toldColour(first) : undefined };
}

/** Ffmpeg decodes one frame of it, which must cost no more than a picture; where its size is not found, ffmpeg's own limit holds. */
async function judgeSequence(path: string, detail: string): Promise<Spoiling> {
	const size = frameSize(await firstBytes(path));
	const cost = size === undefined ? 0 : decodingCost({ ...size, contentType: 'image/avif' });
	if (cost > mostDecodingCost) return spoiled('too-heavy', `${size?.width}x${size?.height}: ${cost} bytes`);
	return { ...spoiled('unsupported', detail), kind: movingAvif };
}

/** As the description of its track tells it (ISO/IEC 14496-12, section 12.1.3): six zeros and a one after the codec's name. */
function frameSize(first: Buffer): PixelSize | undefined {
	const at = first.indexOf(Buffer.concat([Buffer.from('av01'), Buffer.alloc(7), Buffer.from([1])]));
	if (at < 0 || at + 32 > first.length) return undefined;
	return { width: first.readUInt16BE(at + 28), height: first.readUInt16BE(at + 30) };
}

/** How a moving AVIF is called that the decoder of pictures does not read. */
export const movingAvif = 'animated AVIF';

/** Enough for every head that says what a picture's numbers mean. */
const headBytes = 65_536;

async function firstBytes(path: string): Promise<Buffer> {
	const handle = await open(path, 'r');
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
		return buffer.subarray(0, bytesRead);
	} finally {
		await handle.close();
	}
}

/** Decodes, fits and encodes anew. Nothing of the file but its pixels comes through. */
export async function develop(path: string, head: PictureHead, rule: FittingRule): Promise<ImageProcessing> {
	try {
		const { width, height, contentType } = head;
		const fitting = fit({ width, height }, rule);
		if (fitting.kind === 'impossible') return spoiled(fitting.problem, `${width}x${height}`);

		const sharp = await loadSharp();
		const source = sharp(path, { limitInputPixels: mostPixels, failOn: 'truncated' });
		const placing = onCanvas(source, head).then((whole) => place(whole, fitting, head));
		const pixels = await placing.catch((error: unknown) => spoiled('unreadable', errorDetail(error)));
		if ('type' in pixels) return pixels;
		return await encode(pixels, contentType === 'image/apng' ? 'image/png' : contentType, rule);
	} catch (error) {
		return spoiled('unreadable', errorDetail(error));
	}
}

export const spoiled = (problem: PictureProblem, detail: string): Spoiling => ({ type: 'spoiled', problem, detail });

/** Where a GIF's first frame leaves its canvas free, viewers show what is behind: white, as transparency becomes. */
async function onCanvas(source: Sharp, { frame, width, height }: PictureHead): Promise<Sharp> {
	if (frame === undefined) return source;
	const { left, top } = frame;
	const around = { left, top, right: width - left - frame.width, bottom: height - top - frame.height };
	// Each on its own: in one pipeline the canvas would be put around what has been fitted already.
	const piece = await raw(source.extract(frame).flatten({ background: '#ffffff' }).toColourspace('srgb'));
	return from(await raw((await from(piece)).extend({ ...around, background: '#ffffff' })));
}

async function place(
	source: Sharp,
	fitting: Exclude<Fitting, { kind: 'impossible' }>,
	head: Pick<PictureHead, 'colour' | 'isDeep'>,
): Promise<Pixels> {
	const { frame } = fitting;
	const size = fitting.kind === 'crop' ? frame : fitting.inner;
	const upright = source.autoOrient().flatten({ background: '#ffffff' });
	const sized = upright.resize(size.width, size.height, { fit: fitting.kind === 'crop' ? 'cover' : 'fill' });
	const inner =
		head.colour === undefined ? await raw(sized.toColourspace('srgb')) : await rawSrgb(sized, head, head.colour);
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
async function encode(pixels: Pixels, type: string, rule: FittingRule): Promise<ImageProcessing> {
	const limit = Math.min(rule.maxBytes, mostFileBytes);
	const first = rule.formats.find((format) => format === type) ?? rule.formats[0] ?? 'image/jpeg';
	const lossy = rule.formats.filter((format) => format !== first && format !== 'image/png');
	for (const scale of rule.exact === undefined ? scales : [1]) {
		const size = scaled(pixels, scale);
		if (scale < 1 && Math.min(size.width, size.height) < (rule.minSide ?? 1)) break;
		const smaller = scale === 1 ? pixels : await raw((await from(pixels)).resize(size.width, size.height));
		for (const contentType of [first, ...lossy]) {
			const bytes = await encodeUnder(limit, smaller, contentType);
			if (bytes === undefined) continue;
			return { type: 'developed', picture: { bytes, contentType, width: size.width, height: size.height } };
		}
	}
	return spoiled('too-large', `not under ${limit} bytes`);
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
	const sharp = await loadSharp();
	return sharp(pixels.bytes, { raw: shape(pixels), limitInputPixels: false });
}

/** The numbers as they are in the file, read as what they mean. */
async function rawSrgb(image: Sharp, { isDeep }: Pick<PictureHead, 'isDeep'>, colour: PictureColour): Promise<Pixels> {
	const { data, info } = await image
		.toColourspace(isDeep ? 'rgb16' : 'srgb')
		.removeAlpha()
		.timeout({ seconds: longestSeconds })
		.raw({ depth: isDeep ? 'ushort' : 'uchar' })
		.toBuffer({ resolveWithObject: true });
	const samples = isDeep
		? new Uint16Array(data.buffer, data.byteOffset, data.length / 2)
		: Uint16Array.from(data, (sample) => sample * 257);
	return { bytes: asSrgb(samples, colour), width: info.width, height: info.height };
}

async function raw(image: Sharp): Promise<Pixels> {
	const { data, info } = await image
		.removeAlpha()
		.timeout({ seconds: longestSeconds })
		.raw({ depth: 'uchar' })
		.toBuffer({ resolveWithObject: true });
	return { bytes: data, width: info.width, height: info.height };
}
