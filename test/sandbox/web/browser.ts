import { accessSync, constants } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium as driver } from 'playwright-core';

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
