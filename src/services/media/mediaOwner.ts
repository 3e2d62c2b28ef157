import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Records } from '../records/records.js';
import type { Tables } from '../records/tables.js';

/** What a store is known by, wherever its file is moved or copied. */
const StoreIdentity = z.object({
	id: z.string(),
	/** ms since 1970; 0 for one that is older than this record. */
	bornAt: z.number(),
});
type StoreIdentity = z.infer<typeof StoreIdentity>;

const key = 'store';

/** The file in `MEDIA_DIR` that says whose it is. */
const marker = '.reelay-store';

/** The store's identity; born with its first reading, in one atomic act. */
export async function identityOf(
	storage: Pick<Tables, 'space'>,
	{ store, now }: { readonly store: Pick<Records, 'openJobs' | 'closed'>; readonly now: number },
): Promise<StoreIdentity> {
	const table = await storage.space('identity', StoreIdentity);
	const known = await table.get(key);
	if (known !== undefined) return known;

	// A store with jobs in it has been at work before it had a name.
	const isUsed = (await store.openJobs()).length > 0 || (await store.closed().next()).done !== true;
	const made = { id: randomUUID(), bornAt: isUsed ? 0 : now };
	return (await table.insert(key, made)) ? made : ((await table.get(key)) ?? made);
}

/**
 * Marks the folder as this store's. Two bots in one folder would delete each other's files as nobody's.
 * @returns what is wrong when it is another store's already
 */
export async function claimMediaFolder(folder: string, { id }: StoreIdentity): Promise<string | undefined> {
	const path = join(folder, marker);
	await mkdir(folder, { recursive: true, mode: 0o700 });
	try {
		await writeFile(path, `${id}\n`, { flag: 'wx', mode: 0o600 });
		return undefined;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
	const owner = (await readFile(path, 'utf8')).trim();
	if (owner === id) return undefined;
	return `its files belong to another store (${owner.slice(0, 40)}); choose another folder, or delete ${marker} in it to take them over`;
}
