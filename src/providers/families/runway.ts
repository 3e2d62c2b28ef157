import { unlistedModel } from './unlistedModel.js';
import type { Model } from '../contract/model.js';
import { clipAddress } from './clipInput.js';
import { dataUri, embeddedPictures } from './pictureInput.js';
import type { Call, Order, Provider } from '../contract/provider.js';
import { secondsOf, shapeOf, sized } from '../requests/sizes.js';
import { readTaskId, uuid } from '../answers/taskId.js';
import { readTaskStatus } from '../answers/taskStatus.js';

/** Every ratio of the page, in pixels; the route writes them with a colon. It has one size for each, so no tiers. */
const { sizes, aspects } = sized([
	['16:9', '720p', '1280x720'],
	['9:16', '720p', '720x1280'],
	['4:3', '720p', '1104x832'],
	['3:4', '720p', '832x1104'],
	['1:1', '720p', '960x960'],
	['21:9', '720p', '1584x672'],
	['5:3', '720p', '1280x768'],
	['3:5', '720p', '768x1280'],
]);

const limits = {
	sizes,
	aspects,
	defaultAspect: '16:9',
	text: false,
	image: 'required',
	lastFrame: false,
	references: 0,
	durations: { list: [5, 10] },
	defaultDuration: 5,
	maxPrompt: 512,
	maxSeed: 999_999_999,
	pictures: embeddedPictures,
} as const satisfies Partial<Model>;

const upscaler = {
	provider: 'runway',
	text: false,
	image: 'no',
	lastFrame: false,
	references: 0,
	// It reads no words; those of the film that it starts from stay with the record.
	maxPrompt: 100_000,
	durations: { from: 1, to: 40 },
	defaultDuration: 5,
	actions: ['upscale'],
	onlyListed: true,
	price: { perSecondUsd: 0.02 },
} as const satisfies Omit<Model, 'id' | 'name'>;

const models: readonly Model[] = [
	{ ...limits, id: 'gen3a_turbo', name: 'Gen-3 Alpha Turbo', provider: 'runway', price: { perSecondUsd: 0.05 } },
	{
		id: 'gen4_aleph',
		name: 'Gen-4 Aleph',
		provider: 'runway',
		text: false,
		image: 'no',
		lastFrame: false,
		references: 0,
		maxPrompt: 1000,
		maxSeed: 4_294_967_295,
		actions: ['edit'],
		// Inside JSON Runway takes 16 MB of Base64; it looks at no more than five seconds.
		clip: { formats: ['mp4', 'mov', 'webm'], maxSeconds: 5, maxBytes: 16_000_000, maxEmbeddedBytes: 11_000_000 },
		price: { perSecondUsd: 0.15 },
	},
	{ ...upscaler, id: 'upscale_v1', name: 'Runway Upscale' },
];

const imagePath = '/runwayml/v1/image_to_video';
const upscalePath = '/runwayml/v1/video_upscale';
const headers = { 'x-runway-version': '2024-11-06' } as const;
const ids = { keys: ['id', 'task_id'], form: uuid } as const;

/** Runway's official format: a video from a picture, and one from a video. It makes none from words alone. */
export const runway: Provider = {
	id: 'runway',
	name: 'Runway',
	models,
	// Its provider asks for no more than one poll in this time.
	minPollMs: 5000,
	adopt(entry) {
		const has = (path: string): boolean =>
			entry.modelType === 'video' && entry.endpoints.some((one) => one.path === path);
		if (has(upscalePath)) return { ...upscaler, id: entry.id, name: entry.name };
		return has(imagePath) ? unlistedModel(entry, { provider: 'runway', general: limits }) : undefined;
	},
	pictureRule(model, request) {
		const { width, height } = shapeOf(model, request);
		const rule = model.pictures ?? embeddedPictures;
		return width === undefined || height === undefined ? rule : { ...rule, exact: { width, height } };
	},
	create(order) {
		if (order.request.action === 'upscale') return upscale(order);
		return order.request.action === 'edit' || order.clip !== undefined ? edit(order) : generate(order);
	},
	readTask(answer, { model, request }) {
		const id = readTaskId(answer, ids);
		return id === undefined ? undefined : { provider: 'runway', id, model: model.id, action: request.action };
	},
	poll: ({ id }) => ({ method: 'GET', path: `/runwayml/v1/tasks/${encodeURIComponent(id)}`, headers }),
	readStatus: (answer, task) => readTaskStatus(answer, task, { withoutUrl: false }),
};

function generate({ model, request, pictures }: Order): Call {
	const { width, height } = shapeOf(model, request);
	const image = pictures.find(({ role }) => role === 'image');
	return post(imagePath, {
		model: model.id,
		...(image !== undefined && { promptImage: dataUri(image) }),
		promptText: request.prompt,
		duration: secondsOf(model, request),
		...(width !== undefined && height !== undefined && { ratio: `${width}:${height}` }),
		...seed(request.seed),
	});
}

function edit({ model, request, clip }: Order): Call {
	return post('/runwayml/v1/video_to_video', {
		model: model.id,
		videoUri: clip === undefined ? (request.source?.videoUrl ?? '') : clipAddress(clip),
		promptText: request.prompt,
		...seed(request.seed),
	});
}

const upscale = ({ model, request }: Order): Call =>
	post(upscalePath, { model: model.id, videoUri: request.source?.videoUrl ?? '' });

function post(path: string, value: Readonly<Record<string, string | number>>): Call {
	return { method: 'POST', path, headers, body: { kind: 'json', value } };
}

function seed(value: number | null | undefined): { seed?: number } {
	return value === null || value === undefined ? {} : { seed: value };
}
