import { filePictures } from '../pictureInput.js';
import { sized } from '../../requests/sizes.js';
import { unifiedFamily, unifiedMaxPrompt } from './unifiedRoute.js';

/**
 * Whatever else the catalogue puts on the unified route, with limits that most models there share. Only what a member
 * chose is sent, so a model's own defaults hold; what it does not like it refuses, unpaid.
 */
export const otherUnified = unifiedFamily({
	id: 'unified',
	name: 'CometAPI',
	models: [],
	adopts: /./u,
	general: {
		...sized([
			['16:9', '720p', '1280x720'],
			['9:16', '720p', '720x1280'],
			['16:9', '1080p', '1920x1080'],
			['9:16', '1080p', '1080x1920'],
		]),
		text: true,
		image: 'optional',
		lastFrame: false,
		references: 0,
		durations: { from: 1, to: 16 },
		defaultAspect: '16:9',
		defaultResolution: '720p',
		maxPrompt: unifiedMaxPrompt,
		pictures: filePictures,
		// The dearest second that any model of this route was seen to cost.
		price: { perSecondUsd: 0.7 },
	},
});
