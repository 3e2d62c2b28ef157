import type { Notice } from '../../jobs/record/job.js';
import type { PictureRole, RequestField, VideoRequest } from '../../jobs/record/request.js';
import type { Model } from '../contract/model.js';
import { pictureProblems } from './pictureValidation.js';
import type { Deployment, OptionName, RequestProblem } from './requestProblem.js';
import { shapeProblems } from './shapeValidation.js';
import { clipIn, followsClip } from './clips.js';
import { tidyAspect, tidyResolution } from './sizes.js';

/** Whether the model can start in this way at all: from nothing, or from a finished video whose handle is still there. */
function actionProblems(model: Model, request: VideoRequest): RequestProblem[] {
	const { action, source } = request;
	const allowed = model.actions ?? [];
	if (action === 'generate') {
		const canMake = model.text || model.image !== 'no';
		// A clip that is missing, or not taken, is told by its own option.
		return canMake || model.clip !== undefined || clipIn(request) !== undefined
			? []
			: [{ option: 'model', code: 'action', allowed, actual: action }];
	}

	// What is put together here is asked of no model.
	if (action === 'join' || action === 'compare' || !allowed.includes(action))
		return [{ option: 'model', code: 'action', allowed, actual: action }];
	const { taskId, videoId, videoUrl } = source ?? {};
	const handle = { remix: taskId, extend: videoId, edit: videoUrl, upscale: videoUrl }[action] ?? '';
	return handle === '' ? [{ option: 'model', code: 'source-gone', allowed: [], actual: action }] : [];
}

export interface RequestCheck {
	/** Empty: the request may be made. */
	readonly problems: readonly RequestProblem[];
	/** Values that the model pays no attention to. */
	readonly notices: readonly Notice[];
	/** The request in the spelling of the tables, without what would be ignored. */
	readonly request: VideoRequest;
}

/** Checks a request against what a model can do. */
export function checkRequest(
	model: Model,
	asked: VideoRequest,
	house: Deployment = { publicUrl: false },
): RequestCheck {
	const tidy = tidied(asked);
	const ignored = ignoredOptions(model, tidy);
	const request = without(tidy, ignored);
	const problems = [
		...actionProblems(model, request),
		...promptProblems(model, request),
		...shapeProblems(model, request),
		...seedProblems(model, request),
		...pictureProblems(model, request, house),
	];
	return { problems, notices: ignored.map(({ option, from }) => ({ code: 'ignored', option, from })), request };
}

/** What a model may have no use for, by the field of the request that it fills. */
const ignorable = {
	duration: 'duration',
	aspect: 'aspect',
	resolution: 'resolution',
	negative_prompt: 'negativePrompt',
	seed: 'seed',
} as const satisfies Record<Exclude<OptionName, 'prompt' | 'model' | PictureRole>, RequestField>;

interface Ignored {
	readonly option: keyof typeof ignorable;
	readonly from: string;
}

function tidied(request: VideoRequest): VideoRequest {
	const { aspect, resolution, negativePrompt } = request;
	return {
		...request,
		prompt: request.prompt.trim(),
		aspect: isGiven(aspect) ? tidyAspect(aspect) : aspect,
		resolution: isGiven(resolution) ? tidyResolution(resolution) : resolution,
		negativePrompt: isGiven(negativePrompt) && negativePrompt.trim() === '' ? null : negativePrompt,
	};
}

/** What the model has no use for; a remix, an extension or an edit takes its shape and length from what it starts from. */
function ignoredOptions(model: Model, request: VideoRequest): Ignored[] {
	const isNew = request.action === 'generate' && !followsClip(model, request);
	const bringsShape = model.aspectFromImage === true && request.pictures.some(({ role }) => role === 'image');
	// The shape follows the first picture only where that is alone; references are put into a shape.
	const followsPicture = bringsShape && !request.pictures.some(({ role }) => role.startsWith('reference_'));
	const useless: Readonly<Record<Ignored['option'], boolean>> = {
		duration: !isNew || model.durations === undefined,
		aspect: !isNew || model.aspects === undefined || followsPicture,
		resolution: !isNew || model.resolutions === undefined,
		negative_prompt: !isNew || model.maxNegativePrompt === undefined,
		seed: model.maxSeed === undefined,
	};
	return (Object.keys(useless) as Ignored['option'][]).flatMap((option) => {
		const value = request[ignorable[option]];
		return useless[option] && isGiven(value) ? [{ option, from: String(value) }] : [];
	});
}

function without(request: VideoRequest, ignored: readonly Ignored[]): VideoRequest {
	return { ...request, ...Object.fromEntries(ignored.map(({ option }) => [ignorable[option], null])) };
}

/** Characters that show nothing, the fillers of Hangul and Braille included. */
const blank = /[\s\p{Cf}\p{Cc}\u{034F}\u{115F}\u{1160}\u{17B4}\u{17B5}\u{2800}\u{3164}\u{FFA0}]/gu;

function promptProblems(model: Model, { prompt, negativePrompt }: VideoRequest): RequestProblem[] {
	const isEmpty = prompt.replaceAll(blank, '') === '';
	return [
		...(isEmpty ? [{ option: 'prompt', code: 'empty', allowed: [] } as const] : []),
		...tooLong('prompt', prompt, model.maxPrompt),
		...tooLong('negative_prompt', negativePrompt ?? '', model.maxNegativePrompt ?? Number.POSITIVE_INFINITY),
	];
}

function tooLong(option: OptionName, text: string, most: number): RequestProblem[] {
	const length = Array.from(text).length;
	return length > most ? [{ option, code: 'too-long', allowed: [String(most)], actual: String(length) }] : [];
}

function seedProblems({ maxSeed }: Model, { seed }: VideoRequest): RequestProblem[] {
	if (maxSeed === undefined || !isGiven(seed) || (seed >= 0 && seed <= maxSeed)) return [];
	const nearest = String(Math.min(maxSeed, Math.max(0, seed)));
	return [{ option: 'seed', code: 'out-of-range', allowed: ['0', String(maxSeed)], nearest, actual: String(seed) }];
}

function isGiven<T>(value: T | null | undefined): value is T {
	return value !== null && value !== undefined;
}
