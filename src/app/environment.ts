import type { Config } from '../config.js';
import type { BotFatalError } from '../gateway/bot.js';
import type { Environment } from '../lib/environment.js';
import { SecretCleaner } from '../lib/secretCleaner.js';
import type { StoreTakenError } from '../services/records/processLock.js';

/** What a process gets from outside its configuration. Tests hand in a clock that they move and numbers they know. */
export interface ProcessEnvironment extends Environment {
	/** Knows the secrets of the configuration and of the records at hand. */
	readonly secrets: SecretCleaner;
	/** Called when this process cannot go on: a revoked token, a wrong shard, a store that another process has taken over. */
	readonly onFatal: (error: BotFatalError | StoreTakenError) => void;
}

/** Knows every secret that the configuration holds. */
export const secretsOf = ({ discord, cometapi, ops, redisUrl }: Config): SecretCleaner =>
	new SecretCleaner([discord.token, cometapi.key, cometapi.quotaKey, ops.token, redisPassword(redisUrl)]);

/** As it stands in the address, and as it is sent. */
const redisPassword = (url: string | undefined): string | undefined =>
	url === undefined || new URL(url).password === '' ? undefined : decodeURIComponent(new URL(url).password);
