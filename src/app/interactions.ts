import { variableSchemas, type Config } from '../config.js';
import type { BotRules, BotValue } from '../jobs/guild/standing.js';
import { Bot } from '../gateway/bot.js';
import { buttons, othersPresses, resultButtons, sentForms } from '../commands/components.js';
import type { CommandSet } from '../commands/interaction/command.js';
import { definitions } from '../commands/interaction/definitions.js';
import { WatchedDispatcher } from '../commands/interaction/watchedDispatcher.js';
import type { AnswerWatch } from '../commands/interaction/respond.js';
import { servingMember } from '../services/media/servedMember.js';
import type { Metrics } from '../services/metrics/metrics.js';
import { Dispatcher, type Presses, type SentForms } from '../commands/interaction/dispatcher.js';
import { ComparisonQuestion } from '../commands/comparison/comparisonQuestion.js';
import { GuildRules } from '../commands/video/guildRules.js';
import { commands } from '../commands/index.js';
import { VideoRequests } from '../commands/video/requestVideo.js';
import type { Environment } from '../lib/environment.js';
import { ConfirmationQuestion } from '../commands/video/askConfirmation.js';
import { PromptImprovements } from '../commands/video/improvement.js';
import { RefusedRequests } from '../commands/video/refusedRequest.js';
import type { RateLimiter } from '../services/admission/rateLimiter.js';
import { CommandPublisher, PublishedCommands } from '../services/discord/commandPublisher.js';
import type { DiscordApi } from '../services/discord/discordApi.js';
import { TextOutlines } from '../services/admin/textOutlines.js';
import { GuildJobs } from '../services/admin/guildJobs.js';
import { RequestLog } from '../services/admin/requestLog.js';
import { Repairs } from '../services/admin/repairs.js';
import type { Settings } from '../services/records/settings.js';
import type { Tables } from '../services/records/tables.js';
import type { Access } from '../services/operator/access.js';
import { UsageReports } from '../services/admin/usageReport.js';
import type { CometApi } from './cometApi.js';
import type { ProcessEnvironment } from './environment.js';
import type { Jobs } from './jobs.js';
import type { Media } from './media.js';
import type { Records } from './records.js';
import { FirstHearer } from './redis/firstHearer.js';
import type { RedisConnection } from '../services/redis/redisConnection.js';

/** What members can do, and what answers them. */
export interface Interactions {
	readonly commands: CommandSet;
	readonly presses: Presses;
	readonly othersPresses: Presses;
	readonly submissions: SentForms;
	readonly settings: Settings;
	readonly repairs: Repairs;
	/** Whom and where the operator lets make videos. */
	readonly access: Access;
}

interface InteractionsParts {
	readonly config: Pick<Config, 'discord' | 'limits' | 'publicUrl' | 'defaultModel' | 'retentionMs'>;
	readonly records: Records;
	readonly media: Media;
	readonly cometapi: CometApi;
	readonly jobs: Jobs;
	readonly discord: DiscordApi;
	readonly access: Access;
	readonly watch?: AnswerWatch | undefined;
}

