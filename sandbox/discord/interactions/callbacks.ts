import type { Exchange } from '../../http/exchange.js';
import { refusals } from '../protocol/apiError.js';
import { allowedCallbacks, allowedFlags, CallbackForm, CallbackType, ChoicesForm } from '../protocol/callbackForm.js';
import { formError, parseForm } from '../protocol/formError.js';
import type { Acknowledgement, Choice, Interaction, Modal } from '../world/interaction.js';
import type { Interactions } from './interactions.js';
import type { Json } from '../protocol/json.js';
import type { Message } from '../messages/message.js';
import { draftOf, MessageFlag } from '../protocol/messageForm.js';
import type { MessageStore } from '../messages/messageStore.js';
import type { MessageWriter } from '../messages/messageWriter.js';
import { ModalForm } from '../protocol/modalForm.js';
import { Permission } from '../world/permissions.js';
import { permissionsIn } from '../world/permissionsIn.js';
import type { Emitter } from '../world/simulatorEvents.js';
import type { World } from '../world/world.js';

/** What a first response made. */
interface Response {
	readonly message?: Message;
	readonly ephemeral?: boolean;
	readonly modal?: Modal;
	readonly choices?: readonly Choice[];
}

/** First responses: `POST /interactions/{id}/{token}/callback`. A response that is refused leaves the interaction unanswered. */
export class Callbacks {
	readonly #parts: CallbacksParts;

	constructor(parts: CallbacksParts) {
		this.#parts = parts;
	}

	/** Accepts a response and returns the body for `with_response=true`. */
	accept(x: Exchange, id: string, token: string): Json {
		const interaction = this.#parts.interactions.toAcknowledge(id, token);
		const { type, data } = parseForm(CallbackForm, x.json);
		this.#check(interaction, type, data?.flags ?? 0);
		const response = this.#respond(x, interaction, type, data ?? {});
		const { message, modal, choices } = response;
		const acknowledgement: Acknowledgement = {
			type,
			at: this.#parts.now(),
			ephemeral: response.ephemeral ?? false,
			...(message ? { messageId: message.id } : {}),
		};
		interaction.originalId = message?.id;
		interaction.acknowledge({ ...acknowledgement, ...(modal && { modal }), ...(choices && { choices }) });
		this.#parts.events.emit('acknowledged', interaction);
		if (modal) this.#parts.events.emit('modal', interaction);
		if (choices) this.#parts.events.emit('autocomplete', interaction);

		return this.#body(interaction, acknowledgement, message);
	}

