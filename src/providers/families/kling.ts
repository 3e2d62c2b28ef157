import type { Model } from '../contract/model.js';
import { clipAddress } from './clipInput.js';
import { followsClip } from '../requests/clips.js';
import { unlistedModel } from './unlistedModel.js';
import type { Provider, Call, Json, Order, Picture } from '../contract/provider.js';
import { readTaskId } from '../answers/taskId.js';
import { readTaskStatus } from '../answers/taskStatus.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import { rawBase64 } from './pictureInput.js';
import { secondsOf, shapeOf } from '../requests/sizes.js';

/** Kling's routes for videos, of those we use. */
type KlingAction = 'text2video' | 'image2video' | 'multi-image2video' | 'omni-video' | 'video-extend';

type Fields = Readonly<Record<string, Json>>;

/** The action that a request needs: by its model, and by the pictures that come with it. */
function klingAction({
	model,
	request,
}: {
	readonly model: Model;
	readonly request: Pick<VideoRequest, 'action' | 'pictures'>;
}): KlingAction {
	if (request.action === 'extend') return 'video-extend';
	if (model.id === 'kling-video-o1') return 'omni-video';
	if (request.pictures.some(({ role }) => role.startsWith('reference_'))) return 'multi-image2video';
	return request.pictures.some(({ role }) => role === 'image') ? 'image2video' : 'text2video';
}

/** The create of one job. `external_task_id` names the job to Kling, on the routes that have that field. */
function klingCreate(order: Order): Call {
	const action = klingAction(order);
	const value: Fields = { ...describe[action](order), ...callback(order) };
	return { method: 'POST', path: `/kling/v1/videos/${action}`, body: { kind: 'json', value } };
}

const describe: Readonly<Record<KlingAction, (order: Order) => Fields>> = {
	text2video: (order) => ({ ...words(order), ...aspect(order), ...common(order), external_task_id: order.jobId }),

	image2video(order) {
		const image = pictureOf(order, 'image');
		const tail = pictureOf(order, 'last_frame');
		return {
			...words(order),
			...(image !== undefined && { image: rawBase64(image) }),
			...(tail !== undefined && { image_tail: rawBase64(tail) }),
			...common(order),
			external_task_id: order.jobId,
		};
	},

	'multi-image2video': (order) => ({
		...words(order),
		image_list: order.pictures.map((picture) => ({ image: rawBase64(picture) })),
		...aspect(order),
		...common(order),
		external_task_id: order.jobId,
	}),

	'omni-video'(order) {
		const frames: Readonly<Partial<Record<string, string>>> = { image: 'first_frame', last_frame: 'end_frame' };
		const images = order.pictures.map((picture): Json => {
			const type = frames[picture.role];
			return { image_url: rawBase64(picture), ...(type !== undefined && { type }) };
		});
		return {
			model_name: order.model.id,
			prompt: order.request.prompt,
			...(images.length > 0 && { image_list: images }),
			...videoList(order),
			// Required, except beside a first frame or a clip that is edited, which have a shape of their own.
			...(pictureOf(order, 'image') === undefined && !isEdit(order) && aspect(order)),
			...common(order),
		};
	},

	'video-extend': ({ request }) => ({ video_id: request.source?.videoId ?? '', prompt: request.prompt }),
};

const isEdit = ({ model, request }: Order): boolean => followsClip(model, request);

/** A clip is edited (`base`), or a new one is made after it (`feature`). */
function videoList(order: Order): Fields {
	if (order.clip === undefined) return {};
	const type = isEdit(order) ? 'base' : 'feature';
	return { video_list: [{ video_url: clipAddress(order.clip), refer_type: type }] };
}

/** The field is `model_name`: a `model` is ignored and another model made. */
function words({ model, request }: Order): Fields {
	const negative = request.negativePrompt ?? '';
	return {
		model_name: model.id,
		prompt: request.prompt,
		...(negative !== '' && model.maxNegativePrompt !== undefined && { negative_prompt: negative }),
	};
}

/** The length is text here. Without a choice of resolution the route's own mode holds. */
function common({ model, request }: Order): Fields {
	const { resolution } = shapeOf(model, request);
	return {
		// An edited clip stays as long as it is.
		...(!followsClip(model, request) && { duration: String(secondsOf(model, request)) }),
		...(resolution !== undefined && { mode: resolution === '1080p' ? 'pro' : 'std' }),
	};
}

function aspect({ model, request }: Order): Fields {
	const { aspect: ratio } = shapeOf(model, request);
	return ratio === undefined ? {} : { aspect_ratio: ratio };
}

function callback({ callbackUrl }: Order): Fields {
	return callbackUrl === undefined ? {} : { callback_url: callbackUrl };
}

function pictureOf({ pictures }: Order, role: Picture['role']): Picture | undefined {
	return pictures.find((picture) => picture.role === role);
}

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
		clip: {
			formats: ['mp4', 'mov'],
			minSeconds: 3,
			maxSeconds: 10,
			maxBytes: 200_000_000,
			minSide: 720,
			maxSide: 2160,
			alsoReference: true,
		},
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
		return isVersion && isHere ? unlistedModel(entry, { provider: 'kling', general }) : undefined;
	},
	speaksFor: ({ endpoints }) => endpoints.some(({ path }) => path.startsWith('/kling/v1/videos')),
	pictureRule: (model) => model.pictures ?? limits.pictures,
	create: klingCreate,
	readTask(answer, order) {
		const id = readTaskId(answer, ids);
		if (id === undefined) return undefined;
		return { provider: 'kling', id, model: order.model.id, action: klingAction(order) };
	},
	poll: ({ id, action }) => ({
		method: 'GET',
		path: `/kling/v1/videos/${action ?? 'text2video'}/${encodeURIComponent(id)}`,
	}),
	readStatus: (answer, task) => readTaskStatus(answer, task, { withoutUrl: false }),
};
