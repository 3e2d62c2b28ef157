import {
	ApplicationCommandOptionType as Type,
	ApplicationCommandType,
	ApplicationIntegrationType,
	ChannelType,
	InteractionContextType,
	PermissionFlagsBits,
	type APIApplicationCommandBasicOption,
	type APIApplicationCommandSubcommandGroupOption,
	type APIApplicationCommandSubcommandOption,
	type RESTPostAPIChatInputApplicationCommandsJSONBody,
	type ChatInputCommandInteraction,
} from 'discord.js';
import { longestBlockedWord } from '../../jobs/guild/blockedWords.js';
import { choice, described, type Localised } from '../interaction/localised.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';

type Name = keyof Localised['video-admin']['options'];

const named = (name: Name): ReturnType<typeof described> =>
	described((commands) => commands['video-admin'].options[name]);

const subcommand = (
	name: Name,
	...options: APIApplicationCommandBasicOption[]
): APIApplicationCommandSubcommandOption => ({ type: Type.Subcommand, ...named(name), options });

const group = (
	name: Name,
	...options: APIApplicationCommandSubcommandOption[]
): APIApplicationCommandSubcommandGroupOption => ({ type: Type.SubcommandGroup, ...named(name), options });

/** What `limits clear` removes. */
const clearable = ['rule', 'budget', 'seconds', 'resolution', 'price'] as const;

const model: APIApplicationCommandBasicOption = { type: Type.String, ...named('model'), autocomplete: true };
const what: APIApplicationCommandBasicOption = {
	type: Type.String,
	...named('what'),
	choices: clearable.map((value) => ({ value, ...choice((commands) => commands['video-admin'].clearing[value]) })),
};
const who: APIApplicationCommandBasicOption = { type: Type.Mentionable, ...named('who') };
const amount = (name: Name, most: number): APIApplicationCommandBasicOption => ({
	type: Type.Integer,
	...named(name),
	min_value: 0,
	max_value: most,
});
const dollars = (name: Name): APIApplicationCommandBasicOption => ({
	type: Type.Number,
	...named(name),
	min_value: 0,
	max_value: 1_000_000,
});
const word: APIApplicationCommandBasicOption = { type: Type.String, ...named('word'), max_length: longestBlockedWord };
/** Channels that the bot can write lines in. */
const writable = [
	ChannelType.GuildText as const,
	ChannelType.GuildAnnouncement as const,
	ChannelType.PublicThread as const,
	ChannelType.PrivateThread as const,
];
const member: APIApplicationCommandBasicOption = { type: Type.User, ...named('member') };
const job: APIApplicationCommandBasicOption = {
	type: Type.String,
	...named('job'),
	required: true,
	max_length: 40,
	autocomplete: true,
};

/** Lines of the shorter side, by how members call them. */
export const resolutions: Readonly<Record<string, number>> = {
	'480p': 480,
	'720p': 720,
	'1080p': 1080,
	'1440p': 1440,
	'4k': 2160,
};

/** `/video-admin` as Discord is told of it: hidden from whoever may not manage the server, until its admins say otherwise. */
export const adminDefinition: RESTPostAPIChatInputApplicationCommandsJSONBody = {
	type: ApplicationCommandType.ChatInput,
	...described((commands) => commands['video-admin']),
	default_member_permissions: PermissionFlagsBits.ManageGuild.toString(),
	contexts: [InteractionContextType.Guild],
	integration_types: [ApplicationIntegrationType.GuildInstall],
	options: [
		subcommand('settings'),
		subcommand('changes'),
		subcommand('usage'),
		subcommand('requests'),
		subcommand('pause'),
		subcommand('resume'),
		group(
			'models',
			subcommand('default', model),
			subcommand('allow', model),
			subcommand('forbid', model),
			subcommand('allow-all'),
		),
		group(
			'limits',
			subcommand('set', who, amount('running', 1000), amount('videos', 100_000), dollars('usd')),
			subcommand('clear', what, who),
			subcommand('budget', dollars('usd')),
			subcommand(
				'largest',
				{ type: Type.Integer, ...named('seconds'), min_value: 1, max_value: 600 },
				{
					type: Type.String,
					...named('resolution'),
					choices: Object.keys(resolutions).map((name) => ({ name, value: name })),
				},
				{ type: Type.Number, ...named('price'), min_value: 0.01, max_value: 1_000_000 },
			),
		),
		group(
			'channels',
			subcommand(
				'private',
				{ type: Type.Channel, ...named('channel'), required: true },
				{ type: Type.Boolean, ...named('on') },
			),
			subcommand(
				'log',
				{ type: Type.Channel, ...named('channel'), channel_types: writable },
				{ type: Type.Boolean, ...named('on') },
			),
			subcommand('age-restricted', { type: Type.Boolean, ...named('only'), required: true }),
		),
		group('blocklist', subcommand('add', word, member), subcommand('remove', word, member)),
		subcommand('reconcile', job, { type: Type.String, ...named('task'), required: true, max_length: 200 }),
		subcommand('redeliver', job),
	],
};

/** An admin's command in their guild; that they may use it has been checked. */
export interface AdminCall {
	readonly interaction: ChatInputCommandInteraction;
	readonly facts: InteractionFacts;
	readonly guildId: string;
}
