import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { App } from '../../../src/app/app.js';
import { ConfigError, readConfig } from '../../../src/config.js';
import { hours } from '../../../src/lib/time.js';
import { claimMediaFolder, identityOf } from '../../../src/services/media/mediaOwner.js';
import { MediaFolder } from '../../../src/services/media/mediaFolder.js';
import { JobStore } from '../../../src/services/records/jobStore.js';
import { Storage } from '../../../src/services/records/storage.js';
import { aJob } from '../../harness/aJob.js';
import { VideoFixtures } from '../../harness/videoFixtures.js';

const log = pino({ level: 'silent' });
const desk = VideoFixtures.open();
let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'owner-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function identity(name: string, now: number, job?: ReturnType<typeof aJob>) {
	const storage = await Storage.open({ url: `sqlite://${folder}/${name}.sqlite`, log });
	const store = await JobStore.open(storage);
	if (job !== undefined) await store.save(job);
	const found = await identityOf(storage, { store, now });
	await storage.close();
	return found;
}

describe('a store', () => {
	it('has one name for ever, and is as old as its first day', async () => {
		const first = await identity('a', 1000);
		expect(first.bornAt).toBe(1000);
		expect(await identity('a', 2000)).toEqual(first);
		expect((await identity('b', 1000)).id).not.toBe(first.id);
	});

	it('that has jobs is older than its name', async () => {
		expect((await identity('c', 1000, aJob())).bornAt).toBe(0);
	});
});

describe('MEDIA_DIR', () => {
	it('belongs to the store that marked it first', async () => {
		const [mine, theirs] = [await identity('a', 1), await identity('b', 1)];
		const media = join(folder, 'media');
		expect(await claimMediaFolder(media, mine)).toBeUndefined();
		expect(await claimMediaFolder(media, mine)).toBeUndefined();
		expect(await claimMediaFolder(media, theirs)).toMatch(/another store/u);
		expect((await stat(join(media, '.reelay-store'))).mode & 0o777).toBe(0o600);
	});

	it('of another store is refused in one plain line that names the variable', async () => {
		await claimMediaFolder(join(folder, 'media'), await identity('theirs', 1));
		const env = {
			DISCORD_TOKEN: 'a.bot.token',
			COMETAPI_KEY: 'sk',
			OPS_PORT: 'off',
			COMETAPI_BASE_URL: 'http://127.0.0.1:9',
		};
		const places = { STORE_URL: `sqlite://${folder}/mine.sqlite`, MEDIA_DIR: join(folder, 'media') };
		const app = new App(readConfig({ ...env, ...places }), { log });
		const thrown: unknown = await app.start().catch((error: unknown) => error);
		expect(thrown).toBeInstanceOf(ConfigError);
		if (thrown instanceof ConfigError) expect(thrown.faults).toEqual([expect.stringMatching(/^MEDIA_DIR: /u)]);
		await app.stop();
	});
});

describe('what is not ours', () => {
	const place = async (name: string, at: number): Promise<void> => {
		await mkdir(desk.folder, { recursive: true });
		await writeFile(join(desk.folder, name), 'x');
		await utimes(join(desk.folder, name), at / 1000, at / 1000);
	};
	const sweep = { olderThanMs: hours(1), keep: () => false };

	it('is never deleted: names of others, files of an older store', async () => {
		const now = Date.now();
		const others = [
			'holiday.mp4',
			'IMG_1234-2.jpg',
			'7.mp4',
			'20240101-1.mp4',
			'report.final.part',
			'12345678901234567890123.mp4',
		];
		for (const name of others) await place(name, now - hours(100));
		await place('123456789012345678.mp4', now - hours(100));
		await place('123456789012345679_a.mp4', now - hours(2));

		await desk.another({ since: now - hours(50) }).sweep(sweep);

		expect((await desk.files()).sort()).toEqual([...others, '123456789012345678.mp4'].sort());
		await desk.another().sweep(sweep);
		expect((await desk.files()).sort()).toEqual([...others].sort());
	});

	it('is not made either: a part is its owner’s alone from its first byte, whatever the umask', async () => {
		const before = process.umask(0);
		try {
			const ours = new MediaFolder(join(folder, 'parts'));
			await ours.scratch('123456789012345678-fit', async (path) => {
				expect((await stat(path)).mode & 0o777).toBe(0o600);
			});
			expect(await readdir(join(folder, 'parts'))).toEqual([]);
		} finally {
			process.umask(before);
		}
	});
});
