import { ApplicationIntegrationType, InteractionContextType, type Interaction } from 'discord.js';
import type { InteractionFacts } from '../discord/interactionFacts.js';
import type { InteractionContext } from '../discord/destination.js';
import type { InteractionExtras } from './interactionExtras.js';

/** What everybody may upload, when an interaction does not say. */
const defaultAttachmentLimit = 10 * 1024 * 1024;

/** Reads off a live interaction what will be needed once it is gone. */
export function interactionFacts(
	interaction: Interaction,
	extras: InteractionExtras,
	receivedAt: number,
): InteractionFacts {
	const owners = interaction.authorizingIntegrationOwners;
	const { guildId } = interaction;
	// An old payload may lack it, whatever the library's types say.
	const limit = interaction.attachmentSizeLimit as number | undefined;

	return {
		interactionId: interaction.id,
		applicationId: interaction.applicationId,
		// Not enumerable on the interaction: a copy of the object would lose it.
		token: interaction.token,
		createdAt: interaction.createdTimestamp,
		receivedAt,
		userId: interaction.user.id,
		locale: interaction.locale,
		channelId: interaction.channelId ?? '',
		parentId: extras.parentId,
		isThread: extras.isThread,
		guildId,
		context: contextOf(interaction),
		guildInstalled: guildId !== null && owners[ApplicationIntegrationType.GuildInstall] !== undefined,
		userInstalled: owners[ApplicationIntegrationType.UserInstall] !== undefined,
		permissions: interaction.appPermissions.bitfield.toString(),
		attachmentLimit: limit !== undefined && limit > 0 ? limit : defaultAttachmentLimit,
		roleIds: extras.roleIds,
		memberPermissions: (interaction.memberPermissions?.bitfield ?? 0n).toString(),
		ageRestricted: extras.ageRestricted,
	};
}

/** Discord may leave the context out; a guild's id, or `0` as the installing guild of the bot's own DM, tells it too. */
function contextOf(interaction: Interaction): InteractionContext {
	switch (interaction.context) {
		case InteractionContextType.Guild:
			return 'guild';
		case InteractionContextType.BotDM:
			return 'bot-dm';
		case InteractionContextType.PrivateChannel:
			return 'private';
		case null: {
			if (interaction.guildId !== null) return 'guild';
			const installedBy = interaction.authorizingIntegrationOwners[ApplicationIntegrationType.GuildInstall];
			return installedBy === '0' ? 'bot-dm' : 'private';
		}
	}
}
