import type { Draft } from '../../jobs/record/draft.js';
import type { Notice } from '../../jobs/record/job.js';
import type { PictureSource, VideoRequest } from '../../jobs/record/request.js';
import { amendModal } from '../../messages/forms/requestModals.js';
import type { Press, SentForm } from '../interaction/command.js';
import { openModal, refusePress } from '../interaction/respond.js';
import { alone, standing, takeAway, type ConfirmParts } from './confirm.js';
import type { GuildRules } from './guildRules.js';
import { modelOptions } from './modelChoices.js';
import type { VideoRequests } from './requestVideo.js';
import type { Drafts } from '../../services/admission/drafts.js';
import { editedRequest, uploadedPictures } from './editedRequest.js';

export interface RefusedParts extends ConfirmParts {
	readonly drafts: ConfirmParts['drafts'] & Pick<Drafts, 'replace'>;
	readonly ordering: Pick<VideoRequests, 'place' | 'model' | 'models'>;
	readonly rules: Pick<GuildRules, 'of'>;
}

/** *Try again*: what was refused for a passing reason, as it was. */
export const retryRefused = (press: Press, parts: RefusedParts): Promise<void> =>
	alone(press, parts, async (draft) => {
		const request = { ...draft.request, pictures: await parts.drafts.picturesOf(draft) };
		await place(draft, press, { request, notices: draft.notices }, parts);
	});

/** *Edit*, of a request that is no job yet: the form, with everything filled in. */
export async function amendRefused(press: Press, parts: RefusedParts): Promise<void> {
	const draft = await standing(press, parts);
	if (draft === undefined) return;
	const { facts } = press;
	const { request } = draft;
	const settings = await parts.rules.of(facts);
	const pictures = request.pictures.length > 0;
	const model = parts.ordering.model(request.model === '' ? null : request.model, settings)?.model;
	const choices = modelOptions(parts.ordering.models(settings), { pictures, first: model?.id, locale: facts.locale });
	await openModal(facts, amendModal(draft, { choices, model }, facts.locale), parts);
}

/** The form is sent: the request as it is now goes the way of every request, and stays kept when that refuses it too. */
export const submitAmended = (sent: SentForm, parts: RefusedParts): Promise<void> =>
	alone(sent, parts, async (draft) => {
		const uploaded = uploadedPictures(draft.request, sent.interaction);
		await parts.drafts.replace(draft.id, new Set(uploaded.map(({ role }) => role)));
		const request = editedRequest(draft.request, sent.interaction);
		const pictures = [...uploaded, ...(await others(draft, uploaded, parts))];
		await place(draft, sent, { request: { ...request, pictures }, fit: true }, parts);
	});

async function others(draft: Draft, uploaded: readonly PictureSource[], { drafts }: RefusedParts) {
	const replaced = new Set(uploaded.map(({ role }) => role));
	return (await drafts.picturesOf(draft)).filter(({ role }) => !replaced.has(role));
}

/** The job, or what is asked or refused next, takes the card's place. */
async function place(
	draft: Draft,
	{ facts }: Press | SentForm,
	{ request, ...details }: { request: VideoRequest; fit?: boolean; notices?: readonly Notice[] },
	parts: RefusedParts,
): Promise<void> {
	const lineage = draft.lineage ? { lineage: draft.lineage } : {};
	const placing = { ...details, ...lineage, jobId: draft.id, place: 'instead' } as const;
	const verdict = await parts.ordering.place(facts, request, placing);
	if (verdict?.type === 'duplicate') await refusePress(facts, 'alreadyPressed', parts);
	if (verdict?.type === 'accepted' || verdict?.type === 'unclear') {
		await parts.drafts.settle(draft.id);
		await takeAway(draft, parts);
	}
}
