import { declaredProblem } from '../../jobs/record/declaredPicture.js';
import type { GuildSettings } from '../../jobs/guild/guildSettings.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import type { Lineage, Notice } from '../../jobs/record/job.js';
import { isModelAllowed, limitPolicy, requestRefusals } from '../../jobs/guild/policy.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import type { Refusal } from '../../messages/refusals/refusal.js';
import { checkRequest, type RequestCheck } from '../../providers/requests/requestValidation.js';
import { clipIn } from '../../providers/requests/clips.js';
import { linesOfRequest, withinBounds } from '../../providers/requests/bounds.js';
import { fitRequest } from '../../providers/requests/fitRequest.js';
import type { OfferedModel } from '../../providers/contract/model.js';
import { estimate } from '../../providers/catalogue/pricing.js';
import { secondsOf } from '../../providers/requests/sizes.js';
import type { AdmissionVerdict, AcceptedRequest, Admission } from '../../services/admission/admission.js';
import type { ModelPauses } from '../../services/operator/modelPauses.js';
import { refuseRequest, type Responding } from '../interaction/respond.js';
import { isForeign, type GuildRules } from './guildRules.js';
import { policyRefusal, problemRefusal } from './refusals.js';
import type { CardPlacement, ConfirmationQuestion } from './askConfirmation.js';
import type { RefusedRequests } from './refusedRequest.js';

/** What members can choose from now. */
interface Offers {
	models(): readonly OfferedModel[];
	find(id: string): OfferedModel | undefined;
}

interface VideoRequestsParts extends Responding {
	readonly catalogue: Offers;
	/** What the operator has taken off offer. */
	readonly pauses: Pick<ModelPauses, 'has'>;
	readonly admission: Pick<Admission, 'admit'>;
	readonly rules: Pick<GuildRules, 'welcome' | 'isPrivate'>;
	/** Asks the member before what is dear or adjusted; without it nobody is asked. */
	readonly proposing: Pick<ConfirmationQuestion, 'mustAsk' | 'ask' | 'accepted'>;
	/** Tells what is refused, and keeps it for the next try. */
	readonly refusing: Pick<RefusedRequests, 'tell'>;
	/** When a member names no model. */
	readonly defaultModel: string;
	/** Our files can be had from outside. */
	readonly publicUrl: boolean;
}

/** What an order is besides its request. */
interface RequestDetails {
	readonly lineage?: Lineage;
	readonly jobId?: string;
	/** Values that the model does not make become the nearest that it makes, instead of being refused. */
	readonly fit?: boolean;
	/** What was left out or adjusted before. */
	readonly notices?: readonly Notice[];
	/** The member has been asked and has said yes to so much; or is asked in any case, even for little. */
	readonly confirmation?: { readonly agreedUsd: number } | 'wanted';
	/** The member wants a better prompt, and is asked which of the two. */
	readonly improve?: boolean;
	/** Why it cannot be as the member asked, found before the checks. */
	readonly problem?: Refusal;
	/** Where the question is put. */
	readonly place?: CardPlacement;
	/** The button that pays: used before anything is, given back when nothing came of it. */
	readonly button?: { readonly jobId: string; readonly use: () => void; readonly restore: () => void };
}

/** A request that may be made, with all that a job needs; or why it may not. */
type CheckedRequest =
	| { readonly type: 'fine'; readonly admittance: AcceptedRequest }
	| { readonly type: 'refused'; readonly refusals: readonly Refusal[] };

/**
 * The way of every request to admission, whatever it came from: the pure checks, the price, and what the member should
 * know. Nothing is written and nothing is asked of anybody before admission.
 */
export class VideoRequests {
	readonly #parts: VideoRequestsParts;

	constructor(parts: VideoRequestsParts) {
		this.#parts = parts;
	}

