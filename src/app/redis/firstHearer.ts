import type { Logger } from 'pino';
import type { Dispatcher } from '../../commands/interaction/dispatcher.js';

type Heard = Pick<Dispatcher, 'dispatch' | 'apologise' | 'apologiseUnread'>;

interface FirstHearerParts {
	readonly dispatcher: Heard;
	/** Whether no other process has taken this interaction. */
	readonly isOurs: (interactionId: string) => Promise<boolean>;
	readonly log: Logger;
}

/**
 * Discord tells an interaction to every session of its shard. Of the processes that hear it, the first answers. Where that
 * cannot be known, each tries, and Discord takes one answer.
 */
export class FirstHearer implements Heard {
	readonly #parts: FirstHearerParts;

	constructor(parts: FirstHearerParts) {
		this.#parts = parts;
	}

	async dispatch(...[interaction, facts]: Parameters<Heard['dispatch']>): Promise<void> {
		if (await this.#isOurs(interaction.id)) await this.#parts.dispatcher.dispatch(interaction, facts);
	}

	apologise(...heard: Parameters<Heard['apologise']>): Promise<void> {
		return this.#parts.dispatcher.apologise(...heard);
	}

	async apologiseUnread(...[to]: Parameters<Heard['apologiseUnread']>): Promise<void> {
		if (await this.#isOurs(to.interactionId)) await this.#parts.dispatcher.apologiseUnread(to);
	}

	async #isOurs(interactionId: string): Promise<boolean> {
		try {
			return await this.#parts.isOurs(interactionId);
		} catch (error) {
			this.#parts.log.debug({ err: error }, 'whether others answer cannot be known; this process tries');
			return true;
		}
	}
}
