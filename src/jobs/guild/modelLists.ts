import type { GuildSettings } from './guildSettings.js';

/** The settings with a model that may be used, whichever list says so. */
export function withModel(settings: GuildSettings, id: string): GuildSettings {
	const { allowedModels, forbiddenModels } = settings;
	return {
		...settings,
		allowedModels: allowedModels && [...new Set([...allowedModels, id])],
		forbiddenModels: forbiddenModels.filter((other) => other !== id),
	};
}

/**
 * The settings without a model: where a list says which alone may be used it leaves that one, else it goes on the list of those
 * that may not be.
 */
export function withoutModel(settings: GuildSettings, id: string): GuildSettings {
	const { allowedModels, forbiddenModels, defaultModel } = settings;
	return {
		...settings,
		allowedModels: allowedModels && allowedModels.filter((other) => other !== id),
		forbiddenModels: allowedModels === null ? [...new Set([...forbiddenModels, id])] : forbiddenModels,
		defaultModel: defaultModel === id ? null : defaultModel,
	};
}

/** The settings with one model alone; those that appear later stay closed. */
export const withModelAlone = (settings: GuildSettings, id: string): GuildSettings => ({
	...settings,
	allowedModels: [id],
	forbiddenModels: [],
	defaultModel: settings.defaultModel === id ? id : null,
});
