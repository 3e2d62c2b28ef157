import { refusals } from '../protocol/apiError.js';
import { nextContents, withoutFiles } from './contents.js';
import type { Interaction } from '../world/interaction.js';
import type { DefaultParse } from './mentions.js';
import { pingsRepliedUser } from './mentions.js';
import { nothing, type Contents, type Message } from './message.js';
import { MessageFlag, type Draft } from '../protocol/messageForm.js';
import type { MessageStore } from './messageStore.js';
import type { Settings } from '../world/settings.js';
import type { Snowflakes } from '../protocol/snowflakes.js';
import type { Channel, World } from '../world/world.js';

/** How a new message comes to be. */
interface Creation {
	readonly channel: Channel;
	readonly draft: Draft;
	readonly uploadLimit: number;
	readonly defaultParse: DefaultParse;
	readonly type: number;
	readonly interaction?: Interaction;
	readonly ephemeralFor?: string;
	readonly reference?: Message['reference'];
	readonly nonce?: string | number;
}

/** Writes the bot's messages: every check on their contents, then the store. */
export class MessageWriter {
	readonly #parts: MessageWriterParts;

	constructor(parts: MessageWriterParts) {
		this.#parts = parts;
	}

	create(how: Creation): Message {
		const { channel, draft } = how;
		const asked = (draft.body.flags ?? 0) & MessageFlag.suppressNotifications;
		const ephemeral = how.ephemeralFor === undefined ? 0 : MessageFlag.ephemeral;
		const contents = this.#next(draft, { ...nothing, flags: asked | ephemeral }, how);
		const message = this.#message(how, contents);
		this.#wake(channel);
		this.#parts.store.add(message, pingsRepliedUser(draft.body.allowed_mentions));

		return message;
	}

	/** The "thinking" message of a deferred reply. */
	createLoading(how: Omit<Creation, 'draft' | 'uploadLimit' | 'defaultParse'>): Message {
		const flags = MessageFlag.loading | (how.ephemeralFor === undefined ? 0 : MessageFlag.ephemeral);
		const message = this.#message(how, { ...nothing, flags });
		this.#parts.store.add(message);

		return message;
	}

	edit(message: Message, how: Pick<Creation, 'draft' | 'uploadLimit' | 'defaultParse'>): Message {
		const channel = this.#parts.world.channels.get(message.channelId);
		if (!channel) {
			throw refusals.unknownChannel();
		}
		if (channel.archived) {
			throw refusals.archivedThread();
		}
		const wasLoading = (message.contents.flags & MessageFlag.loading) !== 0;
		const next = this.#next(how.draft, message.contents, { ...how, channel });
		// Filling a deferred reply is not shown as an edit.
		const editedAt = wasLoading ? message.editedAt : this.#parts.now();
		this.#parts.store.update(message, { ...next, flags: next.flags & ~MessageFlag.loading }, editedAt);

		return message;
	}

	#message(how: Omit<Creation, 'draft' | 'uploadLimit' | 'defaultParse'>, contents: Message['contents']): Message {
		return {
			id: this.#parts.snowflakes.next(),
			channelId: how.channel.id,
			guildId: how.channel.guildId,
			authorId: this.#parts.world.bot.id,
			type: how.type,
			createdAt: this.#parts.now(),
			editedAt: undefined,
			contents,
			...(how.interaction ? { interaction: how.interaction } : {}),
			...(how.ephemeralFor === undefined ? {} : { ephemeralFor: how.ephemeralFor }),
			...(how.reference ? { reference: how.reference } : {}),
			...(how.nonce === undefined ? {} : { nonce: how.nonce }),
		};
	}

	#next(draft: Draft, previous: Contents, how: Pick<Creation, 'channel' | 'uploadLimit' | 'defaultParse'>): Contents {
		const { settings } = this.#parts;
		const next = nextContents(draft, previous, this.#rules(how));
		if (draft.files.size === 0 || settings.strippedUploads <= 0) return next;
		settings.strippedUploads -= 1;

		return withoutFiles(next);
	}

	#rules(how: Pick<Creation, 'channel' | 'uploadLimit' | 'defaultParse'>): Parameters<typeof nextContents>[2] {
		const { settings, snowflakes } = this.#parts;

		return {
			uploadLimit: how.uploadLimit,
			maxRequestBytes: settings.maxRequestBytes,
			folder: how.channel.id,
			snowflakes,
			defaultParse: how.defaultParse,
			blockedWords: settings.blockedWords,
		};
	}

	/** Sending into an archived thread brings it back. */
	#wake(channel: Channel): void {
		if (channel.archived && channel.locked) {
			throw refusals.lockedThread();
		}
		channel.archived = false;
	}
}

interface MessageWriterParts {
	readonly now: () => number;
	readonly settings: Settings;
	readonly snowflakes: Snowflakes;
	readonly store: MessageStore;
	readonly world: World;
}
