import { z } from 'zod';

/** Application commands as a bot may define them (Discord: interactions/application-commands). Sums are in `commandRules.ts`. */
export const OptionType = {
	subcommand: 1,
	subcommandGroup: 2,
	string: 3,
	integer: 4,
	boolean: 5,
	user: 6,
	channel: 7,
	role: 8,
	mentionable: 9,
	number: 10,
	attachment: 11,
} as const;

/** Discord's 32 locales. */
const locales = new Set(
	'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko'.split(
		' ',
	),
);

const namePattern = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const slashName = z
	.string()
	.regex(namePattern, 'APPLICATION_COMMAND_INVALID_NAME: Command name is invalid')
	.refine((name) => name === name.toLowerCase(), 'APPLICATION_COMMAND_INVALID_NAME: Command name is invalid');
const description = z.string().min(1).max(100);

const localized = (text: z.ZodType<string>) =>
	z
		.record(z.string(), text.nullable())
		.refine((record) => Object.keys(record).every((locale) => locales.has(locale)), 'BASE_TYPE_CHOICES: Unknown locale')
		.nullish();

const choice = (value: z.ZodType<string | number>) =>
	z
		.array(
			z.object({ name: z.string().min(1).max(100), name_localizations: localized(z.string().min(1).max(100)), value }),
		)
		.max(25);

const described = {
	name: slashName,
	name_localizations: localized(slashName),
	description,
	description_localizations: localized(description),
};
const value = { ...described, required: z.boolean().nullish() };
const length = { min_length: z.int().min(0).max(6000).nullish(), max_length: z.int().min(1).max(6000).nullish() };
const autocomplete = z.boolean().nullish();
const bounds = { min_value: z.number().nullish(), max_value: z.number().nullish() };

const plain = <T extends number>(type: T) => z.object({ type: z.literal(type), ...value });
const ValueOption = z.discriminatedUnion('type', [
	z.object({
		type: z.literal(OptionType.string),
		...value,
		...length,
		autocomplete,
		choices: choice(z.string().max(100)).nullish(),
	}),
	z.object({
		type: z.literal(OptionType.integer),
		...value,
		...bounds,
		autocomplete,
		choices: choice(z.int()).nullish(),
	}),
	z.object({
		type: z.literal(OptionType.number),
		...value,
		...bounds,
		autocomplete,
		choices: choice(z.number()).nullish(),
	}),
	plain(OptionType.boolean),
	plain(OptionType.user),
	z.object({ type: z.literal(OptionType.channel), ...value, channel_types: z.array(z.int()).nullish() }),
	plain(OptionType.role),
	plain(OptionType.mentionable),
	z.object({ type: z.literal(OptionType.attachment), ...value, file_types: z.array(z.string()).max(10).nullish() }),
]);
const Subcommand = z.object({
	type: z.literal(OptionType.subcommand),
	...described,
	options: z.array(ValueOption).max(25).nullish(),
});
const SubcommandGroup = z.object({
	type: z.literal(OptionType.subcommandGroup),
	...described,
	options: z.array(Subcommand).max(25).nullish(),
});

const shared = {
	id: z.string().nullish(),
	default_member_permissions: z
		.union([z.string().regex(/^\d+$/), z.int()])
		.transform(String)
		.nullish(),
	dm_permission: z.boolean().nullish(),
	contexts: z.array(z.int().min(0).max(2)).min(1).nullish(),
	integration_types: z.array(z.int().min(0).max(1)).min(1).nullish(),
	nsfw: z.boolean().nullish(),
};
const menuName = z.string().trim().min(1).max(32);

const SlashCommand = z.object({
	type: z.literal(1).nullish(),
	...shared,
	...described,
	options: z
		.array(z.discriminatedUnion('type', [Subcommand, SubcommandGroup, ...ValueOption.options]))
		.max(25)
		.nullish(),
});
const MenuCommand = z.object({
	type: z.union([z.literal(2), z.literal(3)]),
	...shared,
	name: menuName,
	name_localizations: localized(menuName),
	description: z.literal('', 'APPLICATION_COMMAND_INVALID_DESCRIPTION: Menu commands have no description').nullish(),
	options: z.array(z.unknown()).max(0, 'APPLICATION_COMMAND_OPTIONS_INVALID: Menu commands have no options').nullish(),
});

/** What opens an Activity: at most one, never of a server alone, and either the app answers it (1) or Discord does (2). */
const EntryPointCommand = z.object({
	type: z.literal(4),
	...shared,
	name: menuName,
	name_localizations: localized(menuName),
	description: z.string().max(100).nullish(),
	description_localizations: localized(z.string().max(100)),
	options: z.array(z.unknown()).max(0, 'APPLICATION_COMMAND_OPTIONS_INVALID: It has no options').nullish(),
	handler: z.union([z.literal(1), z.literal(2)]).nullish(),
});

export const CommandForm = z.unknown().transform((command, context) => {
	const type = typeof command === 'object' && command !== null && 'type' in command ? command.type : 1;
	const form = type === 4 ? EntryPointCommand : type === 2 || type === 3 ? MenuCommand : SlashCommand;
	const result = form.safeParse(command);
	if (result.success) {
		return result.data;
	}
	for (const { message, path, code } of result.error.issues) {
		// A bare complaint gets the code of its kind; one with a code of its own keeps it.
		const missing = code === 'invalid_type' && message.includes('received undefined');
		const text = /^[A-Z_]+: /.test(message)
			? message
			: `${missing ? 'BASE_TYPE_REQUIRED' : 'BASE_TYPE_INVALID'}: ${message}`;
		context.addIssue({ code: 'custom', path, message: text });
	}

	return z.NEVER;
});

export type CommandForm = z.output<typeof SlashCommand | typeof MenuCommand | typeof EntryPointCommand>;
export type CommandType = NonNullable<CommandForm['type']>;
export type CommandOption = NonNullable<z.output<typeof SlashCommand>['options']>[number];
export type ValueOption = z.output<typeof ValueOption>;
