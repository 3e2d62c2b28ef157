import { filePictures } from '../../src/providers/families/pictureInput.js';
import { sized } from '../../src/providers/requests/sizes.js';
import { unifiedFamily } from '../../src/providers/families/unified/unifiedRoute.js';

const limits = {
	...sized([
		['16:9', '720p', '1280x720'],
		['1:1', '720p', '960x960'],
	]),
	text: true,
	image: 'optional',
	lastFrame: false,
	references: 0,
	durations: { list: [3, 6] },
	defaultDuration: 3,
	defaultAspect: '16:9',
	defaultResolution: '720p',
	maxPrompt: 1000,
	pictures: filePictures,
	price: { perSecondUsd: 0.2 },
} as const;

/** A family that does not exist, written as a new one would be: the whole of it. */
export const pixelforge = unifiedFamily({
	id: 'pixelforge',
	name: 'Pixelforge',
	models: [{ ...limits, id: 'pixelforge-1', name: 'Pixelforge 1', provider: 'pixelforge' }],
	adopts: /^pixelforge-/u,
	general: limits,
});
