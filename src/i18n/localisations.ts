import { languages } from './index.js';
import type { Words } from './en.js';

/** A text of a command in its default language and, by Discord's locales, in the others. */
export interface Localised {
	readonly text: string;
	readonly localizations: { readonly ko: string };
}

/** Reads one text out of every catalogue, for the definition of a command. */
export const localised = (read: (words: Words) => string): Localised => ({
	text: read(languages.en),
	localizations: { ko: read(languages.ko) },
});

/** A name and description as a command's or an option's definition takes them. */
export interface Naming {
	readonly name: string;
	readonly name_localizations: { readonly ko: string };
	readonly description: string;
	readonly description_localizations: { readonly ko: string };
}

/** Names and describes a command or an option in every language. */
export function naming(read: (words: Words) => { readonly name: string; readonly description: string }): Naming {
	const name = localised((words) => read(words).name);
	const description = localised((words) => read(words).description);
	return {
		name: name.text,
		name_localizations: name.localizations,
		description: description.text,
		description_localizations: description.localizations,
	};
}
