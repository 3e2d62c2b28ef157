import { endingOf } from '../../../lib/contentTypes.js';

import type { PictureProblem } from '../../../jobs/record/failure.js';
import type { PreparedPicture } from '../../../jobs/record/job.js';
import type { PictureRole, PictureSource } from '../../../jobs/record/request.js';
import type { Picture } from '../../../providers/contract/provider.js';
import { ImageProcessor } from './imageProcessor.js';
import { hours } from '../../../lib/time.js';
import { isRaw, type KeptPictures } from './keptPictures.js';
import { MediaFolder } from '../mediaFolder.js';
import { fetchPicture } from './pictureFetching.js';
import type { ClipRule } from '../../../providers/contract/model.js';
import type { MemberClips } from '../videos/memberClips.js';
import type { FittingRule } from './pictureFitting.js';
import type { SafeFetch } from '../download/safeFetch.js';
import type { Environment } from '../../../lib/environment.js';

interface PicturesParts extends Pick<Environment, 'clock' | 'log'> {
	/** `MEDIA_DIR/inputs`; made when it is missing. */
	readonly folder: string;
	readonly fetch: Pick<SafeFetch, 'toFile'>;
	/** Decodes one picture at a time; shared with whoever else decodes. */
	readonly imageProcessor?: ImageProcessor | undefined;
	/** Where a copy for later requests stays, and where pictures that are with us already come from. */
	readonly kept?: KeptPictures | undefined;
	/** Judges members' clips; without it there are none. */
	readonly clips?: Pick<MemberClips, 'fit'> | undefined;
	/** When our store was born; files that are older are not ours. */
	readonly since?: number | undefined;
}

interface PrepareRequest {
	readonly jobId: string;
	readonly pictures: readonly PictureSource[];
	readonly rule: FittingRule;
	/** How a clip must be, where the model takes one. */
	readonly clipRule?: ClipRule | undefined;
}

/**
 * `bad`: this picture cannot be used, for good. `unreachable`: it could not be fetched, and asking again may help.
 */
export type Preparing =
	| { readonly type: 'prepared'; readonly pictures: PreparedPicture[] }
	| {
			readonly type: 'bad';
			readonly role: PictureRole;
			readonly problem: PictureProblem;
			/** For a kind that is not read: its name; for a clip: the limit that it breaks. */
			readonly kind?: string;
			readonly detail: string;
	  }
	| { readonly type: 'unreachable'; readonly role: PictureRole; readonly detail: string };

interface Task {
	readonly jobId: string;
	readonly rule: FittingRule;
	readonly clipRule?: ClipRule | undefined;
}

type One =
	{ readonly type: 'prepared'; readonly picture: PreparedPicture } | Exclude<Preparing, { readonly type: 'prepared' }>;

/** Files of this age may belong to a job whose record is on its way. */
const youngMs = hours(1);

/** Members' pictures: fetched at once, made ready for the model, kept as files named by job until the create is answered. */
export class Pictures {
	readonly #parts: PicturesParts;
	readonly #folder: MediaFolder;
	readonly #imageProcessor: ImageProcessor;

	constructor(parts: PicturesParts) {
		this.#parts = parts;
		this.#folder = new MediaFolder(parts.folder, { since: parts.since });
		this.#imageProcessor = parts.imageProcessor ?? new ImageProcessor();
	}

