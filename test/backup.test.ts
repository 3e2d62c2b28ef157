import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtBot } from '../sandbox/bot/build.js';
import { creates, rateLimited } from '../sandbox/cometapi/faults.js';
import { AppHarness, textOf, withVideo } from './harness/appHarness.js';
import { expectGoodManners } from './harness/promises.js';
import { soon } from './harness/soon.js';

const root = resolve(import.meta.dirname, '..');
let dist: string;
let stage: AppHarness;
beforeAll(async () => {
	dist = dirname(await builtBot(root));
}, 60_000);
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const copy = (): string => join(stage.folder, 'copy.sqlite');

function run(command: 'backup' | 'restore', ...args: string[]): SpawnSyncReturns<string> {
	const env = { PATH: process.env['PATH'] ?? '', ...stage.env };
	return spawnSync(process.execPath, [join(dist, `${command}.js`), ...args], {
		env,
		encoding: 'utf8',
		timeout: 20_000,
	});
}

describe('a backup', () => {
	it('is made while the bot runs, and what was told before and after it is told once when it is put in place', async () => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } } });
		const before = stage.video({ user: stage.member() });
		await stage.told(before);
		await soon(() => stage.job(before)).toMatchObject({ phase: 'closed' });
		stage.comet.next({ outcome: 'stuck' });
		const open = stage.video({ user: stage.member() });
		await soon(() => stage.job(open)).toMatchObject({ phase: 'generating' });

		expect(run('backup', copy())).toMatchObject({ status: 0, stderr: '' });
		expect(statSync(copy()).mode & 0o777).toBe(0o600);
		expect(run('backup', copy())).toMatchObject({ status: 1, stderr: expect.stringContaining('is there already') });
		expect(run('restore', copy())).toMatchObject({ status: 1, stderr: expect.stringContaining('Stop it first') });

		stage.comet.settle(stage.comet.tasks[1]!);
		expect(withVideo([await stage.told(open)])).toHaveLength(1);
		await soon(() => stage.job(open)).toMatchObject({ phase: 'closed' });
		await stage.stop();
		expect(run('restore', copy())).toMatchObject({ status: 0, stdout: expect.stringContaining('1 job was open then') });
		expect(readdirSync(stage.folder).filter((name) => /replaced-.*Z$/u.test(name))).toHaveLength(1);
		expect(await stage.job(open)).toMatchObject({ phase: 'generating' });

		await stage.start();
		await soon(() => stage.job(open)).toMatchObject({ phase: 'closed', outcome: { type: 'succeeded' } });
		expect([before, open].map((each) => stage.tellings(each).length)).toEqual([1, 1]);
		expect(stage.comet.creates).toBe(2);
		expect(stage.discord.notifications).toHaveLength(2);
	});

	it('pays for nothing that waited in it, and says so', async () => {
		stage = await AppHarness.set();
		const back = stage.comet.addFault(rateLimited({ match: creates, times: Infinity }));
		const interaction = stage.video();
		await soon(() => textOf(stage.discord.original(interaction))).toContain('nothing has been paid yet');
		expect(run('backup', copy()).status).toBe(0);
		await stage.stop();
		back();
		expect(run('restore', copy()).status).toBe(0);
		await stage.start();
		expect(textOf(await stage.told(interaction))).toContain('I was interrupted');
		expect(stage.comet.creates).toBe(0);
	});

	it('is refused, with the store left as it is, where the file is none', async () => {
		stage = await AppHarness.set();
		await stage.stop();
		await writeFile(copy(), 'Dear all, this is no database at all.');
		const names = readdirSync(stage.folder);
		expect(run('restore', copy())).toMatchObject({ status: 1, stderr: expect.stringContaining('Nothing was changed') });
		expect(run('restore', join(stage.folder, 'nowhere'))).toMatchObject({ status: 1 });
		expect(run('restore')).toMatchObject({ status: 2 });
		expect(run('backup')).toMatchObject({ status: 2 });
		expect(readdirSync(stage.folder)).toEqual(names);
		expect(existsSync(join(stage.folder, 'reelay.sqlite'))).toBe(true);
	});
});
