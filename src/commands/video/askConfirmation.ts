import type { Draft } from '../../jobs/record/draft.js';
import { DeadlineError, seconds, type Clock, within } from '../../lib/time.js';
import { confirmation } from '../../messages/cards/confirmation.js';
import type { AcceptedRequest } from '../../services/admission/admission.js';
import type { Drafts } from '../../services/admission/drafts.js';
import { refuse, reply, update, type Responding } from '../interaction/respond.js';

interface ProposingParts extends Responding {
	readonly drafts: Pick<Drafts, 'begin' | 'keep' | 'drop'>;
	/** `CONFIRM_ABOVE_USD`. */
	readonly confirmAboveUsd: number;
	readonly clock: Clock;
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
		const { drafts, clock, log } = this.#parts;
		const { facts } = admittance;
		const draft = drafts.begin(draftOf(admittance, id));
		try {
			await within(clock, patienceMs, drafts.keep(draft));
		} catch (error) {
			log.error({ err: error, draftId: id }, 'draft not written; the request is refused');
			if (!(error instanceof DeadlineError)) await drafts.drop(id).catch(() => undefined);
			return refuse(facts, { type: 'store' }, this.#parts);
		}
		await this.#show(admittance, draft, place);
	}

	async #show({ facts, model, estimate }: AcceptedRequest, draft: Draft, place: CardPlacement): Promise<void> {
		const { drafts, confirmAboveUsd } = this.#parts;
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
		const show = place === 'new' ? reply : update;
		const problem = await show(facts, body, this.#parts);
		// A question whose confirmation was lost may stand there, and its button must work.
		if (problem !== undefined && problem.kind !== 'unanswered') await drafts.drop(draft.id);
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
