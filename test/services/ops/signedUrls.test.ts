import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallbackAddresses, Signer, MediaAddresses } from '../../../src/services/ops/signedUrls.js';
import { CallbackPolls } from '../../../src/services/scheduling/callbackPolls.js';
import { Storage } from '../../../src/services/records/storage.js';
import { aJob } from '../../harness/aJob.js';
import { FakeClock } from '../../harness/fakeClock.js';

const publicUrl = 'https://bot.example.com/reelay';
const log = pino({ level: 'silent' });
let folder: string;
let storage: Storage;

const open = () => Storage.open({ url: `sqlite://${folder}/reelay.sqlite`, log });
const addresses = async () => new CallbackAddresses({ publicUrl, signer: await Signer.open(storage) });
const pathOf = (url: string): string => url.slice(publicUrl.length);

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'reelay-addresses-'));
	storage = await open();
});
afterEach(async () => {
	await storage.close();
	await rm(folder, { recursive: true, force: true });
});

describe('CallbackAddresses', () => {
	it('knows the job of an address that it gave out', async () => {
		const callbacks = await addresses();
		const url = callbacks.urlOf(aJob());
		expect(url).toMatch(/^https:\/\/bot\.example\.com\/reelay\/callback\/1200000000000000001-[\w-]{43}$/u);
		expect(callbacks.jobIdOf(pathOf(url))).toBe('1200000000000000001');
	});

	it('still knows it after a restart, and not with the key of another store', async () => {
		const url = (await addresses()).urlOf(aJob());
		await storage.close();
		storage = await open();
		expect((await addresses()).jobIdOf(pathOf(url))).toBe('1200000000000000001');

		const other = await Storage.open({ url: `sqlite://${folder}/other.sqlite`, log });
		const stranger = new CallbackAddresses({ publicUrl, signer: await Signer.open(other) });
		await other.close();
		expect(stranger.jobIdOf(pathOf(url))).toBeUndefined();
	});

	it('makes one key, however many ask for it at once', async () => {
		const signers = await Promise.all(Array.from({ length: 20 }, () => Signer.open(storage)));
		expect(new Set(signers.map((signer) => signer.sign('callback', 'x'))).size).toBe(1);
	});

	it('gives every job an address of its own', async () => {
		const callbacks = await addresses();
		const secretOf = (id: string) => callbacks.urlOf(aJob({ id })).slice(-43);
		expect(secretOf('1200000000000000001')).not.toBe(secretOf('1200000000000000002'));
	});

	it('refuses every address that it did not give out', async () => {
		const callbacks = await addresses();
		const path = pathOf(callbacks.urlOf(aJob()));
		const flipped = path.slice(0, -1) + (path.endsWith('A') ? 'B' : 'A');
		const hostile = [
			flipped,
			path.replace('0001-', '0002-'),
			`${path}A`,
			path.slice(0, -1),
			`${path}/`,
			`/x${path}`,
			path.replace('/callback/', '/media/'),
			'/callback/',
			'/callback/-',
			'/callback/1200000000000000001-',
			'/callback/1200000000000000001',
			`/callback/../callback/${path.slice(10)}`,
			`/callback/${'9'.repeat(5000)}-${'a'.repeat(43)}`,
			'/callback/1200000000000000001-\u0000\uffff',
		];
		expect(hostile.filter((each) => callbacks.jobIdOf(each) !== undefined)).toEqual([]);
	});
});

describe('MediaAddresses', () => {
	it('knows the file of an address that it gave out, and no other', async () => {
		const media = new MediaAddresses({ publicUrl, signer: await Signer.open(storage) });
		const path = pathOf(media.urlOf('1200000000000000001-last_frame.jpg'));
		expect(path).toMatch(/^\/media\/[\w-]{43}-1200000000000000001-last_frame\.jpg$/u);
		expect(media.fileOf(path)).toBe('1200000000000000001-last_frame.jpg');

		const hostile = [path.replace('last_frame', 'image'), `${path}/..`, path.replace('1200', '../1200'), '/media/'];
		expect(hostile.filter((each) => media.fileOf(each) !== undefined)).toEqual([]);
	});

	it('does not take the signature of a callback for one of a file', async () => {
		const signer = await Signer.open(storage);
		const media = new MediaAddresses({ publicUrl, signer });
		const file = '1200000000000000001-image.jpg';
		expect(media.fileOf(`/media/${signer.sign('media', file)}-${file}`)).toBe(file);
		expect(media.fileOf(`/media/${signer.sign('callback', file)}-${file}`)).toBeUndefined();
	});
});

describe('CallbackLooks', () => {
	it('looks at once for the first callback, and once more for all that follow within the least time', async () => {
		const clock = new FakeClock();
		const polls: string[] = [];
		const callbacks = new CallbackPolls({ look: (id) => polls.push(id), clock });
		for (let count = 0; count < 100; count += 1) callbacks.heard('a');
		callbacks.heard('b');
		expect(polls).toEqual(['a', 'b']);

		await clock.advance(4999);
		expect(polls).toEqual(['a', 'b']);
		await clock.advance(60_000);
		expect(polls).toEqual(['a', 'b', 'a']);
		expect(clock.waiting).toBe(0);

		callbacks.heard('a');
		expect(polls).toEqual(['a', 'b', 'a', 'a']);
	});

	it('makes no poll after it was stopped, and leaves no timer', async () => {
		const clock = new FakeClock();
		const polls: string[] = [];
		const callbacks = new CallbackPolls({ look: (id) => polls.push(id), clock });
		callbacks.heard('a');
		callbacks.heard('a');
		callbacks.stop();
		expect(clock.waiting).toBe(0);
		await clock.advance(60_000);
		expect(polls).toEqual(['a']);
	});
});
