import type { ModalSubmitInteraction } from 'discord.js';
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
