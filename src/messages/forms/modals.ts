import { mostChoices } from '../../discord/messageLimits.js';
import {
	ComponentType,
	TextInputStyle,
	type APILabelComponent,
	type APIModalInteractionResponseCallbackData,
	type APIStringSelectComponent,
} from 'discord-api-types/v10';
import type { Job } from '../../jobs/record/job.js';
import type { Words } from '../../i18n/en.js';
import { words as wordsOf } from '../../i18n/index.js';
import { formatCustomId, type CustomId } from '../parts/customId.js';
import { plain } from '../parts/memberText.js';

export type Modal = APIModalInteractionResponseCallbackData;

/** A model in a select: at most 25 are offered. */
export interface ModelChoice {
	readonly id: string;
	readonly name: string;
	/** What it costs and takes: small, under the name. */
	readonly facts?: string | undefined;
}

/** The fields of the modals, by the custom ids under which their values come back. */
export const fields = {
	prompt: 'prompt',
	model: 'model',
	duration: 'duration',
	/** Aspect and resolution together: a modal holds five fields. */
	shape: 'shape',
	/** Files. */
	pictures: 'pictures',
	/** Which of several. */
	picture: 'picture',
	consent: 'consent',
	/** Whether a video is to be deleted for good. */
	sure: 'sure',
} as const;

type Field = keyof typeof fields;

/**
 * A modal with the job's prompt and options filled in, in the language of whoever pressed. What was built on a finished
 * video has its shape and pictures from there, so that the prompt alone can be edited.
 */
export function editModal(job: Job, choices: readonly ModelChoice[], locale: string): Modal {
	const { edit } = wordsOf(locale).controls;
	const { request } = job;
	return {
		custom_id: formatCustomId({ action: 'edit', jobId: job.id, ownerId: job.requester.id }),
		title: edit.title,
		components: [
			promptField(edit.prompt, request.prompt),
			...(request.action === 'generate' ? optionFields(job, choices, edit) : []),
		],
	};
}

function optionFields(
	{ request }: Job,
	choices: readonly ModelChoice[],
	edit: Words['controls']['edit'],
): APILabelComponent[] {
	const { model, duration, aspect, resolution, pictures } = request;
	const shape = [aspect, resolution].filter((value) => value).join(' ');
	return [
		...modelField(edit.model, choices, model),
		shortField('duration', edit.duration, duration ? String(duration) : '', edit.empty),
		shortField('shape', edit.shape, shape, edit.empty),
		{
			type: ComponentType.Label,
			...(pictures.length > 0 ? { label: edit.picture, description: edit.pictureHint } : { label: edit.pictureNew }),
			component: {
				type: ComponentType.FileUpload,
				custom_id: fields.pictures,
				min_values: 0,
				max_values: Math.max(1, pictures.length),
				required: false,
				file_types: ['image'],
			},
		},
	];
}

/** Asks what should change in a video that its family can build on. */
export function remixModal(job: Job, locale: string): Modal {
	const { remix } = wordsOf(locale).controls;
	return {
		custom_id: formatCustomId({ action: 'remix', jobId: job.id, ownerId: job.requester.id }),
		title: remix.title,
		components: [promptField(remix.prompt, '')],
	};
}

/**
 * Asks what happens next in a video, with the old prompt to begin from.
 * @param from how the new clip begins and what it costs, in the presser's language; at most 100 characters
 */
export function continueModal(job: Job, from: string, locale: string): Modal {
	const { continue: says } = wordsOf(locale).controls;
	return {
		custom_id: formatCustomId({ action: 'continue', jobId: job.id, ownerId: job.requester.id }),
		title: says.title,
		components: [{ ...promptField(says.prompt, job.request.prompt), description: plain(from, 100) }],
	};
}

/** The request of somebody else's video, to make one's own of it: without their pictures, which are theirs. */
export function ownModal(job: Job, memberId: string, locale: string): Modal {
	const { own } = wordsOf(locale).controls;
	return {
		custom_id: formatCustomId({ action: 'own', jobId: job.id, ownerId: memberId }),
		title: own.title,
		components: [promptField(own.prompt, job.request.prompt, own.hint)],
	};
}

