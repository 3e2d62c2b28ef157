import { NotPossible, type MemberAction, type Owners } from '../world/actions.js';
import { uploadLimitIn } from '../messages/channelMessages.js';
import type { Interaction, InteractionType } from '../world/interaction.js';
import type { Interactions } from './interactions.js';
import type { Json } from '../protocol/json.js';
import { everyPermission, Permission } from '../world/permissions.js';
import { permissionsIn } from '../world/permissionsIn.js';
import type { User } from '../world/people.js';
import type { Channel, Guild, World } from '../world/world.js';
import { channelView, memberView, userView } from '../world/worldView.js';

/** Where and by whom an interaction happens, worked out from the world. */
export interface Scene {
	readonly user: User;
	readonly channel: Channel;
	readonly guild: Guild | undefined;
	readonly owners: Owners;
	readonly context: 0 | 1 | 2;
	readonly locale: string;
	readonly without: readonly string[];
}

/** @throws NotPossible when the member cannot see the channel, or nothing there has the application installed */
export function sceneOf(world: World, act: MemberAction, channel: Channel): Scene {
	const user = world.getUser(act.user);
	const guild = world.guildOf(channel);
	if ((permissionsIn(world, channel, user.id) & Permission.VIEW_CHANNEL) === 0n) {
		throw new NotPossible(`${user.username} cannot see the channel`);
	}
	const context = act.context ?? (guild ? 0 : channel.recipients.includes(world.bot.id) ? 1 : 2);
	const owners = act.owners ?? ownersOf({ world, user, guild, context });
	if (owners['0'] === undefined && owners['1'] === undefined) {
		throw new NotPossible(`neither this place nor ${user.username} has installed the application`);
	}

	return { user, channel, guild, owners, context, locale: act.locale ?? user.locale, without: act.without ?? [] };
}

function ownersOf(at: { world: World; user: User; guild: Guild | undefined; context: 0 | 1 | 2 }): Owners {
	const own = at.user.installed ? { '1': at.user.id } : {};
	switch (at.context) {
		case 0:
			return at.guild?.appInstalled ? { '0': at.guild.id, ...own } : own;
		case 1:
			return { '0': '0', ...own };
		case 2:
			return own;
	}
}

/** Begins an interaction with everything around its `data`. */
export function begin(
	parts: { world: World; interactions: Interactions },
	scene: Scene,
	how: { type: InteractionType; data: Json; extra?: Json; sourceMessageId?: string },
): Interaction {
	const { world } = parts;
	const { user, channel, guild, owners, context } = scene;
	const uploadLimit = Math.max(user.uploadLimit, uploadLimitIn(world, channel));

	return parts.interactions.begin({
		type: how.type,
		userId: user.id,
		channelId: channel.id,
		guildId: guild?.id,
		owners,
		uploadLimit,
		sourceMessageId: how.sourceMessageId,
		payload: ({ id, token }) =>
			leavingOut(scene.without, {
				id,
				application_id: world.bot.id,
				type: how.type,
				token,
				version: 1,
				context,
				locale: scene.locale,
				authorizing_integration_owners: owners,
				entitlements: [],
				entitlement_sku_ids: [],
				attachment_size_limit: uploadLimit,
				app_permissions: appPermissions(world, scene).toString(),
				channel_id: channel.id,
				channel: channelView(world, channel),
				...(guild
					? {
							guild_id: guild.id,
							guild_locale: guild.locale,
							guild: { id: guild.id, locale: guild.locale, features: [] },
							member: memberView(world, guild, user.id, channel),
						}
					: { user: userView(user) }),
				data: how.data,
				...how.extra,
			}),
	});
}

/** What the application may do there; without its bot, what the member's own install brings along. */
function appPermissions(world: World, { channel, guild, user, context }: Scene): bigint {
	if (guild?.members.has(world.bot.id)) {
		return permissionsIn(world, channel, world.bot.id);
	}
	if (guild) {
		return (
			permissionsIn(world, channel, user.id) &
			(Permission.ATTACH_FILES | Permission.EMBED_LINKS | Permission.MENTION_EVERYONE)
		);
	}
	const inDm = Permission.ATTACH_FILES | Permission.EMBED_LINKS | Permission.MENTION_EVERYONE;

	return (context === 1 ? inDm | Permission.USE_EXTERNAL_EMOJIS : inDm) & everyPermission;
}

const leavingOut = (names: readonly string[], payload: Json): Json =>
	Object.fromEntries(Object.entries(payload).filter(([name]) => !names.includes(name)));
