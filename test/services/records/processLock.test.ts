import { mkdir, mkdtemp, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { seconds } from '../../../src/lib/time.js';
import { ProcessLock } from '../../../src/services/records/processLock.js';
import { Storage } from '../../../src/services/records/storage.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { soon } from '../../harness/soon.js';

const log = pino({ level: 'silent' });
const never = new AbortController().signal;
let folder: string;
let file: string;
let clock: FakeClock;
const locks: ProcessLock[] = [];

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'reelay-lock-'));
	file = join(folder, 'reelay.sqlite');
	clock = new FakeClock();
});
afterEach(async () => {
	for (const lock of locks.splice(0)) await lock.release();
	await rm(folder, { recursive: true, force: true });
});

function lockOn(path: string, onLost?: () => void): ProcessLock {
	const lock = new ProcessLock({ storeUrl: `sqlite://${path}`, onLost, clock, log });
	locks.push(lock);
	return lock;
}

/** Whether it is held after one try. */
async function holds(lock: ProcessLock): Promise<boolean> {
	await lock.acquire(AbortSignal.abort(new Error('one try'))).catch(() => undefined);
	return lock.held;
}

describe('ProcessLock', () => {
	it('keeps its file from other users, and is free again when it is released', async () => {
		const [first, second] = [lockOn(file), lockOn(file)];
		await first.acquire(never);
		expect((await stat(`${file}.lock`)).mode & 0o777).toBe(0o600);
		expect([await holds(second), await first.problem()]).toEqual([false, undefined]);
		await first.release();
		expect(await holds(second)).toBe(true);
		expect(await first.problem()).toContain('not held');
	});

	it('is on the store itself, whatever link it is named by, also before it is there', async () => {
		await mkdir(join(folder, 'real'));
		await symlink('real', join(folder, 'other'));
		await symlink('real/reelay.sqlite', file);
		const names = [join(folder, 'real/reelay.sqlite'), join(folder, 'other/reelay.sqlite'), file];
		await lockOn(names[0]!).acquire(never);
		expect(await Promise.all(names.map((name) => holds(lockOn(name))))).toEqual([false, false, false]);
		await writeFile(names[0]!, '');
		expect(await Promise.all(names.map((name) => holds(lockOn(name))))).toEqual([false, false, false]);
	});

	it('takes a lock file that was removed anew', async () => {
		const lock = lockOn(file);
		await lock.acquire(never);
		await rm(`${file}.lock`);
		expect(await lock.problem()).toContain('removed');
		await clock.advance(seconds(15));
		await soon(() => lock.problem()).toBeUndefined();
		expect(await holds(lockOn(file))).toBe(false);
	});

	it('is lost to a process that was faster: nothing is written from then on, and the first is told', async () => {
		let lost = 0;
		const first = lockOn(file, () => (lost += 1));
		await first.acquire(never);
		const storage = await Storage.open({ url: `sqlite://${file}`, hindrance: () => first.problem(), log });
		const table = await storage.table('things', z.number());
		await table.set('k', 1);
		await rm(`${file}.lock`);
		expect(await holds(lockOn(file))).toBe(true);
		await soon(() => table.set('other', 2).catch((error: unknown) => (error as Error).name)).toBe('StoreLostError');
		await clock.advance(seconds(15));
		await soon(() => lost).toBe(1);
		expect(first.held).toBe(false);
		expect(await table.get('k')).toBe(1);
		await storage.close();
	});
});

describe('a store file that is moved', () => {
	it.each(['reelay.sqlite', 'reelay.sqlite-wal'])('(%s) takes no writes until it is back', async (name) => {
		const storage = await Storage.open({ url: `sqlite://${file}`, log });
		const table = await storage.table('things', z.number());
		await table.set('k', 1);
		await rename(join(folder, name), join(folder, 'elsewhere'));
		await soon(() => table.set('other', 2).catch((error: unknown) => (error as Error).message)).toContain(
			`${name} was moved`,
		);
		await expect(table.insert('new', 1)).rejects.toThrow('moved');
		await expect(table.delete('k')).rejects.toThrow('moved');
		expect(await table.get('k')).toBe(1);
		await rename(join(folder, 'elsewhere'), join(folder, name));
		await soon(() => table.set('k', 3).then(() => table.get('k'))).toBe(3);
		await storage.close();
	});
});
