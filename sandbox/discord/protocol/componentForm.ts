import { z } from 'zod';

/**
 * The components a message may hold, piece by piece (Discord: components/reference). What only a whole message can tell,
 * such as the sum of texts, is in `componentRules.ts`.
 */
export const ComponentType = {
	row: 1,
	button: 2,
	stringSelect: 3,
	textInput: 4,
	userSelect: 5,
	roleSelect: 6,
	mentionableSelect: 7,
	channelSelect: 8,
	section: 9,
	text: 10,
	thumbnail: 11,
	gallery: 12,
	file: 13,
	separator: 14,
	container: 17,
	label: 18,
	fileUpload: 19,
	radioGroup: 21,
	checkboxGroup: 22,
	checkbox: 23,
} as const;

export const componentId = z.int().min(0).max(2_147_483_647).nullish();
export const customId = z.string().min(1).max(100);
const snowflake = z.string().regex(/^\d+$/, 'NUMBER_TYPE_COERCE: Value is not snowflake.');
const emoji = z.object({ id: snowflake.nullish(), name: z.string().nullish(), animated: z.boolean().nullish() });

const Button = z
	.object({
		type: z.literal(ComponentType.button),
		id: componentId,
		style: z.int().min(1).max(6),
		label: z.string().max(80).nullish(),
		emoji: emoji.nullish(),
		custom_id: customId.nullish(),
		url: z.string().max(512).nullish(),
		sku_id: snowflake.nullish(),
		disabled: z.boolean().nullish(),
	})
	.superRefine((button, context) => {
		const needs = button.style === 5 ? 'url' : button.style === 6 ? 'sku_id' : 'custom_id';
		for (const key of ['url', 'sku_id', 'custom_id'] as const) {
			if (key === needs && !button[key]) {
				context.addIssue({ code: 'custom', path: [key], message: 'BASE_TYPE_REQUIRED: This field is required' });
			}
			if (key !== needs && button[key]) {
				context.addIssue({
					code: 'custom',
					path: [key],
					message: 'BUTTON_COMPONENT_INVALID_FIELD: A button of this style cannot have this field',
				});
			}
		}
		if (button.style !== 6 && !button.label && !button.emoji) {
			context.addIssue({
				code: 'custom',
				path: ['label'],
				message: 'BUTTON_COMPONENT_LABEL_REQUIRED: A button needs a label or an emoji',
			});
		}
		if (button.url && !/^(https?|discord):\/\/./.test(button.url)) {
			context.addIssue({ code: 'custom', path: ['url'], message: 'URL_TYPE_INVALID_URL: Not a well formed URL.' });
		}
	});

const select = {
	id: componentId,
	custom_id: customId,
	placeholder: z.string().max(150).nullish(),
	min_values: z.int().min(0).max(25).nullish(),
	max_values: z.int().min(1).max(25).nullish(),
	disabled: z.boolean().nullish(),
	required: z.boolean().nullish(),
};
const defaults = z
	.array(z.object({ id: snowflake, type: z.string() }))
	.max(25)
	.nullish();

export const selectOption = z.object({
	label: z.string().min(1).max(100),
	value: z.string().min(1).max(100),
	description: z.string().max(100).nullish(),
	emoji: emoji.nullish(),
	default: z.boolean().nullish(),
});

export const StringSelect = z
	.object({ type: z.literal(ComponentType.stringSelect), ...select, options: z.array(selectOption).min(1).max(25) })
	.refine(({ options }) => new Set(options.map(({ value }) => value)).size === options.length, {
		path: ['options'],
		message: 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED: The specified option value is already used',
	});
export const UserSelect = z.object({ type: z.literal(ComponentType.userSelect), ...select, default_values: defaults });
export const RoleSelect = z.object({ type: z.literal(ComponentType.roleSelect), ...select, default_values: defaults });
export const MentionableSelect = z.object({
	type: z.literal(ComponentType.mentionableSelect),
	...select,
	default_values: defaults,
});
export const ChannelSelect = z.object({
	type: z.literal(ComponentType.channelSelect),
	...select,
	channel_types: z.array(z.int()).nullish(),
	default_values: defaults,
});

const Row = z
	.object({
		type: z.literal(ComponentType.row),
		id: componentId,
		components: z
			.array(
				z.discriminatedUnion('type', [Button, StringSelect, UserSelect, RoleSelect, MentionableSelect, ChannelSelect]),
			)
			.min(1)
			.max(5),
	})
	.refine(
		({ components }) => components.length === 1 || components.every(({ type }) => type === ComponentType.button),
		{
			path: ['components'],
			message: 'COMPONENT_LAYOUT_WIDTH_EXCEEDED: A row holds up to five buttons, or one select',
		},
	);

const mediaUrl = z
	.string()
	.max(2048)
	.regex(
		/^(https?:\/\/|attachment:\/\/)./,
		"URL_TYPE_INVALID_SCHEME: Scheme must be one of ('http', 'https', 'attachment').",
	);
const media = z.object({ url: mediaUrl });

export const Text = z.object({
	type: z.literal(ComponentType.text),
	id: componentId,
	content: z.string().min(1).max(4000),
});
const Thumbnail = z.object({
	type: z.literal(ComponentType.thumbnail),
	id: componentId,
	media,
	description: z.string().min(1).max(1024).nullish(),
	spoiler: z.boolean().nullish(),
});
const Section = z.object({
	type: z.literal(ComponentType.section),
	id: componentId,
	components: z.array(Text).min(1).max(3),
	accessory: z.discriminatedUnion('type', [Button, Thumbnail]),
});
const Gallery = z.object({
	type: z.literal(ComponentType.gallery),
	id: componentId,
	items: z
		.array(z.object({ media, description: z.string().min(1).max(1024).nullish(), spoiler: z.boolean().nullish() }))
		.min(1)
		.max(10),
});
const File = z.object({
	type: z.literal(ComponentType.file),
	id: componentId,
	file: z.object({
		url: mediaUrl.regex(/^attachment:\/\//, "URL_TYPE_INVALID_SCHEME: Scheme must be one of ('attachment')."),
	}),
	spoiler: z.boolean().nullish(),
});
const Separator = z.object({
	type: z.literal(ComponentType.separator),
	id: componentId,
	divider: z.boolean().nullish(),
	spacing: z.int().min(1).max(2).nullish(),
});
const Container = z.object({
	type: z.literal(ComponentType.container),
	id: componentId,
	accent_color: z.int().min(0).max(0xff_ff_ff).nullish(),
	spoiler: z.boolean().nullish(),
	components: z
		.array(z.discriminatedUnion('type', [Row, Section, Text, Gallery, File, Separator]))
		.min(1)
		.max(40),
});

export const MessageComponent = z.discriminatedUnion('type', [Row, Section, Text, Gallery, File, Separator, Container]);
