import type { Job, Receipt } from '../../../jobs/record/job.js';
import { frameName, hasStart, startName, type Thumbnail, mayBeItsFault } from '../../../jobs/delivery/thumbnail.js';
import { errorDetail } from '../../../lib/errorDetail.js';
import { deadline, seconds } from '../../../lib/time.js';
import type { ImageProcessor } from './imageProcessor.js';
import type { KeptPictures } from './keptPictures.js';
import type { Videos } from '../videos/videos.js';
import type { Environment } from '../../../lib/environment.js';

interface ProgressThumbnailParts {
	readonly name: string;
	/** The message has it already, by the record. */
	readonly held: boolean;
	/** Never throws. */
	readonly make: (job: Job) => Promise<Thumbnail | undefined>;
}

/** Uploads that were refused or not answered before the card goes without for good, as far as this process is concerned. */
const mostTries = 2;

/** The small picture on one progress message: made once, uploaded once, named by every edit from then on. */
export class ProgressThumbnail {
	readonly #parts: ProgressThumbnailParts;
	#state: 'unmade' | 'shown' | 'none' | Thumbnail;
	#tries = 0;

	constructor(parts: ProgressThumbnailParts) {
		this.#parts = parts;
		this.#state = parts.held ? 'shown' : 'unmade';
	}

	/** What the card shows, or will show with its next edit. */
	get current(): Thumbnail | undefined {
		if (this.#state === 'shown') return { name: this.#parts.name };
		return typeof this.#state === 'string' ? undefined : this.#state;
	}

	/** Discord has taken it: the message holds it from now on. */
	get isShown(): boolean {
		return this.#state === 'shown';
	}

	/** Makes it as soon as the job's pictures have turned out good; after that, nothing. */
	async prepare(job: Job): Promise<void> {
		if (this.#state !== 'unmade' || (job.pictures ?? null) === null) return;
		this.#state = (await this.#parts.make(job)) ?? 'none';
	}

	/**
	 * Lets `write` edit the message with the picture, and at once without it where that may be what went wrong.
	 * @param write returns whether there was a way to edit the message
	 * @throws what `write` throws without the picture, or for a reason that no picture can have
	 */
	async edit(write: (thumbnail: Thumbnail | undefined) => Promise<boolean>): Promise<void> {
		const thumbnail = this.current;
		try {
			const isWritten = await write(thumbnail);
			if (isWritten && thumbnail !== undefined) this.#state = 'shown';
			return;
		} catch (error) {
			if (thumbnail === undefined || !mayBeItsFault(thumbnail, error)) throw error;
			this.#tries += 1;
			if (this.#tries >= mostTries) this.#state = 'none';
		}
		await write(undefined);
		// The same edit without it goes through.
		this.#state = 'none';
	}
}

interface ThumbnailsParts extends Pick<Environment, 'clock' | 'log'> {
	readonly kept: Pick<KeptPictures, 'locate'>;
	readonly videos: Pick<Videos, 'frame'>;
	readonly imageProcessor: Pick<ImageProcessor, 'shrink'>;
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
	async onDelivery(job: Job, form: Receipt['form']): Promise<Thumbnail | undefined> {
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
			const bytes = await this.#parts.imageProcessor.shrink(picture, longestSide);
			const blob = new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' });
			return { name, file: { name, blob, timeoutMs: uploadTimeoutMs } };
		} catch (error) {
			this.#parts.log.warn({ jobId: id, detail: errorDetail(error) }, 'a card goes without its small picture');
			return undefined;
		}
	}
}
