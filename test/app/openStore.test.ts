import { existsSync } from 'node:fs';
import { link, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownPlace } from '../../src/app/openStore.js';
import { readConfig } from '../../src/config.js';
import { systemClock } from '../../src/lib/time.js';
import { ProcessLock } from '../../src/services/records/processLock.js';
import { silent } from '../harness/admissionHarness.js';

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'reelay-places-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = async (env: Readonly<Record<string, string>>) => {
	const places = { STORE_URL: `sqlite://${folder}/store.sqlite`, MEDIA_DIR: join(folder, 'media'), ...env };
	const config = readConfig({ DISCORD_TOKEN: 'a.bot.token', COMETAPI_KEY: 'sk-test', ...places });
	const lock = new ProcessLock({ storeUrl: config.storeUrl, clock: systemClock, log: silent });
	const { storage } = await ownPlace(lock).open({ config, signal: AbortSignal.timeout(5000), log: silent });
	await storage.close();
	await lock.release();
};

describe('the places a process keeps things in', () => {
	it('are made, folders and all, for its owner alone', async () => {
		await open({ STORE_URL: `sqlite://${folder}/some/where/store.sqlite`, MEDIA_DIR: join(folder, 'else/where') });
		const modes = await Promise.all(
			['some', 'some/where', 'some/where/store.sqlite', 'else/where'].map((name) => stat(join(folder, name))),
		);
		expect(modes.map(({ mode }) => mode & 0o777)).toEqual([0o700, 0o700, 0o600, 0o700]);
		await open({ STORE_URL: `sqlite://${folder}/some/where/store.sqlite` });
	});

	it.runIf(existsSync('/proc/self'))('are refused by name where no folder can be made at all', async () => {
		const inProc = '/proc/reelay/of/mine';
		const store = expect.stringMatching(/^STORE_URL: .*ENOENT/u);
		await expect(open({ STORE_URL: `sqlite://${inProc}/store.sqlite` })).rejects.toMatchObject({ faults: [store] });
		const media = expect.stringMatching(/^MEDIA_DIR: .*ENOENT/u);
		await expect(open({ MEDIA_DIR: inProc })).rejects.toMatchObject({ faults: [media] });
	});

	it('are not somebody else’s files, which stay as they were', async () => {
		const file = join(folder, 'letter.txt');
		await writeFile(file, 'Dear all, this is no database at all.', { mode: 0o644 });
		const fault = expect.stringMatching(/^STORE_URL: .*no SQLite file/u);
		await expect(open({ STORE_URL: `sqlite://${file}` })).rejects.toMatchObject({ faults: [fault] });
		expect((await stat(file)).mode & 0o777).toBe(0o644);
	});

	it('are not touched while another process has the store', async () => {
		const storeUrl = `sqlite://${folder}/store.sqlite`;
		const lock = new ProcessLock({ storeUrl, clock: systemClock, log: silent });
		await lock.acquire(AbortSignal.timeout(5000));
		const parts = { clock: systemClock, log: silent };
		const config = readConfig({
			...{ DISCORD_TOKEN: 'a.bot.token', COMETAPI_KEY: 'sk-test', STORE_URL: storeUrl },
			MEDIA_DIR: join(folder, 'media'),
		});
		const second = new ProcessLock({ storeUrl, ...parts });
		const opening = ownPlace(second).open({ config, signal: AbortSignal.timeout(700), log: silent });
		await expect(opening).rejects.toThrow(/timeout/u);
		expect((await readdir(folder)).filter((name) => !name.startsWith('store.sqlite.lock'))).toEqual([]);
		await lock.release();
	});

	it('are not a file with two names, which would have two write-ahead logs', async () => {
		await open({});
		await link(join(folder, 'store.sqlite'), join(folder, 'copy.sqlite'));
		const fault = expect.stringMatching(/^STORE_URL: .*another name/u);
		await expect(open({})).rejects.toMatchObject({ faults: [fault] });
	});
});
