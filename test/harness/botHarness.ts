import { dirname } from 'node:path';
import { composeMedia } from '../../src/app/media.js';
import { ApiClient } from '../../src/services/cometapi/apiClient.js';
import { History } from '../../src/services/records/history.js';
import { TextOutlines } from '../../src/services/admin/textOutlines.js';
import type { LimitsParts } from '../../src/services/admission/limits.js';
import { Repairs } from '../../src/services/admin/repairs.js';
import { UsageReports } from '../../src/services/admin/usageReport.js';
import { VideoApi } from '../../src/services/cometapi/videoApi.js';
import { days } from '../../src/lib/time.js';
import { SafeFetch } from '../../src/services/media/download/safeFetch.js';
import { providers } from '../../src/providers/index.js';
import { offering } from '../../src/providers/catalogue/offering.js';
import { Bot, type BotFatalError } from '../../src/gateway/bot.js';
import type { CommandSet } from '../../src/commands/interaction/command.js';
import { buttons } from '../../src/commands/components.js';
import { definitions } from '../../src/commands/interaction/definitions.js';
import { Dispatcher, type DispatcherParts } from '../../src/commands/interaction/dispatcher.js';
import { commands } from '../../src/commands/index.js';
import { GuildRules } from '../../src/commands/video/guildRules.js';
import { VideoRequests, type Offers, type VideoRequestsParts } from '../../src/commands/video/requestVideo.js';
import { RateLimiter } from '../../src/services/admission/rateLimiter.js';
import { ParentChannels } from '../../src/services/discord/parentChannels.js';
import { CommandPublisher, PublishedCommands } from '../../src/services/discord/commandPublisher.js';
import { ObservedDurations, PollPace } from '../../src/services/scheduling/pollPace.js';
import { GuildRecord, Settings } from '../../src/services/records/settings.js';
import { silent, AdmissionHarness } from './admissionHarness.js';

interface Given {
	readonly userInstall?: boolean;
	readonly guildId?: string;
	readonly token?: string;
	readonly rateLimiter?: RateLimiter;
	readonly ordering?: Partial<VideoRequestsParts>;
	readonly limits?: Partial<LimitsParts>;
	/** Parts of the dispatcher that the test replaces. */
	readonly dispatcher?: Partial<DispatcherParts>;
}

/** What stands behind the bot besides the doorway. */
interface Behind {
	readonly publisher: CommandPublisher;
	readonly settings: Settings;
	readonly pace: PollPace;
	readonly media: Awaited<ReturnType<typeof mediaOf>>;
}

const retentionMs = days(30);

/** The files behind this doorway, and who forgets them. Nothing is made here, so the API is never reached. */
function mediaOf({ clock, file, storage, store }: AdmissionHarness) {
	const api = new ApiClient({ baseUrl: 'http://127.0.0.1:9', key: 'key', userAgent: 'reelay/test', clock });
	const common = { clock, random: () => 0.5, log: silent };
	return composeMedia({
		config: { media: { folder: dirname(file), ffmpegPath: 'ffmpeg', maxBytes: 1_000_000 }, retentionMs },
		...{ storage, store, clock, log: silent },
		fetch: new SafeFetch({ clock, userAgent: 'reelay/test', trustedOrigins: [] }),
		videoApi: new VideoApi({ ...common, api, providers, createTimeoutMs: 1000 }),
		fetchAgain: (job) => Promise.resolve(job),
	});
}

/** A doorway with the real bot before it: a discord.js client, the commands, the buttons. */
export class BotHarness {
	readonly at: AdmissionHarness;
	readonly bot: Bot;
	readonly fatal: BotFatalError[] = [];
	readonly offers: Offers;
	readonly commands: CommandSet;
	readonly settings: Settings;

	private constructor(at: AdmissionHarness, { publisher, settings, pace, media }: Behind, given: Given) {
		this.at = at;
		this.settings = settings;
		const offered = offering({ providers, catalogue: undefined, legacy: new Set(), now: at.clock.now() });
		this.offers = { models: () => offered, find: (id) => offered.find(({ model }) => model.id === id) };
		const { admission, store, engine, clock, api: discord } = at;
		const { userInstall = false } = given;
		const parentChannels = new ParentChannels({ discord, clock, log: silent });
		const rules = new GuildRules({ settings, parentChannels, clock, log: silent });
		const ordering = new VideoRequests({
			catalogue: this.offers,
			admission,
			rules,
			defaultModel: 'veo3.1-fast',
			userInstall,
			publicUrl: false,
			discord,
			log: silent,
			...given.ordering,
		});
		const { limits } = at;
		const families = new Map(providers.map((provider) => [provider.id, provider]));
		const findModel = (id: string) => this.offers.find(id)?.model;
		const { writer } = at;
		const knownTasks = { has: () => Promise.resolve(false) };
		const repairs = new Repairs({
			store,
			knownTasks,
			writer,
			engine,
			settings,
			families,
			findModel,
			clock,
			log: silent,
		});
		const history = new History({ store, log: silent });
		const behind = {
			...{ ...media, store, engine, discord, limits, history, ordering, rules, settings, pace, clock },
			...{ repairs, usage: new UsageReports({ store, letters: new TextOutlines(), clock }), retentionMs, log: silent },
		};
		const set = commands({ ...behind, guildDailyUsd: undefined });
		this.commands = set;
		this.bot = new Bot({
			token: given.token ?? at.discord.token,
			apiUrl: at.discord.apiUrl,
			userAgent: 'reelay/test',
			shards: 'auto',
			shardCount: 'auto',
			dispatcher: new Dispatcher({
				commands: set,
				presses: buttons(behind),
				othersPresses: {},
				submissions: {},
				rateLimiter: given.rateLimiter ?? new RateLimiter(),
				discord,
				clock,
				log: silent,
				...given.dispatcher,
			}),
			publish: (applicationId) =>
				publisher.publish(applicationId, definitions(set, { inGuild: given.guildId !== undefined, userInstall })),
			onFatal: (error) => this.fatal.push(error),
			clock,
			random: () => 0,
			log: silent,
		});
	}

	static async open(given: Given = {}): Promise<BotHarness> {
		const at = await AdmissionHarness.open(given.limits);
		const publisher = new CommandPublisher({
			discord: at.api,
			published: await at.storage.space('commands', PublishedCommands),
			guildId: given.guildId,
			log: silent,
		});
		const settings = new Settings({ table: await at.storage.space('guild', GuildRecord), clock: at.clock });
		const durations = await at.storage.space('durations', ObservedDurations);
		const poll = { minMs: 2000, maxMs: 30_000, familyMinMs: () => 0 };
		const pace = await PollPace.open({ durations, ...poll, random: () => 0.5, log: silent });
		return new BotHarness(at, { publisher, settings, pace, media: await mediaOf(at) }, given);
	}

	/** An open lobby whose bot is ready. */
	static async started(given: Given = {}): Promise<BotHarness> {
		const lobby = await BotHarness.open(given);
		await lobby.bot.start();
		return lobby;
	}

	async close(): Promise<void> {
		await this.bot.stop();
		await this.at.close();
	}
}
