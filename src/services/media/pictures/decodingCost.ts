import { mostPixels, mostWholePixels } from '../../../jobs/record/declaredPicture.js';

/** What a header says of the work that its pixels will be. */
interface DecodingFacts {
	/** MIME type by the file's first bytes. */
	readonly contentType: string;
	readonly width: number;
	readonly height: number;
	readonly channels?: number | undefined;
	/** Sharp's word for the type of a sample: `uchar`, `ushort` … */
	readonly depth?: string | undefined;
	readonly bitsPerSample?: number | undefined;
	readonly isProgressive?: boolean | undefined;
}

const sampleBytes: Readonly<Record<string, number>> = { uchar: 1, char: 1, ushort: 2, short: 2 };
/** Samples of more than 8 bits take 2 bytes, of floats more. */
const widest = 4;

/** Kinds of which all stands in memory, in more than one copy, before the first line comes out: measured, 19 bytes a pixel. */
const wholeFactor = mostPixels / mostWholePixels;
const whole: ReadonlySet<string> = new Set(['image/avif', 'image/heif']);

/** The largest picture of each kind, at 8 bits and three colours, costs exactly so many bytes. */
export const mostDecodingCost = mostPixels * 3;

/**
 * Bytes of memory that decoding takes, by the same reckoning for all kinds: the picture itself, and for kinds that are decoded
 * whole as many times as those take more. Pixels alone say little: a file of 2 kB can want a gigabyte.
 */
export function decodingCost({ contentType, width, height, ...facts }: DecodingFacts): number {
	const deep = (facts.bitsPerSample ?? 8) > 8 ? 2 : 1;
	const bytes = Math.max(deep, sampleBytes[facts.depth ?? 'uchar'] ?? widest);
	const isWhole = whole.has(contentType) || (contentType.endsWith('png') && facts.isProgressive === true);
	return width * height * Math.max(3, facts.channels ?? 3) * bytes * (isWhole ? wholeFactor : 1);
}