	/**
	 * The model that a name means: its id, or its name as shown; for none the guild's default, else the operator's.
	 * @param settings of the guild; without them every model on offer counts
	 */
	model(typed: string | null, settings?: GuildSettings): OfferedModel | undefined {
		const { catalogue, defaultModel } = this.#parts;
		if (typed === null) {
			const all = this.models(settings);
			const standard = (id: string | null | undefined): OfferedModel | undefined =>
				all.find(({ model }) => model.id === id);
			// A default that is no longer offered must not make the bot useless.
			return (
				standard(settings?.defaultModel) ?? standard(defaultModel) ?? all.find(({ model }) => model.text) ?? all[0]
			);
		}
		const name = typed.trim();
		return (
			catalogue.find(name) ?? catalogue.models().find(({ model }) => model.name.toLowerCase() === name.toLowerCase())
		);
	}

	/** The model that is named; for a clip without one the usual one, if it takes clips, else the cheapest that does. */
	chosen(request: VideoRequest, settings?: GuildSettings): OfferedModel | undefined {
		const usual = this.model(request.model === '' ? null : request.model, settings);
		if (request.model !== '' || clipIn(request) === undefined || usual?.model.clip !== undefined) return usual;
		const takers = this.models(settings).filter(({ model }) => model.clip !== undefined);
		const usd = (offered: OfferedModel): number => estimate(offered, request).usd;
		return takers.toSorted((one, other) => usd(one) - usd(other))[0] ?? usual;
	}

	/** The models on offer, as far as a guild allows them. */
	models(settings?: GuildSettings): readonly OfferedModel[] {
		const { catalogue, pauses } = this.#parts;
		const all = catalogue.models().filter(({ model }) => !pauses.has(model.id));
		return settings === undefined ? all : all.filter(({ model }) => isModelAllowed(settings, model.id));
	}

	/**
	 * Takes the order to admission, asks the member first, or tells them what to change. Returns undefined when it did not get
	 * to admission.
	 */
	async place(
		facts: InteractionFacts,
		request: VideoRequest,
		details: RequestDetails = {},
	): Promise<AdmissionVerdict | undefined> {
		const { proposing } = this.#parts;
		const { button, confirmation } = details;
		const order = details.problem ? refused(details.problem) : await this.check(facts, request, details);
		// The id of the one job that this order can become, whichever question about it is answered first.
		const id = details.jobId ?? button?.jobId ?? facts.interactionId;
		if (order.type === 'refused') {
			await this.#refuse(facts, { request, reasons: order.refusals, id }, details);
			return undefined;
		}
		const { admittance } = order;
		const agreedUsd = typeof confirmation === 'object' ? confirmation.agreedUsd : undefined;
		const wanted = confirmation === 'wanted' || details.improve === true;
		const asks = agreedUsd === undefined ? wanted || proposing.mustAsk(admittance) : false;
		const dearer = agreedUsd !== undefined && admittance.estimate.usd > agreedUsd;
		if (asks || dearer) {
			const place = dearer ? 'instead' : details.place;
			const { improve } = details;
			await proposing.ask(admittance, id, { place, improve, use: button?.use, ...(dearer && { agreedUsd }) });
			return undefined;
		}
		if (button === undefined) return this.#admit(admittance, details);
		button.use();
		const verdict = await this.#admit({ ...admittance, jobId: button.jobId }, details);
		if (verdict.type === 'refused' || verdict.type === 'unanswerable') button.restore();
		return verdict;
	}

	/** The checks alone, the guild's rules among them. `request.model` empty: the member named none. */
	async check(facts: InteractionFacts, request: VideoRequest, details: RequestDetails = {}): Promise<CheckedRequest> {
		const welcome = await this.#parts.rules.welcome(facts);
		if (welcome.type === 'closed') return refused(welcome.refusal);
		const { settings } = welcome;

		const offered = this.chosen(request, settings);
		if (offered === undefined) return refused({ type: 'model-unknown', model: request.model });
		if (this.#parts.pauses.has(offered.model.id)) {
			return refused({ type: 'model-paused', model: offered.model.name });
		}
		if (!isModelAllowed(settings, offered.model.id))
			return refused(policyRefusal({ why: 'model' }, offered.model.name));
		const isPrivate = await this.#parts.rules.isPrivate(settings, facts);
		const asked = isPrivate ? { ...request, private: true } : request;
		return this.#weigh(facts, asked, { offered, settings, details });
	}

