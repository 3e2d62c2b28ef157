import type { ChatInputCommandInteraction } from 'discord.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';

/** An admin's command in their guild; that they may use it has been checked. */
export interface AdminCall {
	readonly interaction: ChatInputCommandInteraction;
	readonly facts: InteractionFacts;
	readonly guildId: string;
}
