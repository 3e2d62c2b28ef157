import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOperatorPage } from '../../../scripts/operatorPage.mjs';
import { aJob } from '../../harness/aJob.js';
import { OperatorHarness, opsToken } from '../../harness/operatorHarness.js';
import { chromium, openBrowser, pictureFile } from '../../sandbox/web/browser.js';
import { patienceMs } from '../../harness/patience.js';

const at = Date.UTC(2026, 10, 20, 11);
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe.skipIf(!chromium)('the operator’s page in a browser (needs chromium)', () => {
	let folder: string;
	let harness: OperatorHarness;
	let browser: Browser;
	let page: Page;
	const complaints: string[] = [];

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'reelay-operator-page-'));
		const built = pathToFileURL(`${folder}/`);
		await buildOperatorPage(built);
		harness = await OperatorHarness.start(built);
		await harness.add(
			...Array.from({ length: 40 }, (_, index) =>
				aJob({
					id: `12000000000000001${String(index).padStart(2, '0')}`,
					createdAt: at - index * 3_000_000,
					phase: 'closed',
					submission: { sent: 1, startedAt: at, acceptedAt: at - index * 3_000_000 },
					outcome:
						index % 5 === 0
							? { type: 'failed', at: at - index * 3_000_000, failure: { code: 'provider' } }
							: {
									type: 'succeeded',
									at: at - index * 3_000_000 + 80_000,
									result: { urls: ['https://cdn.example.com/v.mp4'] },
								},
					closedAt: at,
				}),
			),
			aJob({
				id: '1200000000000000201',
				phase: 'closed',
				createdAt: at,
				submission: { sent: 1, startedAt: at },
				outcome: { type: 'failed', at, failure: { code: 'submission-unknown' } },
				closedAt: at,
			}),
			aJob({ id: '1200000000000000202', createdAt: at, phase: 'generating', submission: { sent: 1, startedAt: at } }),
		);
		const process = { version: '1.2.3', host: 'one.example', startedAt: at, isLeader: false, isSelf: false };
		harness.living.push(
			{ ...process, name: 'gateway:1', role: 'gateway', pid: 7, shards: [0, 1], jobs: 0, isSelf: true },
			{ ...process, name: 'worker:1', role: 'worker', pid: 8, shards: [], jobs: 12, isLeader: true },
		);
		browser = await openBrowser();
		page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-US' });
		page.setDefaultTimeout(patienceMs);
		page.on('pageerror', (error) => complaints.push(error.message));
		page.on('dialog', (dialog) => void dialog.accept());
	});

	afterAll(async () => {
		await browser.close();
		await harness.close();
		await rm(folder, { recursive: true, force: true });
	});

	/** What axe finds wrong. */
	async function violations(): Promise<string[]> {
		await page.evaluate(await readFile(axe, 'utf8'));
		const found = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
			'axe.run(document).then((r) => r.violations)',
		);
		return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
	}

	it('lets in who has the token, by keyboard', async () => {
		await page.goto(harness.origin);
		await page.getByLabel('OPS_TOKEN').focus();
		await page.keyboard.type('wrong');
		await page.keyboard.press('Enter');
		await page.getByRole('alert').getByText('This is not OPS_TOKEN.').waitFor();
		expect(await violations()).toEqual([]);
		await page.keyboard.type(opsToken);
		await page.keyboard.press('Enter');
		await page.getByText('Being made', { exact: true }).waitFor();
	});

	it.each(['light', 'dark'] as const)(
		'shows how things stand, in the %s, without a finding of axe',
		async (colorScheme) => {
			await page.emulateMedia({ colorScheme });
			await page.getByRole('button', { name: 'Now' }).click();
			await page.getByRole('button', { name: '1200000000000000202' }).waitFor();
			expect(await violations()).toEqual([]);
			await page.screenshot({ path: await pictureFile(`operator-now-${colorScheme}.png`) });
		},
	);

	it('shows the processes that share the work, and which leads', async () => {
		const rows = page.getByRole('region', { name: 'Processes' }).getByRole('row');
		const texts = await rows.allInnerTexts();
		expect(texts.map((text) => text.split(/\s*\t\s*/u).filter((_, index) => index !== 5))).toEqual([
			['Role', 'Version', 'Where', 'Shards', 'Jobs', 'Part'],
			['gateway', '1.2.3', 'one.example 7', '0, 1', '0', 'tells this'],
			['worker', '1.2.3', 'one.example 8', '–', '12', 'leads'],
		]);
	});

	it('plots the past', async () => {
		await page.getByRole('button', { name: 'Figures' }).click();
		await page.getByRole('button', { name: '30 days' }).click();
		await page
			.getByText('42 jobs ended', { exact: false })
			.or(page.getByText('41 jobs ended', { exact: false }))
			.waitFor();
		expect(await page.locator('rect.bar.succeeded').count()).toBe(30);
		expect(await violations()).toEqual([]);
		await page.screenshot({ path: await pictureFile('operator-figures.png') });
	});

	it('blocks a member everywhere and lets them in again, by keyboard, and closes direct messages', async () => {
		await page.getByRole('button', { name: 'Now' }).click();
		await page.getByText('Access (0 blocked)').click();
		await page.getByLabel('Member’s id').fill('1200000000000000777');
		await page.keyboard.press('Enter');
		await page.getByText('1200000000000000777 is blocked everywhere.').waitFor();
		await page.getByRole('button', { name: 'Close direct messages' }).click();
		await page.getByText('Direct messages: no videos are made').waitFor();
		expect(await violations()).toEqual([]);
		await page.screenshot({ path: await pictureFile('operator-access.png'), fullPage: true });
		await page.getByRole('button', { name: 'Unblock 1200000000000000777' }).click();
		await page.getByText('Access (0 blocked)').waitFor();
	});

	it('finds a job, shows its life, and attaches the task that a lost create made', async () => {
		await page.getByRole('button', { name: 'Find' }).first().click();
		await page.getByLabel('A member’s id').fill('1200000000000000201');
		await page.keyboard.press('Enter');
		await page.getByRole('button', { name: '1200000000000000201' }).click();
		await page.getByRole('heading', { name: 'Job 1200000000000000201' }).waitFor();
		expect(await violations()).toEqual([]);
		await page.screenshot({ path: await pictureFile('operator-job.png') });
		await page.getByLabel('Task id at the provider').fill('task_abcdefgh');
		await page.keyboard.press('Enter');
		await page.getByText('A new job goes on from that task.').waitFor();
		expect(harness.looked).toContain('1200000000000000201_r');
	});

	it('fits a phone', async () => {
		await page.setViewportSize({ width: 360, height: 740 });
		await page.locator('.job').getByRole('button', { name: 'Close' }).click();
		await page.getByRole('button', { name: 'Now' }).click();
		expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
		await page.screenshot({ path: await pictureFile('operator-phone.png') });
		expect(complaints).toEqual([]);
	});
});
