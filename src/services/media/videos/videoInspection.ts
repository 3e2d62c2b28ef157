import { open } from 'node:fs/promises';

import { errorDetail } from '../../../lib/errorDetail.js';
import { readMp4Boxes } from './mp4Boxes.js';

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
