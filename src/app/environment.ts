import type { Logger } from 'pino';
import type { BotFatalError } from '../gateway/bot.js';
import type { Config } from '../config.js';
import { SecretCleaner } from '../lib/secretCleaner.js';
import type { Clock } from '../lib/time.js';

/** What everything that acts gets from outside: time, chance and a place to say what happens. Tests hand in a clock that they move and numbers they know. */
export interface Environment {
	readonly clock: Clock;
	/** A number from 0 up to 1. */
	readonly random: () => number;
	readonly log: Logger;
	/** Knows the secrets of the configuration and of the records at hand. */
	readonly secrets: SecretCleaner;
}

/** The same for a whole process. */
export interface ProcessEnvironment extends Environment {
	/** Called when the bot can never hear interactions again: a revoked token, a wrong shard. */
	readonly onFatal: (error: BotFatalError) => void;
}

/** Knows every secret that the configuration holds. */
export const secretsOf = ({ discord, cometapi, ops }: Config): SecretCleaner =>
	new SecretCleaner([discord.token, cometapi.key, cometapi.quotaKey, ops.token]);
