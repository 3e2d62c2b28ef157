import { limitPolicy, requestRefusals } from '../../jobs/guild/policy.js';
import type { GuildSettings } from '../../jobs/guild/guildSettings.js';
import type { Piece } from '../../jobs/delivery/chain.js';
import type { Job } from '../../jobs/record/job.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import type { ButtonObstacle } from '../../messages/refusals/refusal.js';
import type { Admission } from '../../services/admission/admission.js';
import type { Chain, FilmChain } from '../../services/delivery/filmChain.js';
import type { Videos } from '../../services/media/videos/videos.js';
import { fields, remixModal } from '../../messages/forms/modals.js';
import { remixing, upscaling } from '../../providers/catalogue/resultActions.js';
import type { VideoApi } from '../../services/cometapi/videoApi.js';
import type { Press, SentForm } from '../interaction/command.js';
import { refuseWith } from '../interaction/refuseAsked.js';
import { openModal, refusePress, refuseRequest } from '../interaction/respond.js';
import type { GuildRules } from '../video/guildRules.js';
import { policyRefusal } from '../video/refusals.js';
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

export interface JoinParts extends OwnJobParts {
	readonly chain: Pick<FilmChain, 'of'>;
	readonly videos: Pick<Videos, 'canEdit'>;
	readonly rules: Pick<GuildRules, 'welcome' | 'isPrivate'>;
	readonly joining: Pick<Admission, 'admit'>;
}

/** Puts a video and those that it goes on from into one film. It costs nothing, so nothing is asked before. */
export async function joinVideos(press: Press, parts: JoinParts): Promise<void> {
	const job = await ownJob(press, parts);
	if (job === undefined) return;
	const { facts } = press;
	const chain = await parts.chain.of(job);
	if (chain.type !== 'pieces') return refusePress(facts, obstacles[chain.type], parts);
	if (!(await parts.videos.canEdit())) return refusePress(facts, 'noJoin', parts);
	const jobId = await joinId(job, parts);
	if (jobId === undefined) return refusePress(facts, 'alreadyPressed', parts);

	const welcome = await parts.rules.welcome(facts);
	if (welcome.type === 'closed') return refuseRequest(facts, { reasons: [welcome.refusal], prompt: '' }, parts);
	const { settings } = welcome;
	const request = joined(job, chain.pieces, await parts.rules.isPrivate(settings, facts));
	const reasons = brokenRules(settings, request);
	if (reasons.length > 0) return refuseRequest(facts, { reasons, prompt: '' }, parts);
	const verdict = await parts.joining.admit({
		...{ facts, request, jobId, shown: job.model, policy: limitPolicy(settings, facts) },
		...{ lineage: { jobId: job.id, kind: 'join' }, seconds: lengthOf(chain.pieces) },
	});
	if (verdict.type === 'refused') await refuseRequest(facts, { reasons: [verdict.refusal], prompt: '' }, parts);
	if (verdict.type === 'duplicate') await refusePress(facts, 'alreadyPressed', parts);
}

const obstacles: Readonly<Record<Exclude<Chain['type'], 'pieces'>, ButtonObstacle>> = {
	alone: 'notPossible',
	gone: 'pieceGone',
	'too-much': 'tooLong',
};

/** One and the same film, wherever and however often the button is pressed; another one where the last came to nothing. */
async function joinId({ id }: Job, { store }: JoinParts): Promise<string | undefined> {
	for (let count = 1; count <= mostTries; count += 1) {
		const jobId = `${id}_j${count === 1 ? '' : String(count)}`;
		const made = await store.get(jobId);
		if (made === undefined) return jobId;
		if (!made.outcome || made.outcome.type === 'succeeded') return undefined;
	}
	return undefined;
}

const mostTries = 100;

/** The whole story in words; private and covered where a part of it was. */
function joined({ id, request }: Job, pieces: readonly Piece[], isPrivate: boolean): VideoRequest {
	const prompts = new Set(pieces.map((piece) => piece.request.prompt.trim()));
	const whole: Record<keyof VideoRequest, unknown> & VideoRequest = {
		action: 'join',
		...{ model: request.model, prompt: [...prompts].join('\n').slice(0, longestStory) },
		source: { jobId: id, pieces: pieces.map((piece) => piece.id) },
		// The videos have them already.
		...{ pictures: [], negativePrompt: null, duration: null, aspect: null, resolution: null, seed: null },
		private: isPrivate || pieces.some((piece) => piece.request.private),
		spoiler: pieces.some((piece) => piece.request.spoiler),
	};
	return whole;
}

/** Longest story in one request. */
const longestStory = 4_000;

const lengthOf = (pieces: readonly Piece[]): number | undefined =>
	pieces.reduce((sum, { media }) => sum + (media.seconds ?? 0), 0) || undefined;

/** Words may have been forbidden since. */
const brokenRules = (settings: GuildSettings, request: Pick<VideoRequest, 'prompt'>) =>
	requestRefusals(settings, {
		...{ request, seconds: undefined, lines: undefined, estimate: { usd: 0, basis: 'catalogue' } },
	}).map((why) => policyRefusal(why, ''));
