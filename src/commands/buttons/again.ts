import type { Job } from '../../jobs/record/job.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { KeptPictures } from '../../services/media/pictures/keptPictures.js';
import type { Press } from '../interaction/command.js';
import { refusePress } from '../interaction/respond.js';
import type { VideoRequests } from '../video/requestVideo.js';
import { ownJob, type AboutJob, type OwnJobParts } from './ownJob.js';
import { paidPress, type PaidPressParts } from './paidPress.js';
import type { VideoRequest } from '../../jobs/record/request.js';

export interface SameRequestParts extends OwnJobParts {
	readonly kept: Pick<KeptPictures, 'sourcesOf'>;
}

export interface AgainParts extends SameRequestParts, PaidPressParts {
	readonly store: SameRequestParts['store'];
	readonly discord: Pick<DiscordApi, 'respond' | 'editMessage' | 'editOriginal'>;
	readonly ordering: Pick<VideoRequests, 'place'>;
}

/** The same request once more. */
export const again = (press: Press, parts: AgainParts): Promise<void> => repeat(press, parts, 'a');

/** The same request with as much of the member's clip as its model takes. */
export const cutClip = (press: Press, parts: AgainParts): Promise<void> =>
	repeat(press, parts, 'c', (request) => ({
		...request,
		pictures: request.pictures.map((source) => (source.role === 'video' ? { ...source, cut: true } : source)),
	}));

async function repeat(
	press: Press,
	parts: AgainParts,
	suffix: 'a' | 'c',
	change: (request: VideoRequest) => VideoRequest = (request) => request,
): Promise<void> {
	const job = await ownJob(press, parts);
	const same = job && (await sameRequest(press, job, parts));
	if (job === undefined || same === undefined) return;

	const request = change(same);
	const button = await paidPress(press, job, `${press.interaction.message.id}_${suffix}`, parts);
	if (button === undefined) return;
	const lineage = { jobId: job.id, kind: 'again' } as const;
	const admission = await parts.ordering.place(press.facts, request, { lineage, button });
	if (admission?.type === 'duplicate') await refusePress(press.facts, 'alreadyPressed', parts);
}

/** What a job was asked for, with its pictures as we keep them; or the member has been told that they are gone. */
export async function sameRequest(
	{ facts }: AboutJob,
	job: Job,
	parts: SameRequestParts,
): Promise<VideoRequest | undefined> {
	const pictures = await parts.kept.sourcesOf(job);
	if (pictures !== undefined) return { ...job.request, pictures };
	await refusePress(facts, 'picturesGone', parts);
	return undefined;
}
