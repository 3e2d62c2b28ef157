import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';

import { Sandbox } from '../sandbox/web/sandbox.js';
import { openBrowser } from '../test/sandbox/web/browser.js';

/**
 * Films README's first picture anew: a journey in the sandbox with a kill in the middle, played by the real bot. Wants Chromium and
 * ffmpeg. Usage: `npx tsx scripts/animation.ts`
 */
const target = fileURLToPath(new URL('../docs/journey.webp', import.meta.url));
const mostBytes = 2_000_000;

/** One picture, and how long it is shown, s. */
interface Frame {
	readonly file: string;
	readonly seconds: number;
}

const folder = await mkdtemp(join(tmpdir(), 'reelay-animation-'));
const frames: Frame[] = [];
const sandbox = await Sandbox.start({ data: join(folder, 'sandbox'), seconds: 13 });
const browser = await openBrowser();
try {
	await sandbox.bot.ready();
	const page = await browser.newPage({ viewport: { width: 1180, height: 800 }, locale: 'en-US' });
	await page.goto(sandbox.url);
	await play(page);
	await film();
} finally {
	await browser.close();
	await sandbox.close();
	await rm(folder, { recursive: true, force: true });
}

async function play(page: Page): Promise<void> {
	await caption(page, 'A member types /video');
	await page.locator('#bot-state[data-phase=ready]').waitFor();
	await page.keyboard.type('/video');
	await page.locator('.offer').first().waitFor();
	await shoot(page, 1.5);
	await page.keyboard.press('Enter');
	for (const words of ['A paper boat ', 'drifts down a rainy ', 'street at dawn']) {
		await page.keyboard.type(words);
		await shoot(page, 0.4);
	}
	await page.keyboard.press('Enter');
	await page.getByText('Making your video').waitFor();
	await watch(page, 'The provider has the order: it is paid', 3);

	await page.getByRole('button', { name: 'Kill', exact: true }).click();
	await page.locator('#bot-state[data-phase=stopped]').waitFor();
	await watch(page, 'The bot is killed in the middle, as by a power cut', 3);
	await page.getByRole('button', { name: 'Start', exact: true }).click();
	await page.locator('#bot-state[data-phase=ready]').waitFor();
	await watch(page, 'Started again, it goes on with the same message', 2);

	await page.locator('video').waitFor();
	await caption(page, 'One order, one payment, one video');
	await page.locator('video').evaluate('(video) => video.play()');
	for (let second = 0; second < 4; second += 1) {
		await page.waitForTimeout(500);
		await shoot(page, second === 3 ? 3 : 0.6);
	}
}

/** Some seconds as they pass. */
async function watch(page: Page, words: string, seconds: number): Promise<void> {
	await caption(page, words);
	for (let second = 0; second < seconds; second += 1) {
		await shoot(page, 1);
		await page.waitForTimeout(900);
	}
}

/** What happens, in words over the page: who looks at a film cannot ask. */
async function caption(page: Page, words: string): Promise<void> {
	await page.evaluate(`(() => {
		const bar = document.querySelector('#caption') ?? document.documentElement.appendChild(document.createElement('div'));
		bar.id = 'caption';
		bar.style.cssText = 'position:fixed;left:46%;top:62px;transform:translateX(-50%);z-index:9;padding:8px 18px;' +
			'border-radius:8px;background:#f0f1f3;color:#111214;font:600 18px sans-serif;box-shadow:0 2px 12px #000a';
		bar.textContent = ${JSON.stringify(words)};
	})()`);
}

async function shoot(page: Page, seconds: number): Promise<void> {
	const file = join(folder, `${frames.length}.png`);
	await page.screenshot({ path: file });
	frames.push({ file, seconds });
}

async function film(): Promise<void> {
	const list = join(folder, 'frames.txt');
	// The last one is named twice: its time would not count otherwise.
	const lines = [...frames, frames.at(-1)!].map(({ file, seconds }) => `file '${file}'\nduration ${seconds}`);
	await writeFile(list, lines.join('\n'));
	const options = ['-vsync', 'vfr', '-c:v', 'libwebp_anim', '-loop', '0', '-quality', '70', '-compression_level', '6'];
	await promisify(execFile)('ffmpeg', ['-y', '-f', 'concat', '-safe', '0', '-i', list, ...options, target]);
	const { size } = await stat(target);
	console.log(`${target}: ${frames.length} pictures, ${size} bytes`);
	if (size > mostBytes) process.exitCode = 1;
}
