import type { Model } from '../../contract/model.js';
import type { Order } from '../../contract/provider.js';
import { filePictures } from '../pictureInput.js';
import { sized } from '../../requests/sizes.js';
import { unifiedFamily, unifiedMaxPrompt, unifiedPath } from './unifiedRoute.js';

const standard = [
	['16:9', '720p', '1280x720'],
	['9:16', '720p', '720x1280'],
] as const;
// 1792x1024 is 7:4, which nobody asks for by that name.
const large = [
	['16:9', '1024p', '1792x1024'],
	['9:16', '1024p', '1024x1792'],
] as const;

const limits = {
	text: true,
	image: 'optional',
	lastFrame: false,
	references: 0,
	// The older page ends at 12; the newer one has the longer ones too.
	durations: { list: [4, 8, 12, 16, 20] },
	defaultDuration: 4,
	defaultAspect: '16:9',
	defaultResolution: '720p',
	maxPrompt: unifiedMaxPrompt,
	pictures: filePictures,
	actions: ['remix'],
} as const satisfies Partial<Model>;

/** OpenAI shuts its Videos API for good on this day. */
const known = { ...limits, provider: 'sora', sunset: '2026-09-24' } as const;

const models: readonly Model[] = [
	{ ...known, ...sized(standard), id: 'sora-2', name: 'Sora 2', price: { perSecondUsd: 0.1 } },
	{ ...known, ...sized([...standard, ...large]), id: 'sora-2-pro', name: 'Sora 2 Pro', price: { perSecondUsd: 0.5 } },
];

/** OpenAI Sora: a picture must have exactly the pixels of the video; a finished video can be made anew with other words. */
export const sora = unifiedFamily({
	id: 'sora',
	name: 'OpenAI Sora',
	models,
	adopts: /^sora-/u,
	general: { ...limits, ...sized(standard) },
	exactPictures: true,
	actions: { remix },
});

function remix({ request }: Order) {
	const id = encodeURIComponent(request.source?.taskId ?? '');
	return {
		method: 'POST',
		path: `${unifiedPath}/${id}/remix`,
		body: { kind: 'json', value: { prompt: request.prompt } },
	} as const;
}
