import { ComponentType, TextInputStyle, type APILabelComponent } from 'discord-api-types/v10';
import { mostChoices } from '../../discord/messageLimits.js';
import type { Job } from '../../jobs/record/job.js';
import { words as wordsOf } from '../../i18n/index.js';
import { formatCustomId } from '../parts/customId.js';
import { plain } from '../parts/memberText.js';
import type { Modal } from './modals.js';

/** The custom ids under which the form comes back. */
export const presetFields = { name: 'name', replaces: 'replaces' } as const;

const longestName = 40;

/** Under which name a job's options are kept, and which of the member's presets goes for it, if one does. */
export function presetModal(job: Job, existing: readonly string[], locale: string): Modal {
	const { preset: says } = wordsOf(locale).controls;
	const name: APILabelComponent = {
		type: ComponentType.Label,
		label: says.name,
		description: says.hint,
		component: {
			type: ComponentType.TextInput,
			custom_id: presetFields.name,
			style: TextInputStyle.Short,
			required: true,
			max_length: longestName,
		},
	};
	const replaces: APILabelComponent = {
		type: ComponentType.Label,
		label: says.replaces,
		description: says.replacesHint,
		component: {
			type: ComponentType.StringSelect,
			custom_id: presetFields.replaces,
			required: false,
			min_values: 0,
			options: existing
				.slice(0, mostChoices)
				.map((known, place) => ({ value: String(place), label: plain(known, 100) })),
		},
	};
	return {
		custom_id: formatCustomId({ action: 'preset', jobId: job.id, ownerId: job.requester.id }),
		title: says.title,
		components: existing.length === 0 ? [name] : [name, replaces],
	};
}
