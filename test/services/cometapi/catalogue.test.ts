import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { brandNewModel, catalogue as listed } from '../../../sandbox/cometapi/catalogue/catalogue.js';
import type { Answer, Exchange } from '../../../sandbox/http/exchange.js';
import { RecordingServer } from '../../../sandbox/http/recordingServer.js';
import { hours, minutes, seconds } from '../../../src/lib/time.js';
import { providers } from '../../../src/providers/index.js';
import { ApiClient } from '../../../src/services/cometapi/apiClient.js';
import { Catalogue, KeptCatalogue } from '../../../src/services/cometapi/catalogue.js';
import { Storage } from '../../../src/services/records/storage.js';
import { FakeClock } from '../../harness/fakeClock.js';

let server: RecordingServer;
let origin: string;
let respond: (x: Exchange) => Answer;
let folder: string;
let storage: Storage;
let client: ApiClient;
let clock: FakeClock;
const log = pino({ level: 'silent' });
const whole = { success: true, page: 0, page_size: 0, total: listed.length, data: listed };
const always = (): boolean => true;

beforeEach(async () => {
	clock = new FakeClock();
	respond = () => ({ status: 200, body: whole });
	server = new RecordingServer({ now: () => clock.now(), handle: (x) => respond(x) });
	origin = await server.listen();
	client = new ApiClient({ baseUrl: origin, key: 'sk-secret', userAgent: 'reelay/1', clock });
	folder = await mkdtemp(join(tmpdir(), 'reelay-catalogue-'));
	storage = await Storage.open({ url: `sqlite://${join(folder, 'store.sqlite')}`, log });
});
afterEach(async () => {
	await client.close();
	await server.close();
	await storage.close();
	await rm(folder, { recursive: true });
});

async function catalogueOf(): Promise<Catalogue> {
	const table = await storage.space('catalogue', KeptCatalogue);
	return new Catalogue({ api: client, table, providers, legacy: [], clock, random: () => 0.5, log });
}

/** As many requests as this have arrived and been answered. */
async function asked(count: number): Promise<void> {
	while (server.exchanges.length < count || server.exchanges.some((x) => x.answer === undefined)) {
		await new Promise((resolve) => setTimeout(resolve, 2));
	}
	await clock.settle();
}

/** The next timer is about that far away: what came before it is over. It may have been set while time still passed. */
function nextIn(ms: number): Promise<void> {
	return until(() => (clock.nextAt ?? -1) >= clock.now() + ms - minutes(1));
}

async function until(holds: () => boolean): Promise<void> {
	while (!holds()) await clock.settle();
}

describe('Catalogue', () => {
	it('stands on the tables of the families before anything was fetched', async () => {
		const catalogue = await catalogueOf();
		expect(catalogue.find('veo3.1-fast')).toMatchObject({ providerName: expect.stringMatching(/Veo/u) });
		expect(catalogue.find(brandNewModel)).toBeUndefined();
	});

	it('offers what the API lists, without showing the key', async () => {
		const catalogue = await catalogueOf();
		expect(await catalogue.refresh()).toBe(true);
		expect(catalogue.find(brandNewModel)?.model).toMatchObject({ id: brandNewModel, adopted: true });
		expect(catalogue.find('veo3.1-fast')).toMatchObject({ priceBasis: 'catalogue' });
		expect(server.exchanges.map(({ path, headers }) => [path, headers['authorization']])).toEqual([
			['/api/models', undefined],
		]);
	});

	it('offers after a start without the network what was offered before', async () => {
		await (await catalogueOf()).refresh();
		server.addFault({ match: always, act: { kind: 'reset-before' }, times: Infinity });
		const later = await catalogueOf();
		await later.start();
		expect(later.find(brandNewModel)).toBeDefined();
		later.stop();
	});

	it.each<[string, Answer]>([
		['an error', { status: 503, body: { error: { message: 'no' } } }],
		['a page', { status: 200, body: '<html>' }],
		['an empty list', { status: 200, body: { ...whole, total: 0, data: [] } }],
		['another form', { status: 200, body: { models: listed } }],
	])('keeps what it knows when it is answered with %s', async (_, answer) => {
		const catalogue = await catalogueOf();
		await catalogue.refresh();
		respond = () => answer;
		expect(await catalogue.refresh()).toBe(false);
		expect(catalogue.find(brandNewModel)).toBeDefined();
	});

	it('reads a list that comes in pages', async () => {
		respond = ({ query }) => {
			const page = Number(query.get('page') ?? 1);
			const size = Number(query.get('page_size') ?? 5);
			return {
				status: 200,
				body: { ...whole, page, page_size: size, data: listed.slice((page - 1) * size, page * size) },
			};
		};
		const catalogue = await catalogueOf();
		expect(await catalogue.refresh()).toBe(true);
		expect(server.exchanges).toHaveLength(Math.ceil(listed.length / 5));
		expect(catalogue.find(brandNewModel)).toBeDefined();
	});

	it('makes do with the first page of an API that does not understand pages', async () => {
		respond = () => ({ status: 200, body: { ...whole, page: 1, page_size: 20, total: 9999 } });
		const catalogue = await catalogueOf();
		expect(await catalogue.refresh()).toBe(true);
		expect(server.exchanges).toHaveLength(2);
	});

	it('fetches every hour, sooner after a failure, and no more when it is stopped', async () => {
		server.addFault({ match: always, act: { kind: 'answer', answer: { status: 500 } } });
		const catalogue = await catalogueOf();
		await catalogue.start();
		await asked(1);
		// The deadline of the request is gone, and the next try is set.
		await until(() => clock.waiting === 1 && (clock.nextAt ?? 0) <= clock.now() + seconds(15));
		await clock.advance(seconds(15));
		await asked(2);
		await nextIn(hours(1));
		expect(catalogue.find(brandNewModel)).toBeDefined();

		await clock.advance(hours(1));
		await asked(3);
		await nextIn(hours(1));
		catalogue.stop();
		expect(clock.waiting).toBe(0);
	});
});
