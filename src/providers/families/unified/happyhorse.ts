import type { Model } from '../../contract/model.js';
import { filePictures } from '../pictureInput.js';
import { sized } from '../../requests/sizes.js';
import { unifiedFamily, unifiedMaxPrompt, wideSizes } from './unifiedRoute.js';
const limits = {
	...sized(wideSizes),
	text: true,
	image: 'optional',
	lastFrame: false,
	references: 0,
	durations: { from: 3, to: 15 },
	defaultDuration: 5,
	defaultAspect: '16:9',
	defaultResolution: '1080p',
	maxPrompt: unifiedMaxPrompt,
	pictures: filePictures,
} as const satisfies Partial<Model>;

const models: readonly Model[] = [
	// Up to nine pictures, of which our command has five.
	{
		...limits,
		id: 'happyhorse-1.1',
		name: 'HappyHorse 1.1',
		provider: 'happyhorse',
		references: 4,
		price: { perSecondUsd: 0.25 },
	},
	{
		...limits,
		id: 'happyhorse-1.0',
		name: 'HappyHorse 1.0',
		provider: 'happyhorse',
		image: 'no',
		price: { perSecondUsd: 0.25 },
	},
];

/** Alibaba HappyHorse. */
export const happyhorse = unifiedFamily({
	id: 'happyhorse',
	name: 'HappyHorse',
	models,
	adopts: /^happyhorse/u,
	general: limits,
});
