import { open } from 'node:fs/promises';

import { errorDetail } from '../../../lib/errorDetail.js';
import { matroskaProblem } from './matroskaIndex.js';
import { readMp4Boxes } from './mp4Boxes.js';
import { playbackOf, remuxTarget, type Playback, type VideoEnding } from './playback.js';

/** A file with a moving picture in it. */
export interface InspectedVideo {
	readonly type: 'video';
	readonly ending: VideoEnding;
	readonly bytes: number;
	/** Null for the few containers that only ffmpeg reads. */
	readonly width: number | null;
	readonly height: number | null;
	/** Null when that cannot be found out here. */
	readonly seconds: number | null;
	readonly playback: Playback;
	/** Where its streams go when they are copied. */
	readonly target: 'mp4' | 'webm';
}

/**
 * What a file turned out to be. `incomplete`: the beginning of a video, so asking again may help. `unusable`: a file of a
 * known kind, whole, in which there is no film. `other`: a page, an error, anything.
 */
export type Inspection =
	InspectedVideo | { readonly type: 'other' | 'unusable' | 'incomplete' | 'empty'; readonly detail: string };

/** What mediabunny does not read, and ffmpeg does. */
const others: Readonly<Record<string, VideoEnding>> = {
	'video/vnd.avi': 'avi',
	'video/x-flv': 'flv',
	'video/mpeg': 'mpg',
	'image/gif': 'gif',
};
/** Errors come as these; whoever gets one has been refused, and not been given the wrong file. */
const texts = /xml|json|html|text|rtf/iu;
/** A moving GIF says so before its first frame. */
const gifHead = 2048;

/**
 * Judges a file by its bytes, whatever was said of it: is there a film in it, and what does it need to be played
 * everywhere? What was appended to an MP4 (an archive, a page) is cut off. Reads heads and index, and the rest only where
 * those do not say how long it is.
 */
export async function inspectVideo(path: string): Promise<Inspection> {
	const { fileTypeFromFile } = await import('file-type');
	const sniffed = (await fileTypeFromFile(path).catch(() => undefined))?.mime ?? 'unknown';
	const trimmed = await trim(path);
	if (trimmed.type === 'empty') return trimmed;
	const ending = others[sniffed];
	if (ending !== undefined && (ending !== 'gif' || (await isMoving(path)))) {
		const facts = { width: null, height: null, seconds: null, playback: 'convert', target: 'mp4' } as const;
		return { type: 'video', ending, bytes: trimmed.type === 'fine' ? trimmed.bytes : 0, ...facts };
	}
	if (sniffed === 'unknown' || texts.test(sniffed)) return { type: 'other', detail: sniffed };
	if (!sniffed.startsWith('video/')) return { type: 'unusable', detail: sniffed };
	if (trimmed.type !== 'fine') return trimmed;
	return read(path, trimmed);
}

interface Trimmed {
	readonly type: 'fine';
	readonly bytes: number;
	/** Undefined for a file without boxes. */
	readonly indexFirst?: boolean;
}

async function trim(
	path: string,
): Promise<Trimmed | { readonly type: 'incomplete' | 'empty' | 'unusable'; readonly detail: string }> {
	const handle = await open(path, 'r+');
	try {
		const { size: bytes } = await handle.stat();
		if (bytes === 0) return { type: 'empty', detail: 'no bytes' };
		const boxes = await readMp4Boxes(handle, bytes);
		if (boxes === undefined) {
			const detail = await matroskaProblem(handle, bytes);
			return detail === undefined ? { type: 'fine', bytes } : { type: 'unusable', detail };
		}
		if (!boxes.complete) return { type: 'incomplete', detail: `breaks off after ${boxes.end} of ${bytes} bytes` };
		if (boxes.problem !== undefined) return { type: 'unusable', detail: boxes.problem };
		if (boxes.end < bytes) await handle.truncate(boxes.end);
		return { type: 'fine', bytes: boxes.end, indexFirst: boxes.indexFirst };
	} finally {
		await handle.close();
	}
}

async function isMoving(path: string): Promise<boolean> {
	const handle = await open(path, 'r');
	try {
		const { buffer } = await handle.read(Buffer.alloc(gifHead), 0, gifHead, 0);
		return buffer.includes('NETSCAPE2.0');
	} finally {
		await handle.close();
	}
}

async function read(path: string, { bytes, indexFirst }: Trimmed): Promise<Inspection> {
	// Loaded with the first result, so that an idle bot stays small.
	const { FilePathSource, Input, MATROSKA, MP4, MPEG_TS, QTFF, WEBM } = await import('mediabunny');
	const formats = [MP4, QTFF, WEBM, MATROSKA, MPEG_TS];
	const endings = new Map<unknown, VideoEnding>([
		[QTFF, 'mov'],
		[WEBM, 'webm'],
		[MATROSKA, 'mkv'],
		[MPEG_TS, 'ts'],
	]);
	const input = new Input({ source: new FilePathSource(path), formats });
	try {
		const ending = endings.get(await input.getFormat()) ?? 'mp4';
		const [track] = await input.getVideoTracks();
		if (track === undefined) return { type: 'unusable', detail: 'no picture in it' };

		const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
		if (!(width > 0 && height > 0)) return { type: 'unusable', detail: 'no size' };
		const told = known(await input.getDurationFromMetadata());
		// Reads the film itself; only where the head is silent.
		const length = async (): Promise<number> => (await track.computeDuration()) - (await track.getFirstTimestamp());
		const seconds = told ?? known(await length().catch(() => null));
		const [sound] = await input.getAudioTracks();
		const videoCodec = await track.getCodec();
		const videoParameters = await track.getCodecParameterString().catch(() => null);
		const audio = sound === undefined ? {} : { audioCodec: await sound.getCodec() };
		const ready = told !== null && indexFirst !== false;
		const facts = { ending, videoCodec, videoParameters, ...audio, ready };
		const size = { width: Math.round(width), height: Math.round(height) };
		return { type: 'video', ending, bytes, ...size, seconds, playback: playbackOf(facts), target: remuxTarget(facts) };
	} catch (error) {
		return { type: 'unusable', detail: errorDetail(error) };
	} finally {
		input.dispose();
	}
}

const known = (seconds: number | null): number | null =>
	seconds !== null && Number.isFinite(seconds) && seconds > 0 ? seconds : null;
