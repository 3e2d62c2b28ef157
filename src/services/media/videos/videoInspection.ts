import { open, type FileHandle } from 'node:fs/promises';

import { errorDetail } from '../../../lib/errorDetail.js';

/** How far the boxes of an MP4 or QuickTime file go. */
export interface Mp4Boxes {
	/** Where the last sound box ends; what follows is no part of the film. */
	readonly end: number;
	/** It has its index and its media, whole. */
	readonly complete: boolean;
}

const essential: ReadonlySet<string> = new Set(['moov', 'mdat', 'moof']);
const firstTypes: ReadonlySet<string> = new Set(['ftyp', 'wide', 'moov']);
const knownType = /^[\x20-\x7e\xa9]{4}$/u;
/** An index this large belongs to no clip, and would have to be held in memory. */
const largestIndexBytes = 64 * 1024 * 1024;
/** A list of a few brands; text in place of a size reads as billions. */
const largestFtypBytes = 4096;
/** Fragmented films have two boxes a fragment. */
const mostBoxes = 20_000;

/**
 * Walks the outermost boxes (ISO/IEC 14496-12, section 4.2): 32-bit size, type, then a 64-bit size where the first is 1; a
 * size of 0 goes to the end. Reads the heads alone. `undefined` when it does not begin like such a file.
 */
export async function readMp4Boxes(handle: FileHandle, bytes: number): Promise<Mp4Boxes | undefined> {
	const head = Buffer.alloc(16);
	const seen = new Set<string>();
	let end = 0;
	for (let count = 0; count < mostBoxes && end < bytes; count += 1) {
		const { bytesRead } = await handle.read(head, 0, 16, end);
		const { type, size } = readHead(head.subarray(0, bytesRead), bytes - end);
		if (count === 0 && (!firstTypes.has(type) || (type === 'ftyp' && size > largestFtypBytes))) return undefined;
		if (type === 'moov' && size > largestIndexBytes) return undefined;
		if (!knownType.test(type) || size < 8 || end + size > bytes) {
			return { end, complete: isWhole(seen) && !essential.has(type) };
		}
		seen.add(type);
		end += size;
	}
	return { end, complete: isWhole(seen) };
}

const isWhole = (seen: ReadonlySet<string>): boolean => seen.has('moov') && seen.has('mdat');

function readHead(head: Buffer, left: number): { type: string; size: number } {
	if (head.length < 8) return { type: '', size: 0 };
	const type = head.toString('latin1', 4, 8);
	const size = head.readUInt32BE(0);
	if (size === 0) return { type, size: left };
	if (size !== 1) return { type, size };
	return { type, size: head.length < 16 ? 0 : Number(head.readBigUInt64BE(8)) };
}

export type VideoEnding = 'mp4' | 'mov' | 'webm';

export const videoTypes: Readonly<Record<VideoEnding, string>> = {
	mp4: 'video/mp4',
	mov: 'video/quicktime',
	webm: 'video/webm',
};

/** What a file turned out to be. `incomplete`: the beginning of a video, so asking again may help. */
export type Inspection =
	| {
			readonly type: 'video';
			readonly ending: VideoEnding;
			readonly bytes: number;
			readonly width: number;
			readonly height: number;
			/** Null when the file does not say. */
			readonly seconds: number | null;
	  }
	| { readonly type: 'other' | 'incomplete' | 'empty'; readonly detail: string };

/**
 * Judges a file by its bytes: MP4, QuickTime or WebM with a picture in it, and nothing else. What was appended to an MP4 (an
 * archive, a page) is cut off. Reads heads and index only, whatever the length.
 */
export async function inspectVideo(path: string): Promise<Inspection> {
	const { fileTypeFromFile } = await import('file-type');
	const sniffed = (await fileTypeFromFile(path).catch(() => undefined))?.mime ?? 'unknown';
	const trimmed = await trim(path);
	if (trimmed.type === 'empty') return trimmed;
	if (!sniffed.startsWith('video/')) return { type: 'other', detail: sniffed };
	if (trimmed.type === 'incomplete') return trimmed;
	return read(path, trimmed.bytes);
}

type Trimmed =
	| { readonly type: 'fine'; readonly bytes: number }
	| { readonly type: 'incomplete'; readonly detail: string }
	| { readonly type: 'empty'; readonly detail: string };

async function trim(path: string): Promise<Trimmed> {
	const handle = await open(path, 'r+');
	try {
		const { size: bytes } = await handle.stat();
		if (bytes === 0) return { type: 'empty', detail: 'no bytes' };
		const boxes = await readMp4Boxes(handle, bytes);
		if (boxes === undefined) return { type: 'fine', bytes };
		if (!boxes.complete) return { type: 'incomplete', detail: `breaks off after ${boxes.end} of ${bytes} bytes` };
		if (boxes.end < bytes) await handle.truncate(boxes.end);
		return { type: 'fine', bytes: boxes.end };
	} finally {
		await handle.close();
	}
}

async function read(path: string, bytes: number): Promise<Inspection> {
	// Loaded with the first result, so that an idle bot stays small.
	const { FilePathSource, Input, MP4, QTFF, WEBM } = await import('mediabunny');
	const input = new Input({ source: new FilePathSource(path), formats: [MP4, QTFF, WEBM] });
	try {
		const format = await input.getFormat();
		const [track] = await input.getVideoTracks();
		if (track === undefined) return { type: 'other', detail: 'no picture in it' };

		const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
		const seconds = await input.getDurationFromMetadata();
		if (!(width > 0 && height > 0)) return { type: 'other', detail: 'no size' };
		const ending = format === QTFF ? 'mov' : format === WEBM ? 'webm' : 'mp4';
		const known = seconds !== null && Number.isFinite(seconds) && seconds > 0;
		return {
			type: 'video',
			ending,
			bytes,
			width: Math.round(width),
			height: Math.round(height),
			seconds: known ? seconds : null,
		};
	} catch (error) {
		return { type: 'other', detail: errorDetail(error) };
	} finally {
		input.dispose();
	}
}
