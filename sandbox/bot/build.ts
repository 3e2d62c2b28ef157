import { spawnSync } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Makes sure that `dist/` is what `src/` says: compiles when it is missing or older than any file of `src/`.
 * Returns the path of the program. Throws with the compiler's own words when it does not compile.
 */
export async function builtBot(root: string): Promise<string> {
	const entry = join(root, 'dist', 'main.js');
	const built = await changed(entry);
	if (built < (await newest(join(root, 'src')))) compile(root);
	return entry;
}

function compile(root: string): void {
	const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
	const run = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, encoding: 'utf8' });
	if (run.status !== 0) throw new Error(`The bot does not compile:\n${run.stdout}${run.stderr}`);
}

async function newest(folder: string): Promise<number> {
	const files = await readdir(folder, { recursive: true });
	const times = await Promise.all(files.map((file) => changed(join(folder, file))));
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
