import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { Logger } from 'pino';

import { mostWholePixels } from '../../../jobs/record/declaredPicture.js';
import type { KeptMedia } from '../../../jobs/record/job.js';
import { KeyedMutex } from '../../../lib/keyedMutex.js';
import type { Ffmpeg } from './ffmpeg.js';
import type { MediaFolder } from '../mediaFolder.js';
import { readMp4Boxes } from './mp4Boxes.js';
import { demuxers, endingOf, type VideoEnding } from './playback.js';
import { inspectVideo, type InspectedVideo } from './videoInspection.js';
import { planVideo, tighter } from './videoFitting.js';
import type { VideoPlan } from './videoFitting.js';

export interface FittedVideo {
	readonly path: string;
	readonly bytes: number;
	/** `original`: what came, perhaps in another file around it. */
	readonly form: 'original' | 'reencoded';
	/** What a member should know of it: made smaller to fit, made anew to play, or left as it is although it may not play. */
	readonly note?: 'smaller' | 'converted' | 'may-not-play';
}

/** What is known of a kept file, read from its bytes. */
type Clip = InspectedVideo & { readonly file: string };

interface VideoEditingParts {
	readonly folder: MediaFolder;
	readonly ffmpeg: Ffmpeg;
	readonly log: Logger;
}

/** Bitrates are promises; one that is broken is asked for again, lower. */
const mostTries = 3;

/** What is done to a kept result with ffmpeg: smaller copies and single frames. Without ffmpeg, nothing. */
export class VideoEditing {
	readonly #parts: VideoEditingParts;
	readonly #turns = new KeyedMutex();

	constructor(parts: VideoEditingParts) {
		this.#parts = parts;
	}

	/**
	 * A copy that plays everywhere: the streams as they are in a file that plays while it loads, where that is enough, else H.264
	 * and AAC in an MP4 at the quality it has. `undefined` without ffmpeg, or where it makes nothing of the file.
	 */
	playable(clip: Clip): Promise<Clip | undefined> {
		const { folder } = this.#parts;
		const stem = stemOf(clip.file);
		return this.#turns.run(stem, async () => {
			for (const how of waysOf(clip)) {
				const copy = `${stem}-play-${how}.${how === 'remux' ? clip.target : 'mp4'}`;
				if ((await folder.size(copy)) === undefined && !(await this.#rewrite(clip, { copy, how }))) continue;
				const seen = await inspectVideo(folder.path(copy));
				if (seen.type === 'video') return { ...seen, file: copy };
			}
			return undefined;
		});
	}

