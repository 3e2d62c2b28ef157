import type { Exchange } from '../../http/exchange.js';
import { refusals } from '../protocol/apiError.js';
import { formError } from '../protocol/formError.js';
import type { Message } from './message.js';
import { draftOf, type Draft } from '../protocol/messageForm.js';
import type { MessageStore } from './messageStore.js';
import type { MessageWriter } from './messageWriter.js';
import { Permission } from '../world/permissions.js';
import { permissionsIn } from '../world/permissionsIn.js';
import type { Settings } from '../world/settings.js';
import type { Channel, World } from '../world/world.js';

const mebibyte = 1024 * 1024;
/** Bytes per file by boost tier; everybody else has 10 MiB. */
const tierLimits = { 0: 10 * mebibyte, 1: 10 * mebibyte, 2: 50 * mebibyte, 3: 100 * mebibyte } as const;

/** What a file may weigh in a channel with the bot token, without any member's subscription. */
export function uploadLimitIn(world: World, channel: Channel): number {
	return tierLimits[world.guildOf(channel)?.premiumTier ?? 0];
}

/** What the bot token allows in channels, by the bot's permissions at that moment. */
export class ChannelMessages {
	readonly #parts: ChannelMessagesParts;
	/** By author and nonce; one bot, so by nonce. */
	readonly #nonces = new Map<string, { readonly messageId: string; readonly at: number }>();
	/** Times of edits of old messages, by channel. */
	readonly #oldEdits = new Map<string, readonly number[]>();

	constructor(parts: ChannelMessagesParts) {
		this.#parts = parts;
	}

	/** @throws ApiError 10003, 50001 */
	channel(channelId: string): Channel {
		const channel = this.#parts.world.channels.get(channelId);
		if (!channel) {
			throw refusals.unknownChannel();
		}
		if ((this.#bits(channel) & Permission.VIEW_CHANNEL) === 0n) {
			throw refusals.missingAccess();
		}

		return channel;
	}

	create(x: Exchange, channelId: string): Message {
		const channel = this.channel(channelId);
		const draft = draftOf(x);
		this.#mayPost(channel, draft);
		const known = this.#knownByNonce(draft);
		if (known) {
			return known;
		}
		const reference = this.#reference(channel, draft);
		const nonce = draft.body.nonce ?? undefined;
		const message = this.#parts.writer.create({
			channel,
			draft,
			uploadLimit: uploadLimitIn(this.#parts.world, channel),
			defaultParse: 'all',
			type: reference ? 19 : 0,
			...(reference ? { reference } : {}),
			...(nonce === undefined ? {} : { nonce }),
		});
		if (nonce !== undefined) this.#nonces.set(String(nonce), { messageId: message.id, at: this.#parts.now() });

		return message;
	}

