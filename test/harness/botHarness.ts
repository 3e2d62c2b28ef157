import { composeBot, composeInteractions, type Interactions } from '../../src/app/interactions.js';
import { Access } from '../../src/services/operator/access.js';
import type { CommandSet } from '../../src/commands/interaction/command.js';
import type { Config } from '../../src/config.js';
import type { Bot } from '../../src/gateway/bot.js';
import { RateLimiter } from '../../src/services/admission/rateLimiter.js';
import type { Catalogue } from '../../src/services/cometapi/catalogue.js';
import type { Settings } from '../../src/services/records/settings.js';
import { AdmissionHarness, silent, userAgent } from './admissionHarness.js';

interface Given {
	readonly guildId?: string;
	readonly token?: string;
	readonly rateLimiter?: RateLimiter;
	readonly limits?: Partial<Config['limits']>;
	/** What the published commands offer. */
	readonly userInstall?: boolean;
	/** What the handlers allow, when that has changed since the commands were published. */
	readonly userInstallNow?: boolean;
	/** Handlers that the test replaces. */
	readonly interactions?: Partial<Interactions>;
}

/** The admission harness with the real bot before it: a discord.js client, the commands, the buttons. */
export class BotHarness {
	readonly at: AdmissionHarness;
	readonly bot: Bot;
	readonly fatal: Error[];
	readonly interactions: Interactions;

	private constructor(made: Pick<BotHarness, 'at' | 'bot' | 'fatal' | 'interactions'>) {
		this.at = made.at;
		this.bot = made.bot;
		this.fatal = made.fatal;
		this.interactions = made.interactions;
	}

	static async open(given: Given = {}): Promise<BotHarness> {
		const at = await AdmissionHarness.open(given.limits);
		const { userInstall = false, userInstallNow = userInstall, rateLimiter = new RateLimiter() } = given;
		const { config, clock, storage, records, media, cometapi, jobs, api } = at;
		const fatal: Error[] = [];
		const env = {
			...{ clock, random: () => 0, log: silent },
			onFatal: (error: Error): void => void fatal.push(error),
		};
		const access = await Access.open(storage, () => clock.now());
		const composed = composeInteractions(env, {
			...{ storage, records, media, cometapi, jobs, access, discord: api },
			config: { ...config, discord: { ...config.discord, userInstall: userInstallNow } },
		});
		const interactions = { ...composed, ...given.interactions };
		const { token = config.discord.token, guildId } = given;
		const discord = { ...config.discord, token, guildId, userInstall };
		const bot = await composeBot(env, {
			...{ storage, interactions, rateLimiter, userAgent, discord: api },
			config: { discord },
		});
		return new BotHarness({ at, bot, fatal, interactions });
	}

	/** One whose bot is ready. */
	static async started(given: Given = {}): Promise<BotHarness> {
		const lobby = await BotHarness.open(given);
		await lobby.bot.start();
		return lobby;
	}

	get offers(): Catalogue {
		return this.at.cometapi.catalogue;
	}

	get commands(): CommandSet {
		return this.interactions.commands;
	}

	get settings(): Settings {
		return this.interactions.settings;
	}

	async close(): Promise<void> {
		await this.bot.stop();
		await this.at.close();
	}
}
