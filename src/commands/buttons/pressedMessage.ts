import { MessageFlags } from 'discord.js';
import { DiscordProblem } from '../../discord/discordProblem.js';
import type { Job } from '../../jobs/record/job.js';
import { replyOf, type Reply } from '../../discord/destination.js';
import { seconds } from '../../lib/time.js';
import { usedButton } from '../../messages/cards/usedButton.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { Press } from '../interaction/command.js';
import { shownMessage } from '../interaction/shownMessage.js';
import type { Environment } from '../../lib/environment.js';

export interface PressedMessageParts extends Pick<Environment, 'clock' | 'log'> {
	readonly discord: Pick<DiscordApi, 'editMessage' | 'editOriginal'>;
}

/** So long a used button looks used. */
const greyMs = seconds(5);

/**
 * The message whose button was pressed. A button that pays is disabled there for everybody to see; what really keeps a
 * second press from paying is the job's id, which follows from the message and the button.
 *
 * A private message can be edited by the token of its own interaction alone, while that lives. The press' own answer could
 * update it too, but each press has one answer, and that is where the new job lives: a record that was found unacknowledged
 * is judged by it, and it is edited and becomes the result.
 */
export class PressedMessage {
	readonly #press: Press;
	readonly #job: Job;
	readonly #parts: PressedMessageParts;
	#edits: Promise<void> = Promise.resolve();
	#cancelRestore: () => void = () => undefined;

	/** @param job the one that the message is about */
	constructor(press: Press, job: Job, parts: PressedMessageParts) {
		this.#press = press;
		this.#job = job;
		this.#parts = parts;
	}

	/** Only the presser sees it. */
	get isPrivate(): boolean {
		return this.#press.interaction.message.flags.has(MessageFlags.Ephemeral);
	}

	/** Disables the button for some seconds; does not wait for Discord, since the press itself must be answered in time. */
	readonly use = (): void => {
		this.#edit(this.#press.interaction.customId);
		this.#cancelRestore = this.#parts.clock.after(greyMs, () => this.#edit());
	};

	/** Nothing came of it: the button can be pressed again. */
	readonly restore = (): void => {
		this.#cancelRestore();
		this.#edit();
	};

	#edit(disabled?: string): void {
		const { message, channelId } = this.#press.interaction;
		const reply = this.#reply();
		if (this.isPrivate && reply === undefined) return;
		const body = usedButton(shownMessage(message), disabled);
		this.#edits = this.#edits.then(async () => {
			try {
				if (reply === undefined) await this.#parts.discord.editMessage(channelId, message.id, body);
				else await this.#parts.discord.editOriginal(reply, body);
			} catch (error) {
				if (!(error instanceof DiscordProblem)) throw error;
				this.#parts.log.info({ err: error }, 'a used button could not be shown as used');
			}
		});
		this.#edits.catch((error: unknown) => this.#parts.log.error({ err: error }, 'a used button was not shown as used'));
	}

	/** What addresses a private message, if it is the one that the job's own token can still edit. */
	#reply(): Reply | undefined {
		const { destination } = this.#job;
		const isOriginal = destination.messageId === this.#press.interaction.message.id;
		return this.isPrivate && isOriginal ? replyOf(destination, this.#parts.clock.now()) : undefined;
	}
}
