import { unlistedModel } from './unlistedModel.js';
import type { Model } from '../contract/model.js';
import { clipAddress } from './clipInput.js';
import { dataUri, embeddedPictures } from './pictureInput.js';
import type { Call, Order, Provider } from '../contract/provider.js';
import { secondsOf, shapeOf } from '../requests/sizes.js';
import { readTaskId, uuid } from '../answers/taskId.js';
import { readTaskStatus } from '../answers/taskStatus.js';

const limits = {
	text: true,
	image: 'optional',
	lastFrame: false,
	references: 0,
	durations: { from: 1, to: 15 },
	// The pages say 8 and 1, so it is always sent.
	defaultDuration: 8,
	aspects: ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3'],
	defaultAspect: '16:9',
	resolutions: ['480p', '720p'],
	defaultResolution: '480p',
	// No limit is named.
	maxPrompt: 32_000,
	pictures: embeddedPictures,
	actions: ['edit'],
	// "About 8.7 s" is all that is said; the size is what a request may reasonably hold.
	clip: { formats: ['mp4'], maxSeconds: 8.7, maxBytes: 50_000_000, maxEmbeddedBytes: 15_000_000 },
} as const satisfies Partial<Model>;

const models: readonly Model[] = [
	{ ...limits, id: 'grok-imagine-video', name: 'Grok Imagine', provider: 'xai', price: { perSecondUsd: 0.1 } },
];

/** The key stands in errors too, as the name of the request. */
const ids = { keys: ['request_id'], form: uuid, alsoInFaults: true } as const;

/** xAI: a video from words or a picture, and an edit of a finished one. */
export const xai: Provider = {
	id: 'xai',
	name: 'xAI',
	models,
	adopt: (entry) =>
		entry.modelType === 'video' && entry.endpoints.some(({ path }) => path === '/grok/v1/videos/generations')
			? unlistedModel(entry, { provider: 'xai', general: limits })
			: undefined,
	pictureRule: (model) => model.pictures ?? embeddedPictures,
	create: (order) => (order.request.action === 'edit' || order.clip !== undefined ? edit(order) : generate(order)),
	readTask(answer, { model, request }) {
		const id = readTaskId(answer, ids);
		return id === undefined ? undefined : { provider: 'xai', id, model: model.id, action: request.action };
	},
	poll: ({ id }) => ({ method: 'GET', path: `/grok/v1/videos/${encodeURIComponent(id)}` }),
	readStatus: (answer, task) => readTaskStatus(answer, task, { withoutUrl: false }),
};

function generate({ model, request, pictures }: Order): Call {
	const { aspect, resolution } = shapeOf(model, request);
	const image = pictures.find(({ role }) => role === 'image');
	const value = {
		model: model.id,
		prompt: request.prompt,
		duration: secondsOf(model, request),
		...(resolution !== undefined && { resolution }),
		...(aspect !== undefined && { aspect_ratio: aspect }),
		...(image !== undefined && { image: { url: dataUri(image) } }),
	};
	return { method: 'POST', path: '/grok/v1/videos/generations', body: { kind: 'json', value } };
}

function edit({ model, request, clip }: Order): Call {
	const url = clip === undefined ? (request.source?.videoUrl ?? '') : clipAddress(clip);
	const value = { model: model.id, prompt: request.prompt, video: { url } };
	return { method: 'POST', path: '/grok/v1/videos/edits', body: { kind: 'json', value } };
}
