import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { microUsd } from '../../jobs/accounting/ledger.js';
import type { Draft } from '../../jobs/record/draft.js';
import type { Estimate, Lineage } from '../../jobs/record/job.js';
import { VideoRequest } from '../../jobs/record/request.js';
import { DeadlineError, seconds, within, type Clock } from '../../lib/time.js';
import { comparisonOffer } from '../../messages/comparison/comparisonOffer.js';
import { expectedOf } from '../../providers/requests/expected.js';
import type { AcceptedComparison, AcceptedRequest, Admission } from '../../services/admission/admission.js';
import type { Drafts } from '../../services/admission/drafts.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import { refusePress, refuseRequest, update, type Responding } from '../interaction/respond.js';
import { takeAway } from '../video/confirm.js';
import { newDraft } from '../video/newDraft.js';

interface ComparisonQuestionParts extends Responding {
	readonly drafts: Pick<Drafts, 'begin' | 'keep' | 'drop' | 'settle'>;
	readonly admission: Pick<Admission, 'admitComparison'>;
	readonly discord: Pick<DiscordApi, 'respond' | 'deleteOriginal'>;
	readonly clock: Clock;
}

/** One request for several models. */
interface Compared {
	/** Of the draft, and of the job that will tell; those of the others follow from it, so that two clicks make one comparison. */
	readonly id: string;
	readonly request: VideoRequest;
	readonly models: readonly string[];
	readonly lineage: Lineage | undefined;
	/** What each of them would make. */
	readonly compared: readonly AcceptedRequest[];
}

/** The draft must be written in this time, since Discord waits 3 s for the question. */
const patienceMs = seconds(1.5);

/** Asks once for several models, and takes the yes to admission. */
export class ComparisonQuestion {
	readonly #parts: ComparisonQuestionParts;

	constructor(parts: ComparisonQuestionParts) {
		this.#parts = parts;
	}

	/** Keeps the request as a draft and shows it with one price, in place of what was used. Nothing is reserved. */
	async ask(facts: InteractionFacts, of: Compared, agreedUsd?: number): Promise<void> {
		const { drafts, clock, log } = this.#parts;
		const { id, request, models, lineage, compared } = of;
		const estimate = together(compared);
		const draft = drafts.begin({ ...newDraft(facts, { id, request, estimate, lineage }), models: [...models] });
		try {
			await within(clock, patienceMs, drafts.keep(draft));
		} catch (error) {
			log.error({ err: error, draftId: id }, 'draft not written; the request is refused');
			if (!(error instanceof DeadlineError)) await drafts.drop(id).catch(() => undefined);
			return refuseRequest(facts, { reasons: [{ type: 'store' }], prompt: request.prompt }, this.#parts);
		}
		const requester = { id: facts.userId, locale: facts.locale };
		const parts = compared.map((one) => ({
			...{ request: one.request, estimate: one.estimate, notices: one.notices },
			model: shown(one),
			expected: expectedOf(one.model.model, one.request),
		}));
		const offer = comparisonOffer({ id, requester, parts, estimate, agreedUsd, expiresAt: draft.expiresAt });
		await update(facts, offer, this.#parts);
	}

	/** Lets all in, unless they have become dearer than what the member said yes to: then they are asked again. */
	async make(
		facts: InteractionFacts,
		{ offer, agreedMicroUsd, ...of }: Compared & { readonly offer: Draft; readonly agreedMicroUsd: number },
	): Promise<void> {
		if (microUsd(together(of.compared).usd) > agreedMicroUsd) return this.ask(facts, of, agreedMicroUsd / 1_000_000);

		const verdict = await this.#parts.admission.admitComparison(comparison(facts, of));
		switch (verdict.type) {
			case 'duplicate':
				return refusePress(facts, 'alreadyPressed', this.#parts);
			case 'accepted':
			case 'unclear':
				await this.#parts.drafts.settle(of.id);
				return takeAway(offer, this.#parts);
			case 'refused':
				// It stands until its time is over: there may be room again before.
				return refuseRequest(facts, { reasons: [verdict.refusal], prompt: of.request.prompt }, this.#parts);
			case 'unanswerable':
				return;
		}
	}
}

function comparison(facts: InteractionFacts, { id, request, lineage, compared }: Compared): AcceptedComparison {
	const each = compared.map((one, place) => ({ ...one, jobId: `${id}_x${place + 1}` }));
	const [first] = each;
	const whole = VideoRequest.parse({
		action: 'compare',
		prompt: request.prompt,
		model: first?.request.model ?? request.model,
		source: { jobId: id, pieces: each.map(({ jobId }) => jobId) },
		// A place where answers are private makes every one of them so.
		private: each.some((one) => one.request.private),
		spoiler: request.spoiler,
	});
	const models = each.map(({ model }) => model.model.name).join(', ');
	const telling = {
		...{ facts, request: whole, jobId: id, seconds: undefined },
		...(lineage && { lineage }),
		...(first?.policy && { policy: first.policy }),
		shown: { name: models, provider: first?.model.model.provider ?? '', providerName: first?.model.providerName ?? '' },
	};
	return { telling, compared: each };
}

const shown = ({ model: { model, providerName } }: AcceptedRequest) => ({
	name: model.name,
	provider: model.provider,
	providerName,
});

function together(compared: readonly AcceptedRequest[]): Estimate {
	const micro = compared.reduce((sum, { estimate }) => sum + microUsd(estimate.usd), 0);
	const isListed = compared.every(({ estimate }) => estimate.basis === 'catalogue');
	return { usd: micro / 1_000_000, basis: isListed ? 'catalogue' : 'family' };
}
