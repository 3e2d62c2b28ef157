import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { chromium, visit, type Visit } from './browser.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** In the page: what axe finds, as words; minor findings are matters of taste. */
const findings = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
	violations.filter(({ impact }) => impact !== 'minor').map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target).join(', ')))`;

describe.skipIf(!chromium)(
	'the sandbox page, for who uses no mouse or sees little, with the real bot (needs chromium)',
	() => {
		let page: Page;
		let at: Visit;

		beforeAll(async () => {
			at = await visit({ seconds: 2 }, { viewport: { width: 1280, height: 860 } });
			({ page } = at);
		});

		afterAll(() => at.close());

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
