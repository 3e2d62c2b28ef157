import { Locale, type LocalizationMap } from 'discord.js';
import { languages } from '../../i18n/index.js';
import type { Words } from '../../i18n/en.js';

export type Localised = Words['commands'];

interface Named {
	readonly name: string;
	readonly description: string;
}

/** Every language but English, whose words are the default that Discord shows and sends back. */
const others: readonly [locale: Locale, commands: Localised][] = [[Locale.Korean, languages.ko.commands]];

/** Name and description of a command or option in all languages, as a definition holds them. */
export const described = (
	pick: (commands: Localised) => Named,
): Named & { name_localizations: LocalizationMap; description_localizations: LocalizationMap } => ({
	name: pick(languages.en.commands).name,
	name_localizations: inOthers((commands) => pick(commands).name),
	description: pick(languages.en.commands).description,
	description_localizations: inOthers((commands) => pick(commands).description),
});

/** The same for commands that have a name alone. */
export const named = (
	pick: (commands: Localised) => Pick<Named, 'name'>,
): Pick<Named, 'name'> & { name_localizations: LocalizationMap } => ({
	name: pick(languages.en.commands).name,
	name_localizations: inOthers((commands) => pick(commands).name),
});

/** The name of a choice, in all languages. */
export const choice = (
	pick: (commands: Localised) => string,
): { name: string; name_localizations: LocalizationMap } => ({
	name: pick(languages.en.commands),
	name_localizations: inOthers(pick),
});

const inOthers = (pick: (commands: Localised) => string): LocalizationMap =>
	Object.fromEntries(others.map(([locale, commands]) => [locale, pick(commands)]));
