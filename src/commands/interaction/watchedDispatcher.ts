import type { Interaction } from 'discord.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { parseCustomId } from '../../messages/parts/customId.js';
import type { Dispatcher } from './dispatcher.js';

/** What a member did, as two words from bounded lists. */
interface Heard {
	readonly kind: 'command' | 'autocomplete' | 'button' | 'form' | 'unread';
	readonly command: string;
}

interface InteractionWatch {
	/** It may come. */
	expect(what: Heard): void;
	heard(what: Heard): void;
	/** Its handling threw. */
	commandFailed(what: Heard): void;
}

interface WatchedDispatcherParts {
	readonly dispatcher: Pick<Dispatcher, 'dispatch' | 'apologise' | 'apologiseUnread'>;
	/** Names of the commands that are published. */
	readonly commands: readonly string[];
	readonly watch: InteractionWatch;
}

/** Counts what goes to the dispatcher, and what it cannot handle. */
export class WatchedDispatcher {
	readonly #parts: WatchedDispatcherParts;

	constructor(parts: WatchedDispatcherParts) {
		this.#parts = parts;
		for (const command of parts.commands) parts.watch.expect({ kind: 'command', command });
	}

	dispatch(interaction: Interaction, facts: InteractionFacts): Promise<void> {
		this.#parts.watch.heard(this.#named(interaction));
		return this.#parts.dispatcher.dispatch(interaction, facts);
	}

	apologise(interaction: Interaction, facts: InteractionFacts, cause: unknown): Promise<void> {
		this.#parts.watch.commandFailed(this.#named(interaction));
		return this.#parts.dispatcher.apologise(interaction, facts, cause);
	}

	apologiseUnread(to: Parameters<Dispatcher['apologiseUnread']>[0]): Promise<void> {
		this.#parts.watch.commandFailed({ kind: 'unread', command: unknown });
		return this.#parts.dispatcher.apologiseUnread(to);
	}

	#named(interaction: Interaction): Heard {
		if (interaction.isMessageComponent()) return { kind: 'button', command: actionOf(interaction.customId) };
		if (interaction.isModalSubmit()) return { kind: 'form', command: actionOf(interaction.customId) };
		const kind = interaction.isAutocomplete() ? 'autocomplete' : 'command';
		const known = this.#parts.commands.includes(interaction.commandName);
		return { kind, command: known ? interaction.commandName : unknown };
	}
}

/** A command or a button of an older version. */
const unknown = 'unknown';

const actionOf = (customId: string): string => parseCustomId(customId)?.action ?? unknown;