/** Every command, button, select and form, each with the parts that it needs. */
export function composeInteractions(env: Environment, parts: InteractionsParts): Interactions {
	const { clock, log } = env;
	const { config, records, media, cometapi, jobs, discord, access, watch } = parts;
	const { store, writer, limits, history, settings, engine } = records;
	const { videos, kept, drafts, knownTasks, erasure } = media;
	const { catalogue, families } = cometapi;
	const { admission, pace, parentChannels, resultReply } = jobs;
	const { defaultModel, retentionMs, publicUrl } = config;
	const { confirmAboveUsd, guildDailyUsd } = config.limits;
	const { userInstall } = config.discord;

	const rules = new GuildRules({ settings, parentChannels, userInstall, clock, log });
	const improvements = new PromptImprovements({ writer: cometapi.promptWriter, drafts, discord, log });
	const proposing = new ConfirmationQuestion({ drafts, improvements, discord, confirmAboveUsd, clock, log, watch });
	const refusing = new RefusedRequests({ drafts, discord, clock, log, watch });
	const offering = { catalogue, pauses: cometapi.pauses, defaultModel };
	const asking = { ...offering, publicUrl: publicUrl !== undefined };
	const requestLog = new RequestLog({ admission, settings, discord, log });
	const ordering = new VideoRequests({
		...asking,
		admission: requestLog,
		rules,
		proposing,
		refusing,
		discord,
		log,
		watch,
	});
	const comparing = new ComparisonQuestion({ drafts, admission: requestLog, discord, clock, log, watch });
	const usage = new UsageReports({ store, letters: new TextOutlines(), clock });
	const mending = { store, knownTasks, writer, engine, settings, families, catalogue, discord, clock, log };
	const repairs = new Repairs(mending);
	const guildJobs = new GuildJobs({ store, clock, retentionMs });

	// What one handler uses of all these its own interface says.
	const handling = {
		...{
			store,
			writer,
			limits,
			history,
			engine,
			videos,
			kept,
			drafts,
			erasure,
			retentionMs,
			catalogue,
			videoApi: cometapi.videoApi,
			pace,
			resultReply,
		},
		...{
			ordering,
			joining: requestLog,
			comparing,
			chain: media.chain,
			presets: media.presets,
			admission,
			rules,
			settings,
			usage,
			repairs,
			guildJobs,
			guildDailyUsd,
			bot: botRules(config),
			discord,
			clock,
			log,
			watch,
		},
	};
	return {
		commands: commands(handling),
		presses: { ...buttons(handling), ...resultButtons(handling) },
		othersPresses: othersPresses(handling),
		submissions: sentForms(handling),
		settings,
		repairs,
		access,
	};
}

/** What the operator holds every guild to; whatever is as the program has it by itself counts as nobody's decision. */
function botRules({ defaultModel, limits }: Pick<Config, 'defaultModel' | 'limits'>): BotRules {
	const of = <T extends string | number>(value: T | undefined, name: string): BotValue<T> => {
		const isDefault = String(value ?? '') === variableSchemas[name]?.fallback;
		return { value, origin: isDefault ? 'default' : 'operator' };
	};
	return {
		defaultModel: of(defaultModel, 'DEFAULT_MODEL'),
		running: of(limits.memberRunningJobs, 'MEMBER_RUNNING_JOBS'),
		videos: of(limits.memberDailyVideos, 'MEMBER_DAILY_VIDEOS'),
		guildUsd: of(limits.guildDailyUsd, 'GUILD_DAILY_USD'),
		botUsd: of(limits.dailyUsd, 'DAILY_USD'),
	};
}

interface BotParts {
	readonly config: Pick<Config, 'discord'> & Partial<Pick<Config, 'promptModel'>>;
	readonly storage: Tables;
	readonly interactions: Interactions;
	readonly discord: DiscordApi;
	readonly rateLimiter: RateLimiter;
	readonly userAgent: string;
	readonly watch?: AnswerWatch | undefined;
	readonly metrics?: Pick<Metrics, 'expect' | 'heard' | 'commandFailed'>;
	/** Where several processes may hear an interaction: who answers is written there. */
	readonly redis?: Pick<RedisConnection, 'client'> | undefined;
}

/** What hears members: the live connection, and the publication of the commands. */
export async function composeBot(
	env: Omit<ProcessEnvironment, 'secrets'>,
	{ config, storage, interactions, discord, rateLimiter, userAgent, watch, metrics, redis }: BotParts,
): Promise<Bot> {
	const { clock, log } = env;
	const { token, apiUrl, shards, shardCount, guildId, userInstall, allowedGuilds } = config.discord;
	const plain = new Dispatcher({
		...interactions,
		allowedGuilds,
		rateLimiter,
		discord,
		clock,
		log,
		watch,
		serving: servingMember,
	});
	const { slash, message } = interactions.commands;
	const names = [...slash, ...message].map((command) => command.definition.name);
	const watched =
		metrics === undefined ? plain : new WatchedDispatcher({ dispatcher: plain, commands: names, watch: metrics });
	const dispatcher = redis === undefined ? watched : new FirstHearer({ dispatcher: watched, redis, clock, log });
	const published = await storage.space('published', PublishedCommands);
	const publisher = new CommandPublisher({ discord, published, guildId, log });
	const improve = config.promptModel !== undefined;
	const definition = definitions(interactions.commands, { inGuild: guildId !== undefined, userInstall, improve });
	const publish = (applicationId: string): Promise<boolean> => publisher.publish(applicationId, definition);
	return new Bot({ ...env, token, apiUrl, userAgent, shards, shardCount, dispatcher, publish });
}
