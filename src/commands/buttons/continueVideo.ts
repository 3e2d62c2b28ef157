import type { Job } from '../../jobs/record/job.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import type { ButtonObstacle } from '../../messages/cards/refusal.js';
import { extending } from '../../providers/catalogue/resultActions.js';
import type { Model } from '../../providers/contract/model.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { Videos } from '../../services/media/videos/videos.js';
import type { Press } from '../interaction/command.js';
import { refusePress } from '../interaction/respond.js';
import type { GuildRules } from '../video/guildRules.js';
import type { VideoRequests } from '../video/requestVideo.js';
import { ownJob, type OwnJobParts, sourceOf } from './ownJob.js';
import { PressedMessage, type PressedMessageParts } from './pressedMessage.js';

export interface ContinueParts extends OwnJobParts, PressedMessageParts {
	readonly discord: Pick<DiscordApi, 'respond' | 'editMessage' | 'editOriginal'>;
	readonly ordering: Pick<VideoRequests, 'place' | 'model' | 'models'>;
	readonly rules: Pick<GuildRules, 'of'>;
	readonly videos: Pick<Videos, 'has' | 'canEdit'>;
}

/** Goes on where a video ends: by the family's own extension, else from its last frame. */
export async function continueVideo(press: Press, parts: ContinueParts): Promise<void> {
	const job = await ownJob(press, parts);
	if (job === undefined) return;
	const { facts } = press;
	const going = extension(job, parts) ?? (await fromLastFrame(job, press, parts));
	if (going.type === 'obstacle') return refusePress(facts, going.why, parts);

	const admission = await parts.ordering.place(facts, going.request, {
		lineage: { jobId: job.id, kind: 'continue' },
		// The new clip is like the old one as far as the model can do that with a picture.
		fit: true,
		...(going.request.model === job.request.model ? {} : { confirmation: 'wanted' }),
		button: new PressedMessage(press, job, parts),
	});
	if (admission?.type === 'duplicate') await refusePress(facts, 'alreadyPressed', parts);
}

type Continuation =
	| { readonly type: 'request'; readonly request: VideoRequest }
	| { readonly type: 'obstacle'; readonly why: ButtonObstacle };

const impossible = (why: ButtonObstacle): Continuation => ({ type: 'obstacle', why });

function extension(job: Job, { ordering }: ContinueParts): Continuation | undefined {
	const source = sourceOf(job);
	const building = extending(ordering.models(), job.request.model);
	if (building === undefined || !source?.videoId) return undefined;
	return { type: 'request', request: { ...job.request, action: 'extend', source, pictures: [] } };
}

async function fromLastFrame(
	job: Job,
	{ facts }: Press,
	{ ordering, rules, videos }: ContinueParts,
): Promise<Continuation> {
	const { media, request, delivery } = job;
	const isHere = media ? await videos.has(media) : false;
	// What could not be fetched is asked for again by the new job's first step, before anything is paid.
	if (!isHere && typeof delivery.fetchProblem !== 'string') return impossible('noOriginal');
	if (!(await videos.canEdit())) return impossible('noFrames');

	const settings = await rules.of(facts);
	const own = ordering.model(request.model, settings)?.model;
	const others = [ordering.model(null, settings), ...ordering.models(settings)].map((offered) => offered?.model);
	const model = [own, ...others].find(takesFrame);
	if (model === undefined) return impossible('notPossible');

	const frame = {
		role: 'image',
		url: '',
		own: { type: 'last-frame', jobId: job.id },
		name: 'last-frame.jpg',
		bytes: 0,
	} as const;
	return {
		type: 'request',
		request: { ...request, action: 'generate', source: null, model: model.id, pictures: [frame] },
	};
}

const takesFrame = (model: Model | undefined): model is Model =>
	model !== undefined && model.image !== 'no' && model.picturesByUrl !== true;
