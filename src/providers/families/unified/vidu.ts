import type { Model } from '../../contract/model.js';
import { filePictures } from '../pictureInput.js';
import { sized } from '../../requests/sizes.js';
import { unifiedFamily, unifiedMaxPrompt } from './unifiedRoute.js';

const limits = {
	...sized([
		['16:9', '360p', '640x352'],
		['16:9', '540p', '960x528'],
		['16:9', '720p', '1280x720'],
		['16:9', '1080p', '1920x1080'],
	]),
	text: true,
	image: 'optional',
	lastFrame: false,
	references: 0,
	durations: { from: 1, to: 16 },
	defaultDuration: 5,
	defaultAspect: '16:9',
	defaultResolution: '720p',
	maxPrompt: unifiedMaxPrompt,
	pictures: filePictures,
} as const satisfies Partial<Model>;

const models: readonly Model[] = [
	{ ...limits, id: 'viduq3', name: 'Vidu Q3', provider: 'vidu', price: { perSecondUsd: 0.2 } },
	{ ...limits, id: 'viduq3-turbo', name: 'Vidu Q3 Turbo', provider: 'vidu', price: { perSecondUsd: 0.1 } },
];

/** Vidu, which makes landscape videos only. A picture is not on its pages; clients report finished videos from one. */
export const vidu = unifiedFamily({ id: 'vidu', name: 'Vidu', models, adopts: /^vidu/u, general: limits });
