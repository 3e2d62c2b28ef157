import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Invocation } from '../../../sandbox/discord/world/actions.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, buttonOf, textOf } from '../../harness/appHarness.js';

let stage: AppHarness;
beforeAll(async () => {
	stage = await AppHarness.set({
		comet: { plan: { pollsToDone: 1 } },
		env: { DAILY_USD: '', CONFIRM_ABOVE_USD: '100' },
	});
	while ((await choices('model', { model: 'aurora' })).length === 0);
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

async function choices(focused: string, options: Record<string, string>, locale = 'en-US') {
	const user = stage.member(locale);
	const typing = { command: 'video', user, locale, focused, options: { prompt: 'x', ...options } };
	return stage.discord.autocomplete(typing).choices();
}
const names = async (model: string, locale?: string) =>
	(await choices('model', { model }, locale)).map(({ name }) => name);
const values = async (focused: string, model: string, typed = '') =>
	(await choices(focused, { model, [focused]: typed })).map(({ value }) => value);

describe('the choices of a model', () => {
	it('name it, its provider, its price and what it takes', async () => {
		expect(await names('veo3.1-fast')).toEqual([
			'Veo 3.1 Fast · Google Veo · $0.12 a second · from words, from a picture',
		]);
		expect(await names('gen3a')).toEqual(['Gen-3 Alpha Turbo · Runway · $0.40 a video · needs a picture']);
		// Where the catalogue has no price, the highest that it may be.
		expect((await names('kling 3'))[0]).toBe(
			'Kling 3.0 · at most $0.20 a second (price not listed) · from words, from a picture, last frame',
		);
	});

	it('do so in Korean', async () => {
		expect(await names('veo3.1-fast', 'ko')).toEqual([
			expect.stringMatching(/^Veo 3\.1 Fast · Google Veo · 초당 .*0\.12.* · 글로 만들기, 이미지로 만들기$/u),
		]);
		expect((await names('kling 3', 'ko'))[0]).toContain('가격 정보 없음');
	});

	it('are refused or taken as they were offered: every one of them is a model', async () => {
		const offered = await choices('model', { model: '' });
		expect(offered).toHaveLength(25);
		for (const { value } of offered) expect((await choices('model', { model: String(value) }))[0]!.value).toBe(value);
	});
});

describe('the other options', () => {
	it('follow the model that stands there', async () => {
		expect(await values('duration', 'veo3.1')).toEqual([4, 6, 8]);
		expect(await values('duration', 'kling-v3')).toEqual([5, 10]);
		expect(await values('duration', 'sora-2', '1')).toEqual([12, 16]);
		expect(await values('aspect', 'viduq3')).toEqual(['16:9']);
		expect(await values('aspect', 'gen3a_turbo')).toEqual(['16:9', '9:16', '4:3', '3:4', '1:1', '21:9', '5:3', '3:5']);
		expect(await values('resolution', 'doubao-seedance-2-0-fast')).toEqual(['480p', '720p']);
		expect(await values('resolution', 'seedance-2-5')).toEqual([]);
	});

	it('follow the standard model where none is named, and a name as it is shown', async () => {
		expect(await values('duration', '')).toEqual([4, 6, 8]);
		expect(await values('duration', 'Kling 3.0')).toEqual([5, 10]);
		expect((await choices('duration', { model: 'veo3.1', duration: '' }, 'ko')).map(({ name }) => name)).toEqual([
			'4초 · 약 $1.28',
			'6초 · 약 $1.92',
			'8초 · 약 $2.56',
		]);
	});
});

describe('a combination that no model makes', () => {
	it.each<[string, NonNullable<Invocation['options']>, RegExp]>([
		['a length', { model: 'kling-v3', duration: 7 }, /duration.*is 5 instead of 7/u],
		['an aspect', { model: 'viduq3', aspect: '9:16' }, /aspect.*is 16:9 instead of 9:16/u],
		['a resolution', { model: 'sora-2', resolution: '4k' }, /resolution.*is 720p instead of 4k/u],
		[
			'both together',
			{ model: 'veo3.1', aspect: '9:16', resolution: '1080p' },
			/resolution.*is 720p instead of 1080p/u,
		],
		['a seed', { model: 'gen3a_turbo', seed: 1_000_000_000 }, /seed.*from 0 to 999,999,999/u],
		['no picture', { model: 'gen3a_turbo' }, /needs.*image/u],
	])('is refused in private, or offered with the nearest that is: %s', async (_, options, words) => {
		const before = stage.comet.server.exchanges.filter(({ method }) => method === 'POST').length;
		const interaction = stage.video({ user: stage.member(), options });
		expect(await interaction.responded()).toMatchObject({ type: 4, ephemeral: true });
		expect(textOf(stage.discord.original(interaction))).toMatch(words);
		expect(await stage.job(interaction)).toBeUndefined();
		expect(stage.comet.server.exchanges.filter(({ method }) => method === 'POST')).toHaveLength(before);
	});
});

describe('what a model only ignores', () => {
	it('is left out of the create, asked about first, and said on the card', async () => {
		stage.comet.next({ outcome: 'stuck' });
		const options = { model: 'seedance-2-5', resolution: '1080p', negative_prompt: 'rain', seed: 3 };
		const user = stage.member();
		const interaction = stage.video({ user, options });
		await interaction.responded();
		const question = stage.discord.original(interaction)!;
		const lines = ['resolution', 'negative_prompt', 'seed'].map((option) => `Seedance 2.5 does not use \`${option}\``);
		for (const line of lines) expect(textOf(question)).toContain(line);
		const creates = stage.comet.creates;
		const confirmed = stage.discord.press({ user, message: question, customId: buttonOf(question, 'confirm')! });
		await soon(() => stage.comet.creates).toBe(creates + 1);
		const task = stage.comet.tasks.at(-1)!;
		for (const field of ['resolution', 'negative_prompt', 'seed']) expect(task.request).not.toHaveProperty(field);

		for (const line of lines) await soon(() => textOf(stage.discord.original(confirmed))).toContain(line);
		stage.comet.settle(task);
		const told = textOf(await stage.told(interaction));
		for (const line of lines) expect(told).toContain(line);
	});
});

describe('the price', () => {
	it.each([
		['by the second', { model: 'veo3.1-fast', duration: 8 }, 'about $0.96'],
		['by the piece', { model: 'omni-fast' }, 'about $0.30'],
		['unknown, so the dearest of the family', { model: 'veo3', duration: 8 }, 'at most $4.80 (price not listed)'],
		['of a generic entry, or dearer', { model: 'kling-v2-6', duration: 10 }, 'at most $2.00 (price not listed)'],
	])('stands on the card before and after, as an estimate: %s', async (_, options, words) => {
		stage.comet.next({ outcome: 'stuck' });
		const creates = stage.comet.creates;
		const interaction = stage.video({ user: stage.member(), options });
		await soon(() => stage.comet.creates).toBe(creates + 1);
		await soon(() => textOf(stage.discord.original(interaction))).toContain(words);
		stage.comet.settle(stage.comet.tasks.at(-1)!);
		expect(textOf(await stage.told(interaction))).toContain(words);
	});

	it('is in Korean for who speaks it', async () => {
		const user = stage.member('ko');
		const told = textOf(await stage.told(stage.video({ user, locale: 'ko', options: { model: 'veo3', duration: 8 } })));
		expect(told).toContain('최대 $4.80 (가격 정보 없음)');
	});
});
