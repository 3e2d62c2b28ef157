import { otherModel as otherModelMenu } from '../../messages/forms/otherModel.js';
import type { Press } from '../interaction/command.js';
import { refusePress, reply } from '../interaction/respond.js';
import type { GuildRules } from '../video/guildRules.js';
import { modelOptions } from '../video/modelChoices.js';
import type { VideoRequests } from '../video/requestVideo.js';
import { sameRequest, type SameRequestParts } from './again.js';
import { ownJob } from './ownJob.js';

export interface OtherModelParts extends SameRequestParts {
	readonly ordering: Pick<VideoRequests, 'place' | 'models'>;
	readonly rules: Pick<GuildRules, 'of'>;
}

/**
 * The same request with another model: the button shows which there are; the choice is answered, in the menu's own place,
 * with what that model would make of it and for how much.
 */
export async function otherModel(press: Press, parts: OtherModelParts): Promise<void> {
	const job = await ownJob(press, parts);
	if (job === undefined) return;
	const { facts, interaction } = press;
	if (job.request.action !== 'generate') return refusePress(facts, 'notPossible', parts);
	if (!interaction.isStringSelectMenu()) return showMenu(press, parts, job);

	const [model] = interaction.values;
	const request = await sameRequest(press, job, parts);
	if (request === undefined || model === undefined) return;
	await parts.ordering.place(
		facts,
		{ ...request, model },
		{ lineage: { jobId: job.id, kind: 'other-model' }, fit: true, confirmation: 'wanted', place: 'instead' },
	);
}

async function showMenu(
	{ facts }: Press,
	parts: OtherModelParts,
	job: Parameters<typeof otherModelMenu>[0],
): Promise<void> {
	const settings = await parts.rules.of(facts);
	const pictures = job.request.pictures.length > 0;
	const choices = modelOptions(parts.ordering.models(settings), { pictures, locale: facts.locale });
	await reply(facts, otherModelMenu(job, choices, facts.locale), parts);
}
