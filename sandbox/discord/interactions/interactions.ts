import { refusals } from '../protocol/apiError.js';
import { Interaction, type InteractionParts } from '../world/interaction.js';
import type { Settings } from '../world/settings.js';
import type { Snowflakes } from '../protocol/snowflakes.js';

/** Every interaction, and which of them may still be answered. */
export class Interactions {
	readonly #byId = new Map<string, Interaction>();
	readonly #byToken = new Map<string, Interaction>();
	readonly #parts: { readonly now: () => number; readonly settings: Settings; readonly snowflakes: Snowflakes };

	constructor(parts: { now: () => number; settings: Settings; snowflakes: Snowflakes }) {
		this.#parts = parts;
	}

	/** A new interaction; its payload is made when its id and token are known. */
	begin(
		how: Omit<InteractionParts, 'id' | 'token' | 'createdAt' | 'payload'> & {
			payload: (self: { id: string; token: string }) => InteractionParts['payload'];
		},
	): Interaction {
		const id = this.#parts.snowflakes.next();
		// Real tokens are opaque, long and URL-safe; this one tells a reader of a log what it belongs to.
		const token = Buffer.from(`interaction:${id}:${'sandbox'.repeat(12)}`).toString('base64url');
		const interaction = new Interaction({
			...how,
			id,
			token,
			createdAt: this.#parts.now(),
			payload: how.payload({ id, token }),
		});
		this.#byId.set(id, interaction);
		this.#byToken.set(token, interaction);

		return interaction;
	}

	all(): Iterable<Interaction> {
		return this.#byId.values();
	}

	/**
	 * The interaction that a first response is for.
	 * @throws ApiError 40060 when it has one, 10062 when it is unknown or too late
	 */
	toAcknowledge(id: string, token: string): Interaction {
		const interaction = this.#byId.get(id);
		if (interaction?.token !== token) {
			throw refusals.unknownInteraction();
		}
		if (interaction.acknowledgement) {
			throw refusals.alreadyAcknowledged();
		}
		if (this.#parts.now() - interaction.createdAt > this.#parts.settings.ackWithinMs) {
			throw refusals.unknownInteraction();
		}

		return interaction;
	}

	/**
	 * The interaction behind a token, for replies after the first response.
	 * @throws ApiError 50027 when the token is dead, 10015 when it is unknown or nothing was acknowledged
	 */
	toReply(token: string): Interaction {
		const interaction = this.#byToken.get(token);
		if (!interaction) {
			throw refusals.unknownWebhook();
		}
		if (interaction.expired || this.#parts.now() - interaction.createdAt > this.#parts.settings.tokenLifeMs) {
			throw refusals.deadToken();
		}
		if (!interaction.acknowledgement || interaction.type === 4) {
			throw refusals.unknownWebhook();
		}

		return interaction;
	}
}
