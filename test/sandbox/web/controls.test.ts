import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Sandbox } from '../../../sandbox/web/sandbox.js';
import { chromium, visit, type Visit } from './browser.js';

describe.skipIf(!chromium)('the controls of the sandbox, with the real bot (needs chromium)', () => {
	let sandbox: Sandbox;
	let page: Page;
	let at: Visit;

	beforeAll(async () => {
		const env = { MEMBER_RUNNING_JOBS: '100', PROGRESS_EDIT_MS: '300', JOB_TIMEOUT_MINUTES: '0.05', LATE_HOURS: '0' };
		at = await visit({ seconds: 2, env }, { viewport: { width: 1440, height: 900 } });
		({ sandbox, page } = at);
	});

	afterAll(() => at.close());

	/** Alice asks for a video by hand. */
	async function ask(prompt: string): Promise<void> {
		await page.locator('#text').fill('/video');
		await page.getByRole('option', { name: '/video', exact: false }).first().waitFor();
		await page.keyboard.press('Enter');
		await page.keyboard.type(prompt);
		await page.keyboard.press('Enter');
	}

	/** The message that tells what became of the job with this prompt. */
	const telling = (prompt: string, text: RegExp): Locator =>
		page.locator('.message', { hasText: prompt }).filter({ hasText: text }).last();

	const turn = (control: string, on: boolean): Promise<void> => page.locator(`#control-${control}`).setChecked(on);
	const plan = (outcome: string): Promise<unknown> => page.locator('#outcome').selectOption(outcome);

	it.each([
		['fails', /could not/iu],
		['fails-silently', /could not/iu],
		['moderated', /rules|reword|allow/iu],
		['never-finishes', /did not finish|in time|too long/iu],
	])('the next ones: %s', async (outcome, text) => {
		await plan(outcome);
		await ask(`A video that ${outcome}`);
		await telling(`A video that ${outcome}`, text).waitFor();
		await plan('succeeds');
	});

	it.each(['discord429', 'cometapi429', 'cometapiOutage'])('%s: the job waits, then goes on', async (control) => {
		const creates = sandbox.cometapi.creates;
		await ask(`Through ${control}`);
		await expect.poll(() => sandbox.cometapi.creates).toBe(creates + 1);
		await turn(control, true);
		const { length } = sandbox.discord.exchanges;
		const before = length + sandbox.cometapi.server.exchanges.length;
		await expect
			.poll(() => sandbox.discord.exchanges.length + sandbox.cometapi.server.exchanges.length)
			.toBeGreaterThan(before);
		await turn(control, false);
		await telling(`Through ${control}`, /ready/u).locator('video').waitFor();
		expect(sandbox.cometapi.creates).toBe(creates + 1);
	});

	it('an answer lost after the create is not repeated, and the member is told', async () => {
		const creates = sandbox.cometapi.creates;
		await turn('answerLost', true);
		await ask('An answer that gets lost');
		await telling('An answer that gets lost', /not repeated|may have been|not sure|certain/iu).waitFor();
		expect(sandbox.cometapi.creates).toBe(creates + 1);
	});

	it('tokens that expire in the middle cost the member nothing', async () => {
		const creates = sandbox.cometapi.creates;
		await ask('Past its token');
		await expect.poll(() => sandbox.cometapi.creates).toBe(creates + 1);
		await page.getByRole('button', { name: 'End all 15-minute replies now' }).click();
		await telling('Past its token', /ready/u).locator('video').waitFor();
	});

	it('where the bot may not post, the answer comes by its reply', async () => {
		await turn('mayPost', false);
		await ask('By the reply');
		await telling('By the reply', /ready/u).locator('video').waitFor();
		await turn('mayPost', true);
	});

	it('closed direct messages are closed for the bot', async () => {
		await turn('dmsClosed', true);
		await expect.poll(() => sandbox.discord.world.alice.dmsClosed).toBe(true);
		await turn('dmsClosed', false);
	});

	it('slower: the slider rules how long the next ones take', async () => {
		await page.getByLabel('Seconds that a generation takes').fill('60');
		await ask('A slow one');
		const cancel = page.locator('.message', { hasText: 'A slow one' }).locator('[data-custom-id^="v1:cancel:"]');
		await cancel.waitFor();
		expect(sandbox.cometapi.tasks.at(-1)?.plan.paceMs ?? 60_000).toBe(60_000);
	});

	it('Stop ends it in order, and Start begins anew', async () => {
		await page.getByRole('button', { name: 'Stop' }).click();
		await page.locator('#bot-state[data-phase=stopped]').waitFor();
		expect(sandbox.bot.state.exit?.code).toBe(0);
		await page.getByRole('button', { name: 'Start', exact: true }).click();
		await page.locator('#bot-state[data-phase=ready]').waitFor();
	});
});
