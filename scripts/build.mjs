import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildOperatorPage } from './operatorPage.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

/** What is started by name; each file's place under the build. */
const programs = {
	main: 'src/main.ts',
	doctor: 'src/doctor.ts',
	job: 'src/job.ts',
	backup: 'src/backup.ts',
	restore: 'src/restore.ts',
	storeCopy: 'src/storeCopy.ts',
	'app/decoderMain': 'src/services/media/pictures/decoderMain.ts',
};

/** Compiled for one machine, or asked for by a library that can do without: these stay where npm has put them. */
const outside = [
	...['sharp', 'sqlite3', 'better-sqlite3', 'msgpackr-extract'],
	...['bufferutil', 'utf-8-validate', 'zlib-sync', 'erlpack', '@discordjs/opus'],
];

/**
 * Builds the programs together with the libraries that they use: Node looks for some 1,500 files otherwise, which takes
 * longer than all the rest of a start. Shared code goes to `app/`, as deep as the sources that look for files beside them.
 * Types are not checked here.
 * @param folder where to, a path
 */
export async function buildPrograms(folder, entryPoints = programs) {
	await build({
		entryPoints,
		absWorkingDir: root,
		outdir: folder,
		chunkNames: 'app/[name]-[hash]',
		bundle: true,
		splitting: true,
		format: 'esm',
		platform: 'node',
		target: 'node20.18',
		external: outside,
		// Libraries that are no ES modules ask for Node's own parts by it.
		banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
		legalComments: 'none',
		logLevel: 'warning',
	});
}

/** Everything that is served or started. @param folder where to, a path */
export async function buildAll(folder) {
	await buildPrograms(folder);
	await buildOperatorPage(new URL(`file://${folder}/operator-page/`));
}
