import type { Model } from '../../contract/model.js';
import type { Order } from '../../contract/provider.js';
import { filePictures } from '../pictureInput.js';
import { shapeOf, sized } from '../../requests/sizes.js';
import { lengthAndPixels, unifiedFamily, unifiedMaxPrompt, type Field } from './unifiedRoute.js';
const aspects = ['16:9', '4:3', '1:1', '3:4', '9:16', '21:9'] as const;
type Tier = '480p' | '720p' | '1080p';

/** Pixels by tier, in the order of `aspects`. */
const firstSeries = {
	'480p': ['864x480', '736x544', '640x640', '544x736', '480x864', '960x416'],
	'720p': ['1248x704', '1120x832', '960x960', '832x1120', '704x1248', '1504x640'],
	'1080p': ['1920x1088', '1664x1248', '1440x1440', '1248x1664', '1088x1920', '2176x928'],
} as const;
const laterSeries = {
	'480p': ['864x496', '752x560', '640x640', '560x752', '496x864', '992x432'],
	'720p': ['1280x720', '1112x834', '960x960', '834x1112', '720x1280', '1470x630'],
	'1080p': ['1920x1080', '1664x1248', '1440x1440', '1248x1664', '1080x1920', '2206x946'],
} as const;

function table(series: Readonly<Record<Tier, readonly string[]>>, tiers: readonly Tier[]) {
	const pixels = (tier: Tier, place: number): string => series[tier][place] ?? '';
	return sized(tiers.flatMap((tier) => aspects.map((aspect, place) => [aspect, tier, pixels(tier, place)] as const)));
}

const general = {
	text: true,
	image: 'optional',
	lastFrame: false,
	references: 0,
	defaultDuration: 5,
	defaultAspect: '16:9',
	maxPrompt: unifiedMaxPrompt,
	pictures: filePictures,
} as const satisfies Partial<Model>;
const common = { ...general, provider: 'seedance', defaultResolution: '720p' } as const;
const allTiers = ['480p', '720p', '1080p'] as const;

const models: readonly Model[] = [
	{
		...common,
		...table(laterSeries, allTiers),
		id: 'doubao-seedance-2-0',
		name: 'Seedance 2.0',
		references: 4,
		durations: { from: 4, to: 15 },
		price: { perSecondUsd: 0.7 },
	},
	{
		...common,
		...table(laterSeries, ['480p', '720p']),
		id: 'doubao-seedance-2-0-fast',
		name: 'Seedance 2.0 Fast',
		references: 4,
		durations: { from: 4, to: 15 },
		price: { perSecondUsd: 0.25 },
	},
	{
		// Its pixels are unverified, so it gets the label that all Seedance models take; its lengths are those of 2.0.
		...general,
		provider: 'seedance',
		id: 'seedance-2-5',
		name: 'Seedance 2.5',
		aspects,
		references: 4,
		durations: { from: 4, to: 15 },
		price: { perSecondUsd: 0.7 },
	},
	{
		...common,
		...table(laterSeries, allTiers),
		id: 'doubao-seedance-1-5-pro',
		name: 'Seedance 1.5 Pro',
		// Refuses a file (`r2v`), and was seen to finish from an address.
		picturesByUrl: true,
		durations: { from: 4, to: 12 },
		price: { perSecondUsd: 0.15 },
	},
	{
		...common,
		...table(firstSeries, allTiers),
		id: 'doubao-seedance-1-0-pro',
		name: 'Seedance 1.0 Pro',
		image: 'no',
		durations: { from: 2, to: 10 },
		price: { perSecondUsd: 0.15 },
	},
];

/** ByteDance Seedance: pixels by aspect and tier, several pictures that the prompt calls `[Image 1]`, `[Image 2]` … */
export const seedance = unifiedFamily({
	id: 'seedance',
	name: 'ByteDance Seedance',
	models,
	adopts: /seedance/u,
	general: { ...general, aspects, durations: { from: 4, to: 12 } },
	fields: (order) => (order.model.sizes === undefined ? lengthAndLabel(order) : lengthAndPixels(order)),
});

function lengthAndLabel(order: Order): readonly Field[] {
	const { aspect } = shapeOf(order.model, order.request);
	const isWanted = order.model.adopted !== true || (order.request.aspect ?? undefined) !== undefined;
	return [...lengthAndPixels(order), ...(isWanted && aspect !== undefined ? [['size', aspect] as const] : [])];
}
