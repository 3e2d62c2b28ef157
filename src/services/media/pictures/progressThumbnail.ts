import type { Job } from '../../../jobs/record/job.js';
import { mayBeItsFault, type Thumbnail } from '../../../jobs/delivery/thumbnail.js';

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
