import { extname } from 'node:path';

import { NotPossible, type Invocation, type OptionValue, type Upload } from '../world/actions.js';
import { OptionType, type CommandOption, type ValueOption } from '../protocol/commandForm.js';
import type { Command } from './commands.js';
import { contentTypeOf } from '../protocol/fileName.js';

/** One option as a member filled it in; for attachments the upload itself. */
export interface Filled {
	readonly option: ValueOption;
	readonly value: OptionValue | Upload;
}

/** A command with the subcommand that was chosen, and its options. */
export interface Chosen {
	readonly command: Command;
	/** Group and subcommand, outer first. */
	readonly path: readonly Extract<CommandOption, { type: 1 | 2 }>[];
	readonly options: readonly ValueOption[];
}

/** @throws NotPossible when a subcommand is missing or unknown */
export function choose(command: Command, words: readonly string[]): Chosen {
	let options = (command.options ?? []) as readonly CommandOption[];
	const path: Extract<CommandOption, { type: 1 | 2 }>[] = [];
	for (const word of words) {
		const next = options.find(({ name }) => name === word);
		if (next?.type !== OptionType.subcommand && next?.type !== OptionType.subcommandGroup) {
			throw new NotPossible(`/${command.name} has no subcommand ${word}`);
		}
		path.push(next);
		options = next.options ?? [];
	}
	if (options.some(({ type }) => type === OptionType.subcommand || type === OptionType.subcommandGroup)) {
		throw new NotPossible(`/${command.name} can only be used with a subcommand`);
	}

	return { command, path, options: options as readonly ValueOption[] };
}

/**
 * What the member filled in, in the order given. Discord's client lets nobody send what breaks a definition.
 * @param complete required options must be there (while typing they need not) and values must keep to their bounds
 * @throws NotPossible
 */
export function fill(chosen: Chosen, act: Pick<Invocation, 'options' | 'attachments'>, complete = true): Filled[] {
	const given: [string, OptionValue | Upload][] = [
		...Object.entries(act.options ?? {}),
		...Object.entries(act.attachments ?? {}),
	];
	const filled = given.map(([name, value]): Filled => {
		const option = chosen.options.find((each) => each.name === name);
		if (!option) {
			throw new NotPossible(`/${chosen.command.name} has no option ${name}`);
		}
		if (complete) checkValue(option, value);

		return { option, value };
	});
	for (const { name, required } of chosen.options) {
		if (complete && required && !given.some(([known]) => known === name)) {
			throw new NotPossible(`the option ${name} is required`);
		}
	}

	return filled;
}

function checkValue(option: ValueOption, value: OptionValue | Upload): void {
	const refuse = (why: string): never => {
		throw new NotPossible(`the option ${option.name} ${why}`);
	};
	const mustBe = (type: 'string' | 'number' | 'boolean'): unknown =>
		typeof value === type || refuse(`must be a ${type}`);

	const text = typeof value === 'object' ? value.name : String(value);

	switch (option.type) {
		case OptionType.string:
			mustBe('string');
			if (value === '') refuse('is empty');
			if (text.length < (option.min_length ?? 0)) refuse('is too short');
			if (text.length > (option.max_length ?? 6000)) refuse('is too long');
			break;
		case OptionType.integer:
		case OptionType.number:
			mustBe('number');
			if (option.type === OptionType.integer && !Number.isInteger(value)) refuse('must be whole');
			if (Number(value) < (option.min_value ?? -Infinity)) refuse('is too small');
			if (Number(value) > (option.max_value ?? Infinity)) refuse('is too large');
			break;
		case OptionType.boolean:
			mustBe('boolean');
			break;
		case OptionType.attachment:
			if (typeof value !== 'object') refuse('must be a file');
			else if (!matches(option.file_types, value.name)) refuse(`takes only ${String(option.file_types)}`);
			break;
		default:
			if (!/^\d{17,19}$/.test(text)) refuse('must be an id');
	}
	if ('choices' in option && option.choices?.length && !option.choices.some((choice) => choice.value === value)) {
		refuse('takes only its choices');
	}
}

/** `file_types` looks at the name only: groups, or extensions with their dot. */
function matches(types: readonly string[] | null | undefined, name: string): boolean {
	if (!types?.length) {
		return true;
	}
	const group = contentTypeOf(name)?.split('/')[0];

	return types.some((type) => type.toLowerCase() === extname(name).toLowerCase() || type === group);
}
