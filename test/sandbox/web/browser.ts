import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, type Page, chromium as driver } from 'playwright-core';

import { Sandbox } from '../../../sandbox/web/sandbox.js';
import { patienceMs } from '../../harness/patience.js';

/** Where a Chromium of this machine is; undefined when there is none. */
export const chromium = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)]
	.flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
	.find(isProgram);

/** Silent: no look-ups, no updates; what the page itself asks for is all there is. */
const quiet = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

export function openBrowser(): Promise<Browser> {
	return driver.launch({ executablePath: chromium!, args: quiet });
}

export interface Visit {
	readonly sandbox: Sandbox;
	readonly browser: Browser;
	/** The sandbox's page, open. */
	readonly page: Page;
	close(): Promise<void>;
}

/** The sandbox with the real bot, in a folder of its own, and its page in a browser. */
export async function visit(
	how: Omit<Parameters<typeof Sandbox.start>[0], 'data'>,
	looks: Pick<BrowserContextOptions, 'viewport' | 'deviceScaleFactor'>,
): Promise<Visit> {
	const data = await mkdtemp(join(tmpdir(), 'reelay-visit-'));
	const sandbox = await Sandbox.start({ ...how, data: join(data, 'sandbox') });
	const browser = await openBrowser();
	await sandbox.bot.ready();
	const page = await browser.newPage({ ...looks, locale: 'en-US' });
	page.setDefaultTimeout(patienceMs);
	await page.goto(sandbox.url);
	const close = async (): Promise<void> => {
		await browser.close();
		await sandbox.close();
		await rm(data, { recursive: true, force: true });
	};
	return { sandbox, browser, page, close };
}

/** Where a picture goes: into `docs/` when they are to be made anew, else into a folder that is forgotten. */
export async function pictureFile(name: string): Promise<string> {
	if (process.env.UPDATE_SCREENSHOTS) return fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url));
	return join(await mkdtemp(join(tmpdir(), 'reelay-picture-')), name);
}

function isProgram(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
