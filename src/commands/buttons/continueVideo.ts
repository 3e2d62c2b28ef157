import type { Job } from '../../jobs/record/job.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import type { ButtonObstacle } from '../../messages/refusals/refusal.js';
import { extending } from '../../providers/catalogue/resultActions.js';
import type { Model } from '../../providers/contract/model.js';
import type { Videos } from '../../services/media/videos/videos.js';
import { continueModal } from '../../messages/forms/modals.js';
import { priceText } from '../../messages/parts/jobLines.js';
import { words } from '../../i18n/index.js';
import type { Press, SentForm } from '../interaction/command.js';
import { refuseWith } from '../interaction/refuseAsked.js';
import { openModal } from '../interaction/respond.js';
import { typedPrompt } from '../interaction/typedPrompt.js';
import type { GuildRules } from '../video/guildRules.js';
import type { VideoRequests } from '../video/requestVideo.js';
import { ownJob, type OwnJobParts, type AboutJob, sourceOf } from './ownJob.js';

export interface ContinueParts extends OwnJobParts {
	readonly ordering: Pick<VideoRequests, 'place' | 'check' | 'model' | 'models'>;
	readonly rules: Pick<GuildRules, 'of'>;
	readonly videos: Pick<Videos, 'has' | 'canEdit'>;
}

/** Asks what happens next, and says how the new clip begins and what it costs. */
export async function continueVideo(press: Press, parts: ContinueParts): Promise<void> {
	const found = await continuation(press, parts);
	if (found === undefined) return;
	const { facts } = press;
	const checked = await parts.ordering.check(facts, found.request, { fit: true });
	const price = checked.type === 'fine' ? priceText(checked.admittance, facts.locale) : '';
	const says = words(facts.locale).controls.continue;
	const from = found.request.action === 'extend' ? says.longer({ price }) : says.frame({ price });
	await openModal(facts, continueModal(found.job, from, facts.locale), parts);
}

/** Goes on where a video ends: by the family's own extension, else from its last frame. */
export async function submitContinue(submission: SentForm, parts: ContinueParts): Promise<void> {
	const found = await continuation(submission, parts);
	if (found === undefined) return;
	const { job, request } = found;
	const prompt = typedPrompt(submission.interaction, job.request.prompt);
	await parts.ordering.place(
		submission.facts,
		{ ...request, prompt },
		{
			lineage: { jobId: job.id, kind: 'continue' },
			// The new clip is like the old one as far as the model can do that with a picture.
			fit: true,
			...(request.model === job.request.model ? {} : { confirmation: 'wanted' }),
		},
	);
}

async function continuation(asked: AboutJob, parts: ContinueParts) {
	const job = await ownJob(asked, parts);
	if (job === undefined) return undefined;
	const going = extension(job, parts) ?? (await fromLastFrame(job, asked, parts));
	if (going.type === 'request') return { job, request: going.request };
	await refuseWith(asked, going.why, parts);
	return undefined;
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
	{ facts }: AboutJob,
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