	edit(x: Exchange, channelId: string, messageId: string): Message {
		const channel = this.channel(channelId);
		const message = this.#message(channel, messageId);
		if (message.authorId !== this.#parts.world.bot.id) {
			throw refusals.notTheAuthor();
		}
		const draft = draftOf(x);
		if (draft.files.size > 0) this.#need(channel, Permission.ATTACH_FILES);
		this.#countOldEdit(message);

		return this.#parts.writer.edit(message, {
			draft,
			uploadLimit: uploadLimitIn(this.#parts.world, channel),
			defaultParse: 'all',
		});
	}

	get(channelId: string, messageId: string): Message {
		const channel = this.channel(channelId);
		this.#need(channel, Permission.READ_MESSAGE_HISTORY);

		return this.#message(channel, messageId);
	}

	remove(channelId: string, messageId: string): void {
		const channel = this.channel(channelId);
		const message = this.#message(channel, messageId);
		if (message.authorId !== this.#parts.world.bot.id) this.#need(channel, Permission.MANAGE_MESSAGES);
		this.#parts.store.remove(messageId);
	}

	/** Newest first, as Discord lists them; without READ_MESSAGE_HISTORY nothing. */
	list(channelId: string, query: URLSearchParams): readonly Message[] {
		const channel = this.channel(channelId);
		const limit = Number(query.get('limit') ?? 50);
		if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
			throw formError({ path: ['limit'], code: 'NUMBER_TYPE_MAX', message: 'int value should be between 1 and 100.' });
		}
		if ((this.#bits(channel) & Permission.READ_MESSAGE_HISTORY) === 0n) {
			return [];
		}
		const all = [...this.#parts.store.in(channelId)].sort((one, other) => byId(other.id, one.id));

		return page(all, query, limit);
	}

	#mayPost(channel: Channel, draft: Draft): void {
		this.#need(channel, channel.kind === 'thread' ? Permission.SEND_MESSAGES_IN_THREADS : Permission.SEND_MESSAGES);
		if (draft.files.size > 0) this.#need(channel, Permission.ATTACH_FILES);
		if (channel.guildId !== undefined) return;

		const { world } = this.#parts;
		const users = channel.recipients.filter((id) => id !== world.bot.id).map((id) => world.getUser(id));
		if (users.some(({ dmsClosed }) => dmsClosed)) {
			throw refusals.dmsClosed();
		}
		const mutual = (id: string): boolean =>
			[...world.guilds.values()].some(({ members }) => members.has(id) && members.has(world.bot.id));
		if (users.some(({ id, installed }) => !installed && !mutual(id))) {
			throw refusals.noMutualGuilds();
		}
	}

	#knownByNonce({ body }: Draft): Message | undefined {
		if (!body.enforce_nonce || body.nonce === undefined || body.nonce === null) {
			return undefined;
		}
		const known = this.#nonces.get(String(body.nonce));
		if (!known || this.#parts.now() - known.at > this.#parts.settings.nonceWindowMs) {
			return undefined;
		}

		return this.#parts.store.find(known.messageId);
	}

	#reference(channel: Channel, { body }: Draft): Message['reference'] {
		const asked = body.message_reference;
		if (!asked) {
			return undefined;
		}
		if ((this.#bits(channel) & Permission.READ_MESSAGE_HISTORY) === 0n) {
			throw refusals.noHistory();
		}
		const target = this.#parts.store.find(asked.message_id);
		if (target?.channelId === channel.id && target.ephemeralFor === undefined) {
			return { messageId: target.id, channelId: channel.id };
		}
		if (asked.fail_if_not_exists === false) {
			return undefined;
		}
		throw formError({ path: ['message_reference'], code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' });
	}

	/** The value of this limit is not official; see `settings.oldEdits`. */
	#countOldEdit(message: Message): void {
		const { limit, windowMs, olderThanMs } = this.#parts.settings.oldEdits;
		const now = this.#parts.now();
		if (now - message.createdAt <= olderThanMs) return;
		const recent = (this.#oldEdits.get(message.channelId) ?? []).filter((at) => now - at < windowMs);
		if (recent.length >= limit) {
			throw refusals.tooManyOldEdits();
		}
		this.#oldEdits.set(message.channelId, [...recent, now]);
	}

	/** Ephemeral messages do not exist for the bot token. */
	#message(channel: Channel, messageId: string): Message {
		const message = this.#parts.store.find(messageId);
		if (message?.channelId !== channel.id || message.ephemeralFor !== undefined) {
			throw refusals.unknownMessage();
		}

		return message;
	}

	#need(channel: Channel, permission: bigint): void {
		if ((this.#bits(channel) & permission) === 0n) {
			throw refusals.missingPermissions();
		}
	}

	#bits(channel: Channel): bigint {
		return permissionsIn(this.#parts.world, channel, this.#parts.world.bot.id);
	}
}

/** Cuts a page out of messages sorted newest first. */
function page(all: readonly Message[], query: URLSearchParams, limit: number): readonly Message[] {
	const before = query.get('before');
	const after = query.get('after');
	const around = query.get('around');
	if (around !== null) {
		const older = all.filter(({ id }) => byId(id, around) <= 0).slice(0, Math.ceil(limit / 2));
		const newer = all.filter(({ id }) => byId(id, around) > 0).slice(-Math.floor(limit / 2) || all.length);

		return [...newer, ...older];
	}
	if (after !== null) {
		// The oldest ones after that id, still newest first.
		return all.filter(({ id }) => byId(id, after) > 0).slice(-limit);
	}

	return all.filter(({ id }) => before === null || byId(id, before) < 0).slice(0, limit);
}

function byId(one: string, other: string): number {
	return Number(BigInt(one) - BigInt(other) > 0n) - Number(BigInt(one) - BigInt(other) < 0n);
}

export interface ChannelMessagesParts {
	readonly now: () => number;
	readonly settings: Settings;
	readonly store: MessageStore;
	readonly world: World;
	readonly writer: MessageWriter;
}
