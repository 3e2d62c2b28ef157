import type { Config } from '../config.js';
import type { BotFatalError } from '../gateway/bot.js';
import type { Environment } from '../lib/environment.js';
import { SecretCleaner } from '../lib/secretCleaner.js';

/** What a process gets from outside its configuration. Tests hand in a clock that they move and numbers they know. */
export interface ProcessEnvironment extends Environment {
	/** Knows the secrets of the configuration and of the records at hand. */
	readonly secrets: SecretCleaner;
	/** Called when the bot can never hear interactions again: a revoked token, a wrong shard. */
	readonly onFatal: (error: BotFatalError) => void;
}

/** Knows every secret that the configuration holds. */
export const secretsOf = ({ discord, cometapi, ops }: Config): SecretCleaner =>
	new SecretCleaner([discord.token, cometapi.key, cometapi.quotaKey, ops.token]);
