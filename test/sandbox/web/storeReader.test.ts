import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyvSqlite } from '@keyv/sqlite';
import Keyv from 'keyv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { StoreReader } from '../../../sandbox/web/storeReader.js';

describe('StoreReader', () => {
	let folder: string;
	let file: string;

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'reelay-store-'));
		file = join(folder, 'store.sqlite');
	});

	afterEach(() => rm(folder, { recursive: true, force: true }));

	it('sees nothing, and says so, before the bot has made its file', async () => {
		const reader = new StoreReader({ file });
		expect(await reader.jobs()).toEqual([]);
		expect(await reader.changedAt()).toBe(0);
	});

	it('reads what Keyv wrote while Keyv still has the file open, newest first, secrets masked', async () => {
		const store = new KeyvSqlite({ uri: `sqlite://${file}`, table: 'jobs' });
		await store.query('PRAGMA journal_mode = WAL');
		const keyv = new Keyv({ store, namespace: 'jobs' });
		const destination = { token: 'a bearer', tokenExpiresAt: 5, channelId: '1' };
		await keyv.set('1573497547400413214', { phase: 'generating', request: { prompt: 'Boats' }, destination });
		await keyv.set('1573497547400413215', { phase: 'queued', request: { prompt: 'Trees' } });
		await keyv.set('1573497547400413214_a', { phase: 'closed', request: { prompt: 'Boats again' } });
		await keyv.set('cursor', 'unrelated');

		const reader = new StoreReader({ file });
		const jobs = await reader.jobs();
		expect(jobs).toContainEqual({ id: '1573497547400413214_a', phase: 'closed', title: 'Boats again' });
		expect(jobs.filter(({ id }) => !id.endsWith('_a'))).toEqual([
			{ id: '1573497547400413215', phase: 'queued', title: 'Trees' },
			{ id: '1573497547400413214', phase: 'generating', title: 'Boats' },
		]);
		const rows = await reader.rowsOf('1573497547400413214');
		expect(rows.filter(({ key }) => !key.endsWith('_a'))).toEqual([
			{
				table: 'jobs',
				key: 'jobs:1573497547400413214',
				value: {
					phase: 'generating',
					request: { prompt: 'Boats' },
					destination: { token: '•••••', tokenExpiresAt: 5, channelId: '1' },
				},
			},
		]);
		await keyv.disconnect();
	});
});
