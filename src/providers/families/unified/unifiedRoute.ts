import type { VideoRequest } from '../../../jobs/record/request.js';
import { unlistedModel, type GeneralLimits } from '../unlistedModel.js';
import type { Model } from '../../contract/model.js';
import { filePictures } from '../pictureInput.js';
import type { Call, CatalogueEntry, Order, Provider } from '../../contract/provider.js';
import { secondsOf, shapeOf } from '../../requests/sizes.js';
import { readTaskId, unifiedIds } from '../../answers/taskId.js';
import { readTaskStatus } from '../../answers/taskStatus.js';

/** The one path that the unified families share. */
export const unifiedPath = '/v1/videos';

/** Nothing says how long a prompt may be there, except OpenAI of Sora. */
export const unifiedMaxPrompt = 32_000;

export type Field = readonly [name: string, value: string];

/** What tells the families of the unified route from one another. */
interface UnifiedParts {
	readonly id: string;
	readonly name: string;
	readonly models: readonly Model[];
	/** Ids of models of this family that no table has. */
	readonly adopts: RegExp;
	/** The limits that such a model is offered with. */
	readonly general: GeneralLimits;
	/** The text parts besides prompt and model; `seconds` and `size` in pixels unless told. */
	readonly fields?: (order: Order) => readonly Field[];
	/** Pictures must have the very pixels of the video. */
	readonly exactPictures?: boolean;
	/** Creates that do not start from words and pictures; each is a POST of its own. */
	readonly actions?: Partial<Record<VideoRequest['action'], (order: Order) => Call>>;
}

/** A family of `/v1/videos`: one create as a form, one poll, one route for the bytes. */
export function unifiedFamily(parts: UnifiedParts): Provider {
	const { id: provider, fields = lengthAndPixels } = parts;
	return {
		id: provider,
		name: parts.name,
		models: parts.models,
		adopt: (entry) =>
			parts.adopts.test(entry.id) && isUnified(entry)
				? unlistedModel(entry, { provider, general: parts.general })
				: undefined,
		pictureRule(model, request) {
			const rule = model.pictures ?? filePictures;
			const { width, height } = shapeOf(model, request);
			const isExact = parts.exactPictures === true && width !== undefined && height !== undefined;
			return isExact ? { ...rule, exact: { width, height } } : rule;
		},
		create(order) {
			const action = order.clip === undefined ? order.request.action : 'edit';
			return parts.actions?.[action]?.(order) ?? generate(order, fields(order));
		},
		readTask(answer, { model, request }) {
			const id = readTaskId(answer, unifiedIds);
			return id === undefined ? undefined : { provider, id, model: model.id, action: request.action };
		},
		poll: ({ id }) => ({ method: 'GET', path: `${unifiedPath}/${encodeURIComponent(id)}` }),
		readStatus: (answer, task) => readTaskStatus(answer, task, { withoutUrl: true }),
		content: ({ id }) => ({ method: 'GET', path: `${unifiedPath}/${encodeURIComponent(id)}/content` }),
	};
}

/** `seconds` and `size` as most models of the route want them; a model nobody knows gets only what was chosen. */
export function lengthAndPixels({ model, request }: Order): readonly Field[] {
	const { width, height } = shapeOf(model, request);
	const isChosen = (value: unknown): boolean => model.adopted !== true || (value !== null && value !== undefined);
	const hasSize = width !== undefined && isChosen(request.aspect ?? request.resolution);
	return [
		...(model.durations !== undefined && isChosen(request.duration)
			? [['seconds', String(secondsOf(model, request))] as const]
			: []),
		...(hasSize ? [['size', `${width}x${height}`] as const] : []),
	];
}

function generate({ model, request, pictures }: Order, fields: readonly Field[]): Call {
	const urls = model.picturesByUrl === true ? pictures.flatMap(({ url }) => url ?? []) : [];
	return {
		method: 'POST',
		path: unifiedPath,
		body: {
			kind: 'multipart',
			fields: [
				['prompt', request.prompt],
				['model', model.id],
				...fields,
				...urls.map((url): Field => ['reference_urls', url]),
			],
			files: model.picturesByUrl === true ? [] : pictures.map((picture) => ['input_reference', picture] as const),
		},
	};
}

function isUnified({ endpoints, modelType }: CatalogueEntry): boolean {
	return modelType === 'video' && endpoints.some(({ path }) => path === unifiedPath);
}

/** The sizes that several families of the unified route share. */
export const wideSizes = [
	['16:9', '720p', '1280x720'],
	['9:16', '720p', '720x1280'],
	['16:9', '1080p', '1920x1080'],
	['9:16', '1080p', '1080x1920'],
	['1:1', '1080p', '1440x1440'],
] as const;
