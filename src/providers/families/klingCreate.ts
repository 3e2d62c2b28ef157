import type { VideoRequest } from '../../jobs/record/request.js';
import type { Model } from '../contract/model.js';
import { rawBase64 } from './pictureInput.js';
import type { Call, Json, Order, Picture } from '../contract/provider.js';
import { secondsOf, shapeOf } from '../requests/sizes.js';

/** Kling's routes for videos, of those we use. */
export type KlingAction = 'text2video' | 'image2video' | 'multi-image2video' | 'omni-video' | 'video-extend';

type Fields = Readonly<Record<string, Json>>;

/** The action that a request needs: by its model, and by the pictures that come with it. */
export function klingAction({
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
export function klingCreate(order: Order): Call {
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
			// Required, except beside a first frame, which has a shape of its own.
			...(pictureOf(order, 'image') === undefined && aspect(order)),
			...common(order),
		};
	},

	'video-extend': ({ request }) => ({ video_id: request.source?.videoId ?? '', prompt: request.prompt }),
};

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
		duration: String(secondsOf(model, request)),
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
