import { everyPermission, Permission } from './permissions.js';
import type { Channel, Guild, World } from './world.js';

/** In a DM there are no roles: everybody there may do the ordinary things. */
const permissionsInDm =
	Permission.VIEW_CHANNEL |
	Permission.SEND_MESSAGES |
	Permission.EMBED_LINKS |
	Permission.ATTACH_FILES |
	Permission.READ_MESSAGE_HISTORY |
	Permission.USE_EXTERNAL_EMOJIS;

/** Permissions of a member in the whole guild, before any channel's overwrites; 0 for somebody who is not a member. */
export function guildPermissions(guild: Guild, userId: string): bigint {
	if (guild.ownerId === userId) {
		return everyPermission;
	}
	const member = guild.members.get(userId);

	if (!member) {
		return 0n;
	}
	let bits = guild.everyone | member.permissions;

	for (const roleId of member.roles) {
		bits |= guild.roles.get(roleId)?.permissions ?? 0n;
	}

	return bits & Permission.ADMINISTRATOR ? everyPermission : bits;
}

/** What somebody may do in a channel; 0 for somebody who is not there at all. Threads follow their parent. */
export function permissionsIn(world: World, channel: Channel, userId: string): bigint {
	if (channel.guildId === undefined) {
		return channel.recipients.includes(userId) ? permissionsInDm : 0n;
	}
	const guild = world.guilds.get(channel.guildId);

	if (!guild) {
		return 0n;
	}
	const base = guildPermissions(guild, userId);

	if (base === everyPermission || base === 0n) {
		return base;
	}
	const ruled = channel.parentId === undefined ? channel : (world.channels.get(channel.parentId) ?? channel);
	const roles = guild.members.get(userId)?.roles ?? [];
	let bits = base;

	// Discord's order: @everyone (its id is the guild's), then roles together, then the member.
	for (const group of [[guild.id], roles, [userId]]) {
		const overwrites = group.flatMap((id) => ruled.overwrites.get(id) ?? []);
		for (const { deny } of overwrites) bits &= ~deny;
		for (const { allow } of overwrites) bits |= allow;
	}
	if (channel.privateThread && !channel.recipients.includes(userId) && !(bits & Permission.MANAGE_THREADS)) {
		return 0n;
	}

	return bits & Permission.VIEW_CHANNEL ? bits : 0n;
}
