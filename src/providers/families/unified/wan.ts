import type { Model } from '../../contract/model.js';
import { filePictures } from '../pictureInput.js';
import { sized } from '../../requests/sizes.js';
import { unifiedFamily, unifiedMaxPrompt, wideSizes } from './unifiedRoute.js';
const limits = {
	text: true,
	image: 'optional',
	lastFrame: false,
	references: 0,
	defaultDuration: 5,
	defaultAspect: '16:9',
	defaultResolution: '1080p',
	maxPrompt: unifiedMaxPrompt,
	pictures: filePictures,
} as const satisfies Partial<Model>;

const general = { ...limits, ...sized(wideSizes), durations: { from: 2, to: 15 } } as const;

const models: readonly Model[] = [
	{ ...general, id: 'wan2.7', name: 'Wan 2.7', provider: 'wan', price: { perSecondUsd: 0.15 } },
	{
		...limits,
		...sized([
			...wideSizes,
			['4:3', '720p', '1088x832'],
			['3:4', '720p', '832x1088'],
			['4:3', '1080p', '1632x1248'],
			['3:4', '1080p', '1248x1632'],
		]),
		id: 'wan2.6',
		name: 'Wan 2.6',
		provider: 'wan',
		durations: { list: [5, 10, 15] },
		// It refuses files. Five references are reported, but not how several addresses are written: one is sent.
		picturesByUrl: true,
		price: { perSecondUsd: 0.15 },
	},
];

/** Alibaba Wan. Pictures are not on its pages; clients report finished videos from them. */
export const wan = unifiedFamily({ id: 'wan', name: 'Alibaba Wan', models, adopts: /^wan\d/u, general });
