import type { ButtonObstacle, Refusal } from '../../messages/refusals/refusal.js';
import type { Interaction, MessageComponentInteraction } from 'discord.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { refuseRequest, type Responding } from './respond.js';
import { promptOf } from './typedPrompt.js';

/** Something that a member did. */
interface Asked {
	readonly interaction: Interaction | MessageComponentInteraction;
	readonly facts: InteractionFacts;
}

/** A private message that says why something was not done, with the prompt that came with it: Discord forgets what is sent. */
export const refuseAsked = ({ facts, interaction }: Asked, of: Refusal, parts: Responding): Promise<void> =>
	refuseRequest(facts, { reasons: [of], prompt: promptOf(interaction) }, parts);

/** The same of a button, a select or a form. */
export const refuseWith = (asked: Asked, why: ButtonObstacle, parts: Responding): Promise<void> =>
	refuseAsked(asked, { type: 'button', why }, parts);
