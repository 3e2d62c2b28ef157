import { InteractionResponseType } from 'discord.js';
import { DiscordProblem } from '../../discord/discordProblem.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import type { Modal } from '../../messages/forms/modals.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';

/** Opens a modal, which can only be the first answer. One that does not open can be asked for again. */
export async function openModal(
	facts: InteractionFacts,
	modal: Modal,
	{ discord }: { readonly discord: Pick<DiscordApi, 'respond'> },
): Promise<void> {
	try {
		await discord.respond(
			{ id: facts.interactionId, token: facts.token },
			{ type: InteractionResponseType.Modal, data: modal },
		);
	} catch (error) {
		if (!(error instanceof DiscordProblem)) throw error;
	}
}
