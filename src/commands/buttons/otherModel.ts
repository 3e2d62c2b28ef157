import { InteractionResponseType } from 'discord.js';
import { DiscordProblem } from '../../discord/discordProblem.js';
import { otherModel as otherModelMenu } from '../../messages/forms/otherModel.js';
import { refusal } from '../../messages/cards/refusal.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { Press } from '../interaction/command.js';
import type { GuildRules } from '../video/guildRules.js';
import { modelOptions } from '../video/modelChoices.js';
import type { VideoRequests } from '../video/requestVideo.js';
import { sameRequest, type SameRequestParts } from './again.js';
import { ownJob } from './ownJob.js';

export interface OtherModelParts extends SameRequestParts {
	readonly ordering: Pick<VideoRequests, 'place' | 'models'>;
	readonly rules: Pick<GuildRules, 'of'>;
	readonly discord: Pick<DiscordApi, 'respond'>;
}

/**
 * The same request with another model: the button shows which there are; the choice is answered, in the menu's own place,
 * with what that model would make of it and for how much.
 */
export async function otherModel(press: Press, parts: OtherModelParts): Promise<void> {
	const job = await ownJob(press, parts);
	if (job === undefined) return;
	const { facts, interaction } = press;
	if (job.request.action !== 'generate') {
		return parts.admission.refuse(facts, refusal({ type: 'button', why: 'notPossible' }, facts.locale));
	}
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
	{ ordering, rules, discord }: OtherModelParts,
	job: Parameters<typeof otherModelMenu>[0],
): Promise<void> {
	const settings = await rules.of(facts);
	const pictures = job.request.pictures.length > 0;
	const choices = modelOptions(ordering.models(settings), { pictures, locale: facts.locale });
	try {
		await discord.respond(
			{ id: facts.interactionId, token: facts.token },
			{
				type: InteractionResponseType.ChannelMessageWithSource,
				data: otherModelMenu(job, choices, facts.locale),
			},
		);
	} catch (error) {
		if (!(error instanceof DiscordProblem)) throw error;
	}
}
