import { InteractionResponseType, MessageFlags } from 'discord.js';
import type { Logger } from 'pino';
import { DiscordProblem } from '../../discord/discordProblem.js';
import type { Draft } from '../../jobs/record/draft.js';
import { DeadlineError, seconds, type Clock, within } from '../../lib/time.js';
import { confirmation } from '../../messages/cards/confirmation.js';
import { refusal } from '../../messages/cards/refusal.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { AcceptedRequest, Admission } from '../../services/admission/admission.js';
import type { Drafts } from '../../services/admission/drafts.js';

interface ProposingParts {
	readonly drafts: Pick<Drafts, 'begin' | 'keep' | 'drop'>;
	readonly discord: Pick<DiscordApi, 'respond'>;
	readonly admission: Pick<Admission, 'refuse'>;
	/** `CONFIRM_ABOVE_USD`. */
	readonly confirmAboveUsd: number;
	readonly clock: Clock;
	readonly log: Logger;
}

/** Where the question is put: in an answer of its own, or in place of the private message that was used. */
export type CardPlacement = 'new' | 'instead';

/** The draft must be written in this time, since Discord waits 3 s for the question. */
const patienceMs = seconds(1.5);

/** Asks a member before anything is paid that is dear, or that is not quite what they asked for. */
export class ConfirmationQuestion {
	readonly #parts: ProposingParts;

	constructor(parts: ProposingParts) {
		this.#parts = parts;
	}

	mustAsk({ estimate, notices }: AcceptedRequest): boolean {
		return this.#isDear(estimate.usd) || notices.some(({ code }) => code === 'adjusted');
	}

	/** Keeps the order as a draft and shows it. Nothing is reserved. */
	async ask(admittance: AcceptedRequest, id: string, place: CardPlacement): Promise<void> {
		const { drafts, admission, clock, log } = this.#parts;
		const { facts } = admittance;
		const draft = drafts.begin(draftOf(admittance, id));
		try {
			await within(clock, patienceMs, drafts.keep(draft));
		} catch (error) {
			log.error({ err: error, draftId: id }, 'draft not written; the request is refused');
			if (!(error instanceof DeadlineError)) await drafts.drop(id).catch(() => undefined);
			return admission.refuse(facts, refusal({ type: 'store' }, facts.locale));
		}
		await this.#show(admittance, draft, place);
	}

	async #show({ facts, model, estimate }: AcceptedRequest, draft: Draft, place: CardPlacement): Promise<void> {
		const { discord, drafts, confirmAboveUsd, log } = this.#parts;
		const { name, provider } = model.model;
		const body = confirmation({
			id: draft.id,
			requester: { id: facts.userId, locale: facts.locale },
			request: draft.request,
			model: { name, provider, providerName: model.providerName },
			estimate,
			notices: draft.notices,
			limitUsd: this.#isDear(estimate.usd) ? confirmAboveUsd : undefined,
			expiresAt: draft.expiresAt,
		});
		try {
			await discord.respond(
				{ id: facts.interactionId, token: facts.token },
				place === 'new'
					? { type: InteractionResponseType.ChannelMessageWithSource, data: body }
					: // An update keeps the message as private as it is, and may not say so again.
						{ type: InteractionResponseType.UpdateMessage, data: { ...body, flags: MessageFlags.IsComponentsV2 } },
			);
		} catch (error) {
			if (!(error instanceof DiscordProblem)) throw error;
			log.warn({ err: error, draftId: draft.id }, 'question not shown');
			// An answer that we did not hear may stand there, and its button must work.
			if (error.kind !== 'unanswered') await drafts.drop(draft.id);
		}
	}

	#isDear(usd: number): boolean {
		return usd > this.#parts.confirmAboveUsd;
	}
}

function draftOf({ facts, request, notices, lineage }: AcceptedRequest, id: string): Parameters<Drafts['begin']>[0] {
	const { applicationId, token, userId } = facts;
	return {
		id,
		memberId: userId,
		request,
		candidates: [],
		foreign: false,
		lineage: lineage ?? null,
		notices: [...notices],
		reply: { applicationId, token },
	};
}