	#weigh(
		facts: InteractionFacts,
		request: VideoRequest,
		{ offered, settings, details }: { offered: OfferedModel; settings: GuildSettings; details: RequestDetails },
	): CheckedRequest {
		const { model } = offered;
		const bounded = withinBounds(model, { ...request, model: model.id }, settings);
		const house = { publicUrl: this.#parts.publicUrl };
		const fitted = fitRequest(model, bounded, house);
		// What fits with other values is offered so; else all that is wrong is said at once.
		const isFitted = details.fit === true || fitted.problems.length === 0;
		const allowance = isFitted ? fitted : checkRequest(model, bounded, house);
		const price = estimate(offered, allowance.request);
		const weighed = {
			request: allowance.request,
			seconds: model.durations === undefined ? undefined : secondsOf(model, allowance.request),
			lines: linesOfRequest(model, allowance.request),
			estimate: price,
		};
		const refusals = [
			...declaredRefusals(allowance.request),
			...allowance.problems.map((problem) => problemRefusal(problem, request, model.name)),
			...requestRefusals(settings, weighed).map((why) => policyRefusal(why, model.name)),
		];
		if (refusals.length > 0) return refused(...refusals);

		const notices = [...(details.notices ?? []), ...noticesOf(facts, offered, allowance)];
		const policy = limitPolicy(settings, facts);
		const { lineage, jobId } = details;
		const kin = { ...(lineage === undefined ? {} : { lineage }), ...(jobId === undefined ? {} : { jobId }) };
		return {
			type: 'fine',
			admittance: { facts, request: allowance.request, model: offered, notices, estimate: price, policy, ...kin },
		};
	}

	/** An offer whose answer is refused stands on as it is; everything else is kept for the next try. */
	#refuse(
		facts: InteractionFacts,
		refused: Pick<Parameters<RefusedRequests['tell']>[1], 'request' | 'reasons' | 'id'>,
		{ confirmation, lineage, notices, place }: RequestDetails,
	): Promise<void> {
		const { reasons, request } = refused;
		if (typeof confirmation === 'object') {
			return refuseRequest(facts, { reasons, prompt: request.prompt }, this.#parts);
		}
		return this.#parts.refusing.tell(facts, { ...refused, lineage, notices, place });
	}

	/** Admission answers what it accepts; whoever is refused is told here. */
	async #admit(admittance: AcceptedRequest, details: RequestDetails): Promise<AdmissionVerdict> {
		const { admission, proposing } = this.#parts;
		const verdict = await admission.admit(admittance);
		if (verdict.type === 'accepted' && admittance.jobId !== undefined) proposing.accepted(admittance.jobId);
		if (verdict.type === 'refused') {
			const { facts, request, jobId: id = facts.interactionId } = admittance;
			await this.#refuse(facts, { request, reasons: [verdict.refusal], id }, details);
		}
		return verdict;
	}
}

const refused = (...refusals: Refusal[]): CheckedRequest => ({ type: 'refused', refusals });

const declaredRefusals = ({ pictures }: VideoRequest): Refusal[] =>
	pictures.flatMap((picture) => {
		const problem = declaredProblem(picture);
		return problem === undefined ? [] : [{ type: 'picture', option: picture.role, problem } as const];
	});

function noticesOf(
	facts: InteractionFacts,
	{ sunsetting }: OfferedModel,
	{ notices, request }: RequestCheck,
): Notice[] {
	const outlives = request.private || isForeign(facts);
	return [
		...notices,
		...(sunsetting ? [{ code: 'sunset' } as const] : []),
		...(outlives ? [{ code: 'may-outlive-token' } as const] : []),
	];
}
