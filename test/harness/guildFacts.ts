import type { Interaction } from '../../sandbox/discord/world/interaction.js';
import type { InteractionFacts } from '../../src/discord/interactionFacts.js';

/** What the gateway hands over of a command in a server, as far as the simulator knows it; `permissions` are the bot's. */
export function guildFacts(
	interaction: Interaction,
	about: Pick<InteractionFacts, 'applicationId' | 'receivedAt'> & Partial<InteractionFacts>,
): InteractionFacts {
	return {
		interactionId: interaction.id,
		token: interaction.token,
		createdAt: interaction.createdAt,
		userId: interaction.userId,
		locale: 'en-US',
		channelId: interaction.channelId,
		guildId: interaction.guildId ?? null,
		context: 'guild',
		guildInstalled: true,
		userInstalled: false,
		permissions: '0',
		attachmentLimit: interaction.uploadLimit,
		roleIds: [],
		memberPermissions: '0',
		ageRestricted: false,
		...about,
	};
}
