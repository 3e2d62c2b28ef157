import { DiscordProblem } from '../../discord/discordProblem.js';
import type { InteractionFacts } from '../../discord/interactionFacts.js';
import { isErased, type Job } from '../../jobs/record/job.js';
import { refusal } from '../../messages/refusals/refusal.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { Erasure } from '../../services/retention/erasure.js';
import { words } from '../../i18n/index.js';
import { costUsd, isRefunded } from '../../jobs/accounting/ledger.js';
import { priceText } from '../../messages/parts/jobLines.js';
import { deleteModal } from '../../messages/forms/deleteModal.js';
import type { Press, SentForm } from '../interaction/command.js';
import { mayManage } from '../interaction/mayPress.js';
import { acknowledgePress, openModal, refusePress } from '../interaction/respond.js';
import type { OwnJobParts } from './ownJob.js';

export interface DeleteParts extends OwnJobParts {
	readonly erasure: Pick<Erasure, 'erase'>;
	readonly discord: Pick<DiscordApi, 'respond' | 'deleteOriginal' | 'deleteMessage' | 'followUp'>;
}

/** Asks first, and says what the video cost: for the owner and for those who manage messages. */
export async function deleteVideo({ facts, id }: Press, parts: DeleteParts): Promise<void> {
	const job = await parts.store.get(id.jobId);
	const told = await toldBy(job, parts);
	const why = [job, ...told].map((one) => one && obstacleTo(one, facts)).find((one) => one !== undefined);
	if (why !== undefined) return refusePress(facts, why, parts);
	const price = priceOf(job === undefined || told.length > 0 ? told : [job], facts.locale);
	await openModal(facts, deleteModal({ id: id.jobId, ownerId: id.ownerId, price }, facts.locale), parts);
}

/**
 * Deletes a video: its messages, its files, and of its record all but what limits count. A job that is long forgotten has
 * its message left, whose buttons name the owner.
 */
export async function submitDelete({ facts, id, interaction }: SentForm, parts: DeleteParts): Promise<void> {
	const job = await parts.store.get(id.jobId);
	const told = await toldBy(job, parts);
	const why = [job, ...told].map((one) => one && obstacleTo(one, facts)).find((one) => one !== undefined);
	if (why !== undefined) return refusePress(facts, why, parts);

	// Without an answer in time the member reads that it failed, and can press again.
	if ((await acknowledgePress(facts, parts)) !== undefined) return;
	for (const one of told) await parts.erasure.erase(one.id);
	// After those whose message it is, so that a press that was cut short can be made again.
	if (job !== undefined) await parts.erasure.erase(job.id);
	await tidyUp(interaction.message?.id, job, parts);
	await takeAway(facts, parts);
}

/** Whom the message of a comparison tells of: they go with it, having no other. */
async function toldBy(job: Job | undefined, { store }: DeleteParts): Promise<Job[]> {
	const found = await Promise.all((job?.comparison?.told ?? []).map((id) => store.get(id)));
	return found.filter((one) => one !== undefined && !isErased(one)) as Job[];
}

/** What was paid for them, as far as anything can have been. */
function priceOf(jobs: readonly Job[], locale: string): string | null {
	const paid = jobs.filter((job) => job.estimate && !isRefunded(job));
	const [only] = paid;
	if (only === undefined) return null;
	if (paid.length === 1) return priceText(only, locale);
	return words(locale).cards.comparing.about({ value: paid.reduce((sum, job) => sum + costUsd(job), 0) });
}

function obstacleTo(job: Job, facts: InteractionFacts): 'notYours' | 'unfinished' | undefined {
	if (!mayManage(facts, job)) return 'notYours';
	return job.phase === 'closed' ? undefined : 'unfinished';
}

/** The message that was pressed goes by the press' own token: that works wherever the member can press. */
async function takeAway(facts: InteractionFacts, { discord, log }: DeleteParts): Promise<void> {
	const reply = { applicationId: facts.applicationId, token: facts.token };
	try {
		await discord.deleteOriginal(reply);
		return;
	} catch (error) {
		if (!(error instanceof DiscordProblem)) throw error;
		log.info({ err: error }, 'the message of a deleted video could not be deleted');
		if (error.kind === 'gone') return;
	}
	await discord
		.followUp(reply, refusal({ type: 'button', why: 'notDeleted' }, facts.locale))
		.catch((error: unknown) => log.info({ err: error }, 'and its member could not be told'));
}

/** The job's other messages, as far as the bot itself can see them. */
async function tidyUp(
	pressedId: string | undefined,
	job: Job | undefined,
	{ discord, log }: DeleteParts,
): Promise<void> {
	if (job === undefined) return;
	const { destination, delivery } = job;
	const progress = destination.ephemeral
		? undefined
		: { channelId: destination.channelId, messageId: destination.messageId };
	const { receipt } = delivery;
	const pointer = receipt?.pointerId ? { channelId: destination.channelId, messageId: receipt.pointerId } : undefined;
	for (const { channelId, messageId } of [progress ?? {}, receipt ?? {}, pointer ?? {}]) {
		if (!channelId || !messageId || messageId === pressedId) continue;
		await discord.deleteMessage(channelId, messageId).catch((error: unknown) => {
			log.info({ err: error, jobId: job.id }, 'a message of a deleted video could not be deleted');
		});
	}
}