interface AnimateView {
	/** The draft that holds the picture. */
	readonly draftId: string;
	readonly memberId: string;
	/** What the pictures are called, when there are several to choose from. */
	readonly pictures?: readonly string[] | undefined;
	readonly choices: readonly ModelChoice[];
	/** The model chosen beforehand. */
	readonly model?: string | undefined;
	/** The picture was posted by somebody else. */
	readonly foreign: boolean;
	readonly locale: string;
}

/** Asks what should happen in a picture, and whether it may be used when it is another member's. */
export function animateModal(view: AnimateView): Modal {
	const { draftId, memberId, choices, model, foreign, locale, pictures = [] } = view;
	const { animate } = wordsOf(locale).controls;
	const consent: APILabelComponent = {
		type: ComponentType.Label,
		label: animate.consent,
		description: animate.consentHint,
		component: {
			type: ComponentType.CheckboxGroup,
			custom_id: fields.consent,
			options: [{ value: 'yes', label: animate.consentOption }],
			min_values: 1,
			max_values: 1,
			required: true,
		},
	};
	const id: CustomId = { action: 'animate', jobId: draftId, ownerId: memberId };
	return {
		custom_id: formatCustomId(id),
		title: animate.title,
		components: [
			promptField(animate.prompt, '', animate.promptHint),
			...(pictures.length > 1 ? [pictureField(animate.picture, pictures)] : []),
			...modelField(animate.model, choices, model),
			...(foreign ? [consent] : []),
		],
	};
}

/** The first is chosen beforehand; the values are their places. */
const pictureField = (label: string, pictures: readonly string[]): APILabelComponent => ({
	type: ComponentType.Label,
	label,
	component: {
		type: ComponentType.StringSelect,
		custom_id: fields.picture,
		required: true,
		options: pictures.slice(0, mostChoices).map((name, place) => ({
			value: String(place),
			label: plain(`${place + 1}. ${name}`, 100),
			default: place === 0,
		})),
	},
});

/** Longest text that a modal's field holds. */
const longestField = 4_000;

const promptField = (label: string, value: string, placeholder?: string): APILabelComponent => ({
	type: ComponentType.Label,
	label,
	component: {
		type: ComponentType.TextInput,
		custom_id: fields.prompt,
		style: TextInputStyle.Paragraph,
		required: true,
		max_length: longestField,
		...filled(value, longestField),
		...(placeholder === undefined ? {} : { placeholder }),
	},
});

const shortField = (field: Field, label: string, value: string, placeholder: string): APILabelComponent => ({
	type: ComponentType.Label,
	label,
	component: {
		type: ComponentType.TextInput,
		custom_id: fields[field],
		style: TextInputStyle.Short,
		required: false,
		max_length: 40,
		placeholder,
		...filled(value, 40),
	},
});

/** The member's own words go back as they were; only what is too long is cut, at a whole character. */
function filled(value: string, longest: number): { value?: string } {
	if (value === '') return {};
	const cut = value.slice(0, longest);
	return { value: cut.length < value.length && /[\uD800-\uDBFF]$/u.test(cut) ? cut.slice(0, -1) : cut };
}

function modelField(label: string, choices: readonly ModelChoice[], chosen: string | undefined): APILabelComponent[] {
	const select = modelSelect(choices, chosen, fields.model);
	return select === undefined ? [] : [{ type: ComponentType.Label, label, component: { ...select, required: true } }];
}

/** A select of models; none when there is nothing to choose from. The chosen one is always among them. */
export function modelSelect(
	choices: readonly ModelChoice[],
	chosen: string | undefined,
	customId: string,
): APIStringSelectComponent | undefined {
	const first = choices.filter(({ id }) => id === chosen);
	const options = [...first, ...choices.filter(({ id }) => id !== chosen)]
		.filter(({ id }) => id.length > 0 && id.length <= 100)
		.slice(0, mostChoices)
		.map(({ id, name, facts = '' }) => ({
			value: id,
			label: plain(name, 100) || id,
			...(facts === '' ? {} : { description: plain(facts, 100) }),
			default: id === chosen,
		}));
	if (options.length === 0) return undefined;
	return { type: ComponentType.StringSelect, custom_id: customId, options };
}
