import { ApplicationIntegrationType, InteractionContextType } from 'discord.js';
import type { CommandSet } from './command.js';

type Definition = CommandSet['slash' | 'message'][number]['definition'];

/** Commands by what Discord is told of them. */
export type DefinitionSet = {
	readonly [Kind in keyof CommandSet]: readonly Pick<CommandSet[Kind][number], 'definition'>[];
};

/** What of the environment Discord is told with the commands. */
interface PublishedHow {
	/** Of one server alone. */
	readonly inGuild: boolean;
	readonly userInstall: boolean;
	/** Whether prompts can be improved: the option is not offered else. */
	readonly improve?: boolean;
}

/**
 * The whole set as it is published. Where the commands may be used is said explicitly, because Discord's defaults differ
 * by the age of the application; commands of one guild cannot say it.
 */
export function definitions(commands: DefinitionSet, how: PublishedHow): Definition[] {
	const known = [...commands.slash, ...commands.message].map(({ definition }) => definition);
	const all = how.improve === true ? known : known.map(withoutImprove);
	if (how.inGuild) return all.map(withoutPlaces);
	// A command that says for itself where it belongs is nowhere else.
	return all.map((definition) => ({ ...(how.userInstall ? everywhere : guilds), ...definition }));
}

function withoutImprove(definition: Definition): Definition {
	if (!('options' in definition)) return definition;
	return { ...definition, options: definition.options?.filter(({ name }) => name !== 'improve') };
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
