import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { openBrowser } from '../test/sandbox/web/browser.js';
import { galleryDocument } from './gallery/document.js';
import { scenes } from './gallery/scenes.js';
import { type Scene, Studio, type Language } from './gallery/studio.js';
/**
 * Takes the pictures of `docs/gallery/` anew and writes `docs/gallery.md`.
 * Usage: `npm run gallery [-- --scene late] [--language ko] [--bot dist/main.js]`
 */
const { values } = parseArgs({
	options: { scene: { type: 'string' }, language: { type: 'string' }, bot: { type: 'string' } },
});
const docs = fileURLToPath(new URL('../docs/', import.meta.url));
const languages = (['en', 'ko'] as const).filter((language) =>
	[undefined, language].includes(values.language as never),
);
const chosen = scenes.filter(({ title }) => values.scene === undefined || title.toLowerCase().includes(values.scene));

const data = await mkdtemp(join(tmpdir(), 'reelay-gallery-'));
const browser = await openBrowser();
const problems: string[] = [];
try {
	for (const scene of chosen) for (const language of languages) await take(scene, language);
} finally {
	await browser.close();
	await rm(data, { recursive: true, force: true });
}
await writeFile(join(docs, 'gallery.md'), galleryDocument());
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

async function take(scene: Scene, language: Language): Promise<void> {
	const folder = join(docs, 'gallery', language);
	const options = { scene, language, browser, data: join(data, 'sandbox'), folder, entry: values.bot };
	const studio = await Studio.open(options);
	try {
		await scene.play(studio);
	} catch (error) {
		problems.push(`${scene.title} (${language}): ${error instanceof Error ? error.message : String(error)}`);
		await studio.page.screenshot({ path: join(tmpdir(), `gallery-${language}-problem.png`) });
	} finally {
		await studio.close();
	}
	if (studio.missing.length > 0) problems.push(`${scene.title} (${language}): not taken: ${studio.missing.join(', ')}`);
	console.log(`${scene.title} (${language}): ${scene.shots.length - studio.missing.length} of ${scene.shots.length}`);
}
