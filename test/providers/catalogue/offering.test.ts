import { describe, expect, it } from 'vitest';

import { durationChoices, modelChoices, resolutionChoices } from '../../../src/providers/catalogue/choices.js';
import type { ChoiceWords } from '../../../src/providers/catalogue/choices.js';
import { providers } from '../../../src/providers/index.js';
import type { Model, OfferedModel } from '../../../src/providers/contract/model.js';
import { offering } from '../../../src/providers/catalogue/offering.js';
import { parseCatalogue } from '../../../src/providers/catalogue/parseCatalogue.js';
import { dearest, estimate } from '../../../src/providers/catalogue/pricing.js';
import { upscaling } from '../../../src/providers/catalogue/resultActions.js';
import { modelOf, requestOf } from '../../harness/createOrders.js';

const words: ChoiceWords = {
	text: 'text',
	image: 'image',
	imageRequired: 'needs an image',
	clip: (seconds) => `clip of ${seconds}`,
	lastFrame: 'last frame',
	references: (count) => `${count} references`,
	perSecond: (usd) => `$${usd}/s`,
	perRequest: (usd) => `$${usd}`,
	unlisted: (price) => `<= ${price}`,
	costs: ({ usd }) => `$${usd}`,
	seconds: (count) => `${count} s`,
	sunset: 'ending',
};
const now = Date.parse('2026-11-20T12:00:00Z');
const before = Date.parse('2026-09-24T12:00:00Z');

/** An entry as the API writes it. */
const raw = (id: string, more: Record<string, unknown> = {}, path = '/v1/videos') => ({
	id,
	name: id.toUpperCase(),
	provider: 'Someone',
	model_type: 'video',
	features: ['text-to-video', 'image-to-video'],
	endpoints: JSON.stringify({ route: { path, method: 'POST' } }),
	pricing: { currency: 'USD / M Tokens', input: null, output: null, per_request: null, per_second: null },
	upcoming: false,
	...more,
});
const priceOf = (per_second: number | null, per_request: number | null = null) => ({
	pricing: { currency: 'USD / M Tokens', per_second, per_request },
});

function offer(entries?: readonly object[], { at = now, legacy = [] as readonly string[] } = {}): OfferedModel[] {
	const catalogue = entries === undefined ? undefined : parseCatalogue({ success: true, data: entries });
	return offering({ providers, catalogue, legacy: new Set(legacy), now: at });
}
const find = (offered: readonly OfferedModel[], id: string): OfferedModel | undefined =>
	offered.find(({ model }) => model.id === id);
const idsOf = (offered: readonly OfferedModel[]): string[] => offered.map(({ model }) => model.id);

