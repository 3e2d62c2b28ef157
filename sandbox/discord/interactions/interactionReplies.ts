import type { Exchange } from '../../http/exchange.js';
import { refusals } from '../protocol/apiError.js';
import { isForcedEphemeral, placeOf, refuseForbiddenFiles } from './callbacks.js';
import type { Interaction } from '../world/interaction.js';
import type { Interactions } from './interactions.js';
import type { Message } from '../messages/message.js';
import { draftOf, MessageFlag } from '../protocol/messageForm.js';
import type { MessageStore } from '../messages/messageStore.js';
import type { MessageWriter } from '../messages/messageWriter.js';
import type { Settings } from '../world/settings.js';
import type { World } from '../world/world.js';

/** What an interaction's token allows after the first response: `@original` and follow-ups. */
export class InteractionReplies {
	readonly #parts: InteractionRepliesParts;

	constructor(parts: InteractionRepliesParts) {
		this.#parts = parts;
	}

	get(token: string, messageId: string): Message {
		return this.#own(this.#parts.interactions.toReply(token), messageId);
	}

	edit(x: Exchange, token: string, messageId: string): Message {
		const interaction = this.#parts.interactions.toReply(token);
		const message = this.#own(interaction, messageId);
		const draft = draftOf(x);
		refuseForbiddenFiles(this.#parts.world, interaction, draft.files.size);

		return this.#parts.writer.edit(message, { draft, uploadLimit: interaction.uploadLimit, defaultParse: 'users' });
	}

	remove(token: string, messageId: string): void {
		this.#parts.store.remove(this.get(token, messageId).id);
	}

	/** Straight after a deferral the first follow-up fills the loading message instead of making a new one. */
	followUp(x: Exchange, token: string): Message {
		const interaction = this.#parts.interactions.toReply(token);
		if (interaction.onlyUserInstalled && interaction.followUps >= this.#parts.settings.followUpCap) {
			throw refusals.tooManyFollowUps();
		}
		const draft = draftOf(x);
		refuseForbiddenFiles(this.#parts.world, interaction, draft.files.size);
		const original = this.#parts.store.find(interaction.originalId ?? '');
		const rules = { draft, uploadLimit: interaction.uploadLimit, defaultParse: 'users' } as const;
		if (original && original.contents.flags & MessageFlag.loading) {
			this.#parts.writer.edit(original, rules);
			interaction.followUps++;

			return original;
		}
		const asked = ((draft.body.flags ?? 0) & MessageFlag.ephemeral) !== 0;
		const place = placeOf(this.#parts.world, interaction, asked || isForcedEphemeral(this.#parts.world, interaction));
		const message = this.#parts.writer.create({ ...place, ...rules, type: 0 });
		interaction.followUps++;
		interaction.followUpIds.push(message.id);

		return message;
	}

	/** @throws ApiError 10008 for a message that is gone or that this token did not make */
	#own(interaction: Interaction, messageId: string): Message {
		const id = messageId === '@original' ? interaction.originalId : messageId;
		const own = id !== undefined && (id === interaction.originalId || interaction.followUpIds.includes(id));
		const message = own ? this.#parts.store.find(id) : undefined;
		if (!message) {
			throw refusals.unknownMessage();
		}

		return message;
	}
}

export interface InteractionRepliesParts {
	readonly interactions: Interactions;
	readonly settings: Settings;
	readonly store: MessageStore;
	readonly world: World;
	readonly writer: MessageWriter;
}
