import type { Words } from '../../i18n/en.js';
import { neutralise } from './memberText.js';

/** An option of `/video` as its member sees it while typing: by the localised name, set apart from the sentence. */
export function optionName(words: Words, option: string): string {
	const { options } = words.commands.video;
	const known = Object.hasOwn(options, option) ? options[option as keyof typeof options] : undefined;
	return known === undefined ? `**${neutralise(option, 40)}**` : `\`${known.name}\``;
}
