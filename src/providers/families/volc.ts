import type { Model } from '../contract/model.js';
import { dataUri, embeddedPictures } from './pictureInput.js';
import type { Call, Json, Order, Picture, Provider } from '../contract/provider.js';
import { secondsOf, shapeOf } from '../requests/sizes.js';
import { readTaskId } from '../answers/taskId.js';
import { readTaskStatus } from '../answers/taskStatus.js';

const path = '/volc/v3/contents/generations/tasks';

const models: readonly Model[] = [
	{
		id: 'doubao-seedance-1-5-pro-251215',
		name: 'Seedance 1.5 Pro (native)',
		provider: 'volc',
		text: true,
		image: 'optional',
		lastFrame: true,
		references: 0,
		durations: { from: 4, to: 12 },
		defaultDuration: 5,
		aspects: ['16:9', '4:3', '1:1', '3:4', '9:16', '21:9'],
		defaultAspect: '16:9',
		resolutions: ['480p', '720p', '1080p'],
		defaultResolution: '720p',
		maxPrompt: 32_000,
		maxSeed: 4_294_967_295,
		pictures: { ...embeddedPictures, minSide: 300, minRatio: 0.4, maxRatio: 2.5 },
		price: { perSecondUsd: 0.15 },
	},
];

const ids = { keys: ['id'], form: '(?:cgt-[\\w-]{6,80}|\\d{10,}[\\w-]{0,80})' } as const;
const roles: Readonly<Partial<Record<Picture['role'], string>>> = { image: 'first_frame', last_frame: 'last_frame' };

/** ByteDance's own route. Its page's example was once refused by the server, so it is off unless asked for. */
export const volc: Provider = {
	id: 'volc',
	name: 'ByteDance (native)',
	legacy: true,
	models,
	pictureRule: (model) => model.pictures ?? embeddedPictures,
	create,
	readTask(answer, { model }) {
		const id = readTaskId(answer, ids);
		return id === undefined ? undefined : { provider: 'volc', id, model: model.id };
	},
	poll: ({ id }) => ({ method: 'GET', path: `${path}/${encodeURIComponent(id)}` }),
	readStatus: (answer, task) => readTaskStatus(answer, task, { withoutUrl: false }),
};

function create({ model, request, pictures, callbackUrl }: Order): Call {
	const { aspect, resolution } = shapeOf(model, request);
	const settings = [
		`--duration ${secondsOf(model, request)}`,
		...(aspect === undefined ? [] : [`--ratio ${aspect}`]),
		...(resolution === undefined ? [] : [`--resolution ${resolution}`]),
		...(request.seed === null || request.seed === undefined ? [] : [`--seed ${request.seed}`]),
	];
	const images = pictures.map((picture): Json => {
		const role = roles[picture.role] ?? 'reference_image';
		return { type: 'image_url', image_url: { url: dataUri(picture) }, role };
	});
	const value = {
		model: model.id,
		content: [{ type: 'text', text: `${plainWords(request.prompt)} ${settings.join(' ')}` }, ...images],
		...(callbackUrl !== undefined && { callback_url: callbackUrl }),
	};
	return { method: 'POST', path, body: { kind: 'json', value } };
}

/** Settings stand in the text, so a prompt must not be able to set what the limits and the estimate rest on. */
function plainWords(prompt: string): string {
	return prompt.replaceAll(/(?<!-)-{2,}(?=\w)/gu, '– ');
}
