import { copyFile, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { PictureProblem } from '../../../jobs/record/failure.js';
import type { Job } from '../../../jobs/record/job.js';
import { RecordError } from '../../../jobs/record/recordError.js';
import type { OwnPicture, PictureSource } from '../../../jobs/record/request.js';
import type { Records } from '../../records/records.js';
import type { SafeFetch } from '../download/safeFetch.js';
import type { ImageProcessor } from './imageProcessor.js';
import { MediaFolder, type MediaFile, partLifeMs } from '../mediaFolder.js';
import { fetchPicture } from './pictureFetching.js';
import type { FittingRule } from './pictureFitting.js';
import type { Environment } from '../../../lib/environment.js';

interface LastFrames {
	/** The last frame of a job's kept clip as a JPEG, where it can be taken. */
	lastFrame(jobId: string): Promise<Buffer | undefined>;
}

interface KeptPicturesParts extends Pick<Environment, 'clock' | 'log'> {
	/** `MEDIA_DIR/kept-inputs`; made when it is missing. */
	readonly folder: string;
	readonly fetch: Pick<SafeFetch, 'toFile'>;
	readonly imageProcessor: ImageProcessor;
	readonly results: LastFrames;
	/** Most bytes of all together. */
	readonly maxBytes: number;
	/** Tells whose a job is. */
	readonly store: Pick<Records, 'get'>;
	/** When our store was born; files that are older are not ours. */
	readonly since?: number | undefined;
}

/** Whose it is (a job or a draft), and which of its pictures: a role, or any other name of letters and digits. */
interface PictureName {
	readonly id: string;
	readonly key: string;
}

/** Good for every model: as it came but for size and metadata; a model's own rule is applied when it is used. */
const neutral: FittingRule = {
	formats: ['image/jpeg', 'image/png', 'image/webp'],
	maxBytes: 10_000_000,
	maxSide: 4096,
};

/**
 * The members' pictures beside the results, so that a request can be made again when the address of its attachment is long
 * dead: upright, without metadata, not yet fitted to a model. They go with their job, or with the draft that wants them.
 */
export class KeptPictures {
	readonly #parts: KeptPicturesParts;
	readonly #folder: MediaFolder;

	constructor(parts: KeptPicturesParts) {
		this.#parts = parts;
		this.#folder = new MediaFolder(parts.folder, { since: parts.since });
	}

	/** Keeps the picture at a path. Returns what is wrong with it, if it cannot be kept. */
	async keep(name: PictureName, path: string): Promise<PictureProblem | undefined> {
		const development = await this.#parts.imageProcessor.develop(path, neutral);
		if (development.type === 'spoiled') return development.problem;
		const { bytes, contentType } = development.picture;
		const file = `${stemOf(name)}.${contentType.slice('image/'.length)}`;
		await this.#folder.write(file, bytes);
		// What an offer fetched has served its time.
		await this.#folder.remove(`${stemOf(name)}${rawEnding}`);
		await this.#arrived(file);
		return undefined;
	}

	/** Keeps the clip at a path, byte for byte. */
	async keepClip(name: PictureName, path: string, ending: string): Promise<void> {
		const file = `${stemOf(name)}.${ending}`;
		await this.#folder.scratch(file, async (part) => {
			await copyFile(path, part);
			await this.#folder.place(part, file);
		});
		await this.#folder.remove(`${stemOf(name)}${rawEnding}`);
		await this.#arrived(file);
	}

	/**
	 * Fetches a picture and keeps it as it came, for an offer that may never become a job: nothing is decoded for it. Returns
	 * what is wrong with it; `undefined` too where asking again may help.
	 */
	async fetch(
		name: PictureName,
		source: Pick<PictureSource, 'url' | 'role'>,
		signal?: AbortSignal,
	): Promise<PictureProblem | undefined> {
		return this.#folder.scratch(stemOf(name), async (path) => {
			const fetched = await fetchPicture(this.#parts.fetch, source, path, signal);
			if (fetched.type !== 'fetched') return fetched.type === 'bad' ? fetched.problem : undefined;
			const file = `${stemOf(name)}${rawEnding}`;
			await this.#folder.place(path, file);
			await this.#arrived(file);
			return undefined;
		});
	}

	/** Deletes a picture that lies as it came, and turned out to be of no use. */
	async discardRaw(name: PictureName): Promise<void> {
		await this.#folder.remove(`${stemOf(name)}${rawEnding}`);
	}

	/** Keeps a kept picture under another name too, byte for byte. */
	async copy(file: string, name: PictureName): Promise<void> {
		const copy = `${stemOf(name)}${extname(file)}`;
		if (copy === file) return;
		await this.#folder.scratch(copy, async (path) => {
			await copyFile(this.#folder.path(file), path);
			await this.#folder.place(path, copy);
		});
		await this.#arrived(copy);
	}

	/** Brings a picture that is with us to a path; false when it is not with us any more. */
	async bring(own: OwnPicture, path: string): Promise<boolean> {
		if (own.type === 'last-frame') {
			const frame = await this.#parts.results.lastFrame(own.jobId);
			if (frame !== undefined) await writeFile(path, frame, { mode: 0o600 });
			return frame !== undefined;
		}
		if ((await this.#folder.size(own.file)) === undefined) return false;
		await copyFile(this.#folder.path(own.file), path);
		return true;
	}

	/** The file of this picture, if it is kept. */
	async find({ id, key }: PictureName): Promise<{ readonly file: string; readonly bytes: number } | undefined> {
		const files = await this.#folder.list(id);
		const found = files.filter(({ file, part }) => !part && file.startsWith(`${stemOf({ id, key })}.`));
		return found.find(({ file }) => !isRaw(file)) ?? found[0];
	}

	/** Where this picture lies, if it is kept. */
	async locate(name: PictureName): Promise<string | undefined> {
		const found = await this.find(name);
		return found === undefined ? undefined : this.#folder.path(found.file);
	}

	/** A source that is kept under this name as a source of ours; as it is where it is not kept. */
	async asOwn(source: PictureSource, name: PictureName): Promise<PictureSource> {
		const found = await this.find(name);
		if (found === undefined) return source;
		const { file, bytes } = found;
		// What Discord said of the member's file does not hold for ours.
		const facts = { bytes, contentType: null, width: null, height: null };
		// Some providers fetch a clip by themselves, and Discord's address may be the only one.
		const url = source.role === 'video' ? source.url : '';
		return { role: source.role, url, own: { type: 'kept', file }, name: file, ...facts, cut: source.cut ?? null };
	}

	/** The pictures of a job for a request of the same; `undefined` when one is not with us any more. */
	async sourcesOf({ id, request }: Job): Promise<PictureSource[] | undefined> {
		const sources: PictureSource[] = [];
		for (const picture of request.pictures) {
			const source = await this.asOwn(picture, { id, key: picture.role });
			if (!source.own) return undefined;
			sources.push(source);
		}
		return sources;
	}

	/** Deletes what is kept of a job or draft, but for the keys named. */
	async discard(id: string, except: readonly string[] = []): Promise<void> {
		const spared = except.map((key) => `${stemOf({ id, key })}.`);
		for (const { file } of await this.#folder.list(id)) {
			if (!spared.some((stem) => file.startsWith(stem))) await this.#folder.remove(file);
		}
	}

	/** Deletes this one alone. */
	async discardOne(name: PictureName): Promise<void> {
		for (const { file } of await this.#folder.list(name.id)) {
			if (file.startsWith(`${stemOf(name)}.`)) await this.#folder.remove(file);
		}
	}

	/** Dated by our clock; and with every file the cap holds, whoever's it is. */
	async #arrived(file: string): Promise<void> {
		await this.#folder.stamp(file, this.#parts.clock.now());
		await this.#fit(file);
	}

	/**
	 * Deletes what is beyond the cap: what was fetched for offers first, then the oldest of whoever has most, so that nobody's
	 * many pictures cost another one's few.
	 * @param spared a file that has just come; it goes only when it is alone too large
	 */
	async #fit(spared?: string): Promise<void> {
		const { maxBytes, log } = this.#parts;
		const files = (await this.#folder.list()).filter((entry) => !entry.part && !this.#folder.isForeign(entry));
		let surplus = files.reduce((sum, { bytes }) => sum + bytes, 0) - maxBytes;
		if (surplus <= 0) return;

		const gone: MediaFile[] = [];
		const drop = (entry: MediaFile): void => {
			gone.push(entry);
			surplus -= entry.bytes;
		};
		const oldest = files.filter(({ file }) => file !== spared).toSorted((a, b) => a.modifiedAt - b.modifiedAt);
		for (const entry of oldest) if (surplus > 0 && isRaw(entry.file)) drop(entry);

		const members = new Map<string, MediaFile[]>();
		for (const entry of surplus > 0 ? oldest.filter(({ file }) => !isRaw(file)) : []) {
			const member = await this.#memberOf(entry.jobId);
			members.set(member, [...(members.get(member) ?? []), entry]);
		}
		while (surplus > 0 && members.size > 0) {
			const [most, theirs] = [...members].reduce((a, b) => (bytesOf(b[1]) > bytesOf(a[1]) ? b : a));
			const [first] = theirs;
			if (first !== undefined) drop(first);
			if (theirs.length > 1) members.set(most, theirs.slice(1));
			else members.delete(most);
		}
		for (const { file } of gone) await this.#folder.remove(file);
		log.info({ removed: gone.length }, 'kept pictures beyond their share deleted');
	}

	/** Whose a job is; nobody's that is known, where it has no record or one that cannot be read. */
	async #memberOf(jobId: string): Promise<string> {
		try {
			return (await this.#parts.store.get(jobId))?.requester.id ?? '';
		} catch (error) {
			// One damaged record must not keep everybody's pictures from being kept.
			if (error instanceof RecordError) return '';
			throw error;
		}
	}

	/** Deletes what belongs to nobody that `keep` knows, then what is beyond the cap. */
	async sweep(keep: (id: string) => boolean | Promise<boolean>): Promise<void> {
		const now = this.#parts.clock.now();
		let removed = 0;
		for (const entry of await this.#folder.list()) {
			if (this.#folder.isInTheMaking(entry.file) || this.#folder.isForeign(entry)) continue;
			const isYoung = now - entry.modifiedAt <= partLifeMs;
			// A file as it came may tell where it was taken; it does not outlive its offer.
			const isWanted = entry.part ? isYoung : (isYoung || !isRaw(entry.file)) && (await keep(entry.jobId));
			if (isWanted) continue;
			await this.#folder.remove(entry.file);
			removed += 1;
		}
		if (removed > 0) this.#parts.log.info({ removed }, 'kept pictures deleted');
		await this.#fit();
	}
}

/** As it came, undeveloped: for an offer. */
const rawEnding = '.raw';
export const isRaw = (file: string): boolean => file.endsWith(rawEnding);

const bytesOf = (files: readonly MediaFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

const stemOf = ({ id, key }: PictureName): string => `${id}-${key}`;
