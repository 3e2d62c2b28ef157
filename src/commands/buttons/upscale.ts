import type { VideoRequest } from '../../jobs/record/request.js';
import { upscaling } from '../../providers/catalogue/resultActions.js';
import type { VideoApi } from '../../services/cometapi/videoApi.js';
import type { Press } from '../interaction/command.js';
import { refusePress } from '../interaction/respond.js';
import type { VideoRequests } from '../video/requestVideo.js';
import { ownJob, type OwnJobParts, sourceOf } from './ownJob.js';

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
