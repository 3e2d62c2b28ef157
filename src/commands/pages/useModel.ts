import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { VideoRequest } from '../../jobs/record/request.js';
import { useModal } from '../../messages/forms/requestModals.js';
import { modelToken } from './modelToken.js';
import type { OfferedModel } from '../../providers/contract/model.js';
import type { Press, SentForm } from '../interaction/command.js';
import { refuseWith } from '../interaction/refuseAsked.js';
import { openModal, type Responding } from '../interaction/respond.js';
import { editedRequest, uploadedPictures } from '../video/editedRequest.js';
import type { GuildRules } from '../video/guildRules.js';
import { modelOptions } from '../video/modelChoices.js';
import type { VideoRequests } from '../video/requestVideo.js';

export interface UseModelParts extends Responding {
	readonly ordering: Pick<VideoRequests, 'place' | 'models'>;
	readonly rules: Pick<GuildRules, 'of'>;
}

/** *Use this model*, of `/models`: the form of a request, with that model chosen. */
export async function useModel(press: Press, parts: UseModelParts): Promise<void> {
	const { facts, id } = press;
	const all = await offered(facts, parts);
	const chosen = all.find(({ model }) => modelToken(model.id) === id.jobId);
	if (chosen === undefined) return refuseWith(press, 'modelGone', parts);
	const pictures = !chosen.model.text;
	const choices = modelOptions(all, { pictures, first: chosen.model.id, locale: facts.locale });
	const request = blank(chosen.model.id);
	await openModal(facts, useModal({ token: id.jobId, memberId: facts.userId, request }, choices, facts.locale), parts);
}

/** The form is sent: a request like every other, whatever model is chosen in the end. */
export async function submitUse({ facts, interaction }: SentForm, parts: UseModelParts): Promise<void> {
	const request = editedRequest(blank(''), interaction);
	const pictures = uploadedPictures(request, interaction);
	await parts.ordering.place(facts, { ...request, pictures }, { fit: true });
}

async function offered(facts: InteractionFacts, { ordering, rules }: UseModelParts): Promise<readonly OfferedModel[]> {
	return ordering.models(await rules.of(facts));
}

const blank = (model: string): VideoRequest => VideoRequest.parse({ prompt: '', model });
