import type { Model } from '../contract/model.js';
import { dataUri, embeddedPictures } from './pictureInput.js';
import type { Call, Order, Provider } from '../contract/provider.js';
import { readTaskId } from '../answers/taskId.js';
import { readTaskStatus } from '../answers/taskStatus.js';

const limits = {
	provider: 'midjourney',
	text: false,
	image: 'required',
	lastFrame: false,
	references: 0,
	maxPrompt: 2000,
	pictures: embeddedPictures,
	price: { perRequestUsd: 1 },
} as const satisfies Partial<Model>;

/** The route has no models but a strength of motion; these names are ours. */
const highMotion = 'midjourney-video-high';
const models: readonly Model[] = [
	{ ...limits, id: 'midjourney-video', name: 'Midjourney (low motion)' },
	{ ...limits, id: highMotion, name: 'Midjourney (high motion)' },
];

const ids = { keys: ['result'], form: '\\d{10,24}' } as const;

/** Midjourney's video route: a picture set in motion. Its MODAL asks for more input, which we cannot give: a failure. */
export const midjourney: Provider = {
	id: 'midjourney',
	name: 'Midjourney',
	legacy: true,
	models,
	pictureRule: (model) => model.pictures ?? embeddedPictures,
	create,
	readTask(answer, { model }) {
		const id = readTaskId(answer, ids);
		return id === undefined ? undefined : { provider: 'midjourney', id, model: model.id };
	},
	poll: ({ id }) => ({ method: 'GET', path: `/mj/task/${encodeURIComponent(id)}/fetch` }),
	readStatus: (answer, task) => readTaskStatus(answer, task, { withoutUrl: false }),
};

function create({ model, request, pictures, jobId }: Order): Call {
	const [image] = pictures;
	const value = {
		motion: model.id === highMotion ? 'high' : 'low',
		...(image !== undefined && { image: dataUri(image) }),
		prompt: request.prompt,
		// Returned as it is, so that a task can be told to be ours.
		state: jobId,
	};
	return { method: 'POST', path: '/mj/submit/video', body: { kind: 'json', value } };
}
