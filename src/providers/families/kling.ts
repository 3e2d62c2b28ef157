import type { Model } from '../contract/model.js';
import { adopted } from './unlistedModel.js';
import { klingAction, klingCreate } from './klingCreate.js';
import type { Provider } from '../contract/provider.js';
import { readTaskId } from '../answers/taskId.js';
import { readTaskStatus } from '../answers/taskStatus.js';

const limits = {
	text: true,
	image: 'optional',
	lastFrame: true,
	references: 0,
	durations: { list: [5, 10] },
	defaultDuration: 5,
	aspects: ['16:9', '9:16', '1:1'],
	defaultAspect: '16:9',
	aspectFromImage: true,
	// Kling's modes `std` and `pro` under the names that members know.
	resolutions: ['720p', '1080p'],
	// Kling itself takes 2500; CometAPI's page says this.
	maxPrompt: 500,
	pictures: {
		formats: ['image/jpeg', 'image/png'],
		// 10 MB are allowed; whether before or after Base64 is not said.
		maxBytes: 7_000_000,
		minSide: 300,
		maxSide: 4096,
		minRatio: 0.4,
		maxRatio: 2.5,
	},
} as const satisfies Partial<Model>;

/** What the two plain routes take besides, and `omni-video` does not. */
const plain = { ...limits, maxNegativePrompt: 200, actions: ['extend'] } as const;

const models: readonly Model[] = [
	{ ...plain, id: 'kling-v3', name: 'Kling 3.0', provider: 'kling', price: { perSecondUsd: 0.2 } },
	{ ...plain, id: 'kling-v2-6', name: 'Kling 2.6', provider: 'kling', price: { perSecondUsd: 0.14 } },
	{
		...limits,
		id: 'kling-video-o1',
		name: 'Kling O1',
		provider: 'kling',
		references: 4,
		maxPrompt: 2500,
		price: { perSecondUsd: 0.2 },
	},
	{
		...plain,
		id: 'kling-v1-6',
		name: 'Kling 1.6',
		provider: 'kling',
		references: 4,
		// Of `image_list`, which holds the first picture too when there are references.
		maxPictures: 4,
		price: { perSecondUsd: 0.1 },
	},
];

/** 18 or 19 digits, more than a number can hold. */
const ids = { keys: ['task_id'], form: '\\d{15,24}' } as const;

/** Kuaishou Kling: an action for each kind of input, and each task is asked for under the action that made it. */
export const kling: Provider = {
	id: 'kling',
	name: 'Kling',
	models,
	// The catalogue knows Kling by one generic entry without a version, which is no model.
	adopt(entry) {
		const isVersion = /^kling-v\d/u.test(entry.id) && entry.modelType === 'video';
		const isHere = entry.endpoints.some(({ path }) => path.startsWith('/kling/v1/videos/'));
		const general = { ...plain, lastFrame: false };
		return isVersion && isHere ? adopted(entry, { provider: 'kling', general }) : undefined;
	},
	speaksFor: ({ endpoints }) => endpoints.some(({ path }) => path.startsWith('/kling/v1/videos')),
	pictureRule: (model) => model.pictures ?? limits.pictures,
	create: klingCreate,
	readTask(answer, order) {
		const id = readTaskId(answer, ids);
		if (id === undefined) return undefined;
		return { provider: 'kling', id, model: order.model.id, action: klingAction(order) };
	},
	look: ({ id, action }) => ({
		method: 'GET',
		path: `/kling/v1/videos/${action ?? 'text2video'}/${encodeURIComponent(id)}`,
	}),
	readStatus: (answer, task) => readTaskStatus(answer, task, { withoutUrl: false }),
};
