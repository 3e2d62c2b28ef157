import type { ModalSubmitInteraction } from 'discord.js';
import type { Job } from '../../jobs/record/job.js';
import type { PictureRole, PictureSource, VideoRequest } from '../../jobs/record/request.js';
import { editModal, fields } from '../../messages/forms/modals.js';
import { pictureOrder } from '../../providers/contract/model.js';
import type { Press, SentForm } from '../interaction/command.js';
import type { GuildRules } from '../video/guildRules.js';
import { modelOptions } from '../video/modelChoices.js';
import { openModal, refusePress } from '../interaction/respond.js';
import { typedPrompt } from '../interaction/typedPrompt.js';
import type { VideoRequests } from '../video/requestVideo.js';
import type { SameRequestParts } from './again.js';
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
	const choices = modelOptions(parts.ordering.models(settings), { pictures, locale: facts.locale });
	await openModal(facts, editModal(job, choices, facts.locale), parts);
}

/** Makes the request as it was edited. Values that the model does not make are fitted, and then the member is asked. */
export async function submitEdit(submission: SentForm, parts: EditParts): Promise<void> {
	const job = await ownJob(submission, parts);
	if (job === undefined) return;
	const { facts, interaction } = submission;
	const pictures = await picturesOf(job, interaction, parts);
	if (pictures === undefined) return refusePress(facts, 'picturesGone', parts);
	const request = { ...edited(job.request, interaction), pictures };
	await parts.ordering.place(facts, request, { lineage: { jobId: job.id, kind: 'edit' }, fit: true });
}

function edited(request: VideoRequest, submission: ModalSubmitInteraction): VideoRequest {
	const { fields: values } = submission;
	const prompt = typedPrompt(submission, request.prompt);
	// A modal of a video that was built on another has the prompt alone.
	if (!values.fields.has(fields.duration)) return { ...request, prompt };
	const [model = request.model] = values.fields.has(fields.model) ? values.getStringSelectValues(fields.model) : [];
	const duration = Number.parseInt(values.getTextInputValue(fields.duration), 10);
	return {
		...request,
		prompt,
		model,
		duration: duration > 0 ? duration : null,
		...shapeText(values.getTextInputValue(fields.shape)),
	};
}

/** `16:9 720p` in any order; what has a colon (or its like) is the aspect. */
export function shapeText(text: string): Pick<VideoRequest, 'aspect' | 'resolution'> {
	const words = text.split(/[\s,·]+/u).filter((word) => word !== '');
	const isAspect = (word: string): boolean => /^\d+(?:\.\d+)?[:/]\d/u.test(word);
	return {
		aspect: words.find(isAspect)?.replace('/', ':') ?? null,
		resolution: words.find((word) => !isAspect(word)) ?? null,
	};
}

/** The files of the modal take the places of the request's pictures in their order; the others stay as we keep them. */
async function picturesOf(
	job: Job,
	{ fields: values }: ModalSubmitInteraction,
	{ kept }: EditParts,
): Promise<PictureSource[] | undefined> {
	const files = values.fields.has(fields.pictures)
		? [...(values.getUploadedFiles(fields.pictures)?.values() ?? [])]
		: [];
	if (files.length === 0) return kept.sourcesOf(job);

	const roles = rolesOf(job);
	const uploaded = files.map(({ url, name, contentType, size, width, height }, place): PictureSource => {
		return { role: roles[place] ?? 'image', url, name, contentType, bytes: size, width, height };
	});
	const replaced = new Set(uploaded.map(({ role }) => role));
	const others = job.request.pictures.filter(({ role }) => !replaced.has(role));
	const rest = await kept.sourcesOf({ ...job, request: { ...job.request, pictures: others } });
	return rest && [...uploaded, ...rest];
}

function rolesOf({ request }: Job): PictureRole[] {
	const taken = new Set(request.pictures.map(({ role }) => role));
	// What is uploaded there are pictures.
	taken.delete('video');
	return taken.size === 0 ? ['image'] : pictureOrder.filter((role) => taken.has(role));
}
