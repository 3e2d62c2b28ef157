import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Sandbox } from '../../../sandbox/web/sandbox.js';
import { patienceMs } from '../../harness/patience.js';
import { chromium, openBrowser } from './browser.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** In the page: what axe finds, as words; minor findings are matters of taste. */
const findings = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
	violations.filter(({ impact }) => impact !== 'minor').map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target).join(', ')))`;

describe.skipIf(!chromium)(
	'the sandbox page, for who uses no mouse or sees little, with the real bot (needs chromium)',
	() => {
		let sandbox: Sandbox;
		let browser: Browser;
		let page: Page;
		let data: string;

		beforeAll(async () => {
			data = await mkdtemp(join(tmpdir(), 'reelay-accessible-'));
			sandbox = await Sandbox.start({ data: join(data, 'sandbox'), seconds: 2 });
			browser = await openBrowser();
			await sandbox.bot.ready();
			page = await browser.newPage({ viewport: { width: 1280, height: 860 }, locale: 'en-US' });
			page.setDefaultTimeout(patienceMs);
			await page.goto(sandbox.url);
		});

		afterAll(async () => {
			await browser.close();
			await sandbox.close();
			await rm(data, { recursive: true, force: true });
		});

		async function found(): Promise<unknown> {
			await page.evaluate(axe);
			return page.evaluate(findings);
		}

		it('has no moderate or serious fault for axe: a video, its form, private cards, and the same on a phone', async () => {
			await page.getByRole('button', { name: 'Make a first video' }).click();
			const result = page.locator('.message', { has: page.locator('video') });
			await result.waitFor();
			expect(await found()).toEqual([]);

			await result.getByRole('button', { name: 'Edit' }).click();
			await page.getByRole('dialog').waitFor();
			expect(await found()).toEqual([]);
			await page.keyboard.press('Escape');

			for (const button of ['Other model', 'Details']) {
				const before = await page.locator('.message').count();
				await result.getByRole('button', { name: button }).click();
				await expect.poll(() => page.locator('.message').count()).toBe(before + 1);
			}
			expect(await found()).toEqual([]);
			await page.setViewportSize({ width: 360, height: 740 });
			expect(await found()).toEqual([]);
		});
	},
);
