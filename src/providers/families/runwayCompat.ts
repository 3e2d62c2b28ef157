import type { Model } from '../contract/model.js';
import { dataUri, embeddedPictures } from './pictureInput.js';
import type { Call, Order, Provider } from '../contract/provider.js';
import { secondsOf, shapeOf } from '../requests/sizes.js';
import { readTaskId } from '../answers/taskId.js';
import { readTaskStatus } from '../answers/taskStatus.js';

const limits = {
	provider: 'runway-compat',
	text: true,
	// Text alone is answered `callback_url_empty` without a callback address.
	textByCallback: true,
	image: 'optional',
	lastFrame: false,
	references: 0,
	durations: { list: [5, 10] },
	defaultDuration: 5,
	aspects: ['16:9', '9:16', '1:1'],
	defaultAspect: '16:9',
	maxPrompt: 512,
	pictures: embeddedPictures,
} as const satisfies Partial<Model>;

const models: readonly Model[] = [
	{ ...limits, id: 'gen4', name: 'Gen-4 (compatibility)', price: { perSecondUsd: 0.15 } },
	{ ...limits, id: 'gen4_turbo', name: 'Gen-4 Turbo (compatibility)', price: { perSecondUsd: 0.05 } },
];

const headers = { 'x-runway-version': '2024-11-06' } as const;
const ids = { keys: ['task_id'], form: '[0-9A-Za-z-]{8,64}' } as const;

/** Runway's compatibility format, formerly "reverse": one create, and a feed that is asked by POST. */
export const runwayCompat: Provider = {
	id: 'runway-compat',
	name: 'Runway (compatibility)',
	legacy: true,
	models,
	minPollMs: 5000,
	pictureRule: (model) => model.pictures ?? embeddedPictures,
	create,
	readTask(answer, { model }) {
		const id = readTaskId(answer, ids);
		return id === undefined ? undefined : { provider: 'runway-compat', id, model: model.id };
	},
	poll: ({ id }) => ({ method: 'POST', path: '/runway/feed', body: { kind: 'json', value: { task_id: id } } }),
	readStatus: (answer, task) => readTaskStatus(answer, task, { withoutUrl: false }),
};

function create({ model, request, pictures, callbackUrl }: Order): Call {
	const { aspect } = shapeOf(model, request);
	const [image] = pictures;
	const value = {
		model: model.id,
		prompt: request.prompt,
		...(image !== undefined && { image: dataUri(image) }),
		...(aspect !== undefined && { ratio: aspect }),
		// The older page requires both, the motion even where none is wanted.
		options: {
			seconds: secondsOf(model, request),
			motion_vector: { x: 0, y: 0, z: 0, r: 0, bg_x_pan: 0, bg_y_pan: 0 },
		},
		...(callbackUrl !== undefined && { callback_url: callbackUrl }),
	};
	return { method: 'POST', path: '/runway/pro/generate', headers, body: { kind: 'json', value } };
}
