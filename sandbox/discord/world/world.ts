import { everyPermission, ordinaryPermissions, Permission, type PermissionName } from './permissions.js';
import type { Member, Role, User } from './people.js';
import { idOf, type Ref } from '../protocol/ref.js';
import type { Snowflakes } from '../protocol/snowflakes.js';

export interface Guild {
	readonly id: string;
	name: string;
	ownerId: string;
	/** Boost tier; 2 allows files of 50 MiB, 3 of 100 MiB. */
	premiumTier: 0 | 1 | 2 | 3;
	/** What @everyone may do. */
	everyone: bigint;
	locale: string;
	readonly roles: Map<string, Role>;
	/** The bot is one of these, or it is not in the guild. */
	readonly members: Map<string, Member>;
	/** The application's commands are installed here (with or without a bot user). */
	appInstalled: boolean;
	/** READY and GUILD_CREATE say that it cannot be reached at present. */
	unavailable: boolean;
}

export type ChannelKind = 'text' | 'thread' | 'category' | 'dm' | 'group';

export interface Channel {
	readonly id: string;
	readonly kind: ChannelKind;
	name: string;
	readonly guildId?: string;
	/** The text channel that a thread belongs to. */
	readonly parentId?: string;
	/** The category that a text channel is in; of permissions it has a copy, not a share. */
	categoryId?: string;
	nsfw: boolean;
	archived: boolean;
	locked: boolean;
	readonly privateThread: boolean;
	/** By user, role or (for @everyone) guild id. */
	readonly overwrites: Map<string, { allow: bigint; deny: bigint }>;
	/** Who is in a DM, a group or a private thread, the bot included if it is there. */
	readonly recipients: string[];
	lastMessageId: string | null;
}

/** A named thing is not there: a mistake of the test or page that drives the simulator. */
class NotInWorld extends Error {
	override readonly name = 'NotInWorld';
}

/**
 * Who and where there is: guilds, channels, users, members. Its entries may be changed in place at any time.
 * It begins with one guild, its channel #videos, the users Alice and Bob, an admin who owns the guild, and the bot as a member.
 */
export class World {
	readonly guilds = new Map<string, Guild>();
	readonly channels = new Map<string, Channel>();
	readonly users = new Map<string, User>();
	readonly bot: User;
	readonly guild: Guild;
	/** The text channel #videos. */
	readonly channel: Channel;
	readonly alice: User;
	readonly bob: User;
	readonly admin: User;
	readonly #snowflakes: Snowflakes;
	readonly #now: () => number;

	constructor(parts: { snowflakes: Snowflakes; now: () => number; applicationId: string }) {
		this.#snowflakes = parts.snowflakes;
		this.#now = parts.now;
		this.bot = this.#user(parts.applicationId, 'Reelay', true);
		this.admin = this.addUser('Admin');
		this.alice = this.addUser('Alice');
		this.bob = this.addUser('Bob');
		this.guild = this.addGuild('Reelay sandbox', { owner: this.admin });
		this.channel = this.addChannel(this.guild, 'videos');
		this.addMember(this.guild, this.alice);
		this.addMember(this.guild, this.bob);
	}

	addUser(name: string): User {
		return this.#user(this.#snowflakes.next(), name, false);
	}

	/** A new guild; the bot joins it unless told otherwise. */
	addGuild(name: string, how: { owner: Ref; bot?: boolean; appInstalled?: boolean }): Guild {
		const id = this.#snowflakes.next();
		const guild: Guild = {
			id,
			name,
			ownerId: idOf(how.owner),
			premiumTier: 0,
			everyone: ordinaryPermissions,
			locale: 'en-US',
			roles: new Map(),
			members: new Map(),
			appInstalled: how.appInstalled ?? how.bot ?? true,
			unavailable: false,
		};
		this.guilds.set(id, guild);
		this.addMember(guild, how.owner, everyPermission);
		if (how.bot ?? true) this.addMember(guild, this.bot);

		return guild;
	}

