import { ComponentType, TextInputStyle, type APILabelComponent } from 'discord-api-types/v10';
import { mostChoices } from '../../discord/messageLimits.js';
import type { Job } from '../../jobs/record/job.js';
import { words as wordsOf } from '../../i18n/index.js';
import { formatCustomId } from '../parts/customId.js';
import { plain } from '../parts/memberText.js';
import type { Modal } from './modals.js';

/** The custom ids under which the form comes back. */
export const presetFields = { name: 'name', replaces: 'replaces', whose: 'whose' } as const;

/** Values of the select that asks whose it is to be; those of the other select begin with one of them. */
export const presetOwners = { own: 'own', guild: 'guild' } as const;

const longestName = 40;

/** What there is already, and whether its member may keep one for the whole server. */
interface Known {
	readonly presets: readonly { readonly name: string; readonly isGuilds: boolean }[];
	readonly mayShare: boolean;
}

/** Under which name a job's options are kept, which preset goes for it, if one does, and for whom it is. */
export function presetModal(job: Job, { presets, mayShare }: Known, locale: string): Modal {
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
			options: presets.slice(0, mostChoices).map(({ name: known, isGuilds }) => ({
				value: `${isGuilds ? presetOwners.guild : presetOwners.own}:${known}`,
				label: plain(isGuilds ? `${known} · ${says.ofGuild}` : known, 100),
			})),
		},
	};
	const whose: APILabelComponent = {
		type: ComponentType.Label,
		label: says.whose,
		description: says.whoseHint,
		component: {
			type: ComponentType.StringSelect,
			custom_id: presetFields.whose,
			options: [
				{ value: presetOwners.own, label: says.own, default: true },
				{ value: presetOwners.guild, label: says.guild },
			],
		},
	};
	return {
		custom_id: formatCustomId({ action: 'preset', jobId: job.id, ownerId: job.requester.id }),
		title: says.title,
		components: [name, ...(presets.length === 0 ? [] : [replaces]), ...(mayShare ? [whose] : [])],
	};
}
