import {
	type APIApplicationCommandBasicOption,
	type APIApplicationCommandOptionChoice,
	ApplicationCommandOptionType,
} from 'discord-api-types/v10';

import type { GivenOption } from '../../protocol.js';
import type { Words } from '../state/words.js';

/** A file somebody chose, and an address under which the page can show it. */
export interface Chosen {
	readonly file: File;
	readonly preview: string;
}

/** One option of the command being typed, and what stands in it. */
export interface Field {
	readonly option: APIApplicationCommandBasicOption;
	text: string;
	/** Set when the text was chosen from a list; the choice's value is what is sent. */
	choice: APIApplicationCommandOptionChoice | null;
	chosen: Chosen | null;
	/** What is wrong with it, once somebody tried to send it. */
	fault: string | null;
}

export function emptyField(option: APIApplicationCommandBasicOption): Field {
	return { option, text: '', choice: null, chosen: null, fault: null };
}

/** What Discord's client would say against the field, in the viewer's words; null when it can be sent. */
export function faultOf(field: Field, words: Words): string | null {
	const { option, text, chosen } = field;
	if (option.type === ApplicationCommandOptionType.Attachment) {
		if (!chosen) return words.required;
		return takes(option.file_types, chosen.file) ? null : words.fileType;
	}
	if (text === '') return words.required;
	if (mustChoose(option) && !field.choice) return words.notAChoice;

	switch (option.type) {
		case ApplicationCommandOptionType.Integer:
		case ApplicationCommandOptionType.Number:
			return field.choice ? null : numberFault(option, text, words);
		case ApplicationCommandOptionType.String:
			return 'max_length' in option || 'min_length' in option ? lengthFault(option, text, words) : null;
		default:
			return null;
	}
}

/** Whether an option takes a file: by the group of its type, or by its extension, as the option names them. */
function takes(types: readonly string[] | undefined, { name, type }: File): boolean {
	if (!types?.length) return true;
	const extension = /\.[^.]+$/.exec(name)?.[0].toLowerCase();
	return types.some((wanted) => wanted.toLowerCase() === extension || type.startsWith(`${wanted}/`));
}

function numberFault(
	option: { type: number; min_value?: number; max_value?: number },
	text: string,
	words: Words,
): string | null {
	const value = Number(text);
	const whole = option.type === (ApplicationCommandOptionType.Integer as number);
	if (!Number.isFinite(value) || (whole && !Number.isSafeInteger(value))) return words.notInteger;
	if (option.min_value !== undefined && value < option.min_value) return `${words.atLeast} ${option.min_value}`;
	if (option.max_value !== undefined && value > option.max_value) return `${words.atMost} ${option.max_value}`;
	return null;
}

function lengthFault(option: { min_length?: number; max_length?: number }, text: string, words: Words): string | null {
	if (text.length > (option.max_length ?? Infinity)) return `${words.tooLong} ${option.max_length ?? ''}`;
	if (text.length < (option.min_length ?? 0)) return `${words.tooShort} ${option.min_length ?? ''}`;
	return null;
}

/** Whether only a listed value is taken: fixed choices, true or false, people, channels. Autocomplete only suggests. */
export function mustChoose(option: APIApplicationCommandBasicOption): boolean {
	if ('choices' in option) return true;
	switch (option.type) {
		case ApplicationCommandOptionType.Boolean:
		case ApplicationCommandOptionType.User:
		case ApplicationCommandOptionType.Channel:
		case ApplicationCommandOptionType.Role:
		case ApplicationCommandOptionType.Mentionable:
			return true;
		default:
			return false;
	}
}

export function autocompletes(option: APIApplicationCommandBasicOption): boolean {
	return 'autocomplete' in option && option.autocomplete;
}

/** What is sent for a field without a file; null while nothing stands in it. */
export function given(field: Field): GivenOption | null {
	const { option, choice, text } = field;
	if (choice) {
		const value = option.type === ApplicationCommandOptionType.Boolean ? choice.value === 'true' : choice.value;
		return { name: option.name, value };
	}
	if (text === '') return null;
	const numeric =
		option.type === ApplicationCommandOptionType.Integer || option.type === ApplicationCommandOptionType.Number;
	const value = numeric && Number.isFinite(Number(text)) ? Number(text) : text;
	return { name: option.name, value };
}