	addMember(guild: Guild, user: Ref, permissions = 0n): Member {
		const member: Member = { userId: idOf(user), nick: null, permissions, roles: [], joinedAt: this.#now() };
		guild.members.set(member.userId, member);

		return member;
	}

	addRole(guild: Guild, name: string, how: { permissions?: bigint; mentionable?: boolean } = {}): Role {
		const id = this.#snowflakes.next();
		const role: Role = { id, name, permissions: how.permissions ?? 0n, mentionable: how.mentionable ?? false };
		guild.roles.set(id, role);

		return role;
	}

	addChannel(guild: Ref, name: string, how: { nsfw?: boolean; category?: Ref } = {}): Channel {
		const inCategory = how.category === undefined ? {} : { categoryId: idOf(how.category) };
		return this.#channel({ kind: 'text', name, guildId: idOf(guild), nsfw: how.nsfw ?? false, ...inCategory });
	}

	addCategory(guild: Ref, name: string): Channel {
		return this.#channel({ kind: 'category', name, guildId: idOf(guild) });
	}

	/** Puts a channel into a category; with its permissions, as Discord's client offers. */
	move(channel: Channel, category: Channel): void {
		channel.categoryId = category.id;
		channel.overwrites.clear();
		for (const [id, overwrite] of category.overwrites) channel.overwrites.set(id, { ...overwrite });
	}

	addThread(parent: Channel, name: string, how: { members?: readonly Ref[] } = {}): Channel {
		const recipients = (how.members ?? []).map(idOf);

		return this.#channel({
			kind: 'thread',
			name,
			...(parent.guildId === undefined ? {} : { guildId: parent.guildId }),
			parentId: parent.id,
			recipients,
			privateThread: how.members !== undefined,
		});
	}

	/** The DM between the bot and a user, made when it is first asked for. */
	dmWith(user: Ref): Channel {
		const id = idOf(user);
		const known = [...this.channels.values()].find(
			({ kind, recipients }) => kind === 'dm' && isPair(recipients, id, this.bot.id),
		);

		return known ?? this.#channel({ kind: 'dm', name: '', recipients: [id, this.bot.id] });
	}

	/** A conversation that the bot is not in: two users, or a group of more. */
	addPrivateChannel(users: readonly Ref[]): Channel {
		return this.#channel({ kind: users.length > 2 ? 'group' : 'dm', name: '', recipients: users.map(idOf) });
	}

	/** Takes permissions away from somebody (the bot, unless told) in one channel. */
	deny(channel: Channel, names: readonly PermissionName[], who: Ref = this.bot): void {
		this.#overwrite(channel, who, names, 'deny');
	}

	/** Gives permissions to somebody (the bot, unless told) in one channel, or gives back what was denied. */
	allow(channel: Channel, names: readonly PermissionName[], who: Ref = this.bot): void {
		this.#overwrite(channel, who, names, 'allow');
	}

	kickBot(guild: Guild): void {
		guild.members.delete(this.bot.id);
		guild.appInstalled = false;
	}

	deleteChannel(channel: Ref): void {
		this.channels.delete(idOf(channel));
		for (const { id, parentId } of this.channels.values()) {
			if (parentId === idOf(channel)) this.channels.delete(id);
		}
	}

	getUser(ref: Ref): User {
		return this.users.get(idOf(ref)) ?? missing(`no user ${idOf(ref)}`);
	}

	getChannel(ref: Ref): Channel {
		return this.channels.get(idOf(ref)) ?? missing(`no channel ${idOf(ref)}`);
	}

	guildOf(channel: Channel): Guild | undefined {
		return channel.guildId === undefined ? undefined : this.guilds.get(channel.guildId);
	}

	#overwrite(channel: Channel, who: Ref, names: readonly PermissionName[], side: 'allow' | 'deny'): void {
		const other = side === 'allow' ? 'deny' : 'allow';
		const entry = channel.overwrites.get(idOf(who)) ?? { allow: 0n, deny: 0n };
		for (const name of names) {
			entry[side] |= Permission[name];
			entry[other] &= ~Permission[name];
		}
		channel.overwrites.set(idOf(who), entry);
	}

	#channel(how: Partial<Channel> & Pick<Channel, 'kind' | 'name'>): Channel {
		const channel: Channel = {
			id: this.#snowflakes.next(),
			nsfw: false,
			archived: false,
			locked: false,
			privateThread: false,
			overwrites: new Map(),
			recipients: [],
			lastMessageId: null,
			...how,
		};
		this.channels.set(channel.id, channel);

		return channel;
	}

	#user(id: string, name: string, bot: boolean): User {
		const user: User = {
			id,
			username: name.toLowerCase(),
			globalName: bot ? null : name,
			bot,
			locale: 'en-US',
			dmsClosed: false,
			installed: false,
			uploadLimit: 0,
		};
		this.users.set(id, user);

		return user;
	}
}

function isPair(recipients: readonly string[], one: string, other: string): boolean {
	return recipients.length === 2 && recipients.includes(one) && recipients.includes(other);
}

function missing(what: string): never {
	throw new NotInWorld(what);
}
