import type { Config } from '../config.js';
import { Bot } from '../gateway/bot.js';
import { buttons, othersPresses, resultButtons, sentForms } from '../commands/components.js';
import { definitions } from '../commands/interaction/definitions.js';
import { Dispatcher } from '../commands/interaction/dispatcher.js';
import { GuildRules } from '../commands/video/guildRules.js';
import { commands } from '../commands/index.js';
import { VideoRequests } from '../commands/video/requestVideo.js';
import { ParentChannels } from '../services/discord/parentChannels.js';
import { ConfirmationQuestion } from '../commands/video/askConfirmation.js';
import type { Model } from '../providers/contract/model.js';
import type { Provider } from '../providers/contract/provider.js';
import { RateLimiter } from '../services/admission/rateLimiter.js';
import type { Catalogue } from '../services/cometapi/catalogue.js';
import { CommandPublisher, PublishedCommands } from '../services/discord/commandPublisher.js';
import type { DiscordApi } from '../services/discord/discordApi.js';
import type { Admission } from '../services/admission/admission.js';
import type { Drafts } from '../services/admission/drafts.js';
import type { InProcessEngine } from '../services/scheduling/inProcessEngine.js';
import type { KnownTasks } from '../services/records/knownTasks.js';
import type { ResultReply } from '../services/delivery/resultReply.js';
import type { Retention } from '../services/retention/retention.js';
import type { History } from '../services/records/history.js';
import type { JobStore } from '../services/records/jobStore.js';
import type { JobWriter } from '../services/records/jobWriter.js';
import type { Limits } from '../services/admission/limits.js';
import type { KeptPictures } from '../services/media/pictures/keptPictures.js';
import { TextOutlines } from '../services/admin/textOutlines.js';
import type { Videos } from '../services/media/videos/videos.js';
import type { PollPace } from '../services/scheduling/pollPace.js';
import { Repairs } from '../services/admin/repairs.js';
import { GuildRecord, Settings } from '../services/records/settings.js';
import type { Storage } from '../services/records/storage.js';
import { UsageReports } from '../services/admin/usageReport.js';
import type { ProcessEnvironment } from './environment.js';

interface Hearing {
	readonly config: Config;
	readonly world: ProcessEnvironment;
	readonly userAgent: string;
	readonly storage: Storage;
	readonly store: JobStore;
	readonly engine: InProcessEngine;
	readonly admission: Admission;
	readonly discord: DiscordApi;
	readonly catalogue: Catalogue;
	readonly pace: PollPace;
	readonly writer: JobWriter;
	readonly resultReply: ResultReply;
	readonly videos: Videos;
	readonly kept: KeptPictures;
	readonly drafts: Drafts;
	readonly knownTasks: KnownTasks;
	readonly retention: Retention;
	readonly limits: Limits;
	readonly history: History;
	readonly families: ReadonlyMap<string, Provider>;
}

/** What hears members: the gateway, the commands behind it, and their publication. */
export async function composeInteractions({ config, world, userAgent, storage, ...parts }: Hearing): Promise<Bot> {
	const { clock, random, log, onFatal } = world;
	const { discord, admission, catalogue, drafts } = parts;
	const { token, apiUrl, shards, shardCount, guildId, userInstall, allowedGuilds } = config.discord;
	const publicUrl = config.publicUrl !== undefined;
	const settings = new Settings({ table: await storage.space('guild', GuildRecord), clock });
	const parentChannels = new ParentChannels({ discord, clock, log });
	const rules = new GuildRules({ settings, parentChannels, clock, log });
	const { confirmAboveUsd } = config.limits;
	const proposing = new ConfirmationQuestion({ drafts, discord, confirmAboveUsd, clock, log });
	const { defaultModel } = config;
	const ordering = new VideoRequests({
		...{ catalogue, admission, rules, proposing, defaultModel, userInstall, publicUrl, discord, log },
	});
	const usage = new UsageReports({ store: parts.store, letters: new TextOutlines(), clock });
	const findModel = (id: string): Model | undefined => catalogue.find(id)?.model;
	const repairs = new Repairs({ ...parts, settings, findModel, clock, log });
	const { retentionMs } = config;
	const { guildDailyUsd } = config.limits;
	const pressed = { ...parts, ordering, rules, settings, retentionMs, clock, log };
	const set = commands({ ...pressed, usage, repairs, guildDailyUsd });
	const presses = { ...buttons(pressed), ...resultButtons(pressed) };
	const dispatcher = new Dispatcher({
		...{ commands: set, presses, othersPresses: othersPresses(pressed), submissions: sentForms(pressed) },
		...{ rateLimiter: new RateLimiter(), allowedGuilds, discord, clock, log },
	});
	const published = await storage.space('published', PublishedCommands);
	const publisher = new CommandPublisher({ discord, published, guildId, log });
	const publish = (applicationId: string): Promise<boolean> =>
		publisher.publish(applicationId, definitions(set, { inGuild: guildId !== undefined, userInstall }));
	await repairs.resume();
	return new Bot({ token, apiUrl, userAgent, shards, shardCount, dispatcher, publish, onFatal, clock, random, log });
}
