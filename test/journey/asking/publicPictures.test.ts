import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { request } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import type { Invocation } from '../../../sandbox/discord/world/actions.js';
import type { Task } from '../../../sandbox/cometapi/task/task.js';
import { expectGoodManners } from '../../harness/promises.js';
import { publicAddress } from '../../harness/publicAddress.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

/** Models that take pictures by address alone. */
const models = ['wan2.6', 'doubao-seedance-1-5-pro'] as const;
const free = { DAILY_USD: '' };

let stage: AppHarness;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

async function withPicture(model: string): Promise<Partial<Invocation>> {
	const bytes = await sharp({ create: { width: 640, height: 360, channels: 3, background: '#c04020' } })
		.png()
		.toBuffer();
	return { user: stage.member(), options: { model }, attachments: { image: { name: 'kite.png', bytes } } };
}

async function fetched(url: string) {
	const { statusCode, headers, body } = await request(url);
	return { status: statusCode, type: headers['content-type'], bytes: Buffer.from(await body.arrayBuffer()) };
}

const inputs = () => readdir(join(stage.folder, 'media', 'inputs'));

describe('a model that takes pictures by address', () => {
	it.each(models)('%s: the provider fetches ours until the outcome is told, and not after', async (model) => {
		const { env, via } = await publicAddress();
		stage = await AppHarness.set({ comet: { plan: { outcome: 'stuck' } }, env: { ...env, ...free } });
		const interaction = stage.video(await withPicture(model));
		await soon(() => stage.comet.creates).toBe(1);
		const task = stage.comet.tasks[0]!;

		const url = String(task.request['reference_urls']);
		expect(url).toMatch(/^https:\/\/bot\.example\.com\/reelay\/media\/[\w-]{43}-/u);
		expect(task.exchange.form?.files).toEqual([]);
		const picture = await fetched(via(url));
		expect(picture).toMatchObject({ status: 200, type: 'image/png' });
		expect(await sharp(picture.bytes).metadata()).toMatchObject({ format: 'png', width: 640, height: 360 });

		// Again after a restart, for a provider that takes its time.
		await expect.poll(async () => (await stage.job(interaction))?.phase).toBe('generating');
		await stage.stop();
		await stage.start();
		expect(await fetched(via(url))).toMatchObject({ status: 200, bytes: picture.bytes });

		stage.comet.settle(task);
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		await expect.poll(inputs).toEqual([]);
		expect((await fetched(via(url))).status).toBe(404);
	});

	it.each(models)('%s is refused in private without a public address, before anything is paid', async (model) => {
		stage = await AppHarness.set({ env: free });
		const interaction = stage.video(await withPicture(model));
		expect(await interaction.responded()).toMatchObject({ type: 4, ephemeral: true });
		const told = textOf(stage.discord.original(interaction));
		expect(told).toContain('public address');
		expect(told).toContain('Choose another model');
		expect(await stage.job(interaction)).toBeUndefined();
		expect(stage.comet.creates).toBe(0);
	});

	it('still makes videos from words without a public address', async () => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } }, env: free });
		const interaction = stage.video({ options: { model: 'wan2.6' } });
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
	});

	it('is not paid for without its picture when the operator takes the address away meanwhile', async () => {
		const { env } = await publicAddress();
		stage = await AppHarness.set({
			comet: { plan: { pollsToDone: 1 } },
			env: { ...env, ...free, MAX_RUNNING_JOBS: '1' },
		});
		stage.comet.next({ outcome: 'stuck' });
		stage.video({ user: stage.member() });
		await soon(() => stage.comet.creates).toBe(1);
		const interaction = stage.video(await withPicture('wan2.6'));
		await expect.poll(async () => (await stage.job(interaction))?.pictures?.length).toBe(1);
		const [first] = stage.comet.tasks as [Task];

		await stage.stop();
		await stage.start({ PUBLIC_URL: '' });
		stage.comet.settle(first);
		const told = textOf(await stage.told(interaction));
		expect(told).toContain('Try another model');
		expect(told).toContain('does not count');
		expect(stage.comet.creates).toBe(1);
		await expect.poll(inputs).toEqual([]);
	});
});

describe('a family that answers words alone only with a callback', () => {
	const legacy = { LEGACY_PROVIDERS: 'runway-compat', ...free };

	it('asks for a picture where there is no public address', async () => {
		stage = await AppHarness.set({ env: legacy });
		const interaction = stage.video({ options: { model: 'gen4' } });
		expect(await interaction.responded()).toMatchObject({ type: 4, ephemeral: true });
		const told = textOf(stage.discord.original(interaction));
		expect(told).toMatch(/needs.*image.*attach/u);
		expect(told).not.toContain('takes pictures only');
		expect(stage.comet.creates).toBe(0);
	});

	it('makes the video where there is one', async () => {
		const { env } = await publicAddress();
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } }, env: { ...env, ...legacy } });
		const interaction = stage.video({ options: { model: 'gen4' } });
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
	});
});
