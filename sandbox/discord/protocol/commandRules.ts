import type { CommandForm, CommandOption } from './commandForm.js';
import { OptionType } from './commandForm.js';
import type { Fault } from './formError.js';

type Localizations = Readonly<Record<string, string | null>> | null | undefined;
type Path = readonly (string | number)[];

const mostCharacters = 8000;

/** What only a whole command can break: sums, order, names that collide, settings that exclude one another. */
export function commandFaults(command: CommandForm, path: Path, inGuild: boolean): Fault[] {
	const faults = optionFaults((command.options ?? []) as readonly CommandOption[], [...path, 'options']);
	if (commandLength(command) > mostCharacters) {
		faults.push({
			path,
			code: 'APPLICATION_COMMAND_TOO_LARGE',
			message: `Command exceeds maximum size (${mostCharacters})`,
		});
	}
	if (inGuild && command.type === 4) {
		faults.push({
			path: [...path, 'type'],
			code: 'APPLICATION_COMMAND_GLOBAL_ONLY',
			message: 'Only for global commands',
		});
	}
	if (inGuild) {
		for (const key of ['contexts', 'integration_types'] as const) {
			if (command[key]) {
				faults.push({
					path: [...path, key],
					code: 'APPLICATION_COMMAND_GLOBAL_ONLY',
					message: 'Only for global commands',
				});
			}
		}
	}
	if (command.contexts?.includes(2) && !(command.integration_types ?? [0]).includes(1)) {
		faults.push({
			path: [...path, 'contexts'],
			code: 'APPLICATION_COMMAND_INVALID_CONTEXT',
			message: 'PRIVATE_CHANNEL needs the integration type USER_INSTALL',
		});
	}

	return faults;
}

function optionFaults(options: readonly CommandOption[], path: Path): Fault[] {
	const faults = [...nameFaults(options, path)];
	const grouped = options.filter(isGroup).length;
	if (grouped > 0 && grouped < options.length) {
		faults.push({
			path,
			code: 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
			message: 'Subcommands cannot stand beside other options',
		});
	}
	let optionalSeen = false;
	for (const [index, option] of options.entries()) {
		const here = [...path, index];
		if (isGroup(option)) {
			faults.push(...optionFaults(option.options ?? [], [...here, 'options']));
			continue;
		}
		if ('required' in option && option.required && optionalSeen) {
			faults.push({
				path: here,
				code: 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
				message: 'Required options must be placed before non-required options',
			});
		}
		if (!('required' in option && option.required)) optionalSeen = true;
		faults.push(...valueFaults(option, here));
	}

	return faults;
}

function valueFaults(option: CommandOption, path: Path): Fault[] {
	const faults: Fault[] = [];
	const add = (key: string, code: string, message: string): number =>
		faults.push({ path: [...path, key], code, message });

	if ('choices' in option && option.choices) {
		if (option.autocomplete) {
			add('autocomplete', 'APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE', 'Autocomplete and choices exclude one another');
		}
		if (new Set(option.choices.map(({ name }) => name)).size < option.choices.length) {
			add('choices', 'APPLICATION_COMMAND_OPTIONS_CHOICES_DUPLICATE', 'Choice names must be unique');
		}
	}
	if ('min_value' in option && (option.min_value ?? -Infinity) > (option.max_value ?? Infinity)) {
		add('max_value', 'NUMBER_TYPE_MIN', 'max_value is below min_value');
	}
	if ('min_length' in option && (option.min_length ?? 0) > (option.max_length ?? Infinity)) {
		add('max_length', 'NUMBER_TYPE_MIN', 'max_length is below min_length');
	}

	return faults;
}

/** Names differ from each other, and localised ones also from every default name. */
function* nameFaults(options: readonly CommandOption[], path: Path): Generator<Fault> {
	const defaults = new Map<string, number>();
	const code = 'APPLICATION_COMMAND_OPTIONS_NAME_INVALID';
	for (const [index, { name }] of options.entries()) {
		if (defaults.has(name)) yield { path: [...path, index, 'name'], code, message: 'Option name already used' };
		defaults.set(name, index);
	}
	const localized = new Set<string>();
	for (const [index, option] of options.entries()) {
		for (const [locale, name] of Object.entries(option.name_localizations ?? {})) {
			if (name === null) continue;
			const owner = defaults.get(name);
			if (localized.has(`${locale} ${name}`) || (owner !== undefined && owner !== index)) {
				yield {
					path: [...path, index, 'name_localizations', locale],
					code,
					message: 'Localised option name already used',
				};
			}
			localized.add(`${locale} ${name}`);
		}
	}
}

function isGroup(option: CommandOption): option is Extract<CommandOption, { type: 1 | 2 }> {
	return option.type === OptionType.subcommand || option.type === OptionType.subcommandGroup;
}

/** Names, descriptions and values, with the longest localisation of each. */
function commandLength(command: CommandForm): number {
	const options = (command.options ?? []) as readonly CommandOption[];

	return (
		longest(command.name, command.name_localizations) +
		longest(
			command.description ?? '',
			'description_localizations' in command ? command.description_localizations : null,
		) +
		options.reduce((sum, option) => sum + optionLength(option), 0)
	);
}

function optionLength(option: CommandOption): number {
	const own =
		longest(option.name, option.name_localizations) + longest(option.description, option.description_localizations);
	const choices = ('choices' in option ? option.choices : null) ?? [];
	const inner = (('options' in option ? option.options : null) ?? []) as readonly CommandOption[];

	return (
		own +
		choices.reduce(
			(sum, choice) => sum + longest(choice.name, choice.name_localizations) + String(choice.value).length,
			0,
		) +
		inner.reduce((sum, each) => sum + optionLength(each), 0)
	);
}

function longest(text: string, localizations: Localizations): number {
	return Math.max(text.length, ...Object.values(localizations ?? {}).map((local) => local?.length ?? 0));
}