	#check(interaction: Interaction, type: number, flags: number): void {
		const allowed: readonly number[] = allowedCallbacks[interaction.type];
		if (!allowed.includes(type)) {
			throw formError({
				path: ['type'],
				code: 'BASE_TYPE_CHOICES',
				message: `Value must be one of {${allowed.join(', ')}}.`,
			});
		}
		if ((type === CallbackType.update || type === CallbackType.deferredUpdate) && !interaction.sourceMessageId) {
			throw formError({ path: ['type'], code: 'BASE_TYPE_CHOICES', message: 'There is no message to update.' });
		}
		const permitted = allowedFlags[type];
		if (permitted !== undefined && (flags & ~permitted) !== 0) {
			throw formError({
				path: ['data', 'flags'],
				code: 'MESSAGE_FLAGS_INVALID',
				message: 'Flags that this response cannot have are set.',
			});
		}
	}

	#respond(x: Exchange, interaction: Interaction, type: number, data: Json): Response {
		switch (type) {
			case CallbackType.message:
				return this.#message(x, interaction, data);
			case CallbackType.deferred:
				return this.#defer(interaction, data);
			case CallbackType.deferredUpdate:
				return this.#source(interaction);
			case CallbackType.update:
				return this.#update(x, interaction, data);
			case CallbackType.choices:
				return { choices: parseForm(ChoicesForm, data).choices };
			default: {
				const form = parseForm(ModalForm, data);
				const modal: Modal = { customId: form.custom_id, title: form.title, components: form.components };

				return { modal };
			}
		}
	}

	#message(x: Exchange, interaction: Interaction, data: Json): Response {
		const draft = draftOf(x, data);
		const where = this.#where(interaction, ((draft.body.flags ?? 0) & MessageFlag.ephemeral) !== 0);
		refuseForbiddenFiles(this.#parts.world, interaction, draft.files.size);
		const message = this.#parts.writer.create({
			...where,
			draft,
			uploadLimit: interaction.uploadLimit,
			defaultParse: 'users',
		});

		return { message, ephemeral: where.ephemeralFor !== undefined };
	}

	#defer(interaction: Interaction, data: Json): Response {
		const where = this.#where(interaction, (Number(data['flags'] ?? 0) & MessageFlag.ephemeral) !== 0);

		return { message: this.#parts.writer.createLoading(where), ephemeral: where.ephemeralFor !== undefined };
	}

	#update(x: Exchange, interaction: Interaction, data: Json): Response {
		const response = this.#source(interaction);
		const draft = draftOf(x, data);
		this.#parts.writer.edit(response.message, { draft, uploadLimit: interaction.uploadLimit, defaultParse: 'users' });

		return response;
	}

	/** The message whose component was used. */
	#source(interaction: Interaction): { message: Message; ephemeral: boolean } {
		const message = this.#parts.store.find(interaction.sourceMessageId ?? '');
		if (!message) {
			throw refusals.unknownMessage();
		}

		return { message, ephemeral: message.ephemeralFor !== undefined };
	}

	/** Where an answer goes, and whether only the member sees it: because it was asked for, or because it must be. */
	#where(interaction: Interaction, asked: boolean): ReturnType<typeof placeOf> {
		return placeOf(this.#parts.world, interaction, asked || isForcedEphemeral(this.#parts.world, interaction));
	}

	#body(interaction: Interaction, how: Acknowledgement, message: Message | undefined): Json {
		const loading = how.type === CallbackType.deferred;
		const shown = how.type === CallbackType.message || how.type === CallbackType.update;

		return {
			interaction: {
				id: interaction.id,
				type: interaction.type,
				channel_id: interaction.channelId,
				...(interaction.guildId === undefined ? {} : { guild_id: interaction.guildId }),
				...(message
					? {
							response_message_id: message.id,
							response_message_loading: loading,
							response_message_ephemeral: how.ephemeral,
						}
					: {}),
			},
			resource: { type: how.type, ...(shown && message ? { message: this.#parts.store.view(message) } : {}) },
		};
	}
}

/** Where an answer of an interaction goes. @throws ApiError 10003 when the channel is gone */
export function placeOf(
	world: World,
	interaction: Interaction,
	ephemeral: boolean,
): { channel: ReturnType<World['getChannel']>; type: number; interaction: Interaction; ephemeralFor?: string } {
	const channel = world.channels.get(interaction.channelId);
	if (!channel) {
		throw refusals.unknownChannel();
	}
	const data = interaction.payload['data'] as Json;
	const type = interaction.type === 2 ? (data['type'] === 1 ? 20 : 23) : 0;

	return { channel, type, interaction, ...(ephemeral ? { ephemeralFor: interaction.userId } : {}) };
}

/** Without USE_EXTERNAL_APPS, what a user installed answers to that user alone, whatever the bot asks for. */
export function isForcedEphemeral(world: World, interaction: Interaction): boolean {
	const channel = world.channels.get(interaction.channelId);
	if (!interaction.onlyUserInstalled || channel?.guildId === undefined) {
		return false;
	}

	return (permissionsIn(world, channel, interaction.userId) & Permission.USE_EXTERNAL_APPS) === 0n;
}

/** A user install is bound by its user's permissions. */
export function refuseForbiddenFiles(world: World, interaction: Interaction, files: number): void {
	const channel = world.channels.get(interaction.channelId);
	if (files === 0 || !interaction.onlyUserInstalled || !channel) return;
	if ((permissionsIn(world, channel, interaction.userId) & Permission.ATTACH_FILES) === 0n) {
		throw refusals.missingPermissions();
	}
}

export interface CallbacksParts {
	readonly now: () => number;
	readonly interactions: Interactions;
	readonly writer: MessageWriter;
	readonly store: MessageStore;
	readonly world: World;
	readonly events: Emitter;
}
