import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A file of the page, ready to be served. */
export interface PageFile {
	readonly type: string;
	readonly body: string | Uint8Array;
}

/**
 * Compiles the page, in memory and anew at every start, so that no outdated one is ever served.
 * Returns its files by path. Throws when it does not compile.
 */
export async function bundlePage(): Promise<ReadonlyMap<string, PageFile>> {
	const folder = fileURLToPath(new URL('page/', import.meta.url));
	const { outputFiles } = await build({
		entryPoints: { page: `${folder}main.ts`, 'page-style': `${folder}page.css` },
		tsconfig: `${folder}tsconfig.json`,
		outdir: '/',
		bundle: true,
		write: false,
		format: 'esm',
		target: 'es2023',
		minify: true,
		legalComments: 'none',
		logLevel: 'silent',
	});

	const find = (name: string): Uint8Array => {
		const file = outputFiles.find(({ path }) => path.endsWith(name));
		if (!file) throw new Error(`The page's ${name} was not made`);
		return file.contents;
	};
	const sunset = await readFile(new URL('../cometapi/media/sunset.jpg', import.meta.url));
	return new Map<string, PageFile>([
		['/sunset.jpg', { type: 'image/jpeg', body: sunset }],
		['/', { type: 'text/html; charset=utf-8', body: await readFile(`${folder}index.html`, 'utf8') }],
		['/page.js', { type: 'text/javascript; charset=utf-8', body: find('page.js') }],
		['/page.css', { type: 'text/css; charset=utf-8', body: find('page-style.css') }],
	]);
}
