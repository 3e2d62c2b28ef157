import { dirname, join } from 'node:path';
import { Darkroom } from '../../src/services/media/darkroom.js';
import { KeptPictures } from '../../src/services/media/keptPictures.js';
import { Drafts } from '../../src/services/drafts.js';
import { SafeFetch } from '../../src/services/safeFetch.js';
import { providers } from '../../src/providers/index.js';
import { offering } from '../../src/providers/offering.js';
import { Bot, type BotFatalError } from '../../src/bot.js';
import type { CommandSet } from '../../src/commands/command.js';
import { buttons } from '../../src/commands/buttons.js';
import { definitions } from '../../src/commands/definitions.js';
import { Dispatcher, type DispatcherParts } from '../../src/commands/dispatcher.js';
import { commands } from '../../src/commands/index.js';
import { GuildRules } from '../../src/commands/guildRules.js';
import { Ordering, type Offers, type OrderingParts } from '../../src/commands/ordering.js';
import { Bursts } from '../../src/services/bursts.js';
import { CommandPublisher, PublishedCommands } from '../../src/services/commandPublisher.js';
import { Durations, Pace } from '../../src/services/pace.js';
import { GuildRecord, Settings } from '../../src/services/settings.js';
import { silent, Doorway } from '../services/doorway.js';

interface Given {
	readonly userInstall?: boolean;
	readonly guildId?: string;
	readonly token?: string;
	readonly bursts?: Bursts;
	readonly ordering?: Partial<OrderingParts>;
	/** Parts of the dispatcher that the test replaces. */
	readonly dispatcher?: Partial<DispatcherParts>;
}

/** What stands behind the bot besides the doorway. */
interface Behind {
	readonly publisher: CommandPublisher;
	readonly settings: Settings;
	readonly pace: Pace;
	readonly kept: KeptPictures;
	readonly drafts: Drafts;
}

/** The pictures kept behind this doorway: none. */
const keptIn = ({ clock, file }: Doorway): KeptPictures =>
	new KeptPictures({
		folder: join(dirname(file), 'kept-inputs'),
		fetch: new SafeFetch({ clock, userAgent: 'reelay/test', trustedOrigins: [] }),
		darkroom: new Darkroom(),
		lastFrame: () => Promise.resolve(undefined),
		maxBytes: 1,
		clock,
		log: silent,
	});

/** A doorway with the real bot before it: a discord.js client, the commands, the buttons. */
export class Lobby {
	readonly at: Doorway;
	readonly bot: Bot;
	readonly fatal: BotFatalError[] = [];
	readonly offers: Offers;
	readonly commands: CommandSet;
	readonly settings: Settings;

	private constructor(at: Doorway, { publisher, settings, pace, kept, drafts }: Behind, given: Given) {
		this.at = at;
		this.settings = settings;
		const offered = offering({ providers, catalogue: undefined, legacy: new Set(), now: at.clock.now() });
		this.offers = { models: () => offered, find: (id) => offered.find(({ model }) => model.id === id) };
		const { door, store, engine, clock, api: discord } = at;
		const { userInstall = false } = given;
		const rules = new GuildRules({ settings, clock, log: silent });
		const ordering = new Ordering({
			catalogue: this.offers,
			door,
			rules,
			defaultModel: 'veo3.1-fast',
			userInstall,
			publicUrl: false,
			...given.ordering,
		});
		const set = commands({ ordering, rules, discord, pace, door, drafts });
		this.commands = set;
		this.bot = new Bot({
			token: given.token ?? at.discord.token,
			apiUrl: at.discord.apiUrl,
			userAgent: 'reelay/test',
			shards: 'auto',
			shardCount: 'auto',
			dispatcher: new Dispatcher({
				commands: set,
				presses: buttons({ store, engine, door, discord, clock, ordering, rules, pace, kept, log: silent }),
				submissions: {},
				bursts: given.bursts ?? new Bursts(),
				door,
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

	static async open(given: Given = {}): Promise<Lobby> {
		const at = await Doorway.open();
		const publisher = new CommandPublisher({
			discord: at.api,
			published: await at.storage.space('commands', PublishedCommands),
			guildId: given.guildId,
			log: silent,
		});
		const settings = new Settings({ table: await at.storage.space('guild', GuildRecord), clock: at.clock });
		const durations = await at.storage.space('durations', Durations);
		const poll = { minMs: 2000, maxMs: 30_000, familyMinMs: () => 0 };
		const pace = await Pace.open({ durations, ...poll, random: () => 0.5, log: silent });
		const kept = keptIn(at);
		const drafts = await Drafts.open(at.storage, { kept, store: at.store, clock: at.clock, log: silent });
		return new Lobby(at, { publisher, settings, pace, kept, drafts }, given);
	}

	/** An open lobby whose bot is ready. */
	static async started(given: Given = {}): Promise<Lobby> {
		const lobby = await Lobby.open(given);
		await lobby.bot.start();
		return lobby;
	}

	async close(): Promise<void> {
		await this.bot.stop();
		await this.at.close();
	}
}
