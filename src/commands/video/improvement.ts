import { DiscordProblem } from '../../discord/discordProblem.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { asEdit, type MessageBody } from '../../discord/messageBody.js';
import type { Improved } from '../../messages/cards/confirmation.js';
import type { Drafts } from '../../services/admission/drafts.js';
import type { PromptWriter } from '../../services/cometapi/promptWriter.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { Environment } from '../../lib/environment.js';

export interface PromptImprovementParts extends Pick<Environment, 'log'> {
	/** Undefined without `PROMPT_MODEL`. */
	readonly writer: Pick<PromptWriter, 'improve'> | undefined;
	readonly drafts: Pick<Drafts, 'improve'>;
	readonly discord: Pick<DiscordApi, 'editOriginal'>;
}

interface Improving {
	/** The question's draft. */
	readonly id: string;
	readonly prompt: string;
	/** Characters that the video's model takes. */
	readonly most: number;
	/** The question with what came of it. */
	readonly show: (improved: Improved) => MessageBody;
}

/** Fetches improved prompts for questions that stand already, one at a time for each member. */
export class PromptImprovements {
	readonly #parts: PromptImprovementParts;
	/** Members for whom a prompt is being improved. */
	readonly #busy = new Set<string>();

	constructor(parts: PromptImprovementParts) {
		this.#parts = parts;
	}

	/** Whether a prompt of this member's can be improved now. */
	mayBegin(memberId: string): boolean {
		return this.#parts.writer !== undefined && !this.#busy.has(memberId);
	}

	/** Asks for the better prompt and shows it in the question, or says there that none came. Never throws. */
	async run(facts: InteractionFacts, { id, prompt, most, show }: Improving): Promise<void> {
		const { writer, drafts, discord, log } = this.#parts;
		const { applicationId, token } = facts;
		this.#busy.add(facts.userId);
		try {
			const improved = (await writer?.improve(prompt, most)) ?? null;
			// Answered, declined or over meanwhile: there is no question any more.
			if (!(await drafts.improve(id, improved))) return;
			await discord.editOriginal(
				{ applicationId, token },
				asEdit(show(improved === null ? 'none' : { prompt: improved })),
			);
		} catch (error) {
			// The question stands as it was put, and its buttons work.
			if (!(error instanceof DiscordProblem)) log.error({ err: error, draftId: id }, 'improved prompt not kept');
			else log.warn({ err: error, draftId: id }, 'improved prompt not shown');
		} finally {
			this.#busy.delete(facts.userId);
		}
	}
}
