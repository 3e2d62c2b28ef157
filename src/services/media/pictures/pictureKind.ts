import { open } from 'node:fs/promises';
import type { PictureProblem } from '../../../jobs/record/failure.js';
import { errorDetail } from '../../../lib/errorDetail.js';

/** What is decoded, by the file's first bytes; nobody's word for its type is taken. */
const readable: ReadonlySet<string> = new Set([
	'image/jpeg',
	'image/png',
	'image/apng',
	'image/webp',
	'image/gif',
	'image/avif',
	'image/heif',
]);

/** Sound pictures that are not read, by the names that their owners know. */
const kinds: Readonly<Record<string, string>> = {
	'image/tiff': 'TIFF',
	'image/bmp': 'BMP',
	'image/jxl': 'JPEG XL',
	'image/jp2': 'JPEG 2000',
	'image/jpx': 'JPEG 2000',
	'image/jpm': 'JPEG 2000',
	'image/mj2': 'JPEG 2000',
	'image/j2c': 'JPEG 2000',
	'image/vnd.adobe.photoshop': 'Photoshop',
	'image/x-icon': 'icon',
	'image/icns': 'icon',
	'image/vnd.ms-photo': 'JPEG XR',
	'image/jls': 'JPEG-LS',
	'image/ktx': 'KTX',
	'image/x-xcf': 'GIMP',
	'image/x-canon-cr2': 'camera raw',
	'image/x-canon-cr3': 'camera raw',
	'image/x-nikon-nef': 'camera raw',
	'image/x-sony-arw': 'camera raw',
	'image/x-adobe-dng': 'camera raw',
	'image/x-panasonic-rw2': 'camera raw',
	'image/x-olympus-orf': 'camera raw',
	'image/x-fujifilm-raf': 'camera raw',
	'image/flif': 'FLIF',
	'image/bpg': 'BPG',
};

type SniffedPicture =
	| { readonly type: 'picture'; readonly contentType: string; readonly isMoving?: boolean }
	| { readonly type: 'spoiled'; readonly problem: PictureProblem; readonly kind?: string; readonly detail: string };

/** What a file is by its first bytes. */
export async function sniffPicture(path: string): Promise<SniffedPicture> {
	const { fileTypeFromFile } = await import('file-type');
	try {
		const contentType = (await fileTypeFromFile(path))?.mime ?? 'unknown';
		const isMoving = contentType === 'image/heif-sequence' || contentType === 'image/heic-sequence';
		if (contentType.startsWith('image/heic') || isMoving) return spoiled('heic', contentType);
		if (!contentType.startsWith('image/')) return spoiled('not-a-picture', contentType);
		if (contentType === 'image/avif') return { type: 'picture', contentType, isMoving: await isSequence(path) };
		if (readable.has(contentType)) return { type: 'picture', contentType };

		const kind = kinds[contentType];
		return { ...spoiled('unsupported', contentType), ...(kind === undefined ? {} : { kind }) };
	} catch (error) {
		return spoiled('not-a-picture', errorDetail(error));
	}
}

/** Whether it is a sequence, by the brand in the first box of the file. */
async function isSequence(path: string): Promise<boolean> {
	const handle = await open(path, 'r');
	try {
		const { buffer } = await handle.read(Buffer.alloc(64), 0, 64, 0);
		return buffer.includes('avis', 8, 'latin1');
	} finally {
		await handle.close();
	}
}

const spoiled = (problem: PictureProblem, detail: string) => ({ type: 'spoiled', problem, detail }) as const;
