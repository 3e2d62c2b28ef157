import { contentTypeOf } from '../../../lib/contentTypes.js';
import { openAsBlob } from 'node:fs';

import type { KeptMedia } from '../../../jobs/record/job.js';
import type { Task } from '../../../jobs/record/task.js';
import { KeyedMutex } from '../../../lib/keyedMutex.js';
import { Ffmpeg } from './ffmpeg.js';
import { MediaFolder, type MediaFile, oldestBeyond, partLifeMs } from '../mediaFolder.js';
import type { SafeFetch } from '../download/safeFetch.js';
import { demuxers, usuallyPlays, type VideoEnding } from './playback.js';
import { VideoEditing, type FittedVideo } from './videoEditing.js';
import { VideoFetching, type FetchFailure, type VideoFetchingParts } from './videoFetching.js';
import { VideoJoining } from './videoJoining.js';
import { inspectVideo, type InspectedVideo } from './videoInspection.js';
import type { Environment } from '../../../lib/environment.js';

export type KeepResult = { readonly type: 'kept'; readonly media: KeptMedia } | FetchFailure;

interface VideosParts extends Pick<Environment, 'clock' | 'log'> {
	/** `MEDIA_DIR/results`; made when it is missing. */
	readonly folder: string;
	readonly fetch: Pick<SafeFetch, 'toFile'>;
	/** Opens a result behind our own credentials. */
	readonly content: VideoFetchingParts['content'];
	/** `FFMPEG_PATH`. */
	readonly ffmpegPath: string;
	/** `MEDIA_MAX_GB` in bytes: of all that is kept together, and so of one result. */
	readonly maxBytes: number;
	/** When our store was born; files that are older are not ours. */
	readonly since?: number | undefined;
}

interface KeepRequest {
	readonly jobId: string;
	/** Addresses of the result, best first. */
	readonly urls: readonly string[];
	/** Asked for the bytes when no address gives them. */
	readonly task?: Task | undefined;
}

const endings = Object.keys(demuxers) as VideoEnding[];

/** Results: fetched safely, kept as files named by job, made to fit, and in the end forgotten. Never in memory whole. */
export class Videos {
	readonly #parts: VideosParts;
	readonly #folder: MediaFolder;
	readonly #fetching: VideoFetching;
	readonly #editing: VideoEditing;
	readonly #joining: VideoJoining;
	readonly #ffmpeg: Ffmpeg;
	readonly #turns = new KeyedMutex();

	constructor(parts: VideosParts) {
		const { clock, fetch, content, ffmpegPath, maxBytes, log } = parts;
		this.#parts = parts;
		this.#folder = new MediaFolder(parts.folder, { since: parts.since });
		this.#ffmpeg = new Ffmpeg({ path: ffmpegPath, clock });
		this.#fetching = new VideoFetching({ fetch, content, clock, maxBytes });
		this.#joining = new VideoJoining({ folder: this.#folder, ffmpeg: this.#ffmpeg, log });
		this.#editing = new VideoEditing({ folder: this.#folder, ffmpeg: this.#ffmpeg, log });
	}

