import type { Logger } from 'pino';
import type { Job, Receipt } from '../../../jobs/record/job.js';
import { frameName, hasStart, startName, type Thumbnail } from '../../../jobs/delivery/thumbnail.js';
import { errorDetail } from '../../../lib/errorDetail.js';
import { deadline, seconds, type Clock } from '../../../lib/time.js';
import type { Darkroom } from './imageProcessor.js';
import type { KeptPictures } from './keptPictures.js';
import { ProgressThumbnail } from './progressThumbnail.js';
import type { Videos } from '../videos/videos.js';

interface ThumbnailsParts {
	readonly kept: Pick<KeptPictures, 'locate'>;
	readonly videos: Pick<Videos, 'frame'>;
	readonly darkroom: Pick<Darkroom, 'shrink'>;
	readonly clock: Clock;
	readonly log: Logger;
}

/** Three times what a phone's screen shows of it. */
const longestSide = 256;

/** A few kilobytes take no longer; what does is given up, because the card waits. */
const uploadTimeoutMs = seconds(10);

/** ffmpeg may be busy with somebody's whole video. */
const frameTimeoutMs = seconds(10);

/**
 * The small pictures on cards, made from what is kept anyway and handed to Discord; nothing of them stays here. What
 * cannot be made is logged and left out.
 */
export class Thumbnails {
	readonly #parts: ThumbnailsParts;

	constructor(parts: ThumbnailsParts) {
		this.#parts = parts;
	}

	/** For the progress message of a job; `undefined` where it begins without a picture. */
	onProgress({ request, destination, id }: Job): ProgressThumbnail | undefined {
		if (!request.pictures.some(({ role }) => role === 'image')) return undefined;
		return new ProgressThumbnail({
			name: startName({ id }),
			held: destination.thumbnail === true,
			make: (job) => this.#start(job),
		});
	}

	/** For the telling of a job in this form: what it began with where there is no video, a frame where there is only a link. */
	async onTelling(job: Job, form: Receipt['form']): Promise<Thumbnail | undefined> {
		switch (form) {
			case 'original':
			case 'reencoded':
				return undefined;
			case 'link':
				return this.#frame(job);
			case 'words':
				return this.#start(job);
		}
	}

	#start(job: Job): Promise<Thumbnail | undefined> {
		return this.#make(startName(job), job, async () =>
			hasStart(job) ? this.#parts.kept.locate({ id: job.id, key: 'image' }) : undefined,
		);
	}

	#frame(job: Job): Promise<Thumbnail | undefined> {
		return this.#make(frameName(job), job, async () => {
			const { videos, clock } = this.#parts;
			const { signal, clear } = deadline(clock, frameTimeoutMs);
			// The signal ends a run, not the wait for the run of another.
			const late = new Promise<undefined>((resolve) => {
				signal.addEventListener('abort', () => resolve(undefined), { once: true });
			});
			const frame = job.media ? videos.frame(job.media, 'first', signal) : undefined;
			return Promise.race([frame, late]).finally(clear);
		});
	}

	async #make(
		name: string,
		{ id }: Job,
		find: () => Promise<string | Buffer | undefined>,
	): Promise<Thumbnail | undefined> {
		try {
			const picture = await find();
			if (picture === undefined) return undefined;
			const bytes = await this.#parts.darkroom.shrink(picture, longestSide);
			const blob = new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' });
			return { name, file: { name, blob, timeoutMs: uploadTimeoutMs } };
		} catch (error) {
			this.#parts.log.warn({ jobId: id, detail: errorDetail(error) }, 'a card goes without its small picture');
			return undefined;
		}
	}
}
