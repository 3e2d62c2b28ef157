import { ComponentType, TextInputStyle, type APILabelComponent } from 'discord-api-types/v10';

/** The custom ids under which a prompt comes back; the second where it needs two fields. */
export const promptIds = { first: 'prompt', rest: 'promptRest' } as const;

/** Longest text that a modal's field holds; a command's option holds more. */
const longestField = 4_000;

/** A prompt as far as one field holds it, and what is left for the next. */
interface PromptParts {
	readonly first: string;
	/** What stood between the two; Discord may take it off a field's end. */
	readonly between: string;
	readonly rest: string;
}

/** Parts a prompt after a word, where that costs little of the field; else at a whole character. */
export function partsOf(prompt: string): PromptParts {
	if (prompt.length <= longestField) return { first: prompt, between: '', rest: '' };
	const words = /^[^]*\S(?=\s)/u.exec(prompt.slice(0, longestField))?.[0] ?? '';
	const first = words.length > longestField / 2 ? words : cutTo(prompt, longestField);
	const tail = prompt.slice(first.length);
	const rest = tail.trimStart();
	return { first, between: tail.slice(0, tail.length - rest.length), rest };
}

/** What came back from the fields of `asked`, as one prompt. */
export function joinedPrompt(first: string, rest: string, asked: string): string {
	if (rest.trim() === '') return first;
	return first + partsOf(asked).between + rest;
}

/** One paragraph; a second one where `prompt` is too long for it. */
export function promptFields(prompt: string, says: PromptWords): APILabelComponent[] {
	const { first, rest } = partsOf(prompt);
	const field = promptField(says.label, first, says.hint);
	if (rest === '') return [field];
	return [field, paragraph(promptIds.rest, says.restLabel, { value: rest, required: false })];
}

interface PromptWords {
	readonly label: string;
	readonly restLabel: string;
	readonly hint?: string | undefined;
}

export const promptField = (label: string, value: string, placeholder?: string): APILabelComponent =>
	paragraph(promptIds.first, label, { value, required: true, placeholder });

interface Paragraph {
	readonly value: string;
	readonly required: boolean;
	readonly placeholder?: string | undefined;
}

/** A field of several lines. */
export const paragraph = (
	id: string,
	label: string,
	{ value, required, placeholder }: Paragraph,
): APILabelComponent => ({
	type: ComponentType.Label,
	label,
	component: {
		type: ComponentType.TextInput,
		custom_id: id,
		style: TextInputStyle.Paragraph,
		required,
		max_length: longestField,
		...filled(value, longestField),
		...(placeholder === undefined ? {} : { placeholder }),
	},
});

/** The member's own words go back as they were; only what is too long is cut, at a whole character. */
export const filled = (value: string, longest: number): { value?: string } =>
	value === '' ? {} : { value: cutTo(value, longest) };

function cutTo(value: string, longest: number): string {
	const cut = value.slice(0, longest);
	return cut.length < value.length && /[\uD800-\uDBFF]$/u.test(cut) ? cut.slice(0, -1) : cut;
}
