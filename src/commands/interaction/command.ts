import type {
	APIApplicationCommandOptionChoice,
	AutocompleteInteraction,
	ChatInputCommandInteraction,
	MessageComponentInteraction,
	MessageContextMenuCommandInteraction,
	ModalSubmitInteraction,
	RESTPostAPIChatInputApplicationCommandsJSONBody,
	RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from 'discord.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import type { CustomId } from '../../messages/parts/customId.js';

/** A slash command: what Discord is told of it, and what happens when somebody uses it. */
export interface SlashCommand {
	readonly definition: RESTPostAPIChatInputApplicationCommandsJSONBody;
	/** Shows or deletes what is the caller's own, and so is answered also where the bot may not be used. */
	readonly anywhere?: boolean;
	/** Must answer the interaction; what it throws is caught, logged and answered plainly. */
	execute(interaction: ChatInputCommandInteraction, facts: InteractionFacts): Promise<void>;
	/** The choices, at most 25, for the option that is being typed in. */
	choices?(interaction: AutocompleteInteraction, facts: InteractionFacts): Promise<Choices>;
}

/** A command in the menu of a message. */
export interface MessageCommand {
	readonly definition: RESTPostAPIContextMenuApplicationCommandsJSONBody;
	execute(interaction: MessageContextMenuCommandInteraction, facts: InteractionFacts): Promise<void>;
}

export type Choices = readonly APIApplicationCommandOptionChoice[];

/** Everything that can be published and called. */
export interface CommandSet {
	readonly slash: readonly SlashCommand[];
	readonly message: readonly MessageCommand[];
}

/** A button or a select that was used, by its owner or by whoever may manage messages there. */
export interface Press {
	readonly interaction: MessageComponentInteraction;
	readonly facts: InteractionFacts;
	readonly id: CustomId;
}

/** A modal that was sent. */
export interface SentForm {
	readonly interaction: ModalSubmitInteraction;
	readonly facts: InteractionFacts;
	readonly id: CustomId;
}