	/**
	 * Fetches a result and keeps it. Repeated, it finds what it had kept.
	 * @throws when our own disk fails; never for what the network or the provider does
	 */
	tryKeep({ jobId, urls, task }: KeepRequest): Promise<KeepResult> {
		return this.#turns.run(jobId, async () => {
			const found = await this.#find(jobId);
			if (found !== undefined) return { type: 'kept', media: found };

			await this.#folder.removeLeftParts(jobId);
			return this.#folder.scratch(`${jobId}-fetch`, async (path): Promise<KeepResult> => {
				const fetched = await this.#fetching.fetch(path, urls, task);
				if (fetched.type === 'failed') return fetched;

				const media = mediaOf(jobId, fetched.video);
				await this.#folder.place(path, media.file);
				await this.#folder.stamp(media.file, this.#parts.clock.now());
				return { type: 'kept', media };
			});
		});
	}

	/** Whether the file is here, whole. */
	async has(media: KeptMedia): Promise<boolean> {
		return (await this.#folder.size(media.file)) === media.bytes;
	}

	/** Where a kept file lies. Throws when the name is not one of ours. */
	path(media: Pick<KeptMedia, 'file'>): string {
		return this.#folder.path(media.file);
	}

	/**
	 * The result in at most this many bytes, and so that it plays: as it is, in another file around its streams, made anew, or
	 * made smaller to 95 % of the limit. Without ffmpeg it is as it came, if that is small enough. `undefined` when there is
	 * no such form. Copies once made are used again, until `discardCopies`.
	 */
	async fitUnder(media: KeptMedia, limitBytes: number): Promise<FittedVideo | undefined> {
		if (!(await this.has(media))) return undefined;
		const seen = await inspectVideo(this.path(media));
		const { file, bytes } = media;
		const original: FittedVideo = { path: this.path(media), bytes, form: 'original' };
		const isSmall = bytes <= limitBytes;
		// It was a film when it was kept; what cannot be read now is not made better here.
		if (seen.type !== 'video' || (seen.playback === 'plays' && isSmall)) return isSmall ? original : undefined;

		const clip = { ...seen, file };
		// One that is too large is made smaller at once, if only its length is known.
		const copy = isSmall || seen.seconds === null ? await this.#editing.playable(clip) : undefined;
		if (copy !== undefined && copy.bytes <= limitBytes) {
			const isSame = copy.file.includes('-remux');
			const how = isSame ? ({ form: 'original' } as const) : ({ form: 'reencoded', note: 'converted' } as const);
			return { path: this.path(copy), bytes: copy.bytes, ...how };
		}
		if (isSmall && copy === undefined) {
			return usuallyPlays(seen.ending, seen.playback) ? original : { ...original, note: 'may-not-play' };
		}
		const { seconds = null, width = null, height = null } = copy ?? {};
		const known = { seconds: seen.seconds ?? seconds, width: seen.width ?? width, height: seen.height ?? height };
		return this.#editing.fitUnder({ ...clip, ...known }, limitBytes);
	}

	/** A handle on a file that `fitUnder` or `path` named, read piece by piece as it is uploaded. */
	blob(path: string): Promise<Blob> {
		return openAsBlob(path, { type: contentTypeOf(path) ?? 'video/mp4' });
	}

	/** The clip's first or last frame as a JPEG; `undefined` when the file or ffmpeg is missing or finds none. */
	async frame(media: KeptMedia, which: 'first' | 'last', signal?: AbortSignal): Promise<Buffer | undefined> {
		return (await this.has(media)) ? this.#editing.frame(media, which, signal) : undefined;
	}

	/** The first picture of a moving AVIF anywhere on our disk, as a PNG; `undefined` without ffmpeg, or where it finds none. */
	firstPicture(path: string): Promise<Buffer | undefined> {
		return this.#editing.firstPicture(path);
	}

	/** Cuts a member's clip, at its place, to so many seconds; false where that cannot be done. */
	cut(path: string, to: Parameters<VideoEditing['cut']>[1]): Promise<boolean> {
		return this.#editing.cut(path, to);
	}

	/**
	 * Puts kept results one after another into one that is this job's. Repeated, it finds what it had made; `undefined` where
	 * ffmpeg is missing or makes nothing of them.
	 * @throws when our own disk fails
	 */
	join(jobId: string, pieces: readonly Pick<KeptMedia, 'file'>[]): Promise<KeptMedia | undefined> {
		return this.#turns.run(jobId, async () => {
			const found = await this.#find(jobId);
			if (found !== undefined) return found;
			await this.#folder.removeLeftParts(jobId);
			const film = await this.#joining.join(jobId, pieces);
			if (film === undefined) return undefined;
			const media = mediaOf(jobId, film);
			await this.#folder.stamp(media.file, this.#parts.clock.now());
			return media;
		});
	}

	/** Whether videos can be made smaller and frames be taken here. */
	canEdit(): Promise<boolean> {
		return this.#ffmpeg.available();
	}

	/** Deletes the re-encoded copies of a job's result; for when it has been told. */
	async discardCopies(jobId: string): Promise<void> {
		await this.#removeOf(jobId, ({ file }) => file.startsWith(`${jobId}-`));
	}

	/** Deletes everything kept of a job. */
	async discard(jobId: string): Promise<void> {
		await this.#removeOf(jobId, () => true);
	}

	/**
	 * Forgets results that were kept for longer than `olderThanMs`, then the oldest until all fit `MEDIA_MAX_GB`; parts that a
	 * dead process left go too. Results of jobs that `keep` names stay in any case.
	 */
	async sweep(rule: {
		readonly olderThanMs: number;
		readonly keep: (jobId: string) => boolean | Promise<boolean>;
	}): Promise<void> {
		const now = this.#parts.clock.now();
		const forgotten: string[] = [];
		const spare: MediaFile[] = [];
		let bytes = 0;
		for (const entry of await this.#folder.list()) {
			if (this.#folder.isInTheMaking(entry.file) || this.#folder.isForeign(entry)) continue;
			const needed = !entry.part && (await rule.keep(entry.jobId));
			const lifeMs = entry.part ? partLifeMs : rule.olderThanMs;
			if (!needed && now - entry.modifiedAt > lifeMs) forgotten.push(entry.file);
			else {
				bytes += entry.bytes;
				if (!needed && !entry.part) spare.push(entry);
			}
		}
		forgotten.push(...oldestBeyond(spare, bytes - this.#parts.maxBytes));
		for (const file of forgotten) await this.#folder.remove(file);
		if (forgotten.length > 0) this.#parts.log.info({ removed: forgotten.length }, 'kept results deleted');
	}

	async #removeOf(jobId: string, matches: (entry: { readonly file: string }) => boolean): Promise<void> {
		for (const entry of await this.#folder.list(jobId)) if (matches(entry)) await this.#folder.remove(entry.file);
	}

	/** A result that was kept by a step whose end was not saved; files appear whole or not at all. */
	async #find(jobId: string): Promise<KeptMedia | undefined> {
		for (const ending of endings) {
			const file = `${jobId}.${ending}`;
			if ((await this.#folder.size(file)) === undefined) continue;
			const video = await inspectVideo(this.#folder.path(file));
			if (video.type === 'video') return mediaOf(jobId, video);
		}
		return undefined;
	}
}

function mediaOf(jobId: string, video: InspectedVideo): KeptMedia {
	const { ending, bytes, width, height, seconds } = video;
	const file = `${jobId}.${ending}`;
	return { file, bytes, contentType: contentTypeOf(file) ?? 'video/mp4', width, height, seconds };
}
