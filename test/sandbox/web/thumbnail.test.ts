import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { chromium, pictureFile, visit, type Visit } from './browser.js';

const picture = fileURLToPath(new URL('../../../sandbox/cometapi/media/sunset.jpg', import.meta.url));

/** In the page: how wide the newest small picture is in itself, once it has come. */
const naturalWidth = `[...document.querySelectorAll('.thumbnail img')].at(-1).naturalWidth`;

const phone = { width: 375, height: 740 };
const desktop = { width: 1280, height: 860 };

describe.skipIf(!chromium)('the small picture on a card, in the sandbox with the real bot (needs chromium)', () => {
	let page: Page;
	let at: Visit;

	beforeAll(async () => {
		at = await visit({ seconds: 600 }, { viewport: desktop, deviceScaleFactor: 2 });
		({ page } = at);
	});

	afterAll(() => at.close());

	/** Asks with a picture; the card, once it shows that. */
	async function ask(prompt: string, spoiler = false): Promise<Locator> {
		await page.locator('#text').fill('/video');
		await page.getByRole('option', { name: '/video', exact: false }).first().waitFor();
		await page.keyboard.press('Enter');
		await page.keyboard.type(prompt);
		await page.keyboard.press('Tab');
		await page.keyboard.type('image');
		await page.keyboard.press('Enter');
		await page.locator('#option-image').setInputFiles(picture);
		await page.getByText('sunset.jpg').waitFor();
		if (spoiler) {
			await page.keyboard.type('spoiler');
			await page.keyboard.press('Enter');
			await page.keyboard.type('true');
			await page.keyboard.press('Enter');
		}
		await page.keyboard.press('Enter');
		const card = page.locator('.message', { hasText: prompt, has: page.locator('.thumbnail img') }).last();
		await card.waitFor();
		return card;
	}

	/** Waits until the picture has come; where it stands. */
	async function boxOf(card: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
		const image = card.locator('.thumbnail img');
		await expect.poll(() => page.evaluate(naturalWidth)).toBe(256);
		await image.scrollIntoViewIfNeeded();
		return (await card.locator('.thumbnail').boundingBox())!;
	}

	it('stands beside the words on a desktop and on a phone, with words for who cannot see it', async () => {
		const prompt = 'A harbour at dawn, boats leaving one by one while the fog lifts from the water';
		const card = await ask(prompt);
		expect(await card.getByRole('img', { name: prompt }).getAttribute('alt')).toBe(
			`Picture that the video for this prompt starts from: ${prompt}`,
		);
		expect(await card.locator('.thumbnail .veil').count()).toBe(0);

		for (const [viewport, name] of [
			[desktop, 'thumbnail-desktop.png'],
			[phone, 'thumbnail-phone.png'],
		] as const) {
			await page.setViewportSize(viewport);
			const box = await boxOf(card);
			expect([box.width, box.height]).toEqual([85, 85]);
			const words = (await card.locator('.section .text-display').first().boundingBox())!;
			expect(box.x).toBeGreaterThanOrEqual(words.x + words.width);
			expect(box.x + box.width).toBeLessThan(viewport.width);
			expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width);
			await page.screenshot({ path: await pictureFile(name) });
		}
		await page.setViewportSize(desktop);
	});

	it('is veiled where the job is a spoiler, until it is pressed', async () => {
		const card = await ask('The last scene of the film', true);
		const veil = card.locator('.thumbnail').getByRole('button', { name: 'SPOILER' });
		await veil.waitFor();
		const [over, under] = [(await veil.boundingBox())!, await boxOf(card)];
		expect([over.width, over.height]).toEqual([under.width, under.height]);
		await page.screenshot({ path: await pictureFile('thumbnail-spoiler.png') });
		await veil.click();
		expect(await veil.count()).toBe(0);
	});
});
