import {
	type APIApplicationCommand,
	type APIApplicationCommandBasicOption,
	ApplicationCommandOptionType,
	ApplicationCommandType,
	InteractionContextType,
} from 'discord-api-types/v10';

import type { PageState } from '../state/pageState.js';
import { localDescription, localName } from './commandText.js';

/** Something that can be typed after the slash: a command, or one of its subcommands. */
export interface Runnable {
	/** With default names, as interactions carry them: `video-admin usage`. */
	readonly name: string;
	/** As the viewer's language has it. */
	readonly title: string;
	readonly description: string;
	readonly options: readonly APIApplicationCommandBasicOption[];
}

const manageGuild = 1n << 5n;

/** The slash commands that this viewer can use in this place, by name. */
export function runnables(page: PageState): Runnable[] {
	return (page.world?.commands ?? [])
		.filter((command) => command.type === ApplicationCommandType.ChatInput && offered(command, page))
		.flatMap((command) => unfolded(command, page.locale))
		.sort((one, other) => one.title.localeCompare(other.title));
}

/** Whether a command shows itself here: its contexts, and the permissions it asks for by default. */
export function offered(command: APIApplicationCommand, page: PageState): boolean {
	const { contexts, default_member_permissions: needed } = command;
	const context = {
		text: InteractionContextType.Guild,
		thread: InteractionContextType.Guild,
		dm: InteractionContextType.BotDM,
		group: InteractionContextType.PrivateChannel,
	}[page.place.kind];
	if (contexts && !contexts.includes(context)) return false;
	if (needed === null) return true;
	return page.viewer.admin || (BigInt(needed) !== 0n && (BigInt(needed) & manageGuild) === 0n);
}

function unfolded(command: APIApplicationCommand, locale: string): Runnable[] {
	const own = { name: command.name, title: localName(command, locale) };
	const options = command.options ?? [];
	const found: Runnable[] = [];
	const basic: APIApplicationCommandBasicOption[] = [];

	for (const option of options) {
		if (option.type === ApplicationCommandOptionType.Subcommand) found.push(sub(own, option, locale));
		else if (option.type === ApplicationCommandOptionType.SubcommandGroup) {
			const group = { name: `${own.name} ${option.name}`, title: `${own.title} ${localName(option, locale)}` };
			for (const inner of option.options ?? []) found.push(sub(group, inner, locale));
		} else basic.push(option);
	}

	return found.length > 0 ? found : [{ ...own, description: localDescription(command, locale), options: basic }];
}

function sub(
	parent: { name: string; title: string },
	option: Parameters<typeof localName>[0] & { description?: string; options?: readonly object[] },
	locale: string,
): Runnable {
	return {
		name: `${parent.name} ${option.name}`,
		title: `${parent.title} ${localName(option, locale)}`,
		description: localDescription(option, locale),
		options: (option.options ?? []) as readonly APIApplicationCommandBasicOption[],
	};
}
