import type { ModalSubmitInteraction } from 'discord.js';
import type { Job } from '../../jobs/record/job.js';
import type { PictureSource } from '../../jobs/record/request.js';
import { editModal } from '../../messages/forms/requestModals.js';
import type { Press, SentForm } from '../interaction/command.js';
import type { GuildRules } from '../video/guildRules.js';
import { modelOptions } from '../video/modelChoices.js';
import { openModal, refuseForm } from '../interaction/respond.js';
import type { VideoRequests } from '../video/requestVideo.js';
import type { SameRequestParts } from './again.js';
import { editedRequest, uploadedPictures } from '../video/editedRequest.js';
import { ownJob } from './ownJob.js';

export interface EditParts extends SameRequestParts {
	readonly ordering: Pick<VideoRequests, 'place' | 'models'>;
	readonly rules: Pick<GuildRules, 'of'>;
}

/** Opens the request for editing. */
export async function edit(press: Press, parts: EditParts): Promise<void> {
	const job = await ownJob(press, parts);
	if (job === undefined) return;
	const { facts } = press;
	const settings = await parts.rules.of(facts);
	const pictures = job.request.pictures.length > 0;
	const choices = modelOptions(parts.ordering.models(settings), {
		pictures,
		first: job.request.model,
		locale: facts.locale,
	});
	await openModal(facts, editModal(job, choices, facts.locale), parts);
}

/** Makes the request as it was edited. Values that the model does not make are fitted, and then the member is asked. */
export async function submitEdit(submission: SentForm, parts: EditParts): Promise<void> {
	const job = await ownJob(submission, parts);
	if (job === undefined) return;
	const { facts, interaction } = submission;
	const edited = editedRequest(job.request, interaction);
	const pictures = await picturesOf(job, interaction, parts);
	if (pictures === undefined) return refuseForm(facts, { why: 'picturesGone', prompt: edited.prompt }, parts);
	const request = { ...edited, pictures };
	await parts.ordering.place(facts, request, { lineage: { jobId: job.id, kind: 'edit' }, fit: true });
}

/** The files of the modal take the places of the request's pictures in their order; the others stay as we keep them. */
async function picturesOf(
	job: Job,
	submission: ModalSubmitInteraction,
	{ kept }: EditParts,
): Promise<PictureSource[] | undefined> {
	const uploaded = uploadedPictures(job.request, submission);
	if (uploaded.length === 0) return kept.sourcesOf(job);

	const replaced = new Set(uploaded.map(({ role }) => role));
	const others = job.request.pictures.filter(({ role }) => !replaced.has(role));
	const rest = await kept.sourcesOf({ ...job, request: { ...job.request, pictures: others } });
	return rest && [...uploaded, ...rest];
}
