import { asEdit } from '../../discord/messageBody.js';
import type { Job, Receipt } from '../../jobs/record/job.js';
import { isPublic } from '../../jobs/delivery/ladder.js';
import { refusal } from '../../messages/refusals/refusal.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { ResultReply } from '../../services/delivery/resultReply.js';
import type { Records } from '../../services/records/records.js';
import type { JobWriter } from '../../services/records/jobWriter.js';
import type { Videos } from '../../services/media/videos/videos.js';
import type { GuildRules } from '../video/guildRules.js';
import type { Press } from '../interaction/command.js';
import { defer, refusePress } from '../interaction/respond.js';
import { ownJob, type OwnJobParts } from './ownJob.js';
import { PressedMessage, type PressedMessageParts } from './pressedMessage.js';

export interface GetVideoParts extends OwnJobParts, PressedMessageParts {
	readonly resultReply: ResultReply;
	readonly store: Pick<Records, 'get' | 'hasNote'>;
	readonly videos: Pick<Videos, 'has'>;
	readonly writer: Pick<JobWriter, 'apply'>;
	readonly discord: Pick<DiscordApi, 'respond' | 'editMessage' | 'editOriginal'>;
	readonly rules: Pick<GuildRules, 'of' | 'isPrivate'>;
}

/** The kept original of a video that was posted smaller, for the member alone. */
export async function download(press: Press, parts: GetVideoParts): Promise<void> {
	const job = await ownJob(press, parts);
	if (job === undefined) return;
	const { facts } = press;
	if (!job.media || !(await parts.videos.has(job.media))) return refusePress(facts, 'noOriginal', parts);
	if (await defer(facts, parts)) await give(press, parts, job, { as: 'original', copy: true });
}

/**
 * An outcome that could not be delivered, or one that its member wants again. The first time it takes the place of the
 * delivery, as public as the job is; after that it is a private copy.
 */
export async function fetchOutcome(press: Press, parts: GetVideoParts): Promise<void> {
	const job = await ownJob(press, parts);
	if (job === undefined) return;
	const { resultReply, store } = parts;
	const button = new PressedMessage(press, job, parts);
	const isOpen = isPublic(job) && !button.isPrivate && isUntold(job) && !(await isPrivateHere(press, parts));
	const claimed = isOpen && (await resultReply.claim(job.id));
	try {
		// Read anew, now that nobody else begins to tell it openly: an admin may have asked for that before.
		const latest = await store.get(job.id);
		const isDelivery = latest !== undefined && isUntold(latest) && !(await store.hasNote('redeliver', job.id));
		if (!(await defer(press.facts, parts, claimed && isDelivery))) return;
		const receipt = await give(press, parts, latest ?? job, { as: 'fitting', copy: !isDelivery });
		if (receipt === undefined || !isDelivery) return;
		await handedOut(job.id, receipt, parts);
		button.use();
	} finally {
		if (claimed) await resultReply.release(job.id);
	}
}

/** Whether answers are private where it was pressed, by now; also where that cannot be read. */
export async function isPrivateHere({ facts }: Press, { rules }: GetVideoParts): Promise<boolean> {
	const settings = await rules.of(facts);
	return settings === undefined || rules.isPrivate(settings, facts);
}

const isUntold = ({ delivery, phase }: Job): boolean => delivery.undelivered && phase === 'closed';

async function handedOut(
	id: string,
	receipt: Omit<Receipt, 'at'>,
	{ store, writer }: Pick<GetVideoParts, 'store' | 'writer'>,
): Promise<void> {
	const job = await store.get(id);
	if (job !== undefined && isUntold(job)) await writer.apply(job, { type: 'handed-out', receipt });
}

/** Fills the reply to the press with the outcome; returns nothing when that failed, which the member has been told. */
export async function give(
	{ facts }: Press,
	{ resultReply, discord, log }: GetVideoParts,
	job: Job,
	{ as, copy }: { readonly as: 'original' | 'fitting'; readonly copy: boolean },
) {
	const reply = { applicationId: facts.applicationId, token: facts.token };
	try {
		return await resultReply.give(job, { reply, limit: facts.attachmentLimit, as, copy });
	} catch (error) {
		log.error({ err: error, jobId: job.id }, 'a result that was asked for could not be given');
		await discord.editOriginal(reply, asEdit(refusal({ type: 'broken' }, facts.locale))).catch(() => undefined);
		return undefined;
	}
}
