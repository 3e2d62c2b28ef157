import {
	ChannelType,
	ComponentType,
	SelectMenuDefaultValueType,
	type APIActionRowComponent,
	type APIChannelSelectComponent,
	type APIComponentInMessageActionRow,
} from 'discord-api-types/v10';
import { mostChoices } from '../../discord/messageLimits.js';
import type { GuildSettings } from '../../jobs/guild/guildSettings.js';
import type { Words } from '../../i18n/en.js';
import { modelSelect, type ModelChoice } from '../forms/modals.js';
import { button, buttonRows } from '../parts/buttons.js';
import { formatCustomId } from '../parts/customId.js';

/** What can be set without a command, by the word in its custom id. */
export type PanelAct = 'model' | 'private' | 'log' | 'pause' | 'resume' | 'adults' | 'everywhere' | 'requests';

export interface PanelView {
	/** The admin whose page it is. */
	readonly ownerId: string;
	/** The models that may be used here. */
	readonly models: readonly ModelChoice[];
	/** Stands for the operator's default among them. */
	readonly botsOwn: ModelChoice;
}

type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

/** What an admin can change by pressing and choosing, below the settings as they stand. */
export function panelRows(settings: GuildSettings, view: PanelView, { admin }: Words): Row[] {
	const { panel } = admin;
	const id = (jobId: PanelAct): string => formatCustomId({ action: 'panel', jobId, ownerId: view.ownerId });
	const act = (jobId: PanelAct, label: string): ReturnType<typeof button> =>
		button({ action: 'panel', jobId, ownerId: view.ownerId }, label);
	const models = [view.botsOwn, ...view.models];
	const model = modelSelect(models, settings.defaultModel ?? view.botsOwn.id, id('model'));
	const { privateChannels, logChannel } = settings;
	return [
		...(model === undefined ? [] : [row({ ...model, placeholder: admin.names.defaultModel })]),
		// A select holds no more: choosing in it would take the rest away.
		...(privateChannels.length > mostChoices
			? []
			: [row(channels(id('private'), panel.private, privateChannels, mostChoices))]),
		row({ ...channels(id('log'), panel.log, logChannel === null ? [] : [logChannel], 1), channel_types: writable }),
		...buttonRows([
			settings.paused ? act('resume', panel.resume) : act('pause', panel.pause),
			settings.ageRestrictedOnly ? act('everywhere', panel.everywhere) : act('adults', panel.adults),
			act('requests', panel.requests),
		]),
	];
}

/** Channels that the bot can write lines in. */
const writable = [
	ChannelType.GuildText,
	ChannelType.GuildAnnouncement,
	ChannelType.PublicThread,
	ChannelType.PrivateThread,
];

const row = (component: APIComponentInMessageActionRow): Row => ({
	type: ComponentType.ActionRow,
	components: [component],
});

const channels = (
	customId: string,
	placeholder: string,
	chosen: readonly string[],
	most: number,
): APIChannelSelectComponent => ({
	type: ComponentType.ChannelSelect,
	custom_id: customId,
	placeholder,
	min_values: 0,
	max_values: most,
	default_values: chosen.map((id) => ({ id, type: SelectMenuDefaultValueType.Channel })),
});
