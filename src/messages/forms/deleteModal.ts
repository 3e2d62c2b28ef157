import { ComponentType } from 'discord-api-types/v10';
import { words as wordsOf } from '../../i18n/index.js';
import { formatCustomId } from '../parts/customId.js';
import { fields, type Modal } from './modals.js';

/** Asks whether a video is to go for good, and says what it cost. */
export function deleteModal(
	job: { readonly id: string; readonly ownerId: string; readonly price: string | null },
	locale: string,
): Modal {
	const { delete: says } = wordsOf(locale).controls;
	return {
		custom_id: formatCustomId({ action: 'delete', jobId: job.id, ownerId: job.ownerId }),
		title: says.title,
		components: [
			{
				type: ComponentType.Label,
				label: says.label,
				description: job.price === null ? says.forGood : says.cost({ price: job.price }),
				component: {
					type: ComponentType.CheckboxGroup,
					custom_id: fields.sure,
					options: [{ value: 'yes', label: says.sure }],
					min_values: 1,
					max_values: 1,
					required: true,
				},
			},
		],
	};
}