	/** A copy of at most so many bytes, H.264 and AAC in an MP4 that plays while it loads. */
	fitUnder(clip: Clip, limitBytes: number): Promise<FittedVideo | undefined> {
		const { folder } = this.#parts;
		const copy = `${stemOf(clip.file)}-fit-${limitBytes}.mp4`;
		return this.#turns.run(copy, async () => {
			const bytes = (await folder.size(copy)) ?? (await this.#encode(clip, { copy, limitBytes }));
			return bytes === undefined ? undefined : { path: folder.path(copy), bytes, form: 'reencoded', note: 'smaller' };
		});
	}

	/** The first or the last frame of a kept file as a JPEG. */
	async frame(
		media: Pick<KeptMedia, 'file'>,
		which: 'first' | 'last',
		signal?: AbortSignal,
	): Promise<Buffer | undefined> {
		const { folder } = this.#parts;
		return folder.scratch(`${stemOf(media.file)}-frame`, async (path) => {
			// The last frame: of the last seconds, every frame replaces the one before; of everything, where those hold none.
			const starts = which === 'first' ? [[]] : [['-sseof', '-2'], []];
			const take = which === 'first' ? ['-frames:v', '1'] : [];
			const output = ['-an', '-q:v', '2', '-update', '1', '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-f', 'image2'];
			for (const start of starts) {
				const run = await this.#run([...start, ...this.#input(media), ...take, ...output, path], signal);
				if (run === undefined) return undefined;
				const jpeg = await readFile(path).catch(() => undefined);
				if (jpeg !== undefined && jpeg.length > 0) return jpeg;
			}
			return undefined;
		});
	}

	/** The beginning of a film anywhere on our disk, in its place and in its kind; false without ffmpeg, or where it makes nothing. */
	async cut(
		path: string,
		{ ending, seconds }: { readonly ending: VideoEnding; readonly seconds: number },
	): Promise<boolean> {
		const copy = `${path}.cut.part`;
		await writeFile(copy, '', { mode: 0o600 });
		try {
			const format = ending === 'webm' ? 'webm' : ending === 'mov' ? 'mov' : 'mp4';
			const codecs =
				ending === 'webm' ? ['-c:v', 'libvpx-vp9', '-c:a', 'libopus'] : [...h264, '-crf', '18', '-c:a', 'aac'];
			// Frames are copied up to the next key only; a tenth of a second less keeps within the limit.
			for (const how of [['-c', 'copy'], codecs]) {
				const input = ['-f', demuxers[ending], '-i', path, '-t', String(seconds - 0.1)];
				const run = await this.#run([...input, ...streams, ...how, ...noMetadata, '-f', format, copy]);
				const seen = run === undefined ? undefined : await inspectVideo(copy);
				if (seen?.type !== 'video' || (seen.seconds ?? Infinity) > seconds) continue;
				await rename(copy, path);
				return true;
			}
			return false;
		} finally {
			await rm(copy, { force: true });
		}
	}

	/** The first picture of a moving AVIF, as a PNG; nothing of one that takes more memory than a picture may. */
	async firstPicture(source: string): Promise<Buffer | undefined> {
		if ((await indexProblem(source)) !== undefined) return undefined;
		const path = `${source}.png.part`;
		await writeFile(path, '', { mode: 0o600 });
		try {
			// The decoder asks the stream itself for its size, whatever the file says of it; each of its threads would hold a frame.
			const bounds = ['-max_pixels', `${mostWholePixels}`, '-threads', '1'];
			const output = ['-frames:v', '1', '-c:v', 'png', '-f', 'image2', '-update', '1', path];
			const run = await this.#run([...bounds, '-f', 'mov', '-i', source, ...output]);
			return run === undefined ? undefined : await readFile(path).catch(() => undefined);
		} finally {
			await rm(path, { force: true });
		}
	}

	/** The whole film at the quality it has. */
	async #rewrite(clip: Clip, { copy, how }: { readonly copy: string; readonly how: Way }): Promise<boolean> {
		const { folder, log } = this.#parts;
		return folder.scratch(copy, async (path) => {
			const format = how === 'remux' ? clip.target : 'mp4';
			const output = [
				...streams,
				...rewriting[how],
				...noMetadata,
				...(format === 'mp4' ? indexFirst : []),
				'-f',
				format,
			];
			if ((await this.#run([...this.#input(clip), ...output, path])) === undefined) return false;
			log.info({ from: clip.ending, how }, 'video made ready to be played');
			await folder.place(path, copy);
			return true;
		});
	}

	async #encode(
		media: Clip,
		target: { readonly copy: string; readonly limitBytes: number },
	): Promise<number | undefined> {
		const { folder, log } = this.#parts;
		const { width, height, seconds } = media;
		if (!width || !height || !seconds) return undefined;

		await folder.removeLeftParts(stemOf(media.file));
		return folder.scratch(target.copy, async (path) => {
			let plan = planVideo({ width, height, seconds }, target.limitBytes);
			for (let tries = 0; plan !== undefined && tries < mostTries; tries += 1) {
				const run = await this.#run([...this.#input(media), ...encoding(plan), path]);
				if (run === undefined) return undefined;
				const { size } = await stat(path);
				if (size <= target.limitBytes) {
					log.info({ from: media.bytes, bytes: size, ...plan }, 'video re-encoded to fit');
					await folder.place(path, target.copy);
					return size;
				}
				plan = tighter(plan, size, target.limitBytes);
			}
			return undefined;
		});
	}

	/** The format is told, not guessed: a file must not turn into a playlist of other files. */
	#input({ file }: Pick<KeptMedia, 'file'>): string[] {
		return ['-f', demuxers[endingOf(file)], '-i', this.#parts.folder.path(file)];
	}

	async #run(args: readonly string[], signal?: AbortSignal): Promise<'done' | undefined> {
		const run = await this.#parts.ffmpeg.run(args, signal);
		if (run.type === 'failed') this.#parts.log.warn({ detail: run.detail }, 'ffmpeg failed');
		return run.type === 'done' ? 'done' : undefined;
	}
}

/** Why the index of an MP4 cannot be read within bounds, or is none. */
async function indexProblem(path: string): Promise<string | undefined> {
	const handle = await open(path, 'r');
	try {
		const boxes = await readMp4Boxes(handle, (await handle.stat()).size);
		return boxes === undefined ? 'no boxes' : boxes.problem;
	} finally {
		await handle.close();
	}
}

type Way = 'remux' | 'sound' | 'convert';

/** The cheapest way first; where the streams cannot be copied after all, they are made anew. */
const waysOf = ({ playback }: Clip): readonly Way[] => {
	if (playback === 'plays' || playback === 'remux') return ['remux', 'convert'];
	return playback === 'sound' ? ['sound', 'convert'] : ['convert'];
};

/** A picture of the film's cover is no film. */
const streams = ['-map', '0:V:0', '-map', '0:a:0?'];
const noMetadata = ['-map_metadata', '-1', '-map_chapters', '-1'];
const indexFirst = ['-movflags', '+faststart'];
const h264 = ['-c:v', 'libx264', '-preset', 'medium', '-pix_fmt', 'yuv420p'];

const rewriting: Readonly<Record<Way, readonly string[]>> = {
	remux: ['-c', 'copy'],
	sound: ['-c:v', 'copy', '-c:a', 'aac', '-b:a', '160k', '-ac', '2'],
	// 4:2:0 wants even sides; pixels that are not square are not drawn so everywhere.
	convert: [
		...['-vf', 'scale=trunc(iw*sar/2)*2:trunc(ih/2)*2,setsar=1', ...h264, '-crf', '18', '-fpsmax', '60'],
		...['-c:a', 'aac', '-b:a', '160k', '-ac', '2'],
	],
};

const stemOf = (file: string): string => file.slice(0, file.indexOf('.'));

function encoding({ width, height, videoKbps, audioKbps }: VideoPlan): string[] {
	const rate = ['-b:v', `${videoKbps}k`, '-maxrate', `${Math.ceil(videoKbps * 1.25)}k`, '-bufsize', `${videoKbps}k`];
	const audio = ['-c:a', 'aac', '-b:a', `${audioKbps}k`, '-ac', '2'];
	const size = ['-vf', `scale=${width}:${height},setsar=1`, '-fpsmax', '30'];
	return [...streams, ...size, ...h264, ...rate, ...audio, ...noMetadata, ...indexFirst, '-f', 'mp4'];
}
