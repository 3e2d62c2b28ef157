import { hours } from '../../lib/time.js';
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of ours: `<job id>`, then `-` or `.`, then anything harmless. Ids are Discord's, some with an ending of ours. */
const fileName = /^(\d{17,20}(?:_\w{1,40})?)[-.][\w.-]{1,80}$/u;

/** A part of another process that has not grown for this long is nobody's, ms. */
export const partLifeMs = hours(1);

export interface MediaFile {
	readonly file: string;
	readonly jobId: string;
	readonly bytes: number;
	/** ms since 1970: as stamped, else by the file system. */
	readonly modifiedAt: number;
	/** A file in the making, of this process or of one that died. */
	readonly part: boolean;
}

/**
 * A folder of files named by job. A file appears under its name only when it is whole and on the disk; until then it is a
 * part (`….part`). All are readable by their owner alone.
 */
export class MediaFolder {
	readonly #folder: string;
	/** The parts that this process is making. */
	readonly #making = new Set<string>();

	readonly #since: number;

	/** @param since ms since 1970: when the store was born that knows these files; what is older it cannot know */
	constructor(folder: string, { since = 0 }: { readonly since?: number | undefined } = {}) {
		this.#folder = folder;
		this.#since = since;
	}

	/** Whether a file is older than the store that would have to know it: it belongs to another one, and nobody here deletes it. */
	isForeign({ modifiedAt }: MediaFile): boolean {
		return modifiedAt < this.#since;
	}

	/**
	 * Where a file is, or would be.
	 * @throws when the name is not one of ours, whatever record it came from
	 */
	path(file: string): string {
		if (!fileName.test(file) || file.includes('..')) throw new Error('not the name of a file of ours');
		return join(this.#folder, file);
	}

	/** Lets `use` work with a fresh path named after the file; whatever happens, nothing stays there. */
	async scratch<T>(file: string, use: (partPath: string) => Promise<T>): Promise<T> {
		const part = `${file}.${randomBytes(4).toString('hex')}.part`;
		const path = this.path(part);
		await mkdir(this.#folder, { recursive: true, mode: 0o700 });
		this.#making.add(part);
		try {
			// Ours alone from its first byte, whatever program writes it and whatever the umask is.
			await (await open(path, 'wx', 0o600)).close();
			return await use(path);
		} finally {
			await rm(path, { force: true });
			this.#making.delete(part);
		}
	}

	/** Puts what was made at a scratch path in place under its name. */
	async place(partPath: string, file: string): Promise<void> {
		await flush(partPath);
		await rename(partPath, this.path(file));
	}

	/** Sets when a file was kept, by the clock that later decides how old it is. */
	async stamp(file: string, at: number): Promise<void> {
		await utimes(this.path(file), at / 1000, at / 1000);
	}

	async write(file: string, bytes: Uint8Array): Promise<void> {
		await this.scratch(file, async (path) => {
			await writeFile(path, bytes);
			await this.place(path, file);
		});
	}

	read(file: string): Promise<Buffer> {
		return readFile(this.path(file));
	}

	/** Length in bytes; `undefined` when there is no such file. */
	async size(file: string): Promise<number | undefined> {
		const found = await stat(this.path(file)).catch(absent);
		return found?.isFile() === true ? found.size : undefined;
	}

	async remove(file: string): Promise<void> {
		await rm(this.path(file), { force: true });
	}

	/** Files of ours; those that others put here are not touched. Those of one job, if it is named. */
	async list(jobId?: string): Promise<MediaFile[]> {
		const names = await readdir(this.#folder).catch(absent);
		const files: MediaFile[] = [];
		for (const file of names ?? []) {
			const id = fileName.exec(file)?.[1];
			if (id === undefined || (jobId !== undefined && id !== jobId)) continue;
			const found = await stat(this.path(file)).catch(absent);
			if (found?.isFile() !== true) continue;
			const { size, mtimeMs } = found;
			files.push({ file, jobId: id, bytes: size, modifiedAt: mtimeMs, part: file.endsWith('.part') });
		}
		return files;
	}

	/** Whether this process is writing to it now. */
	isInTheMaking(file: string): boolean {
		return this.#making.has(file);
	}

	/**
	 * Deletes the parts that an earlier process left of this job. Only one step of a job runs at a time, so a part that we
	 * are not making is nobody's.
	 */
	async removeLeftParts(jobId: string): Promise<void> {
		for (const { file, part } of await this.list(jobId)) {
			if (part && !this.isInTheMaking(file)) await this.remove(file);
		}
	}
}

/** On the disk before it gets its name: a power cut must not leave an empty file under it. */
async function flush(path: string): Promise<void> {
	const handle = await open(path, 'r+');
	try {
		await handle.chmod(0o600);
		await handle.sync();
	} finally {
		await handle.close();
	}
}

function absent(error: unknown): undefined {
	if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
	throw error;
}

/** Names of the oldest files that together have at least this many bytes; none when it is not above 0. */
export function oldestBeyond(files: readonly MediaFile[], bytes: number): string[] {
	const chosen: string[] = [];
	let left = bytes;
	for (const file of files.toSorted((a, b) => a.modifiedAt - b.modifiedAt)) {
		if (left <= 0) break;
		chosen.push(file.file);
		left -= file.bytes;
	}
	return chosen;
}
