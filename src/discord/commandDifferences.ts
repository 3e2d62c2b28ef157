/**
 * What of a command decides what members are offered, each with the value that Discord means when it is left out. Ids,
 * versions and whatever Discord may add to its answers are no difference.
 */
const commandDefaults = {
	type: 1,
	name: undefined,
	name_localizations: undefined,
	description: '',
	description_localizations: undefined,
	default_member_permissions: undefined,
	nsfw: false,
};

/** Where a command may be used: of a server's own commands Discord takes and tells nothing of the kind. */
const placeDefaults = { contexts: undefined, integration_types: [0] };

const optionDefaults = {
	type: undefined,
	name: undefined,
	name_localizations: undefined,
	description: undefined,
	description_localizations: undefined,
	required: false,
	autocomplete: false,
	channel_types: undefined,
	file_types: undefined,
	min_value: undefined,
	max_value: undefined,
	min_length: undefined,
	max_length: undefined,
};

const choiceDefaults = { name: undefined, name_localizations: undefined, value: undefined };

/** Lists whose order says nothing. */
const unordered = ['contexts', 'integration_types', 'channel_types', 'file_types'];

/** Discord's own command for an application with an Activity. It is none of ours, and no list of ours may leave it out. */
const entryPoint = 4;

/** What Discord takes of such a command; it tells more. */
const entryPointFields = [
	...['id', 'type', 'name', 'name_localizations', 'description', 'description_localizations'],
	...['default_member_permissions', 'contexts', 'integration_types', 'handler'],
];

/** Commands that stand at Discord and have to be in every list that is to replace the whole, as Discord takes them. */
export const mustStay = (atDiscord: readonly unknown[]): Fields[] =>
	atDiscord
		.map(fieldsOf)
		.filter(isEntryPoint)
		.map((command) => Object.fromEntries(Object.entries(command).filter(([name]) => entryPointFields.includes(name))));

type Fields = Readonly<Record<string, unknown>>;

/** The names of the commands that are missing there, stand there otherwise, or stand there in excess. */
export function commandDifferences(
	defined: readonly unknown[],
	atDiscord: readonly unknown[],
	inGuild: boolean,
): string[] {
	const ours = forms(defined, inGuild);
	const theirs = forms(
		atDiscord.filter((command) => !isEntryPoint(fieldsOf(command))),
		inGuild,
	);
	const different = [...new Set([...ours.keys(), ...theirs.keys()])].filter((key) => ours.get(key) !== theirs.get(key));
	return different.map((key) => key.slice(key.indexOf(' ') + 1));
}

/** Each command in one spelling, under its type and name. */
function forms(commands: readonly unknown[], inGuild: boolean): Map<string, string> {
	const normal = commands.map((command) => {
		const { type, name } = fieldsOf(command) as { type?: number | null; name?: string };
		return [
			`${type ?? commandDefaults.type} ${name ?? ''}`,
			JSON.stringify(normalCommand(fieldsOf(command), inGuild)),
		] as const;
	});
	return new Map(normal);
}

const normalCommand = (command: Fields, inGuild: boolean): Fields => ({
	...known(command, commandDefaults),
	...(!inGuild && known(command, placeDefaults)),
	options: list(command['options']).map(normalOption),
});

const normalOption = (option: Fields): Fields => ({
	...known(option, optionDefaults),
	choices: list(option['choices']).map((choice) => known(choice, choiceDefaults)),
	options: list(option['options']).map(normalOption),
});

/** Those fields alone, in that order, where they say more than nothing at all would. */
function known(fields: Fields, defaults: Fields): Fields {
	const normal = Object.keys(defaults).map((name) => [name, spelled(name, fields[name])] as const);
	const telling = normal.filter(([name, value]) => !isNothing(value) && !same(value, defaults[name]));
	return Object.fromEntries(telling);
}

/** One spelling of each value: Discord orders sets and languages as it likes, and writes permissions as text. */
function spelled(name: string, value: unknown): unknown {
	if (name === 'default_member_permissions' && typeof value === 'number') return String(value);
	if (Array.isArray(value)) return unordered.includes(name) ? [...(value as unknown[])].sort() : (value as unknown[]);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

const isNothing = (value: unknown): boolean =>
	value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const list = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {});

const isEntryPoint = ({ type }: Fields): boolean => type === entryPoint;
