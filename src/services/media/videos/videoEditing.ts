import { readFile, stat } from 'node:fs/promises';
import type { Logger } from 'pino';

import type { KeptMedia } from '../../../jobs/record/job.js';
import { KeyedMutex } from '../../../lib/keyedMutex.js';
import type { Ffmpeg } from './ffmpeg.js';
import type { MediaFolder } from '../mediaFolder.js';
import { planVideo, tighter } from './videoFitting.js';
import type { VideoPlan } from './videoFitting.js';

export interface FittedVideo {
	readonly path: string;
	readonly bytes: number;
	readonly form: 'original' | 'reencoded';
}

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

	/** A copy of at most so many bytes, H.264 and AAC in an MP4 that plays while it loads. */
	fitUnder(media: KeptMedia, limitBytes: number, signal?: AbortSignal): Promise<FittedVideo | undefined> {
		const { folder } = this.#parts;
		const copy = `${stem(media)}-fit-${limitBytes}.mp4`;
		return this.#turns.run(copy, async () => {
			const bytes = (await folder.size(copy)) ?? (await this.#encode(media, { copy, limitBytes, signal }));
			return bytes === undefined ? undefined : { path: folder.path(copy), bytes, form: 'reencoded' };
		});
	}

	async frame(media: KeptMedia, which: 'first' | 'last', signal?: AbortSignal): Promise<Buffer | undefined> {
		const { folder } = this.#parts;
		return folder.scratch(`${stem(media)}-frame`, async (path) => {
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

	async #encode(
		media: KeptMedia,
		target: { readonly copy: string; readonly limitBytes: number; readonly signal: AbortSignal | undefined },
	): Promise<number | undefined> {
		const { folder, log } = this.#parts;
		const { width, height, seconds } = media;
		if (!width || !height || !seconds) return undefined;

		await folder.removeLeftParts(stem(media));
		return folder.scratch(target.copy, async (path) => {
			let plan = planVideo({ width, height, seconds }, target.limitBytes);
			for (let tries = 0; plan !== undefined && tries < mostTries; tries += 1) {
				const run = await this.#run([...this.#input(media), ...encoding(plan), path], target.signal);
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
	#input(media: KeptMedia): string[] {
		const demuxer = media.contentType === 'video/webm' ? 'matroska' : 'mov';
		return ['-f', demuxer, '-i', this.#parts.folder.path(media.file)];
	}

	async #run(args: readonly string[], signal: AbortSignal | undefined): Promise<'done' | undefined> {
		const run = await this.#parts.ffmpeg.run(args, signal);
		if (run.type === 'failed') this.#parts.log.warn({ detail: run.detail }, 'ffmpeg failed');
		return run.type === 'done' ? 'done' : undefined;
	}
}

const stem = (media: KeptMedia): string => media.file.slice(0, media.file.indexOf('.'));

function encoding({ width, height, videoKbps, audioKbps }: VideoPlan): string[] {
	const video = ['-c:v', 'libx264', '-preset', 'medium', '-pix_fmt', 'yuv420p', '-fpsmax', '30'];
	const rate = ['-b:v', `${videoKbps}k`, '-maxrate', `${Math.ceil(videoKbps * 1.25)}k`, '-bufsize', `${videoKbps}k`];
	const audio = ['-c:a', 'aac', '-b:a', `${audioKbps}k`, '-ac', '2'];
	const streams = ['-map', '0:v:0', '-map', '0:a:0?', '-vf', `scale=${width}:${height},setsar=1`];
	return [...streams, ...video, ...rate, ...audio, '-map_metadata', '-1', '-movflags', '+faststart', '-f', 'mp4'];
}
