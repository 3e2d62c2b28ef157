import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { Sandbox } from '../../../sandbox/web/sandbox.js';
import { chromium, openBrowser } from './browser.js';
import { patienceMs } from '../../harness/patience.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const picture = here('../../../sandbox/cometapi/media/sunset.jpg');

/** In the page: somebody drags a file from their desktop and lets it go over the messages. */
const dropPicture = `{
	const files = new DataTransfer();
	files.items.add(new File([new Uint8Array([255, 216, 255])], 'dropped.jpg', { type: 'image/jpeg' }));
	document.querySelector('#messages').dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
}`;

/** In the page: the same with a file of text. */
const dropNotes = dropPicture.replace(
	"[new Uint8Array([255, 216, 255])], 'dropped.jpg', { type: 'image/jpeg' }",
	"['x'], 'notes.txt', { type: 'text/plain' }",
);

/** In the page: how many pixels stand below what is shown. */
const aboveEnd = `(() => { const list = document.querySelector('#messages'); return list.scrollHeight - list.scrollTop - list.clientHeight; })()`;

/** In the page: how much of the newest video the browser has. */
const readyState = `[...document.querySelectorAll('video')].at(-1).readyState`;

describe.skipIf(!chromium)('the sandbox page, with a small bot of the tests (needs chromium)', () => {
	let sandbox: Sandbox;
	let browser: Browser;
	let page: Page;
	let data: string;
	const complaints: string[] = [];

	beforeAll(async () => {
		data = await mkdtemp(join(tmpdir(), 'reelay-page-'));
		const env = { CLIP: here('../../../sandbox/cometapi/media/sample.mp4') };
		sandbox = await Sandbox.start({ data: join(data, 'sandbox'), entry: here('peerBot.mjs'), env });
		browser = await openBrowser();
		await sandbox.bot.ready();
	});

	afterAll(async () => {
		await browser.close();
		await sandbox.close();
		await rm(data, { recursive: true, force: true });
	});

	beforeEach(async () => {
		complaints.length = 0;
		page = await browser.newPage({ viewport: { width: 1280, height: 860 }, locale: 'en-US' });
		page.setDefaultTimeout(patienceMs);
		page.on('pageerror', (error) => complaints.push(error.message));
		page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
		page.on('request', (request) => {
			if (!/^(http:\/\/127\.0\.0\.1:|data:|blob:)/.test(request.url())) complaints.push(request.url());
		});
		await page.goto(sandbox.url);
		await page.locator('#text').focus();
	});

	afterEach(async () => {
		await page.close();
		expect(complaints, 'the page neither fails nor asks anybody outside').toEqual([]);
	});

	/** The newest message that is on the page. */
	const newest = () => page.locator('.message').last();

	it('lets a command be picked, filled and sent by keyboard alone', async () => {
		await page.keyboard.type('/vid');
		await page.keyboard.press('Enter');
		await page.keyboard.type('Boats leave the harbour');
		await page.keyboard.press('Tab');
		await page.keyboard.type('mod');
		await page.keyboard.press('Enter');
		await page.keyboard.type('veo');
		await page.getByRole('option', { name: 'veo3.1', exact: true }).waitFor();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Enter');
		await page.keyboard.press('Enter');

		await page.locator('.invoked[data-author="Alice"][data-command="video"]').last().waitFor();
		const { payload } = sandbox.discord.interactions.findLast(({ type }) => type === 2)!;
		expect(payload.data).toMatchObject({
			name: 'video',
			options: [
				{ name: 'prompt', type: 3, value: 'Boats leave the harbour' },
				{ name: 'model', type: 3, value: 'veo3.1' },
			],
		});
	});

	it('refuses what Discord would refuse, says why, and sends nothing', async () => {
		const before = sandbox.discord.interactions.length;
		await page.keyboard.type('/video');
		await page.keyboard.press('Enter');
		await page.keyboard.press('Enter');
		await page.getByRole('alert').getByText('This option is required').waitFor();

		await page.keyboard.type('x');
		await page.keyboard.press('Tab');
		await page.keyboard.type('dur');
		await page.keyboard.press('Enter');
		await page.keyboard.type('90');
		await page.keyboard.press('Enter');
		await page.getByRole('alert').getByText('at most 20').waitFor();
		expect(sandbox.discord.interactions.length).toBe(before);
	});

	it('takes no text for a picture, and says so in words', async () => {
		await page.keyboard.type('/video');
		await page.keyboard.press('Enter');
		await page.keyboard.type('From my notes');
		await page.evaluate(dropNotes);
		await page.getByText('notes.txt').waitFor();
		const before = sandbox.discord.interactions.length;
		await page.keyboard.press('Enter');
		await page.getByRole('alert').getByText('This file type is not accepted here').waitFor();
		expect(sandbox.discord.interactions.length).toBe(before);
	});

	it('makes a first video for who does not know what to write', async () => {
		await page.getByRole('button', { name: 'Make a first video' }).click();
		await page.locator('.invoked[data-author="Alice"][data-command="video"]').last().waitFor();
		const { payload } = sandbox.discord.interactions.findLast(({ type }) => type === 2)!;
		expect(JSON.stringify(payload.data)).toContain('A paper boat drifts down a rainy street at dawn');
	});

	it('takes what is typed wherever the focus is, and loses no draft to Escape', async () => {
		await page.locator('#text').blur();
		await page.keyboard.type('/video');
		await page.keyboard.press('Enter');
		await page.keyboard.type('A long thought');
		for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Escape');
		expect(await page.locator('#option-prompt').inputValue()).toBe('A long thought');

		await page.getByRole('button', { name: 'Discard this command' }).click();
		await page.locator('#text').waitFor();
	});

	it('remembers person, language and channel over a reload, and shows the newest message', async () => {
		await page.getByLabel('You are').selectOption('Bob');
		await page.getByRole('button', { name: 'storyboards' }).click();
		await page.reload();
		await page.getByRole('heading', { name: 'storyboards', exact: false }).first().waitFor();
		expect(await page.getByLabel('You are').locator('option:checked').textContent()).toContain('Bob');
	});

	it('brings one’s own command into sight, and says when something new stands below', async () => {
		for (let line = 0; line < 12; line += 1) {
			sandbox.discord.post({ user: sandbox.discord.world.bob.id, content: `Line ${line}\n`.repeat(6) });
		}
		await newest().getByText('Line 11').first().waitFor();
		await expect.poll(() => page.evaluate(aboveEnd)).toBeLessThan(2);
		await page.locator('#messages').hover();
		await page.mouse.wheel(0, -1_500);
		await expect.poll(() => page.evaluate(aboveEnd)).toBeGreaterThan(500);

		sandbox.discord.post({ user: sandbox.discord.world.bob.id, content: 'Look here' });
		await page.getByRole('button', { name: 'New messages below' }).click();
		await expect.poll(() => page.evaluate(aboveEnd)).toBeLessThan(2);

		await page.mouse.wheel(0, -1_500);
		await expect.poll(() => page.evaluate(aboveEnd)).toBeGreaterThan(500);
		await page.keyboard.type('/models');
		await page.keyboard.press('Enter');
		await page.keyboard.press('Enter');
		await expect.poll(() => page.evaluate(aboveEnd)).toBeLessThan(2);
	});

	it('takes a picture by dropping it on the channel, and posts it with the command', async () => {
		await page.keyboard.type('/video');
		await page.keyboard.press('Enter');
		await page.keyboard.type('From this picture');
		await page.evaluate(dropPicture);
		await page.getByText('dropped.jpg').waitFor();
		await page.keyboard.press('Enter');

		await page.locator('.thumbnail img[alt="The picture it began from"]').last().waitFor();
		const { payload } = sandbox.discord.interactions.findLast(({ type }) => type === 2)!;
		expect(JSON.stringify(payload)).toMatch(/"filename":"dropped\.jpg"/);
	});

	it('plays the result inline, mentions its viewer, and opens and submits a modal', async () => {
		await page.keyboard.type('/video');
		await page.keyboard.press('Enter');
		await page.keyboard.type('A harbour');
		await page.keyboard.press('Enter');
		const result = page.locator('.message', { has: page.locator('video') }).last();
		await result.waitFor();
		await expect.poll(() => page.evaluate(readyState)).toBeGreaterThanOrEqual(2);
		expect(await result.locator('discord-message').getAttribute('highlight')).not.toBeNull();

		await result.getByRole('button', { name: 'Edit prompt' }).click();
		const modal = page.getByRole('dialog', { name: 'Edit prompt' });
		await modal.getByLabel('Prompt').fill('A harbour at night');
		await modal.getByLabel('Tall').check();
		await modal.getByLabel('Hide it as a spoiler').check();
		await modal.locator('input[type=file]').setInputFiles(picture);
		await modal.getByRole('button', { name: 'Submit' }).click();
		await newest().getByText('A harbour at night').waitFor();

		const { payload } = sandbox.discord.interactions.findLast(({ type }) => type === 5)!;
		expect(JSON.stringify(payload)).toMatch(/"value":"9:16".*"value":true/);
		expect(JSON.stringify(payload)).toContain('sunset.jpg');
	});

	it('shows an ephemeral reply to its person alone until they dismiss it', async () => {
		await page.keyboard.type('/models');
		await page.keyboard.press('Enter');
		await page.keyboard.press('Enter');
		await newest().getByText('Only you can see this').waitFor();
		const count = await page.locator('.message').count();

		await page.getByLabel('You are').selectOption('Bob');
		await expect.poll(() => page.locator('.message').count()).toBeLessThan(count);
		await page.getByLabel('You are').selectOption('Alice');
		await newest().getByRole('button', { name: 'Dismiss message' }).click();
		await expect.poll(() => page.locator('.message').count()).toBe(count - 1);
	});

	it('runs a message command from the menu of a message', async () => {
		await page.locator('.attach input').setInputFiles(picture);
		await page.keyboard.press('Tab');
		await page.locator('#text').fill('Look at this sunset');
		await page.keyboard.press('Enter');
		const post = page.locator('.message', { hasText: 'Look at this sunset' });
		await post.locator('img[alt="sunset.jpg"]').waitFor();
		await post.hover();
		await post.getByRole('button', { name: 'Message actions' }).click();
		await page.getByRole('menuitem', { name: 'Animate image' }).click();
		await newest().getByText('Animating 1 picture(s)').waitFor();
	});

	it('speaks Korean to who reads Korean, in its own words and in the command’s', async () => {
		await page.getByLabel('Language').selectOption('ko');
		await page.locator('#text').fill('/');
		await page.getByRole('option', { name: '/영상' }).waitFor();
		await page.getByText('글과 그림으로 영상을 만들어요').waitFor();
		expect(await page.locator('html').getAttribute('lang')).toBe('ko');
	});

	it('offers an administrator’s command to the administrator alone', async () => {
		await page.locator('#text').fill('/video-admin');
		await page.getByText('No options match').waitFor();
		await page.getByLabel('You are').selectOption('Admin (admin)');
		await page.getByRole('option', { name: '/video-admin usage' }).waitFor();
	});

	it('says that the application did not respond when the bot is dead, and goes on when it is back', async () => {
		await page.getByRole('button', { name: 'Kill' }).click();
		await page.locator('#bot-state[data-phase=stopped]').getByText('SIGKILL').waitFor();
		await page.locator('#text').fill('/models');
		await page.keyboard.press('Enter');
		await page.keyboard.press('Enter');
		await page.getByText('The application did not respond').waitFor();

		await page.getByRole('button', { name: 'Start' }).click();
		await page.locator('#bot-state[data-phase=ready]').waitFor();
	});

	it('fits a phone: nothing is wider than the screen, channels and controls open over the chat', async () => {
		await page.setViewportSize({ width: 360, height: 740 });
		expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
		await page.getByRole('button', { name: 'Channels' }).click();
		await page.getByRole('button', { name: 'storyboards' }).click();
		await page.getByRole('heading', { name: 'storyboards', exact: false }).first().waitFor();
		await page.getByRole('button', { name: 'Controls' }).click();
		await page.getByRole('button', { name: 'Kill' }).waitFor();
	});
});
