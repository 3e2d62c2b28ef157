import { afterEach, describe, expect, it } from 'vitest';
import { brandNewModel } from '../../../sandbox/cometapi/catalogue/catalogue.js';
import { hours, minutes, seconds } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

type Entry = Readonly<Record<string, unknown>>;
const isList = ({ path }: { readonly path: string }): boolean => path === '/api/models';
const asked = (): number => stage.comet.server.exchanges.filter(isList).length;
const answered = () => soon(() => stage.comet.server.exchanges.some((x) => isList(x) && x.answer !== undefined));

const away = { match: isList, act: { kind: 'reset-before' }, times: Infinity } as const;

function listing(data: readonly Entry[]) {
	const body = { success: true, page: 0, page_size: 0, total: data.length, data };
	return { match: isList, act: { kind: 'answer', answer: { status: 200, body } }, times: Infinity } as const;
}

const entry = (id: string, more: Entry = {}): Entry => ({
	id,
	name: id,
	provider: 'Someone',
	model_type: 'video',
	features: ['text-to-video', 'image-to-video'],
	endpoints: JSON.stringify({ someone: { path: '/v1/videos', method: 'POST' } }),
	pricing: { currency: 'USD / M Tokens', per_request: null, per_second: 0.05 },
	upcoming: false,
	...more,
});

/** A stage on which the API's list can go wrong from the first moment on. */
async function withList(fault: Parameters<AppHarness['comet']['addFault']>[0], clock?: FakeClock): Promise<() => void> {
	stage = await AppHarness.set({
		comet: { plan: { pollsToDone: 1 } },
		env: { DAILY_USD: '', CONFIRM_ABOVE_USD: '5' },
		...(clock === undefined ? {} : { clock }),
	});
	await stage.stop();
	const takeBack = stage.comet.addFault(fault);
	return takeBack;
}

async function choices(typed: string, locale = 'en-US'): Promise<readonly { name: string; value: unknown }[]> {
	const user = stage.member(locale);
	const options = { prompt: 'x', model: typed };
	return stage.discord.autocomplete({ command: 'video', user, locale, focused: 'model', options }).choices();
}

describe('the catalogue', () => {
	it('may be away at a start that is not the first: what it offered is still offered, and works', async () => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } }, env: { DAILY_USD: '' } });
		await expect.poll(async () => (await choices(brandNewModel)).length).toBe(1);
		await stage.stop();

		stage.comet.addFault(away);
		const before = asked();
		await stage.start();
		await soon(asked).toBe(before + 1);
		const interaction = stage.video({ options: { model: brandNewModel } });
		const message = await stage.told(interaction);
		expect(withVideo([message])).toHaveLength(1);
		expect(textOf(message)).toContain('about $1.12');
	});

	it('may be away at the very first start: the tables offer what they know', async () => {
		const takeBack = await withList(away);
		await stage.start({
			STORE_URL: `sqlite://${stage.folder}/first/reelay.sqlite`,
			MEDIA_DIR: `${stage.folder}/first/media`,
		});
		const interaction = stage.video();
		const message = await stage.told(interaction);
		expect(withVideo([message])).toHaveLength(1);
		expect(stage.comet.tasks.at(-1)!.model).toBe('veo3.1-fast');
		expect(textOf(message)).toContain('at most $1.40 (price not listed)');
		expect(await choices(brandNewModel)).toEqual([]);
		expect((await choices('kling')).length).toBeGreaterThan(0);
		// Past its last day, and nothing says that it still is.
		expect(await choices('sora')).toEqual([]);
		takeBack();
	});

	it('offers a model nobody has met on the day it appears, and it works from words and from a picture', async () => {
		const clock = new FakeClock();
		const takeBack = await withList(listing([entry('veo3.1-fast')]), clock);
		await stage.start();
		await stage.rest();
		const refused = stage.video({ user: stage.member(), options: { model: brandNewModel } });
		expect(await refused.responded()).toMatchObject({ type: 4, ephemeral: true });
		const before = asked();

		takeBack();
		await stage.leap(hours(1) - seconds(1), minutes(2));
		expect(asked()).toBe(before);
		await stage.pass(seconds(2));
		expect(asked()).toBe(before + 1);
		expect((await choices('aurora'))[0]?.name).toBe('Aurora 1 · $0.07 a second · from words, from a picture');

		const words = stage.video({ user: stage.member(), options: { model: brandNewModel } });
		expect(withVideo([await stage.told(words)])).toHaveLength(1);
		expect(stage.comet.tasks.at(-1)!.request).toEqual({
			model: brandNewModel,
			prompt: 'a paper boat crossing a pond at dawn',
		});
		const options = { model: brandNewModel, duration: 6, aspect: '9:16' };
		expect(withVideo([await stage.told(stage.video({ user: stage.member(), options }))])).toHaveLength(1);
		expect(stage.comet.tasks.at(-1)!.request).toMatchObject({ seconds: '6', size: '720x1280' });
		await stage.pass(minutes(1));
	});

	it('asks again soon after it was away, and hourly once it was there', async () => {
		const clock = new FakeClock();
		const takeBack = await withList(away, clock);
		const before = asked();
		await stage.start();
		await stage.pass(seconds(15));
		expect(asked()).toBeGreaterThan(before + 1);
		takeBack();
		await stage.pass(minutes(2), () => stage.comet.server.exchanges.some((x) => isList(x) && x.answer !== undefined));
		await stage.rest();

		const there = asked();
		await stage.leap(hours(3), minutes(2));
		expect(asked()).toBe(there + 3);
	});

	it('keeps a model past its last day while it is listed, with a warning where it is chosen and while it makes', async () => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 2 } }, env: { DAILY_USD: '' } });
		await answered().toBe(true);
		await expect.poll(async () => (await choices('sora-2'))[0]?.name).toContain('being retired');
		expect((await choices('sora-2', 'ko'))[0]?.name).toMatch(/종료|중단/u);
		const interaction = stage.video({ options: { model: 'sora-2' } });
		const message = await stage.told(interaction);
		expect(withVideo([message])).toHaveLength(1);
		// What only concerned the making does not stand on a finished card.
		expect(textOf(message)).not.toContain('was to be retired');
		const progress = stage.discord.exchanges.filter(
			({ path, method }) => method === 'PATCH' && path.includes('@original'),
		);
		expect(JSON.stringify(progress.map(({ json }) => json))).toContain('was to be retired by now');
	});

	it('takes it away when it is no longer listed, and hides what is only coming', async () => {
		const takeBack = await withList(listing([entry('veo3.1-fast'), entry('veo4', { upcoming: true })]));
		await stage.start();
		await expect.poll(async () => (await choices('sora')).length).toBe(0);
		for (const model of ['sora-2', 'veo4']) {
			const interaction = stage.video({ user: stage.member(), options: { model } });
			expect(await interaction.responded()).toMatchObject({ type: 4, ephemeral: true });
			expect(textOf(stage.discord.original(interaction))).toContain('no model called');
		}
		expect(await choices('veo4')).toEqual([]);
		expect(stage.comet.creates).toBe(0);
		takeBack();
	});
});
