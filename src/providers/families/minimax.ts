import { layersOf } from '../answers/unknownJson.js';
import type { Model } from '../contract/model.js';
import { dataUri, embeddedPictures } from './pictureInput.js';
import type { Call, Order, Provider } from '../contract/provider.js';
import { resultUrls } from '../answers/resultUrls.js';
import { readTaskId } from '../answers/taskId.js';
import { readTaskStatus } from '../answers/taskStatus.js';

const limits = {
	provider: 'minimax',
	text: true,
	image: 'optional',
	lastFrame: false,
	references: 0,
	maxPrompt: 2000,
	pictures: { ...embeddedPictures, minSide: 300, minRatio: 0.4, maxRatio: 2.5 },
} as const satisfies Partial<Model>;

const models: readonly Model[] = [
	{ ...limits, id: 'minimax-hailuo-02', name: 'Hailuo 02', price: { perRequestUsd: 0.6 } },
	{ ...limits, id: 'video-01', name: 'MiniMax Video-01', price: { perRequestUsd: 0.5 } },
];

const ids = { keys: ['task_id'], form: '\\d{6,24}' } as const;

/** MiniMax's own routes, without a current page: a task names a file, and the file is asked for its address. */
export const minimax: Provider = {
	id: 'minimax',
	name: 'MiniMax (native)',
	legacy: true,
	models,
	pictureRule: (model) => model.pictures ?? embeddedPictures,
	create,
	readTask(answer, { model }) {
		const id = readTaskId(answer, ids);
		return id === undefined ? undefined : { provider: 'minimax', id, model: model.id };
	},
	poll: ({ id }) => ({ method: 'GET', path: '/v1/query/video_generation', query: { task_id: id } }),
	readStatus: (answer, task) => readTaskStatus(answer, task, { withoutUrl: true }),
	resultCall: (task, { videoId }) => ({
		method: 'GET',
		path: '/v1/files/retrieve',
		query: { file_id: videoId ?? '', task_id: task.id },
	}),
	readResult({ body }) {
		const urls = resultUrls(layersOf(body));
		return urls.length === 0 ? undefined : { urls };
	},
};

function create({ model, request, pictures }: Order): Call {
	const [image] = pictures;
	const value = {
		model: model.id,
		prompt: request.prompt,
		...(image !== undefined && { first_frame_image: dataUri(image) }),
	};
	return { method: 'POST', path: '/v1/video_generation', body: { kind: 'json', value } };
}