describe('the offering', () => {
	it('is the tables alone while no catalogue has been read', () => {
		const ids = idsOf(offer());

		expect(ids).toEqual(expect.arrayContaining(['veo3.1-fast', 'kling-v3', 'gen3a_turbo', 'grok-imagine-video']));
		expect(ids).not.toContain('sora-2');
	});

	it('has a model to the end of its last day, and after it only while it is listed, with a warning', () => {
		expect(find(offer(undefined, { at: before }), 'sora-2')).toMatchObject({ sunsetting: false });
		expect(find(offer([]), 'sora-2')).toBeUndefined();
		expect(find(offer([raw('sora-2')]), 'sora-2')).toMatchObject({ sunsetting: true });
		expect(find(offer([raw('sora-2')]), 'sora-2-pro')).toBeUndefined();
	});

	it('hides what is only coming', () => {
		const ids = idsOf(offer([raw('veo3.1', { upcoming: true }), raw('veo4', { upcoming: true })]));

		expect(ids).not.toContain('veo3.1');
		expect(ids).not.toContain('veo4');
		expect(ids).toContain('veo3.1-fast');
	});

	it('has legacy families only where they are switched on', () => {
		expect(idsOf(offer())).not.toContain('gen4');
		expect(idsOf(offer(undefined, { legacy: ['runway-compat', 'minimax'] }))).toEqual(
			expect.arrayContaining(['gen4', 'video-01']),
		);
	});

	it('adopts a model nobody has met, into the family its name tells', () => {
		const offered = offer([
			raw('veo4'),
			raw('doubao-seedance-3-0'),
			raw('aurora-1', priceOf(0.07)),
			raw('grok-imagine-video-2', {}, '/grok/v1/videos/generations'),
			raw('gen5', { features: ['image-to-video'] }, '/runwayml/v1/image_to_video'),
		]);

		expect(find(offered, 'veo4')?.model).toMatchObject({ provider: 'veo', adopted: true, text: true });
		expect(find(offered, 'doubao-seedance-3-0')?.model.provider).toBe('seedance');
		expect(find(offered, 'aurora-1')).toMatchObject({
			model: { provider: 'unified', image: 'optional' },
			providerName: 'Someone',
			price: { perSecondUsd: 0.07 },
			priceBasis: 'catalogue',
		});
		expect(find(offered, 'grok-imagine-video-2')?.model.provider).toBe('xai');
		expect(find(offered, 'gen5')?.model).toMatchObject({ provider: 'runway', text: false, image: 'required' });
	});

	it('adopts nothing that is no video, on a route unknown, generic, or made for edits alone', () => {
		const entries = [
			raw('gpt-5', { model_type: 'text' }, '/v1/chat/completions'),
			raw('luma-ray', {}, '/luma/generations'),
			raw('kling', priceOf(null, 0.35), '/kling/v1/videos/text2video'),
			raw('aurora-edit', { features: ['video-editing'] }),
			raw('aurora-2', { endpoints: '{"x": {"path": ' }),
			raw('aurora-3', { endpoints: '' }),
		];

		expect(idsOf(offer(entries))).toEqual(idsOf(offer([])));
	});

	it('sends an adopted model only what the member chose', () => {
		const model = find(offer([raw('aurora-1')]), 'aurora-1')!.model;
		const family = providers.find(({ id }) => id === 'unified')!;
		const create = (more: object) =>
			family.create({ jobId: '1', request: requestOf('aurora-1', more), model, pictures: [] });

		expect(create({})).toMatchObject({
			body: {
				fields: [
					['prompt', 'A red kite over the sea'],
					['model', 'aurora-1'],
				],
			},
		});
		expect(create({ duration: 6, aspect: '9:16' })).toMatchObject({
			body: {
				fields: [
					['prompt', 'A red kite over the sea'],
					['model', 'aurora-1'],
					['seconds', '6'],
					['size', '720x1280'],
				],
			},
		});
	});
});

