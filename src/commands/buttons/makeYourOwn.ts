import { MessageFlags } from 'discord.js';
import { isErased } from '../../jobs/record/job.js';
import type { VideoRequest } from '../../jobs/record/request.js';
import { ownModal } from '../../messages/forms/modals.js';
import type { Records } from '../../services/records/records.js';
import type { Press, SentForm } from '../interaction/command.js';
import { openModal, refuseForm, refusePress, type Responding } from '../interaction/respond.js';
import { typedPrompt } from '../interaction/typedPrompt.js';
import type { VideoRequests } from '../video/requestVideo.js';
import type { GuildRules } from '../video/guildRules.js';

export interface MakeYourOwnParts extends Responding {
	readonly store: Pick<Records, 'get'>;
	readonly ordering: Pick<VideoRequests, 'place' | 'model'>;
	readonly rules: Pick<GuildRules, 'of'>;
}

/** What somebody else than the owner gets from the buttons that make a video: the words, to make their own of them. */
export async function makeYourOwn({ facts, id, interaction }: Press, parts: MakeYourOwnParts): Promise<void> {
	const job = await parts.store.get(id.jobId);
	if (job === undefined || isErased(job)) return refusePress(facts, 'gone', parts);
	if (interaction.message.flags.has(MessageFlags.Ephemeral)) return refusePress(facts, 'notYours', parts);
	await openModal(facts, ownModal(job, facts.userId, facts.locale), parts);
}

/** A request of the member's own: on their limits, for them to be told of, and without the other member's pictures. */
export async function submitOwn({ facts, id, interaction }: SentForm, parts: MakeYourOwnParts): Promise<void> {
	const job = await parts.store.get(id.jobId);
	if (job === undefined || isErased(job)) {
		return refuseForm(facts, { why: 'gone', prompt: typedPrompt(interaction, '') }, parts);
	}
	const settings = await parts.rules.of(facts);
	const same = parts.ordering.model(job.request.model, settings)?.model;
	const model = same?.text === true ? same.id : (parts.ordering.model(null, settings)?.model.id ?? '');
	const request: VideoRequest = {
		...job.request,
		...{ action: 'generate', source: null, pictures: [], private: false },
		...{ model, prompt: typedPrompt(interaction, job.request.prompt) },
	};
	await parts.ordering.place(facts, request, { lineage: { jobId: job.id, kind: 'own' }, fit: true });
}
