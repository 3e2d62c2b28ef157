import { guildPermissions, permissionsIn } from './permissionsIn.js';

import type { Json } from '../protocol/json.js';
import type { Role, User } from './people.js';
import type { Channel, Guild, World } from './world.js';

/** Users, members, channels and guilds in the shape of Discord's API. */

export function userView(user: User): Json {
	return {
		id: user.id,
		username: user.username,
		discriminator: user.bot ? '0001' : '0',
		global_name: user.globalName,
		avatar: null,
		public_flags: 0,
		flags: 0,
		primary_guild: null,
		...(user.bot ? { bot: true } : {}),
	};
}

/** `permissions` are those in the channel, as interactions carry them. */
export function memberView(world: World, guild: Guild, userId: string, channel?: Channel): Json {
	const member = guild.members.get(userId);
	const user = world.users.get(userId);

	return {
		...(user ? { user: userView(user) } : {}),
		nick: member?.nick ?? null,
		avatar: null,
		banner: null,
		roles: member?.roles ?? [],
		joined_at: new Date(member?.joinedAt ?? 0).toISOString(),
		premium_since: null,
		deaf: false,
		mute: false,
		pending: false,
		communication_disabled_until: null,
		flags: 0,
		...(channel ? { permissions: permissionsIn(world, channel, userId).toString() } : {}),
	};
}

const channelTypes = { text: 0, dm: 1, group: 3, category: 4, thread: 11 } as const;

export function channelView(world: World, channel: Channel): Json {
	const base = {
		id: channel.id,
		type: channel.kind === 'thread' && channel.privateThread ? 12 : channelTypes[channel.kind],
		last_message_id: channel.lastMessageId,
		flags: 0,
	};
	if (channel.guildId === undefined) {
		const others = channel.recipients.filter((id) => id !== world.bot.id).flatMap((id) => world.users.get(id) ?? []);

		return {
			...base,
			recipients: others.map(userView),
			...(channel.kind === 'group' ? { name: channel.name, icon: null, owner_id: channel.recipients[0] } : {}),
		};
	}
	if (channel.kind === 'thread') {
		return {
			...base,
			guild_id: channel.guildId,
			parent_id: channel.parentId,
			owner_id: channel.recipients[0] ?? world.guildOf(channel)?.ownerId,
			name: channel.name,
			rate_limit_per_user: 0,
			message_count: 0,
			member_count: channel.recipients.length,
			total_message_sent: 0,
			thread_metadata: {
				archived: channel.archived,
				locked: channel.locked,
				auto_archive_duration: 1440,
				archive_timestamp: new Date(0).toISOString(),
			},
		};
	}

	return {
		...base,
		guild_id: channel.guildId,
		name: channel.name,
		nsfw: channel.nsfw,
		parent_id: channel.categoryId ?? null,
		position: 0,
		topic: null,
		rate_limit_per_user: 0,
		permission_overwrites: [...channel.overwrites].map(([id, { allow, deny }]) => ({
			id,
			type: world.users.has(id) ? 1 : 0,
			allow: allow.toString(),
			deny: deny.toString(),
		})),
	};
}

export function roleView(role: Role): Json {
	return {
		id: role.id,
		name: role.name,
		permissions: role.permissions.toString(),
		mentionable: role.mentionable,
		color: 0,
		colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
		hoist: false,
		managed: false,
		position: 1,
		flags: 0,
		icon: null,
		unicode_emoji: null,
	};
}

export function guildView(world: World, guild: Guild): Json {
	const everyone: Role = { id: guild.id, name: '@everyone', permissions: guild.everyone, mentionable: false };

	return {
		id: guild.id,
		name: guild.name,
		owner_id: guild.ownerId,
		premium_tier: guild.premiumTier,
		preferred_locale: guild.locale,
		roles: [everyone, ...guild.roles.values()].map(roleView),
		permissions: guildPermissions(guild, world.bot.id).toString(),
		features: [],
		emojis: [],
		stickers: [],
		icon: null,
		home_header: null,
		splash: null,
		discovery_splash: null,
		banner: null,
		description: null,
		region: 'deprecated',
		afk_timeout: 300,
		afk_channel_id: null,
		system_channel_id: null,
		system_channel_flags: 0,
		rules_channel_id: null,
		public_updates_channel_id: null,
		safety_alerts_channel_id: null,
		widget_enabled: false,
		widget_channel_id: null,
		max_presences: null,
		max_members: 25_000_000,
		max_video_channel_users: 25,
		max_stage_video_channel_users: 50,
		premium_subscription_count: 0,
		incidents_data: null,
		verification_level: 0,
		default_message_notifications: 0,
		explicit_content_filter: 0,
		mfa_level: 0,
		nsfw_level: 0,
		nsfw: false,
		premium_progress_bar_enabled: false,
		vanity_url_code: null,
		application_id: null,
	};
}

/** A guild as GUILD_CREATE brings it, with the bot as its one known member. */
export function guildCreate(world: World, guild: Guild): Json {
	const channels = [...world.channels.values()].filter(({ guildId }) => guildId === guild.id);

	return {
		...guildView(world, guild),
		joined_at: new Date(0).toISOString(),
		large: false,
		unavailable: false,
		member_count: guild.members.size,
		members: [memberView(world, guild, world.bot.id)],
		channels: channels
			.filter(({ kind }) => kind === 'text' || kind === 'category')
			.map((channel) => channelView(world, channel)),
		threads: channels.filter(({ kind }) => kind === 'thread').map((channel) => channelView(world, channel)),
		presences: [],
		voice_states: [],
		stage_instances: [],
		guild_scheduled_events: [],
		soundboard_sounds: [],
	};
}
