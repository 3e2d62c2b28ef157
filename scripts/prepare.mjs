// `npm ci` runs this. A production install (`--omit=dev`) has no compiler, and that is no error: it says so and goes on.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

let compiler;
try {
	compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
} catch {
	console.log(
		'The TypeScript compiler is not installed, so dist/ was not built; run `npm ci` with development packages to build it.',
	);
	process.exit(0);
}
const compiled = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { stdio: 'inherit' });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
const { buildOperatorPage } = await import('./operatorPage.mjs');
await buildOperatorPage();
