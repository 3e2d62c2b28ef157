import { mostChoices } from '../../discord/messageLimits.js';
import {
	ComponentType,
	TextInputStyle,
	type APILabelComponent,
	type APIModalInteractionResponseCallbackData,
	type APIStringSelectComponent,
} from 'discord-api-types/v10';
import type { Job } from '../../jobs/record/job.js';
import { words as wordsOf } from '../../i18n/index.js';
import { formatCustomId, type CustomId } from '../parts/customId.js';
import { plain } from '../parts/memberText.js';
import { filled, promptField, promptFields, promptIds } from './promptFields.js';

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
	prompt: promptIds.first,
	/** The end of a prompt that one field does not hold. */
	promptRest: promptIds.rest,
	model: 'model',
	duration: 'duration',
	/** Aspect and resolution together: a modal holds five fields. */
	shape: 'shape',
	negative: 'negative',
	/** Files. */
	pictures: 'pictures',
	/** Which of several. */
	picture: 'picture',
	consent: 'consent',
	/** Whether a video is to be deleted for good. */
	sure: 'sure',
} as const;

type Field = keyof typeof fields;

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
	const { continue: says, edit } = wordsOf(locale).controls;
	const prompt = promptFields(job.request.prompt, { label: says.prompt, restLabel: edit.promptRest });
	return {
		custom_id: formatCustomId({ action: 'continue', jobId: job.id, ownerId: job.requester.id }),
		title: says.title,
		components: prompt.map((field, place) => (place === 0 ? { ...field, description: plain(from, 100) } : field)),
	};
}

/** The request of somebody else's video, to make one's own of it: without their pictures, which are theirs. */
export function ownModal(job: Job, memberId: string, locale: string): Modal {
	const { own, edit } = wordsOf(locale).controls;
	return {
		custom_id: formatCustomId({ action: 'own', jobId: job.id, ownerId: memberId }),
		title: own.title,
		components: promptFields(job.request.prompt, { label: own.prompt, restLabel: edit.promptRest, hint: own.hint }),
	};
}

interface AnimateView {
	/** Clips instead of pictures. */
	readonly clip?: boolean;
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
	const { draftId, memberId, choices, model, foreign, locale, pictures = [], clip = false } = view;
	const { animate: ofPictures, editVideo } = wordsOf(locale).controls;
	const animate = clip ? editVideo : ofPictures;
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

export const shortField = (field: Field, label: string, value: string, placeholder: string): APILabelComponent => ({
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

export function modelField(
	label: string,
	choices: readonly ModelChoice[],
	chosen: string | undefined,
): APILabelComponent[] {
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
