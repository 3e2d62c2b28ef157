import { ComponentType, type APILabelComponent } from 'discord-api-types/v10';
import type { Draft } from '../../jobs/record/draft.js';
import type { Job } from '../../jobs/record/job.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import type { Words } from '../../i18n/en.js';
import { words as wordsOf } from '../../i18n/index.js';
import { formatCustomId } from '../parts/customId.js';
import { fields, modelField, shortField, type Modal, type ModelChoice } from './modals.js';
import { paragraph, partsOf, promptFields } from './promptFields.js';

/**
 * A modal with the job's prompt and options filled in, in the language of whoever pressed. What was built on a finished
 * video has its shape and pictures from there, so that the prompt alone can be edited.
 */
export function editModal(job: Job, choices: readonly ModelChoice[], locale: string): Modal {
	const { edit } = wordsOf(locale).controls;
	return {
		custom_id: formatCustomId({ action: 'edit', jobId: job.id, ownerId: job.requester.id }),
		title: edit.title,
		components: requestFields(job.request, { choices, negative: false }, edit),
	};
}

/** An empty form for a request with a model that was chosen on its page; the id says which. */
export function useModal(
	of: { readonly token: string; readonly memberId: string; readonly request: VideoRequest },
	choices: readonly ModelChoice[],
	locale: string,
): Modal {
	const { use, edit } = wordsOf(locale).controls;
	return {
		custom_id: formatCustomId({ action: 'use', jobId: of.token, ownerId: of.memberId }),
		title: use.title,
		components: requestFields(of.request, { choices, negative: false }, edit),
	};
}

interface AmendView {
	readonly choices: readonly ModelChoice[];
	/** The one that the request is for, where it is known and offered. */
	readonly model: { readonly id: string; readonly maxNegativePrompt?: number | undefined } | undefined;
}

/** The same of a request that was refused, and is kept as a draft. */
export function amendModal(draft: Draft, { choices, model }: AmendView, locale: string): Modal {
	const { amend, edit } = wordsOf(locale).controls;
	const prompt = draft.improved ?? draft.request.prompt;
	const request = { ...draft.request, prompt, model: model?.id ?? draft.request.model };
	const most = model?.maxNegativePrompt ?? Number.POSITIVE_INFINITY;
	const negative = Array.from(request.negativePrompt ?? '').length > most;
	return {
		custom_id: formatCustomId({ action: 'amend', jobId: draft.id, ownerId: draft.memberId }),
		title: amend.title,
		components: requestFields(request, { choices, negative }, edit),
	};
}

interface RequestFieldsView {
	readonly choices: readonly ModelChoice[];
	/** Whether the negative prompt is what has to be changed: it takes the place of the pictures. */
	readonly negative: boolean;
}

function requestFields(
	request: VideoRequest,
	view: RequestFieldsView,
	edit: Words['controls']['edit'],
): APILabelComponent[] {
	return [
		...promptFields(request.prompt, { label: edit.prompt, restLabel: edit.promptRest }),
		...(request.action === 'generate' ? optionFields(request, view, edit) : []),
	];
}

function optionFields(
	request: VideoRequest,
	{ choices, negative }: RequestFieldsView,
	edit: Words['controls']['edit'],
): APILabelComponent[] {
	const { model, duration, aspect, resolution, pictures, prompt, negativePrompt } = request;
	// A modal holds five fields: the pictures of a prompt that needs two stay as they are.
	const isFull = partsOf(prompt).rest !== '';
	const last = negative
		? paragraph(fields.negative, edit.negative, { value: negativePrompt ?? '', required: false })
		: pictureUpload(pictures.filter(({ role }) => role !== 'video').length, edit);
	const shape = [aspect, resolution].filter((value) => value).join(' ');
	return [
		...modelField(edit.model, choices, model),
		shortField('duration', edit.duration, duration ? String(duration) : '', edit.empty),
		shortField('shape', edit.shape, shape, edit.shapeEmpty),
		...(isFull ? [] : [last]),
	];
}

const pictureUpload = (count: number, edit: Words['controls']['edit']): APILabelComponent => ({
	type: ComponentType.Label,
	...(count > 0 ? { label: edit.picture, description: edit.pictureHint } : { label: edit.pictureNew }),
	component: {
		type: ComponentType.FileUpload,
		custom_id: fields.pictures,
		min_values: 0,
		max_values: Math.max(1, count),
		required: false,
		file_types: ['image'],
	},
});
