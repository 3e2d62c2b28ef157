import { stat } from 'node:fs/promises';

/**
 * A file that is open in this process, watched by its name. SQLite goes on with the file it has opened whatever becomes of
 * the name; what is written then is lost with the process, because the next one opens the name.
 */
export class WatchedFile {
	readonly path: string;
	readonly #identity: string;

	private constructor(path: string, identity: string) {
		this.path = path;
		this.#identity = identity;
	}

	/** @param path of a file that has just been opened @throws when nothing is there */
	static async of(path: string): Promise<WatchedFile> {
		return new WatchedFile(path, await identityOf(path));
	}

	/** Whether the name still leads to the file: not moved, removed, or replaced by another. */
	async isThere(): Promise<boolean> {
		try {
			return (await identityOf(this.path)) === this.#identity;
		} catch {
			return false;
		}
	}
}

/** Device and inode: the file itself, whatever it is called. */
async function identityOf(path: string): Promise<string> {
	const { dev, ino } = await stat(path, { bigint: true });
	return `${dev}:${ino}`;
}
