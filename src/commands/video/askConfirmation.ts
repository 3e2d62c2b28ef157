import type { Draft } from '../../jobs/record/draft.js';
import { DeadlineError, seconds, type Clock, within } from '../../lib/time.js';
import { confirmation, isAskedAbout, type Improved } from '../../messages/cards/confirmation.js';
import { expectedOf } from '../../providers/requests/expected.js';
import type { MessageBody } from '../../discord/messageBody.js';
import type { PromptImprovements } from './improvement.js';
import { newDraft } from './newDraft.js';
import type { AcceptedRequest } from '../../services/admission/admission.js';
import type { Drafts } from '../../services/admission/drafts.js';
import { refuseRequest, reply, update, type Responding } from '../interaction/respond.js';

interface ProposingParts extends Responding {
	readonly improvements: Pick<PromptImprovements, 'mayBegin' | 'run'>;
	readonly drafts: Pick<Drafts, 'begin' | 'keep' | 'drop'>;
	/** `CONFIRM_ABOVE_USD`. */
	readonly confirmAboveUsd: number;
	readonly clock: Clock;
}

/** Where the question is put: in an answer of its own, or in place of the private message that was used. */
export type CardPlacement = 'new' | 'instead';

/** The draft must be written in this time, since Discord waits 3 s for the question. */
const patienceMs = seconds(1.5);

/** What a question is about besides the request. */
interface QuestionDetails {
	/** Where it is put. */
	readonly place?: CardPlacement | undefined;
	/** What the member has said yes to, US dollars, where that has become less than it costs. */
	readonly agreedUsd?: number | undefined;
	/** The member wants to see a better prompt first. */
	readonly improve?: boolean | undefined;
	/** The button that pays, to be used when the member says yes. */
	readonly use?: (() => void) | undefined;
}

/** Buttons that wait for their member's yes, at most; of what is beyond that the oldest stay as they are. */
const mostButtons = 1_000;

/** Asks a member before anything is paid that is dear, or that is not quite what they asked for. */
export class ConfirmationQuestion {
	readonly #parts: ProposingParts;
	/** What uses the button of an offer, by the offer; lost with the process, and then the button looks unused. */
	readonly #buttons = new Map<string, () => void>();

	constructor(parts: ProposingParts) {
		this.#parts = parts;
	}

	mustAsk({ estimate, notices }: AcceptedRequest): boolean {
		return this.#isDear(estimate.usd) || notices.some(isAskedAbout);
	}

	/** Keeps the order as a draft and shows it. Nothing is reserved. */
	async ask(
		admittance: AcceptedRequest,
		id: string,
		{ place = 'new', agreedUsd, use, improve = false }: QuestionDetails,
	): Promise<void> {
		const { drafts, clock, log } = this.#parts;
		const { facts, request, estimate, lineage, notices } = admittance;
		let draft = drafts.begin(newDraft(facts, { id, request, estimate, lineage, notices: [...notices] }));
		try {
			draft = await within(clock, patienceMs, drafts.keep(draft));
		} catch (error) {
			log.error({ err: error, draftId: id }, 'draft not written; the request is refused');
			if (!(error instanceof DeadlineError)) await drafts.drop(id).catch(() => undefined);
			return refuseRequest(facts, { reasons: [{ type: 'store' }], prompt: draft.request.prompt }, this.#parts);
		}
		if (use !== undefined) this.#remember(id, use);
		// What a first delivery of the same interaction has had improved stands, and is not asked for again.
		const improving = improve && draft.improved === undefined && this.#parts.improvements.mayBegin(facts.userId);
		const improved = draft.improved ? { prompt: draft.improved } : improving ? 'pending' : improve ? 'none' : undefined;
		const stands = await this.#show(admittance, draft, { place, agreedUsd, improved });
		if (!stands || !improving) return;
		const show = (better: Improved): MessageBody => this.#body(admittance, draft, { agreedUsd, improved: better });
		const { maxPrompt: most } = admittance.model.model;
		// The member is not kept waiting: the question stands, and is edited when something better has come.
		void this.#parts.improvements.run(facts, { id, prompt: draft.request.prompt, most, show });
	}

	/** The offer has become a job. */
	accepted(id: string): void {
		this.#buttons.get(id)?.();
		this.#buttons.delete(id);
	}

	#remember(id: string, use: () => void): void {
		this.#buttons.delete(id);
		this.#buttons.set(id, use);
		for (const oldest of this.#buttons.keys()) {
			if (this.#buttons.size <= mostButtons) return;
			this.#buttons.delete(oldest);
		}
	}

	/** @returns whether the question stands, or may stand */
	async #show(
		admittance: AcceptedRequest,
		draft: Draft,
		{ place, agreedUsd, improved }: Pick<QuestionDetails, 'place' | 'agreedUsd'> & { improved?: Improved | undefined },
	): Promise<boolean> {
		const body = this.#body(admittance, draft, { agreedUsd, improved });
		const show = place === 'new' ? reply : update;
		const problem = await show(admittance.facts, body, this.#parts);
		// A question may stand there whose confirmation was lost, or that this very interaction, delivered again, has put before.
		const mayStand = problem === undefined || problem.kind === 'unanswered' || problem.kind === 'answered';
		if (!mayStand) await this.#parts.drafts.drop(draft.id);
		return mayStand;
	}

	#body(
		{ facts, model, estimate }: AcceptedRequest,
		draft: Draft,
		{ agreedUsd, improved }: Pick<QuestionDetails, 'agreedUsd'> & { improved?: Improved | undefined },
	): MessageBody {
		const { confirmAboveUsd } = this.#parts;
		const { name, provider } = model.model;
		return confirmation({
			id: draft.id,
			requester: { id: facts.userId, locale: facts.locale },
			request: draft.request,
			model: { name, provider, providerName: model.providerName },
			estimate,
			expected: expectedOf(model.model, draft.request),
			notices: draft.notices,
			agreedUsd,
			improved,
			limitUsd: this.#isDear(estimate.usd) ? confirmAboveUsd : undefined,
			expiresAt: draft.expiresAt,
		});
	}

	#isDear(usd: number): boolean {
		return usd > this.#parts.confirmAboveUsd;
	}
}
