import { DiscordAPIError, PermissionFlagsBits, REST, Routes, type RouteLike } from 'discord.js';
import { z } from 'zod';
import type { Config } from '../config.js';
import { definitionSet } from '../commands/definitionSet.js';
import { definitions } from '../commands/interaction/definitions.js';
import { commandDifferences } from '../discord/commandDifferences.js';
import { errorDetail } from '../lib/errorDetail.js';
import { seconds } from '../lib/time.js';
import { fail, ok, warn, type Check } from './finding.js';

const timeoutMs = seconds(10);
/** Fewer sessions than this for one day may not outlast a bad evening of reconnecting. */
const fewSessions = 20;
/** A token is used until a minute before its end: a clock that is off by more uses dead ones. */
const wrongClockSeconds = 60;
const oddClockSeconds = 5;

/** What the bot needs in a channel in order to answer with a video and to find its own messages again. */
const permissions =
	PermissionFlagsBits.ViewChannel |
	PermissionFlagsBits.SendMessages |
	PermissionFlagsBits.SendMessagesInThreads |
	PermissionFlagsBits.AttachFiles |
	PermissionFlagsBits.ReadMessageHistory;

const User = z.object({ id: z.string(), username: z.string() });
const Gateway = z.object({
	shards: z.number(),
	session_start_limit: z.object({ remaining: z.number(), total: z.number() }),
});
const Application = z.object({
	id: z.string(),
	name: z.string(),
	approximate_guild_count: z.number().nullish(),
	integration_types_config: z.record(z.string(), z.unknown()).nullish(),
});

/** Whether Discord knows the bot, and how it stands there. Only reads. */
export function discordChecks({ discord, promptModel }: Config): Check[] {
	const improve = promptModel !== undefined;
	const rest = new REST({ api: discord.apiUrl, retries: 0, timeout: timeoutMs }).setToken(discord.token);
	const application = once(async () => Application.parse(await rest.get(Routes.currentApplication())));
	const token = once(() => tokenCheck(rest));
	// The library forgets a token that was refused, and says of every further request that there is none.
	const unlessRefused = (run: Check['run']) => async () => ((await token()).isRefused ? undefined : run());
	const commands = async () => commandsCheck(rest, (await application()).id, { ...discord, improve });
	return [
		{ name: 'clock', run: () => clockCheck(discord.apiUrl) },
		{ name: 'discord token', run: async () => (await token()).finding },
		{ name: 'discord gateway', run: unlessRefused(() => gatewayCheck(rest)) },
		{
			name: 'discord app',
			run: unlessRefused(async () => applicationCheck(await application(), discord.userInstall)),
		},
		{ name: 'discord commands', run: unlessRefused(commands) },
	];
}

/** Compares our clock with Discord's. Tokens end, and nonces are forgotten, by that one. */
async function clockCheck(apiUrl: string) {
	const before = Date.now();
	const answer = await fetch(`${apiUrl}/v10/gateway`, { signal: AbortSignal.timeout(timeoutMs) }).catch(
		() => undefined,
	);
	await answer?.body?.cancel();
	const told = Date.parse(answer?.headers.get('date') ?? '');
	if (Number.isNaN(told)) return warn('not compared: no date came from DISCORD_API_URL');
	// The header has whole seconds.
	const off = Math.round((Math.min(before, Date.now()) - told) / 1000);
	const text = `${Math.abs(off)} s ${off < 0 ? 'behind' : 'ahead of'} Discord's`;
	if (Math.abs(off) > wrongClockSeconds) return fail(`${text}; set it by NTP: tokens and limits are counted by it`);
	return Math.abs(off) > oddClockSeconds ? warn(`${text}; set it by NTP`) : ok("agrees with Discord's");
}

async function tokenCheck(rest: REST) {
	try {
		const { id, username } = User.parse(await rest.get(Routes.user()));
		return { finding: ok(`${username} (${id})`), isRefused: false };
	} catch (error) {
		if (error instanceof DiscordAPIError && error.status === 401) {
			const finding = fail("DISCORD_TOKEN is not accepted; copy a new one from the application's Bot page");
			return { finding, isRefused: true };
		}
		return { finding: fail(`no good answer at DISCORD_API_URL: ${errorDetail(error)}`), isRefused: false };
	}
}

async function gatewayCheck(rest: REST) {
	const { shards, session_start_limit: sessions } = Gateway.parse(await rest.get(Routes.gatewayBot()));
	const text = `${sessions.remaining} of ${sessions.total} session starts are left today, ${shards} shards are advised`;
	if (sessions.remaining < shards) return fail(`${text}; the bot cannot connect until tomorrow`);
	return sessions.remaining < fewSessions ? warn(`${text}; find out why it reconnects so often`) : ok(text);
}

function applicationCheck(application: z.infer<typeof Application>, userInstall: boolean) {
	const query = new URLSearchParams({
		client_id: application.id,
		scope: 'bot applications.commands',
		permissions: permissions.toString(),
	});
	const link = `https://discord.com/oauth2/authorize?${query.toString()}`;
	const types = application.integration_types_config;
	if (userInstall && types && !('1' in types)) {
		return warn("USER_INSTALL is true, but the application's Installation page does not allow user installs");
	}
	if (application.approximate_guild_count === 0) return warn(`in no server yet; invite it: ${link}`);
	return ok(`${application.name}; invite it with ${link}`);
}

async function commandsCheck(
	rest: REST,
	applicationId: string,
	{ guildId, userInstall, improve }: Config['discord'] & { improve: boolean },
) {
	const inGuild = guildId !== undefined;
	const route: RouteLike = inGuild
		? Routes.applicationGuildCommands(applicationId, guildId)
		: Routes.applicationCommands(applicationId);
	const query = new URLSearchParams({ with_localizations: 'true' });
	try {
		const commands = z.array(z.unknown()).parse(await rest.get(route, { query }));
		if (commands.length === 0) return warn('none are published; the bot does that when it starts');
		const different = commandDifferences(
			definitions(definitionSet, { inGuild, userInstall, improve }),
			commands,
			inGuild,
		);
		if (different.length === 0) return ok(`${commands.length} are published, equal to those of this version`);
		return warn(`not those of this version: ${different.join(', ')}; the bot publishes them when it starts`);
	} catch (error) {
		if (inGuild && error instanceof DiscordAPIError && (error.status === 403 || error.status === 404)) {
			return fail('the bot is not in the server of DISCORD_GUILD_ID, or was invited without commands');
		}
		throw error;
	}
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
	let made: Promise<T> | undefined;
	return () => (made ??= make());
}
