import type { GuildSettings, MemberRule } from './guildSettings.js';

/** Who has decided a value: the server's admins, the bot's operator, or nobody, so that the program's own default stands. */
export type Origin = 'here' | 'operator' | 'default';

/** What the bot itself holds everybody to. */
export interface BotValue<T> {
	readonly value: T | undefined;
	readonly origin: Exclude<Origin, 'here'>;
}

/** The operator's limits beside which a guild's hold. */
export interface BotRules {
	readonly defaultModel: BotValue<string>;
	readonly running: BotValue<number>;
	readonly videos: BotValue<number>;
	readonly guildUsd: BotValue<number>;
	readonly botUsd: BotValue<number>;
}

/** A limit as it works: its value, and who has decided it. */
export interface Standing {
	/** Undefined: no limit. */
	readonly value: number | undefined;
	readonly origin: Origin;
	/** What was decided here and is never reached, because the bot's own limit is lower. */
	readonly unreached?: number;
}

/** The limits that really hold, each with its origin. */
export interface StandingLimits {
	readonly everyone: Readonly<Record<keyof MemberRule, Standing>>;
	/** Of this guild, all members together. */
	readonly guildUsd: Standing;
	/** Of the whole bot, every guild together. */
	readonly botUsd: Standing;
}

/** What holds here: of two limits always the lower one. */
export const standingLimits = (
	settings: Pick<GuildSettings, 'everyone' | 'dailyUsd'>,
	bot: BotRules,
): StandingLimits => ({
	everyone: {
		running: lower(settings.everyone.running, bot.running),
		videos: lower(settings.everyone.videos, bot.videos),
		usd: lower(settings.everyone.usd, { value: undefined, origin: 'default' }),
	},
	guildUsd: lower(settings.dailyUsd, bot.guildUsd),
	botUsd: bot.botUsd,
});

/** The lower of a guild's limit and the bot's. */
export function lower(here: number | null | undefined, bot: BotValue<number>): Standing {
	if (here === null || here === undefined) return bot;
	if (bot.value === undefined || here <= bot.value) return { value: here, origin: 'here' };
	return { ...bot, unreached: here };
}
