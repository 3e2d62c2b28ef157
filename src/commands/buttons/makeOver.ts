import type { VideoRequest } from '../../jobs/record/request.js';
import { fields, remixModal } from '../../messages/forms/modals.js';
import { remixing, upscaling } from '../../providers/catalogue/resultActions.js';
import type { VideoApi } from '../../services/cometapi/videoApi.js';
import type { Press, SentForm } from '../interaction/command.js';
import { refuseWith } from '../interaction/refuseAsked.js';
import { openModal, refusePress } from '../interaction/respond.js';
import type { VideoRequests } from '../video/requestVideo.js';
import { ownJob, type AboutJob, type OwnJobParts, sourceOf } from './ownJob.js';

export interface RemixParts extends OwnJobParts {
	readonly ordering: Pick<VideoRequests, 'place' | 'models'>;
}

/** Asks what should change in a video. */
export async function remix(press: Press, parts: RemixParts): Promise<void> {
	const found = await remixable(press, parts);
	if (found !== undefined) await openModal(press.facts, remixModal(found.job, press.facts.locale), parts);
}

/** Makes a new video of the finished one, by whatever its family has for that. */
export async function submitRemix(submission: SentForm, parts: RemixParts): Promise<void> {
	const found = await remixable(submission, parts);
	if (found === undefined) return;
	const { facts, interaction } = submission;
	const { job, building, source } = found;
	const request = {
		action: building.action,
		source,
		model: building.offered.model.id,
		prompt: interaction.fields.getTextInputValue(fields.prompt),
		// The clip that it starts from has them already.
		...{ pictures: [], negativePrompt: null, duration: null, aspect: null, resolution: null, seed: null },
		private: job.request.private,
		spoiler: job.request.spoiler,
	} satisfies Record<keyof VideoRequest, unknown>;
	await parts.ordering.place(facts, request, { lineage: { jobId: job.id, kind: 'remix' } });
}

async function remixable(asked: AboutJob, parts: RemixParts) {
	const job = await ownJob(asked, parts);
	if (job === undefined) return undefined;
	const building = remixing(parts.ordering.models(), job.request.model);
	const source = sourceOf(job);
	if (building !== undefined && source !== undefined) return { job, building, source };
	await refuseWith(asked, 'notPossible', parts);
	return undefined;
}

export interface UpscaleParts extends OwnJobParts {
	readonly ordering: Pick<VideoRequests, 'place' | 'models'>;
	readonly videoApi: Pick<VideoApi, 'owns'>;
}

/** Makes the same film sharper. Nothing is left to be typed, so the price is shown and a yes is asked for in any case. */
export async function upscale(press: Press, parts: UpscaleParts): Promise<void> {
	const job = await ownJob(press, parts);
	if (job === undefined) return;
	const offered = upscaling(parts.ordering.models(), job.request.model);
	const source = sourceOf(job);
	const url = source?.videoUrl ?? '';
	// What can be had with our key alone is nothing that another provider could fetch.
	if (offered === undefined || source === undefined || url === '' || parts.videoApi.owns(url)) {
		await refusePress(press.facts, 'notPossible', parts);
		return;
	}
	const { prompt, private: isPrivate, spoiler } = job.request;
	const request: Record<keyof VideoRequest, unknown> & VideoRequest = {
		action: 'upscale',
		...{ source, model: offered.model.id, prompt },
		// The film that it starts from has them already.
		...{ pictures: [], negativePrompt: null, duration: null, aspect: null, resolution: null, seed: null },
		...{ private: isPrivate, spoiler },
	};
	// One and the same job, however often it is pressed before somebody says yes.
	const jobId = `${press.interaction.message.id}_u`;
	const made = await parts.store.get(jobId);
	await parts.ordering.place(press.facts, request, {
		...(made === undefined && { jobId }),
		...{ lineage: { jobId: job.id, kind: 'upscale' }, confirmation: 'wanted' },
	});
}
