import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Sandbox } from '../../../sandbox/web/sandbox.js';
import { chromium, pictureFile, visit, type Visit } from './browser.js';

const picture = fileURLToPath(new URL('../../../sandbox/cometapi/media/sunset.jpg', import.meta.url));

/** In the page: how much of the newest video the browser has. */
const readyState = `[...document.querySelectorAll('video')].at(-1)?.readyState ?? -1`;

describe.skipIf(!chromium)('a member’s journey in the sandbox, with the real bot (needs chromium)', () => {
	let sandbox: Sandbox;
	let page: Page;
	let at: Visit;

	beforeAll(async () => {
		at = await visit({ seconds: 6 }, { viewport: { width: 1440, height: 900 } });
		({ sandbox, page } = at);
	});

	afterAll(() => at.close());

	it('goes from the slash to a video that plays, with progress on the way', async () => {
		await page.locator('#text').focus();
		await page.keyboard.type('/video');
		await page.getByRole('option', { name: '/video', exact: false }).first().waitFor();
		await page.keyboard.press('Enter');
		await page.keyboard.type('A harbour at dawn, boats leaving one by one');
		await page.keyboard.press('Tab');
		await page.keyboard.type('model');
		await page.keyboard.press('Enter');
		await page.keyboard.type('veo');
		await page.getByRole('option', { name: /veo/i }).first().waitFor();
		await page.keyboard.press('Enter');
		await page.keyboard.type('image');
		await page.keyboard.press('Enter');
		await page.locator('#option-image').setInputFiles(picture);
		await page.getByText('sunset.jpg').waitFor();
		await page.keyboard.press('Enter');

		const progress = page.locator('.message', { has: page.locator('.invoked[data-command="video"]') });
		await progress.locator('[data-custom-id^="v1:cancel:"]').waitFor();
		const first = await progress.innerText();
		await expect.poll(() => progress.innerText()).not.toBe(first);

		await page.locator('video').waitFor();
		await expect.poll(() => page.evaluate(readyState)).toBeGreaterThanOrEqual(2);
		expect(sandbox.cometapi.creates).toBe(1);
		expect(sandbox.cometapi.tasks[0]!.request).toMatchObject({ prompt: 'A harbour at dawn, boats leaving one by one' });
	});

	it('posts the very bytes that the provider served', async () => {
		const posted = await (await fetch((await page.locator('video').getAttribute('src'))!)).arrayBuffer();
		expect(hash(Buffer.from(posted))).toBe(hash(sandbox.cometapi.sample));
	});

	it('goes to the answer by the link in the finished progress message, without leaving the page', async () => {
		await page.getByRole('link', { name: 'see what came of it' }).click();
		const focused = `document.activeElement.querySelector('video') !== null`;
		await expect.poll(() => page.evaluate(focused)).toBe(true);
		expect(page.url()).toBe(sandbox.url);
	});

	it('shows the job’s record and log in the side panel, without its secrets', async () => {
		await page.locator('.jobs button').first().click();
		await page.locator('#job details').first().waitFor();
		const shown = await page.locator('#job').innerText();
		expect(shown).toContain('"phase": "closed"');
		for (const { token } of sandbox.discord.interactions) expect(shown).not.toContain(token);
		expect(await page.locator('.log li').count()).toBeGreaterThan(0);
		await page.screenshot({ path: await pictureFile('sandbox.png') });
	});

	it('goes on with the same message after a kill in the middle', async () => {
		await page.locator('#text').fill('/video');
		await page.keyboard.press('Enter');
		await page.keyboard.type('The bot dies and comes back');
		await page.keyboard.press('Enter');
		const progress = page.locator('.message', { has: page.locator('[data-custom-id^="v1:cancel:"]') });
		await progress.waitFor();
		// A task that is asked about has been written down; of one killed earlier nobody could be certain.
		await expect.poll(() => sandbox.cometapi.tasks[1]?.polls ?? 0).toBeGreaterThan(0);
		await page.getByRole('button', { name: 'Kill' }).click();
		await page.locator('#bot-state[data-phase=stopped]').waitFor();
		await page.getByRole('button', { name: 'Start', exact: true }).click();

		await expect.poll(() => page.locator('video').count()).toBe(2);
		expect(sandbox.cometapi.creates).toBe(2);
	});

	it('answers a button on a message, and says at once that Cancel was heard', async () => {
		await page.locator('#text').fill('/video');
		await page.keyboard.press('Enter');
		await page.keyboard.type('Never mind');
		await page.keyboard.press('Enter');
		const cancel = page.locator('[data-custom-id^="v1:cancel:"]');
		await cancel.click();
		await expect.poll(() => cancel.count()).toBe(0);
		expect(await page.locator('video').count()).toBe(2);
	});
});

function hash(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('hex');
}
