// `npm ci` runs this. A production install (`--omit=dev`) has no compiler, and that is no error: it says so and goes on.
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

try {
	import.meta.resolve('esbuild');
} catch {
	console.log(
		'The compiler (esbuild) is not installed, so dist/ was not built; run `npm ci` with development packages to build it.',
	);
	process.exit(0);
}
const { buildAll } = await import('./build.mjs');
// Named after what is in them, files of an earlier build would stay for ever.
const folder = fileURLToPath(new URL('../dist', import.meta.url));
await rm(folder, { recursive: true, force: true });
await buildAll(folder);
