import type { Interaction, MessageComponentInteraction, ModalSubmitInteraction } from 'discord.js';
import { fields } from '../../messages/forms/modals.js';
import { joinedPrompt } from '../../messages/forms/promptFields.js';

/**
 * The prompt of a sent modal.
 * @param asked the one that it was opened with
 */
export function typedPrompt({ fields: values }: ModalSubmitInteraction, asked: string): string {
	const rest = values.fields.has(fields.promptRest) ? values.getTextInputValue(fields.promptRest) : '';
	return joinedPrompt(values.getTextInputValue(fields.prompt), rest, asked);
}

/** The prompt that a command or a form brings, whatever becomes of it; empty where there is none. */
export function promptOf(interaction: Interaction | MessageComponentInteraction): string {
	if (interaction.isChatInputCommand()) return interaction.options.getString('prompt') ?? '';
	if (!interaction.isModalSubmit() || !interaction.fields.fields.has(fields.prompt)) return '';
	return typedPrompt(interaction, '');
}
