import { Client, REST, Routes, type Interaction } from 'discord.js';

import type { DiscordSimulator } from '../../../sandbox/discord/simulator.js';

/** The simplest `/video` there can be, with what tests need of commands. */
export const commands = [
	{
		name: 'video',
		description: 'Make a video',
		integration_types: [0, 1],
		contexts: [0, 1, 2],
		options: [
			{ type: 3, name: 'prompt', description: 'What to show', required: true, max_length: 2000 },
			{ type: 11, name: 'image', description: 'First frame', file_types: ['image'] },
			{ type: 3, name: 'model', description: 'Which model', autocomplete: true },
			{ type: 4, name: 'duration', description: 'Seconds', min_value: 1, max_value: 30 },
			{ type: 3, name: 'aspect', description: 'Form', choices: [{ name: 'Wide', value: '16:9' }] },
			{ type: 5, name: 'private', description: 'Only for you' },
		],
	},
	{
		name: 'video-admin',
		description: 'Settings',
		default_member_permissions: '32',
		options: [{ type: 1, name: 'usage', description: 'Usage' }],
	},
	{ name: 'Animate image', type: 3 },
];

/** Registers the commands above with the bot token. */
export async function register(discord: DiscordSimulator, body: unknown = commands): Promise<unknown> {
	return restOf(discord).put(Routes.applicationCommands(discord.applicationId), { body });
}

/** @discordjs/rest against the simulator: no retries, and a 429 is an error rather than a wait. */
export function restOf(discord: DiscordSimulator): REST {
	return new REST({ api: discord.apiUrl, retries: 0, rejectOnRateLimit: () => true }).setToken(discord.token);
}

/** A real client, logged in and ready, that hands interactions to `handle`. */
export async function loginBot(
	discord: DiscordSimulator,
	handle: (interaction: Interaction) => Promise<unknown> = () => Promise.resolve(),
): Promise<Client<true>> {
	const client = new Client({ intents: [], rest: { api: discord.apiUrl, retries: 0 } });
	client.on('error', (error) => errors.push(error));
	client.on('interactionCreate', (interaction) => {
		handle(interaction).catch((error: unknown) => errors.push(error as Error));
	});
	const ready = new Promise<void>((resolve) => client.once('clientReady', () => resolve()));
	await client.login(discord.token);
	await ready;

	return client as Client<true>;
}

/** What handlers threw, newest last. */
export const errors: Error[] = [];
