import type { APIMessage } from 'discord-api-types/v10';

import { Permission } from '../world/permissions.js';
import { guildPermissions, permissionsIn } from '../world/permissionsIn.js';
import type { Cdn } from './cdn.js';
import type { Contents, Message } from './message.js';
import { MessageFlag } from '../protocol/messageForm.js';
import { messageView } from './messageView.js';
import type { Emitter, Notification } from '../world/simulatorEvents.js';
import type { Channel, World } from '../world/world.js';

/** All messages, who sees them, and whom they pinged. */
export class MessageStore {
	readonly notifications: Notification[] = [];
	readonly #messages = new Map<string, Message>();
	/** Newest last. */
	readonly #byChannel = new Map<string, Message[]>();
	readonly #parts: MessageStoreParts;

	constructor(parts: MessageStoreParts) {
		this.#parts = parts;
	}

	find(id: string): Message | undefined {
		return this.#messages.get(id);
	}

	/** @param pingsReplied the author of the message replied to is pinged as well */
	add(message: Message, pingsReplied = false): void {
		this.#messages.set(message.id, message);
		const channel = this.#parts.world.channels.get(message.channelId);
		const list = this.#byChannel.get(message.channelId) ?? [];
		list.push(message);
		this.#byChannel.set(message.channelId, list);
		if (channel) channel.lastMessageId = message.id;
		for (const file of message.contents.attachments) this.#parts.cdn.keep(file);
		if (channel && message.ephemeralFor === undefined) this.#notify(message, channel, pingsReplied);
		this.#tell('message', message);
	}

	/** An edit notifies nobody. */
	update(message: Message, contents: Contents, editedAt: number | undefined): void {
		for (const file of message.contents.attachments) {
			if (!contents.attachments.some(({ id }) => id === file.id)) this.#parts.cdn.forget(file);
		}
		for (const file of contents.attachments) this.#parts.cdn.keep(file);
		message.contents = contents;
		message.editedAt = editedAt;
		this.#tell('messageUpdate', message);
	}

	remove(id: string): boolean {
		const message = this.#messages.get(id);
		if (!message) {
			return false;
		}
		this.#messages.delete(id);
		const rest = (this.#byChannel.get(message.channelId) ?? []).filter((other) => other.id !== id);
		this.#byChannel.set(message.channelId, rest);
		for (const file of message.contents.attachments) this.#parts.cdn.forget(file);
		this.#parts.hear('MESSAGE_DELETE', message, () => ({}));
		this.#parts.events.emit('messageDelete', { channelId: message.channelId, messageId: id });

		return true;
	}

	forgetChannel(channelId: string): void {
		for (const { id } of this.#byChannel.get(channelId) ?? []) this.remove(id);
	}

	/** Oldest first; ephemeral ones only for their owner. */
	in(channelId: string, viewerId?: string): readonly Message[] {
		const all = this.#byChannel.get(channelId) ?? [];

		return all.filter(({ ephemeralFor }) => ephemeralFor === undefined || ephemeralFor === viewerId);
	}

	visible(channelId: string, viewerId?: string): APIMessage[] {
		return this.in(channelId, viewerId).map((message) => this.view(message));
	}

	view(message: Message): APIMessage {
		const { world, cdn } = this.#parts;

		return messageView(message, { world, cdn, find: (id) => this.find(id) }) as APIMessage;
	}

	#tell(event: 'message' | 'messageUpdate', message: Message): void {
		this.#parts.hear(event === 'message' ? 'MESSAGE_CREATE' : 'MESSAGE_UPDATE', message, () => this.view(message));
		if (this.#parts.events.listenerCount(event) === 0) return;
		const { channelId, ephemeralFor } = message;
		const viewer = ephemeralFor === undefined ? {} : { viewerId: ephemeralFor };
		this.#parts.events.emit(event, { message: this.view(message), channelId, ...viewer });
	}

	#notify(message: Message, channel: Channel, pingsReplied: boolean): void {
		const silent = (message.contents.flags & MessageFlag.suppressNotifications) !== 0;
		const base = { channelId: channel.id, messageId: message.id, silent };
		for (const [userId, reason] of this.#pinged(message, channel, pingsReplied)) {
			const notification: Notification = { ...base, userId, reason };
			this.notifications.push(notification);
			this.#parts.events.emit('notification', notification);
		}
	}

	/** Everybody is pinged once by one message, for the most particular reason; nobody by themselves. */
	#pinged(message: Message, channel: Channel, pingsReplied: boolean): Map<string, Notification['reason']> {
		const { world } = this.#parts;
		const { mentions } = message.contents;
		const guild = world.guildOf(channel);
		const pinged = new Map<string, Notification['reason']>();
		const members = [...(guild?.members.values() ?? [])];
		const authority = guild ? permissionsIn(world, channel, message.authorId) : 0n;
		const mayPingAll = (authority & Permission.MENTION_EVERYONE) !== 0n;

		if (mentions.everyone && mayPingAll) for (const { userId } of members) pinged.set(userId, 'everyone');
		for (const roleId of mentions.roles) {
			if (!mayPingAll && !guild?.roles.get(roleId)?.mentionable) continue;
			for (const { userId, roles } of members) if (roles.includes(roleId)) pinged.set(userId, 'role');
		}
		if (guild === undefined) for (const userId of channel.recipients) pinged.set(userId, 'dm');
		const replied = message.reference && this.find(message.reference.messageId);
		if (replied && pingsReplied) pinged.set(replied.authorId, 'reply');
		for (const userId of mentions.users) pinged.set(userId, 'mention');

		for (const userId of [...pinged.keys()]) {
			const there = guild ? guildPermissions(guild, userId) !== 0n : channel.recipients.includes(userId);
			if (!there || world.users.get(userId)?.bot || userId === message.authorId) pinged.delete(userId);
		}

		return pinged;
	}
}

interface MessageStoreParts {
	readonly world: World;
	readonly cdn: Cdn;
	readonly events: Emitter;
	/** Where the sessions of the bot are told. */
	readonly hear: (
		event: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE' | 'MESSAGE_DELETE',
		message: Message,
		view: () => object,
	) => void;
}