describe('the price', () => {
	it('is the catalogue’s own where it names one, by the second or by the piece', () => {
		const offered = offer([raw('wan2.7', priceOf(0.024)), raw('omni-fast', priceOf(null, 0.3))]);

		expect(estimate(find(offered, 'wan2.7')!, requestOf('wan2.7', { duration: 10 }))).toEqual({
			usd: 0.24,
			basis: 'catalogue',
		});
		expect(estimate(find(offered, 'wan2.7')!, requestOf('wan2.7')).usd).toBe(0.12);
		expect(estimate(find(offered, 'omni-fast')!, requestOf('omni-fast'))).toEqual({ usd: 0.3, basis: 'catalogue' });
	});

	it('is the dearest of the family where the catalogue names none', () => {
		const offered = offer([raw('veo3.1', priceOf(2)), raw('veo3.1-fast', priceOf(0))]);

		expect(find(offered, 'veo3.1-fast')).toMatchObject({ price: { perSecondUsd: 2 }, priceBasis: 'family' });
		expect(estimate(find(offered, 'veo3.1-fast')!, requestOf('veo3.1-fast'))).toEqual({ usd: 8, basis: 'family' });
	});

	it('counts a generic entry’s price for its family', () => {
		const offered = offer([raw('kling', priceOf(null, 5), '/kling/v1/videos/text2video')]);

		expect(estimate(find(offered, 'kling-v3')!, requestOf('kling-v3'))).toEqual({ usd: 5, basis: 'family' });
	});

	it('is never nothing, for any model and action', () => {
		for (const entry of offer(undefined, { at: before, legacy: ['volc', 'minimax', 'midjourney', 'runway-compat'] })) {
			for (const action of ['generate', 'remix', 'extend', 'edit'] as const) {
				expect(estimate(entry, requestOf(entry.model.id, { action })).usd).toBeGreaterThan(0);
			}
		}
		expect(dearest([])).toEqual({ perSecondUsd: 0.7 });
		expect(dearest([undefined, {}])).toEqual({ perSecondUsd: 0.7 });
		const free = {
			model: modelOf('veo3.1'),
			providerName: '',
			price: {},
			priceBasis: 'family',
			sunsetting: false,
		} as const;
		expect(estimate(free, requestOf('veo3.1')).usd).toBeGreaterThan(0);
	});

	it('of what starts from a finished video counts the longest', () => {
		const sora = find(offer([raw('sora-2', priceOf(0.1))]), 'sora-2')!;

		expect(estimate(sora, requestOf('sora-2', { action: 'remix' })).usd).toBe(2);
		const source = { jobId: '1', seconds: 4.04 };
		expect(estimate(sora, requestOf('sora-2', { action: 'remix', source })).usd).toBe(0.4);
		expect(estimate(sora, requestOf('sora-2', { action: 'extend', source })).usd).toBe(2);
	});

	it('says what a second costs where the length was assumed, and only there', () => {
		const sora = find(offer([raw('sora-2', priceOf(0.1, 0.3))]), 'sora-2')!;
		const open = { perSecondUsd: 0.1, leastUsd: 0.3 };

		expect(estimate(sora, requestOf('sora-2', { action: 'remix' })).open).toEqual(open);
		expect(estimate(sora, requestOf('sora-2', { action: 'edit' })).open).toEqual(open);
		expect(estimate(sora, requestOf('sora-2', { action: 'extend' })).open).toBeUndefined();
		expect(estimate(sora, requestOf('sora-2')).open).toBeUndefined();
		// A model of which nobody knows what it makes.
		const model: Model = { ...sora.model };
		delete (model as { durations?: unknown }).durations;
		delete (model as { defaultDuration?: unknown }).defaultDuration;
		expect(estimate({ ...sora, model }, requestOf('sora-2')).open).toEqual(open);
		expect(estimate({ ...sora, model }, requestOf('sora-2', { duration: 6 })).open).toBeUndefined();
	});
});

describe('a catalogue', () => {
	it('is read as the API writes it', () => {
		const [entry] = parseCatalogue({ data: [raw('wan2.7', priceOf(0.024))] });

		expect(entry).toEqual({
			id: 'wan2.7',
			name: 'WAN2.7',
			provider: 'Someone',
			modelType: 'video',
			features: ['text-to-video', 'image-to-video'],
			endpoints: [{ route: 'route', path: '/v1/videos', method: 'POST' }],
			upcoming: false,
			perSecondUsd: 0.024,
		});
	});

	it('leaves out what cannot be read and keeps the rest', () => {
		expect(parseCatalogue({ data: [null, 7, {}, { id: '' }, { id: 'a' }, [], { code: 'b' }] })).toMatchObject([
			{ id: 'a', name: 'a', modelType: '', endpoints: [], upcoming: false },
			{ id: 'b' },
		]);
		expect(parseCatalogue('<html>')).toEqual([]);
		expect(parseCatalogue(undefined)).toEqual([]);
		expect(parseCatalogue([{ id: 'bare' }])).toHaveLength(1);
	});
});

