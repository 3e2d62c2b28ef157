import type { Gateway } from './gateway.js';
import type { Message } from '../messages/message.js';
import type { Json } from '../protocol/json.js';
import { Permission } from '../world/permissions.js';
import { permissionsIn } from '../world/permissionsIn.js';
import type { World } from '../world/world.js';
import { memberView } from '../world/worldView.js';

const guildMessages = 1 << 9;
const directMessages = 1 << 12;

export type MessageEvent = 'MESSAGE_CREATE' | 'MESSAGE_UPDATE' | 'MESSAGE_DELETE';

/**
 * Tells the sessions that asked for messages what becomes of those which the bot may see. Nobody's ephemeral ones are among
 * them, and of others' words that do not concern the bot only that there are some: no session may have the intent for these.
 */
export function messageEvents({ gateway, world }: { gateway: Gateway; world: World }) {
	return (event: MessageEvent, message: Message, view: () => object): void => {
		const channel = world.channels.get(message.channelId);
		if (!channel || message.ephemeralFor !== undefined) return;
		if ((permissionsIn(world, channel, world.bot.id) & Permission.VIEW_CHANNEL) === 0n) return;

		const guild = world.guildOf(channel);
		const place: Json = guild ? { guild_id: guild.id } : {};
		gateway.dispatchTo(guild ? guildMessages : directMessages, guild?.id, event, () => {
			if (event === 'MESSAGE_DELETE') return { id: message.id, channel_id: message.channelId, ...place };
			const member = guild ? { ...memberView(world, guild, message.authorId), user: undefined } : undefined;
			const isKnown =
				!guild || message.authorId === world.bot.id || message.contents.mentions.users.includes(world.bot.id);

			return { ...view(), ...place, ...(member ? { member } : {}), ...(isKnown ? {} : unseen) };
		});
	};
}

/** What stands in place of a message's contents without the intent for them. */
const unseen = { content: '', embeds: [], attachments: [], components: [] };