	/**
	 * Makes all pictures of a job ready. Repeated after a crash it gives the same files, and fetches only those that were
	 * not ready, since the addresses die soon. Of several troubles a lasting one is told first.
	 * @throws when our own disk fails, or on a bug; never for what a member sent
	 */
	async tryPrepare({ jobId, pictures, rule, clipRule }: PrepareRequest): Promise<Preparing> {
		await this.#folder.removeLeftParts(jobId);
		// All at once, and all ended before we go on: no file may appear later.
		const tried = await Promise.allSettled(pictures.map((source) => this.#one({ jobId, rule, clipRule }, source)));

		const made: PreparedPicture[] = [];
		let unreachable: Preparing | undefined;
		for (const one of tried) {
			if (one.status === 'rejected') throw one.reason;
			if (one.value.type === 'bad') return one.value;
			if (one.value.type === 'unreachable') unreachable ??= one.value;
			else made.push(one.value.picture);
		}
		return unreachable ?? { type: 'prepared', pictures: made };
	}

	/** Whether the files of all these are here. */
	async has(prepared: readonly PreparedPicture[]): Promise<boolean> {
		const sizes = await Promise.all(prepared.map(({ file }) => this.#folder.size(file)));
		return prepared.every(({ bytes }, index) => sizes[index] === bytes);
	}

	/** The pictures' bytes, for the families. Throws when a file is missing. */
	async load(prepared: readonly PreparedPicture[]): Promise<Picture[]> {
		const pictures: Picture[] = [];
		for (const { role, file, contentType, width, height } of prepared) {
			if (isClipType(contentType)) continue;
			pictures.push({ role, contentType, width, height, bytes: await this.#folder.read(file) });
		}
		return pictures;
	}

	/** A clip's bytes. Throws when the file is missing. */
	loadClip({ file }: PreparedPicture): Promise<Buffer> {
		return this.#folder.read(file);
	}

	/** Deletes all files of a job. */
	async discard(jobId: string): Promise<void> {
		for (const { file } of await this.#folder.list(jobId)) await this.#folder.remove(file);
	}

	/**
	 * Deletes the files of every job that no longer needs them, such as those of a process that died before it could.
	 * Jobs are asked for one by one at that moment, so a job that is just beginning loses nothing; and what is young stays, whoever
	 * knows of it.
	 */
	async sweep(isNeeded: (jobId: string) => boolean | Promise<boolean>): Promise<void> {
		let removed = 0;
		const now = this.#parts.clock.now();
		for (const entry of await this.#folder.list()) {
			const { file, jobId, modifiedAt } = entry;
			if (this.#folder.isInTheMaking(file) || this.#folder.isForeign(entry) || now - modifiedAt < youngMs) continue;
			if (await isNeeded(jobId)) continue;
			await this.#folder.remove(file);
			removed += 1;
		}
		if (removed > 0) this.#parts.log.info({ removed }, 'left pictures deleted');
	}

	async #one(task: Task, source: PictureSource): Promise<One> {
		const { role } = source;
		const { jobId, rule } = task;
		if (role === 'video') return this.#clip(task, source);
		const found = await this.#find(jobId, role);
		if (found !== undefined) return { type: 'prepared', picture: found };

		return this.#folder.scratch(`${jobId}-${role}`, async (path): Promise<One> => {
			const missed = await this.#bring(source, path);
			if (missed !== undefined) return missed;

			const development = await this.#imageProcessor.develop(path, rule);
			if (development.type === 'spoiled') {
				await this.#parts.kept?.discardRaw({ id: jobId, key: role });
				return { ...development, type: 'bad', role };
			}
			// Kept first: a crash after the next file would find the picture ready, and never keep it.
			await this.#keep(jobId, source, path);
			const { bytes, contentType, width, height } = development.picture;
			const file = `${jobId}-${role}.${endingOf(contentType)}`;
			await this.#folder.write(file, bytes);
			await this.#folder.stamp(file, this.#parts.clock.now());
			return { type: 'prepared', picture: { role, file, contentType, bytes: bytes.length, width, height } };
		});
	}

	/** A clip is not made over, and read anew at every run: its head is small. */
	async #clip({ jobId, clipRule: rule }: Task, source: PictureSource): Promise<One> {
		const { kept, clips } = this.#parts;
		const name = { id: jobId, key: source.role };
		return this.#folder.scratch(`${jobId}-${source.role}`, async (path): Promise<One> => {
			const missed = await this.#bring(await this.#keptClip(source, name), path);
			if (missed !== undefined) return missed;
			const wanted = { rule: rule ?? takesNone, cut: source.cut === true };
			// Whole, so that a member who lets it be cut need not send it again.
			const fitted = await clips?.fit(path, wanted, async (ending) => kept?.keepClip(name, path, ending));
			if (fitted?.type !== 'fine') {
				await kept?.discardRaw(name);
				return { problem: 'not-a-clip', detail: 'no clips here', ...fitted, type: 'bad', role: source.role };
			}
			const { ending, contentType, bytes, width, height } = fitted;
			const file = `${jobId}-${source.role}.${ending}`;
			await this.#folder.place(path, file);
			await this.#folder.stamp(file, this.#parts.clock.now());
			return { type: 'prepared', picture: { role: source.role, file, contentType, bytes, width, height } };
		});
	}

	/** What an earlier run has kept need not be fetched again. */
	async #keptClip(source: PictureSource, name: { id: string; key: string }): Promise<PictureSource> {
		return source.own ? source : ((await this.#parts.kept?.asOwn(source, name)) ?? source);
	}

	/** A picture that an earlier run of the same step had made ready; files appear whole or not at all. */
	async #find(jobId: string, role: PictureRole): Promise<PreparedPicture | undefined> {
		for (const type of ['image/jpeg', 'image/png', 'image/webp'] as const) {
			const file = `${jobId}-${role}.${endingOf(type)}`;
			const bytes = await this.#folder.size(file);
			const seen = bytes === undefined ? undefined : await this.#imageProcessor.inspect(this.#folder.path(file));
			if (bytes !== undefined && seen !== undefined) return { role, file, bytes, ...seen };
		}
		return undefined;
	}

	async #bring(
		{ role, url, own }: Pick<PictureSource, 'role' | 'url' | 'own'>,
		path: string,
	): Promise<Exclude<One, { type: 'prepared' }> | undefined> {
		if (own) {
			const isHere = (await this.#parts.kept?.bring(own, path)) === true;
			return isHere ? undefined : { type: 'bad', role, problem: 'gone', detail: `${own.type} is not here any more` };
		}
		const fetched = await fetchPicture(this.#parts.fetch, { url, role }, path);
		return fetched.type === 'fetched' ? undefined : { ...fetched, role };
	}

	async #keep(id: string, { role, own }: PictureSource, path: string): Promise<void> {
		const { kept } = this.#parts;
		// What was fetched for an offer lies as it came, and has to lose what a photo tells of its owner.
		if (own?.type === 'kept' && !isRaw(own.file)) await kept?.copy(own.file, { id, key: role });
		else await kept?.keep({ id, key: role }, path);
	}
}

const takesNone: ClipRule = { formats: [], maxBytes: 0, maxSeconds: 0 };

const isClipType = (type: PreparedPicture['contentType']): type is Exclude<typeof type, Picture['contentType']> =>
	type.startsWith('video/');
