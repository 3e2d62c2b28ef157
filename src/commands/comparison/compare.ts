import type { Draft } from '../../jobs/record/draft.js';
import type { Lineage } from '../../jobs/record/job.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import { compareMenu } from '../../messages/forms/compareMenu.js';
import type { AcceptedRequest } from '../../services/admission/admission.js';
import { sameRequest, type SameRequestParts } from '../buttons/again.js';
import { ownJob } from '../buttons/ownJob.js';
import type { Press } from '../interaction/command.js';
import { refusePress, refuseRequest, update } from '../interaction/respond.js';
import { alone, standing, type ConfirmParts } from '../video/confirm.js';
import type { GuildRules } from '../video/guildRules.js';
import { modelOptions } from '../video/modelChoices.js';
import type { VideoRequests } from '../video/requestVideo.js';
import type { ComparisonQuestion } from './comparisonQuestion.js';

export interface CompareParts extends ConfirmParts, SameRequestParts {
	readonly store: SameRequestParts['store'];
	readonly discord: ConfirmParts['discord'];
	readonly ordering: Pick<VideoRequests, 'place' | 'check' | 'models'>;
	readonly rules: Pick<GuildRules, 'of'>;
	readonly comparing: ComparisonQuestion;
}

/** What is to be made with several models, and the id that the job has which tells of it. */
interface Base {
	readonly id: string;
	readonly request: VideoRequest;
	readonly lineage: Lineage | undefined;
}

/**
 * *Compare*, of an offer or of a job that has ended: the button shows the models in its own message's place; what is chosen
 * there is offered with one price for all, and only a yes to that makes anything.
 */
export async function compare(press: Press, parts: CompareParts): Promise<void> {
	const isChoice = press.interaction.isStringSelectMenu();
	const job = await parts.store.get(press.id.jobId);
	// A job that has no outcome yet has been made of the very offer.
	if (!job?.outcome) {
		if (!isChoice) return showMenu(press, await standing(press, parts), parts);
		return alone(press, parts, (draft) => chosen(press, ofOffer(draft), parts));
	}
	const ended = await ownJob(press, parts);
	if (ended === undefined) return;
	if (ended.request.action !== 'generate') return refusePress(press.facts, 'notPossible', parts);
	if (!isChoice) return showMenu(press, ended, parts);
	const request = await sameRequest(press, ended, parts);
	if (request === undefined) return;
	const lineage = { jobId: ended.id, kind: 'compare' } as const;
	await chosen(press, { id: press.facts.interactionId, request, lineage }, parts);
}

const ofOffer = ({ id, request, lineage }: Draft): Base => ({ id, request, lineage: lineage ?? undefined });

async function showMenu(
	{ facts, id }: Press,
	of: { readonly request: VideoRequest } | undefined,
	parts: CompareParts,
): Promise<void> {
	if (of === undefined) return;
	const settings = await parts.rules.of(facts);
	const { pictures } = of.request;
	const choosing = { pictures: pictures.length > 0, clip: pictures.some(({ role }) => role === 'video') };
	const choices = modelOptions(parts.ordering.models(settings), {
		...choosing,
		first: of.request.model,
		locale: facts.locale,
	});
	const menu = { id: id.jobId, memberId: facts.userId, choices, isOffer: 'memberId' in of };
	await update(facts, compareMenu(menu, facts.locale), parts);
}

async function chosen({ facts, interaction }: Press, base: Base, parts: CompareParts): Promise<void> {
	const models = interaction.isStringSelectMenu() ? [...new Set(interaction.values)] : [];
	const checked = await checkEach(facts, { base, models }, parts);
	if (checked.type === 'refused') {
		return refuseRequest(facts, { reasons: checked.reasons, prompt: base.request.prompt }, parts);
	}
	await parts.comparing.ask(facts, { ...base, models, compared: checked.compared });
}

type Facts = Press['facts'];

type CheckedModels =
	| { readonly type: 'fine'; readonly compared: readonly AcceptedRequest[] }
	| { readonly type: 'refused'; readonly reasons: Parameters<typeof refuseRequest>[1]['reasons'] };

/** Each model with the same request, as near to it as the model can. */
async function checkEach(
	facts: Facts,
	{ base, models }: { readonly base: Omit<Base, 'id'>; readonly models: readonly string[] },
	{ ordering }: Pick<CompareParts, 'ordering'>,
): Promise<CheckedModels> {
	const lineage = base.lineage ? { lineage: base.lineage } : {};
	const all = await Promise.all(
		models.map((model) => ordering.check(facts, { ...base.request, model }, { fit: true, ...lineage })),
	);
	const reasons = all.flatMap((one) => (one.type === 'refused' ? one.refusals : []));
	if (reasons.length > 0) return { type: 'refused', reasons };
	return { type: 'fine', compared: all.flatMap((one) => (one.type === 'fine' ? [one.admittance] : [])) };
}

/** The yes to an offer of several models: all of them are checked anew, and let in together or not at all. */
export async function makeCompared(offer: Draft, { facts, id }: Press, parts: CompareParts): Promise<void> {
	const models = offer.models ?? [];
	const base = { ...ofOffer(offer), request: { ...offer.request, pictures: await parts.drafts.picturesOf(offer) } };
	const checked = await checkEach(facts, { base, models }, parts);
	if (checked.type === 'refused') {
		return refuseRequest(facts, { reasons: checked.reasons, prompt: offer.request.prompt }, parts);
	}
	const agreedMicroUsd = id.price ?? 0;
	await parts.comparing.make(facts, { ...base, models, compared: checked.compared, agreedMicroUsd, offer });
}
