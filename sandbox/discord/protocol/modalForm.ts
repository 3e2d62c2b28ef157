import { z } from 'zod';

import {
	ChannelSelect,
	componentId,
	ComponentType,
	customId,
	MentionableSelect,
	RoleSelect,
	selectOption,
	StringSelect,
	Text,
	UserSelect,
} from './componentForm.js';
import { walk } from './componentTree.js';

/** A modal as a bot may open it (Discord: components/reference, changes up to August 2026). */
const required = z.boolean().nullish();

const TextInput = z.object({
	type: z.literal(ComponentType.textInput),
	id: componentId,
	custom_id: customId,
	style: z.int().min(1).max(2),
	label: z.string().min(1).max(45).nullish(),
	min_length: z.int().min(0).max(4000).nullish(),
	max_length: z.int().min(1).max(4000).nullish(),
	required,
	value: z.string().max(4000).nullish(),
	placeholder: z.string().max(100).nullish(),
});
const FileUpload = z.object({
	type: z.literal(ComponentType.fileUpload),
	id: componentId,
	custom_id: customId,
	min_values: z.int().min(0).max(10).nullish(),
	max_values: z.int().min(1).max(10).nullish(),
	required,
	file_types: z.array(z.string()).max(10).nullish(),
});
const group = <T extends number>(type: T, least: number) =>
	z.object({
		type: z.literal(type),
		id: componentId,
		custom_id: customId,
		options: z.array(selectOption).min(least).max(10),
		min_values: z.int().min(0).max(10).nullish(),
		max_values: z.int().min(1).max(10).nullish(),
		required,
	});
const Checkbox = z.object({
	type: z.literal(ComponentType.checkbox),
	id: componentId,
	custom_id: customId,
	default: z.boolean().nullish(),
});

const Label = z.object({
	type: z.literal(ComponentType.label),
	id: componentId,
	label: z.string().min(1).max(45),
	description: z.string().min(1).max(100).nullish(),
	component: z.discriminatedUnion('type', [
		TextInput,
		StringSelect,
		UserSelect,
		RoleSelect,
		MentionableSelect,
		ChannelSelect,
		FileUpload,
		group(ComponentType.radioGroup, 2),
		group(ComponentType.checkboxGroup, 1),
		Checkbox,
	]),
});
const Row = z.object({
	type: z.literal(ComponentType.row),
	id: componentId,
	components: z.array(TextInput.extend({ label: z.string().min(1).max(45) })).length(1),
});

export const ModalForm = z
	.object({
		custom_id: customId,
		title: z.string().min(1).max(45),
		components: z
			.array(z.discriminatedUnion('type', [Label, Text, Row]))
			.min(1)
			.max(5),
	})
	.superRefine(({ components }, context) => {
		const seen = new Set<unknown>();
		for (const { component, path } of walk(components)) {
			const refuse = (key: string, message: string): void =>
				context.addIssue({ code: 'custom', path: [...path, key], message });
			const id = component['custom_id'];
			if (id !== undefined && seen.has(id)) {
				refuse('custom_id', 'COMPONENT_CUSTOM_ID_DUPLICATED: Component custom id cannot be duplicated');
			}
			seen.add(id);
			if (component['disabled'] === true) {
				refuse('disabled', 'MODAL_COMPONENT_DISABLED: Components of a modal cannot be disabled');
			}
			if (component['min_values'] === 0 && component['required'] !== false) {
				refuse('min_values', 'NUMBER_TYPE_MIN: min_values must be at least 1 unless required is false');
			}
		}
	});
