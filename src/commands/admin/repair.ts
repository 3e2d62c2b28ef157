import { InteractionResponseType, MessageFlags } from 'discord.js';
import { words as wordsOf } from '../../i18n/index.js';
import { adminDone, adminProblem, shownTask } from '../../messages/pages/adminPages.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { Repair, Repairs } from '../../services/admin/repairs.js';
import type { AdminCall } from './definition.js';

export interface RepairParts {
	readonly repairs: Pick<Repairs, 'reconcile' | 'redeliver'>;
	readonly discord: Pick<DiscordApi, 'respond' | 'editOriginal'>;
}

/** `/video-admin reconcile`: attaches the task that was made for a request without an answer. */
export async function reconcile(call: AdminCall, parts: RepairParts): Promise<void> {
	const { options } = call.interaction;
	const task = options.getString('task', true);
	const begun = wordsOf(call.facts.locale).admin.reconciled({ task: shownTask(task.trim()) });
	await repair(call, parts, begun, (of) => parts.repairs.reconcile(of, task));
}

/** `/video-admin redeliver`: has an outcome told again. */
export async function redeliver(call: AdminCall, parts: RepairParts): Promise<void> {
	const begun = wordsOf(call.facts.locale).admin.redelivering;
	await repair(call, parts, begun, (of) => parts.repairs.redeliver(of));
}

type RepairOf = Parameters<Repairs['redeliver']>[0];

/** Answers first that it is at work: whether a task is known already takes a look at every record. */
async function repair(
	{ facts, guildId, interaction }: AdminCall,
	{ discord }: RepairParts,
	begun: string,
	act: (of: RepairOf) => Promise<Repair>,
): Promise<void> {
	const { interactionId, applicationId, token, userId, locale } = facts;
	await discord.respond(
		{ id: interactionId, token },
		{ type: InteractionResponseType.DeferredChannelMessageWithSource, data: { flags: MessageFlags.Ephemeral } },
	);
	const done = await act({ jobId: interaction.options.getString('job', true), guildId, by: userId });
	const body = done.type === 'begun' ? adminDone(begun) : adminProblem(wordsOf(locale).admin.wrong[done.why]);
	// An edit cannot say again how private the answer is.
	await discord.editOriginal({ applicationId, token }, { ...body, flags: MessageFlags.IsComponentsV2 });
}
