import { ApplicationIntegrationType, InteractionContextType } from 'discord.js';
import type { CommandSet } from './command.js';

type Definition = CommandSet['slash' | 'message'][number]['definition'];

/** Commands by what Discord is told of them. */
export type DefinitionSet = {
	readonly [Kind in keyof CommandSet]: readonly Pick<CommandSet[Kind][number], 'definition'>[];
};

/**
 * The whole set as it is published. Where the commands may be used is said explicitly, because Discord's defaults differ
 * by the age of the application; commands of one guild cannot say it.
 */
export function definitions(
	commands: DefinitionSet,
	how: { readonly inGuild: boolean; readonly userInstall: boolean },
): Definition[] {
	const all = [...commands.slash, ...commands.message].map(({ definition }) => definition);
	if (how.inGuild) return all.map(withoutPlaces);
	// A command that says for itself where it belongs is nowhere else.
	return all.map((definition) => ({ ...(how.userInstall ? everywhere : guilds), ...definition }));
}

function withoutPlaces(definition: Definition): Definition {
	const published = { ...definition };
	delete published.integration_types;
	delete published.contexts;
	return published;
}

const guilds = {
	integration_types: [ApplicationIntegrationType.GuildInstall],
	contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
};

const everywhere = {
	integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
	contexts: [InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel],
};