describe('the choices of autocomplete', () => {
	const many = Array.from({ length: 60 }, (_, place) => raw(`aurora-${place}`, { name: 'Aurora '.repeat(30) }));
	const offered = offer([raw('veo3.1-fast', priceOf(0.12)), raw('sora-2'), ...many]);

	it('are at most 25, each of at most 100 characters, with what it takes and costs', () => {
		const all = modelChoices(offered, '', words);

		expect(all).toHaveLength(25);
		expect(all[0]).toEqual({ name: 'Veo 3.1 Fast · Google Veo · $0.12/s · text, image', value: 'veo3.1-fast' });
		for (const choice of modelChoices(offered, 'aurora', words)) {
			expect(choice.name.length).toBeLessThanOrEqual(100);
			expect(choice.name.length).toBeGreaterThan(90);
		}
	});

	it('match every typed word anywhere, and show first what begins with them', () => {
		const find = (typed: string) => modelChoices(offered, typed, words).map(({ value }) => value);

		expect(find('veo3').slice(0, 2)).toEqual(['veo3', 'veo3.1-fast']);
		expect(find('fast GOOGLE')).toEqual(['veo3.1-fast', 'veo3-fast']);
		expect(find('kling 3')).toContain('kling-v3');
		expect(find('nonsense')).toEqual([]);
	});

	it('warn of a model that is ending, and offer those that edit a clip of one’s own', () => {
		expect(modelChoices(offered, 'sora-2', words)[0]?.name).toBe(
			'Sora 2 · OpenAI Sora · ending · <= $0.1/s · text, image',
		);
		expect(modelChoices(offered, 'omni', words).map(({ value }) => value)).toEqual(['omni-fast', 'omni-fast-v2v']);
	});

	it('of a length are those of the model', () => {
		const values = (id: string, typed = '') =>
			durationChoices({ offered: { ...offered[0]!, model: modelOf(id) }, request: requestOf(id) }, typed, words).map(
				({ value }) => value,
			);

		expect(values('veo3.1')).toEqual([4, 6, 8]);
		expect(values('doubao-seedance-2-0')).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
		expect(values('sora-2', '1')).toEqual([12, 16]);
		expect(values('veo3.1', '99')).toEqual([4, 6, 8]);
		expect(values('midjourney-video')).toEqual([]);
	});

	it('of a length and of a resolution say what the whole video costs with it', () => {
		const veo = find(offered, 'veo3.1-fast')!;
		const lengths = durationChoices({ offered: veo, request: requestOf('veo3.1-fast') }, '', words);
		expect(lengths.map(({ name }) => name)).toEqual(['4 s · $0.48', '6 s · $0.72', '8 s · $0.96']);

		const request = requestOf('veo3.1-fast', { duration: 8 });
		expect(resolutionChoices({ offered: veo, request }, '10', words)).toEqual([
			{ name: '1080p · $0.96', value: '1080p' },
		]);
	});
});

describe('what makes finished films sharper', () => {
	const route = '/runwayml/v1/video_upscale';

	it('is offered only where the catalogue lists it, under whatever id', () => {
		expect(upscaling(offer(undefined), 'sora-2')).toBeUndefined();
		expect(upscaling(offer([raw('veo3.1')]), 'sora-2')).toBeUndefined();
		expect(upscaling(offer([raw('upscale_v1', priceOf(0.02), route)]), 'sora-2')?.model.id).toBe('upscale_v1');
		const newer = offer([raw('upscale_v9', priceOf(0.02), route)]);
		expect(upscaling(newer, 'sora-2')?.model).toMatchObject({ id: 'upscale_v9', actions: ['upscale'] });
		// What is sharp is not made sharper.
		expect(upscaling(newer, 'upscale_v9')).toBeUndefined();
	});

	it('counts as long as the film that it starts from', () => {
		const entry = find(offer([raw('upscale_v1', priceOf(0.02), route)]), 'upscale_v1')!;
		const source = { jobId: '1', seconds: 8.04 };
		expect(estimate(entry, requestOf('upscale_v1', { action: 'upscale', source })).usd).toBe(0.16);
		expect(estimate(entry, requestOf('upscale_v1', { action: 'upscale' })).usd).toBe(0.8);
	});
});
