import type { ChatInputCommandInteraction } from 'discord.js';
import type { GuildSettings, SettingName } from '../../jobs/guild/guildSettings.js';
import type { Words } from '../../i18n/en.js';
import type { OfferedModel } from '../../providers/contract/model.js';

/** The models there are, as a change of settings needs to know them. */
export interface ModelsOnOffer {
	readonly find: (typed: string) => OfferedModel | undefined;
	readonly models: readonly OfferedModel[];
	/** The one that members get who name none. */
	readonly usual: (settings: GuildSettings) => OfferedModel | undefined;
}

/** What a change is made of: the options, the guild they are for, and the models there are. */
export interface Asked extends ModelsOnOffer {
	readonly options: ChatInputCommandInteraction['options'];
	readonly guildId: string;
}

/** Why a change cannot be made. */
export type Obstacle = { readonly problem: string } | { readonly unknownModel: string };

/**
 * The settings after a change; or what stands in its way; or, for an empty form, which settings to show as they stand; or a
 * change that opens or closes more than its words say, which is asked about first.
 */
export type SettingResult =
	GuildSettings | Obstacle | { readonly shows: readonly SettingName[] } | { readonly asks: string };

export type SettingAct = (settings: GuildSettings, asked: Asked, wrong: Words['admin']['wrong']) => SettingResult;

/** Most entries of one list, so that the record stays small. */
export const mostEntries = 100;
