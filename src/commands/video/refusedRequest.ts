import type { InteractionFacts } from '../../discord/interactionFacts.js';
import type { Draft } from '../../jobs/record/draft.js';
import type { Lineage, Notice } from '../../jobs/record/job.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import { seconds, within, type Clock } from '../../lib/time.js';
import type { Refusal } from '../../messages/refusals/refusal.js';
import { refusedRequest, wayOn } from '../../messages/refusals/refusedRequest.js';
import type { Drafts } from '../../services/admission/drafts.js';
import { noteRefusals, refuseRequest, reply, update, type Responding } from '../interaction/respond.js';
import type { CardPlacement } from './askConfirmation.js';
import { newDraft } from './newDraft.js';

interface RefusedRequestsParts extends Responding {
	readonly drafts: Pick<Drafts, 'begin' | 'keep'>;
	readonly clock: Clock;
}

/** A request that was not made, with all that making it later takes. */
interface RefusedRequest {
	readonly request: VideoRequest;
	readonly reasons: readonly Refusal[];
	/** The id of the one job that it can become. */
	readonly id: string;
	readonly lineage?: Lineage | undefined;
	readonly notices?: readonly Notice[] | undefined;
	/** Where the card is put. */
	readonly place?: CardPlacement | undefined;
}

/** The draft must be written in this time, counted from the interaction's arrival: Discord waits 3 s for the answer. */
const patienceMs = seconds(2);

/** Tells members why a request was not made, and keeps what they typed and attached for their next try. */
export class RefusedRequests {
	readonly #parts: RefusedRequestsParts;

	constructor(parts: RefusedRequestsParts) {
		this.#parts = parts;
	}

	/** The reasons, the prompt to copy, and the button that leads on; without it where nothing could be kept. */
	async tell(facts: InteractionFacts, refused: RefusedRequest): Promise<void> {
		const { request, reasons, id, lineage, notices, place = 'new' } = refused;
		const draft = this.#parts.drafts.begin(newDraft(facts, { id, request, lineage, notices: [...(notices ?? [])] }));
		const way = wayOn(reasons, draft.expiresAt);
		const kept = way !== undefined && (await this.#keep(draft, facts.receivedAt));
		if (!kept) return refuseRequest(facts, { reasons, prompt: request.prompt }, this.#parts);

		noteRefusals(facts, reasons, this.#parts);
		const { expiresAt } = draft;
		const body = refusedRequest({ id, memberId: facts.userId, reasons, way, request, expiresAt }, facts.locale);
		await (place === 'new' ? reply : update)(facts, body, this.#parts);
	}

	async #keep(draft: Draft, since: number): Promise<boolean> {
		const { clock, drafts, log } = this.#parts;
		try {
			await within(clock, since + patienceMs - clock.now(), drafts.keep(draft));
			return true;
		} catch (error) {
			log.error({ err: error, draftId: draft.id }, 'refused request not kept; its member reads the prompt alone');
			return false;
		}
	}
}
