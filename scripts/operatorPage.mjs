import { copyFile, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = new URL('../operator-page/', import.meta.url);

/** Compiles the operator's page. @param folder where to; `dist/operator-page` by default */
export async function buildOperatorPage(folder = new URL('../dist/operator-page/', import.meta.url)) {
	await mkdir(folder, { recursive: true });
	await build({
		entryPoints: { page: fileURLToPath(new URL('main.ts', source)), style: fileURLToPath(new URL('page.css', source)) },
		tsconfig: fileURLToPath(new URL('tsconfig.json', source)),
		outdir: fileURLToPath(folder),
		bundle: true,
		format: 'esm',
		target: 'es2023',
		minify: true,
		legalComments: 'none',
		logLevel: 'warning',
	});
	await copyFile(new URL('index.html', source), new URL('index.html', folder));
}
