import { writeFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { KeptMedia } from '../../../jobs/record/job.js';
import type { MediaFolder } from '../mediaFolder.js';
import type { Ffmpeg } from './ffmpeg.js';
import { readStreams, type FilmStreams } from './filmStreams.js';
import { demuxers, endingOf } from './playback.js';
import { inspectVideo, type InspectedVideo } from './videoInspection.js';

interface VideoJoiningParts {
	readonly folder: MediaFolder;
	readonly ffmpeg: Ffmpeg;
	readonly log: Logger;
}

/** One of the films that become one. */
interface Piece {
	readonly file: string;
	readonly seen: InspectedVideo;
	readonly streams: FilmStreams;
}

/** Heads round lengths, and a cut falls between two frames: so much may be missing or too much, for each piece. */
const toleranceSeconds = 0.3;

/** No film is made faster than this, whatever its first piece says. */
const mostFrames = 60;
const usualFrames = 30;

/**
 * Puts kept films one after another into one file. Where their streams agree they are copied, bit by bit; else everything is
 * made anew in the shape of the first one, with bars where another one's shape is different.
 */
export class VideoJoining {
	readonly #parts: VideoJoiningParts;

	constructor(parts: VideoJoiningParts) {
		this.#parts = parts;
	}

	/**
	 * Leaves the film in the folder under the job's name.
	 * @returns what it has become; nothing where ffmpeg makes nothing of the pieces
	 */
	async join(jobId: string, files: readonly Pick<KeptMedia, 'file'>[]): Promise<InspectedVideo | undefined> {
		const pieces: Piece[] = [];
		for (const { file } of files) {
			const seen = await inspectVideo(this.#parts.folder.path(file));
			if (seen.type !== 'video') return undefined;
			pieces.push({ file, seen, streams: await readStreams(this.#parts.folder.path(file)) });
		}
		const [first] = pieces;
		if (first === undefined) return undefined;
		const copied = agree(pieces) ? await this.#copied(jobId, first, pieces) : undefined;
		return copied ?? this.#encoded(jobId, first, pieces);
	}

	async #copied(jobId: string, first: Piece, pieces: readonly Piece[]): Promise<InspectedVideo | undefined> {
		const { folder } = this.#parts;
		const format = first.seen.target;
		return folder.scratch(`${jobId}-pieces`, async (list) => {
			// Names of ours alone, which need no quoting, beside the list itself. What they hold is read as films only.
			await writeFile(list, ['ffconcat version 1.0', ...pieces.map(({ file }) => `file ${file}`), ''].join('\n'));
			const input = ['-format_whitelist', 'concat,mov,matroska', '-f', 'concat', '-i', list];
			const index = format === 'mp4' ? ['-movflags', '+faststart'] : [];
			return this.#made(jobId, pieces, {
				...{ format, how: 'copied' },
				args: [...input, '-map', '0:V:0', '-map', '0:a:0?', '-c', 'copy', ...noMetadata, ...index],
			});
		});
	}

	async #encoded(jobId: string, first: Piece, pieces: readonly Piece[]): Promise<InspectedVideo | undefined> {
		const { width, height } = first.seen;
		if (width === null || height === null) return undefined;
		const inputs = pieces.flatMap(({ file }) => ['-f', demuxers[endingOf(file)], '-i', this.#parts.folder.path(file)]);
		const sound = pieces.some(({ streams }) => streams.sound !== undefined);
		const graph = graphOf(pieces, { width, height, sound, frames: first.streams.frames ?? usualFrames });
		const maps = ['-map', '[v]', ...(sound ? ['-map', '[a]', '-c:a', 'aac', '-b:a', '160k'] : [])];
		const picture = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p'];
		return this.#made(jobId, pieces, {
			...{ format: 'mp4', how: 'made anew' },
			args: [...inputs, '-filter_complex', graph, ...maps, ...picture, ...noMetadata, '-movflags', '+faststart'],
		});
	}

	/** Runs ffmpeg, and puts what it made in its place if that is as long as the pieces are together. */
	#made(
		jobId: string,
		pieces: readonly Piece[],
		{ format, how, args }: { readonly format: 'mp4' | 'webm'; readonly how: string; readonly args: readonly string[] },
	): Promise<InspectedVideo | undefined> {
		const { folder, ffmpeg, log } = this.#parts;
		const file = `${jobId}.${format}`;
		return folder.scratch(`${jobId}-film`, async (path) => {
			const run = await ffmpeg.run([...args, '-f', format, path]);
			if (run.type === 'failed') log.warn({ detail: run.detail }, 'ffmpeg failed');
			const film = run.type === 'done' ? await inspectVideo(path) : undefined;
			if (film?.type !== 'video' || !isWhole(film, pieces)) return undefined;
			await folder.place(path, file);
			log.info({ pieces: pieces.length, bytes: film.bytes, how }, 'videos joined');
			return film;
		});
	}
}

const noMetadata = ['-map_metadata', '-1', '-map_chapters', '-1'];

function isWhole(film: InspectedVideo, pieces: readonly Piece[]): boolean {
	const lengths = pieces.map(({ seen }) => seen.seconds);
	if (film.seconds === null || lengths.includes(null)) return true;
	const expected = lengths.reduce<number>((sum, seconds) => sum + (seconds ?? 0), 0);
	return Math.abs(film.seconds - expected) <= toleranceSeconds * pieces.length;
}

/** Whether the streams of all can stand one after another as they are. */
function agree(pieces: readonly Piece[]): boolean {
	const [first, ...others] = pieces;
	const kind = first?.streams.kind;
	const isKnown = first !== undefined && kind !== undefined && pieces.every(({ file }) => isCopied(file));
	return isKnown && others.every(({ seen, streams }) => seen.target === first.seen.target && streams.kind === kind);
}

const isCopied = (file: string): boolean => ['mov', 'matroska'].includes(demuxers[endingOf(file)]);

interface Shape {
	readonly width: number;
	readonly height: number;
	readonly frames: number;
	readonly sound: boolean;
}

function graphOf(pieces: readonly Piece[], { width, height, frames, sound }: Shape): string {
	// 4:2:0 wants even sides.
	const size = `${even(width)}:${even(height)}`;
	const fit = `scale=${size}:force_original_aspect_ratio=decrease,pad=${size}:-1:-1,setsar=1`;
	const rate = `fps=${Math.min(mostFrames, frames)},format=yuv420p`;
	const chains = pieces.flatMap(({ streams, seen }, at) => [
		`[${at}:V:0]${fit},${rate}[v${at}]`,
		...(sound ? [`${streams.sound === undefined ? silence(seen) : `[${at}:a:0]`}${even48}[a${at}]`] : []),
	]);
	const ends = pieces.map((_, at) => `[v${at}]${sound ? `[a${at}]` : ''}`).join('');
	return [...chains, `${ends}concat=n=${pieces.length}:v=1:a=${sound ? 1 : 0}[v]${sound ? '[a]' : ''}`].join(';');
}

/** For a piece without sound among others that have some. */
const silence = ({ seconds }: InspectedVideo): string => `anullsrc=r=48000:cl=stereo:d=${seconds ?? 0.1},`;
const even48 = 'aresample=48000,aformat=channel_layouts=stereo';

const even = (side: number): number => Math.max(2, Math.floor(side / 2) * 2);
