import type { Model } from '../../contract/model.js';
import type { Order } from '../../contract/provider.js';
import { filePictures } from '../pictureInput.js';
import { shapeOf, sized } from '../../requests/sizes.js';
import { lengthAndPixels, unifiedFamily, unifiedMaxPrompt, type Field } from './unifiedRoute.js';
const limits = {
	text: true,
	image: 'optional',
	references: 0,
	maxPrompt: unifiedMaxPrompt,
	pictures: filePictures,
	defaultAspect: '16:9',
} as const;

/** The current page: sizes in pixels, three lengths, a first frame. Two frames on these models are unverified. */
const current = {
	...limits,
	...sized([
		['16:9', '720p', '1280x720'],
		['9:16', '720p', '720x1280'],
		['16:9', '1080p', '1920x1080'],
		['16:9', '4k', '3840x2160'],
	]),
	lastFrame: false,
	durations: { list: [4, 6, 8] },
	defaultDuration: 4,
	defaultResolution: '720p',
} as const;

/** The earlier page: a hint of orientation, always 8 s, a first and a last frame. */
const earlier = {
	...limits,
	lastFrame: true,
	aspects: ['16:9', '9:16'],
	durations: { list: [8] },
	defaultDuration: 8,
} as const;

const models: readonly Model[] = [
	{ ...current, id: 'veo3.1-fast', name: 'Veo 3.1 Fast', provider: 'veo', price: { perSecondUsd: 0.35 } },
	{ ...current, id: 'veo3.1', name: 'Veo 3.1', provider: 'veo', price: { perSecondUsd: 0.6 } },
	{ ...earlier, id: 'veo3-fast', name: 'Veo 3 Fast', provider: 'veo', price: { perSecondUsd: 0.15 } },
	{ ...earlier, id: 'veo3', name: 'Veo 3', provider: 'veo', price: { perSecondUsd: 0.4 } },
];

/** Google Veo: `size` in pixels on the current models, as an orientation on the earlier ones. */
export const veo = unifiedFamily({
	id: 'veo',
	name: 'Google Veo',
	models,
	adopts: /^veo/u,
	general: current,
	fields: (order) => (order.model.sizes === undefined ? orientation(order) : lengthAndPixels(order)),
});

/** The length of the earlier models is fixed, so it is not sent. */
function orientation({ model, request }: Order): readonly Field[] {
	const { aspect = '16:9' } = shapeOf(model, request);
	return [['size', aspect.replace(':', 'x')]];
}
