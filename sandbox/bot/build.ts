import { mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes sure that `dist/` is what its sources say: builds it when it is missing or older than any of their files or folders.
 * Whoever looks meanwhile sees the build before, or the new one whole; of several that build at once the first is kept.
 * Returns the path of the program. Throws with the compiler's own words when it does not build.
 */
export async function builtBot(root: string): Promise<string> {
	const entry = join(root, 'dist', 'main.js');
	if (!(await isNew(root))) await build(root);
	return entry;
}

async function isNew(root: string): Promise<boolean> {
	const built = await changed(join(root, 'dist', 'main.js'));
	// A folder changes when one of its files goes, so that nothing is left of what has moved.
	const sources = await Promise.all(['src', 'operator-page', 'scripts'].map((name) => newest(join(root, name))));
	return built >= Math.max(...sources);
}

/** Compiles into a folder of its own, which then takes the place of `dist/`. */
async function build(root: string): Promise<void> {
	const begun = new Date();
	const fresh = await mkdtemp(join(root, '.dist-'));
	try {
		const { buildAll } = await import('../../scripts/build.mjs');
		await buildAll(fresh);
		// What was edited while the compiler ran may not be in it.
		await utimes(join(fresh, 'main.js'), begun, begun);
		if (await isNew(root)) return;
		const old = `${fresh}-old`;
		await rename(join(root, 'dist'), old).catch(unlessMissing);
		await rename(fresh, join(root, 'dist')).catch(async (error: unknown) => {
			// Another one has been quicker by a moment.
			if (!(await isNew(root))) throw error;
		});
		await rm(old, { recursive: true, force: true });
	} finally {
		await rm(fresh, { recursive: true, force: true });
	}
}

function unlessMissing(error: unknown): void {
	if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}

async function newest(folder: string): Promise<number> {
	const files = await readdir(folder, { recursive: true });
	const times = await Promise.all([folder, ...files.map((file) => join(folder, file))].map(changed));
	return Math.max(0, ...times);
}

/** When a file changed last, in milliseconds; 0 when there is none. */
async function changed(file: string): Promise<number> {
	try {
		return (await stat(file)).mtimeMs;
	} catch {
		return 0;
	}
}
