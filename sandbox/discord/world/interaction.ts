import type { Owners } from './actions.js';
import type { Json } from '../protocol/json.js';
import { Waiter } from './waiter.js';

/** 2 command, 3 component, 4 autocomplete, 5 modal submit. */
export type InteractionType = 2 | 3 | 4 | 5;

export interface Choice {
	readonly name: string;
	readonly value: string | number;
}

/** A modal that the bot opened; `components` as the bot sent them. */
export interface Modal {
	readonly customId: string;
	readonly title: string;
	readonly components: readonly Json[];
}

/** How the bot answered first. */
export interface Acknowledgement {
	/** Callback type: 4 message, 5 deferred, 6 deferred update, 7 update, 8 choices, 9 modal. */
	readonly type: number;
	readonly at: number;
	readonly ephemeral: boolean;
	readonly messageId?: string;
}

/**
 * One act of a member and the state of its answer, which is also the handle that a test or page holds.
 * The waits take a time-out in real milliseconds (10 s) and fail with a sentence.
 */
export class Interaction {
	readonly id: string;
	readonly token: string;
	readonly type: InteractionType;
	readonly createdAt: number;
	readonly userId: string;
	readonly channelId: string;
	readonly guildId: string | undefined;
	readonly owners: Owners;
	/** Bytes a file may have while the token lives. */
	readonly uploadLimit: number;
	/** The `d` of INTERACTION_CREATE, as it was and will be dispatched. */
	readonly payload: Json;
	/** The message whose component was used, or whose component opened the modal. */
	readonly sourceMessageId: string | undefined;
	/** How many gateway sessions heard it, repeated dispatches included; sessions that can be resumed count. */
	deliveries = 0;
	acknowledgement: Acknowledgement | undefined;
	/** The message that `@original` means. */
	originalId: string | undefined;
	readonly followUpIds: string[] = [];
	/** Follow-ups accepted, the one that filled a loading message included. */
	followUps = 0;
	/** Died before its time. */
	expired = false;
	readonly #acknowledged = new Waiter<Acknowledgement>({ what: 'a first response' });
	readonly #modal = new Waiter<Modal>({ what: 'a modal' });
	readonly #choices = new Waiter<readonly Choice[]>({ what: 'autocomplete choices' });

	constructor(parts: InteractionParts) {
		this.id = parts.id;
		this.token = parts.token;
		this.type = parts.type;
		this.createdAt = parts.createdAt;
		this.userId = parts.userId;
		this.channelId = parts.channelId;
		this.guildId = parts.guildId;
		this.owners = parts.owners;
		this.uploadLimit = parts.uploadLimit;
		this.payload = parts.payload;
		this.sourceMessageId = parts.sourceMessageId;
	}

	/** Some session heard it (or will when it resumes). */
	get delivered(): boolean {
		return this.deliveries > 0;
	}

	get ephemeral(): boolean {
		return this.acknowledgement?.ephemeral ?? false;
	}

	get modal(): Modal | undefined {
		return this.#modal.value;
	}

	get autocompleteChoices(): readonly Choice[] | undefined {
		return this.#choices.value;
	}

	/** Only a user install allowed it: replies are bound by that user's permissions. */
	get onlyUserInstalled(): boolean {
		return this.owners['0'] === undefined && this.owners['1'] !== undefined;
	}

	responded(timeoutMs?: number): Promise<Acknowledgement> {
		return this.#acknowledged.wait(timeoutMs);
	}

	modalOpened(timeoutMs?: number): Promise<Modal> {
		return this.#modal.wait(timeoutMs);
	}

	choices(timeoutMs?: number): Promise<readonly Choice[]> {
		return this.#choices.wait(timeoutMs);
	}

	/** For the simulator: the first response was accepted. */
	acknowledge(how: Acknowledgement & { modal?: Modal; choices?: readonly Choice[] }): void {
		const { modal, choices, ...acknowledgement } = how;
		this.acknowledgement = acknowledgement;
		this.#acknowledged.resolve(acknowledgement);
		if (modal) this.#modal.resolve(modal);
		if (choices) this.#choices.resolve(choices);
	}
}

export interface InteractionParts {
	readonly id: string;
	readonly token: string;
	readonly type: InteractionType;
	readonly createdAt: number;
	readonly userId: string;
	readonly channelId: string;
	readonly guildId: string | undefined;
	readonly owners: Owners;
	readonly uploadLimit: number;
	readonly payload: Json;
	readonly sourceMessageId: string | undefined;
}
