import { asEdit } from '../../discord/messageBody.js';
import { words as wordsOf } from '../../i18n/index.js';
import { adminDone, adminProblem, shownTask } from '../../messages/pages/adminPages.js';
import type { DiscordApi } from '../../services/discord/discordApi.js';
import type { Repair, Repairs } from '../../services/admin/repairs.js';
import { defer, type Responding } from '../interaction/respond.js';
import type { AdminCall } from './definition.js';

export interface RepairParts extends Responding {
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
	parts: RepairParts,
	begun: string,
	act: (of: RepairOf) => Promise<Repair>,
): Promise<void> {
	const { applicationId, token, userId, locale } = facts;
	if (!(await defer(facts, parts))) return;
	const done = await act({ jobId: interaction.options.getString('job', true), guildId, by: userId });
	const body = done.type === 'begun' ? adminDone(begun) : adminProblem(wordsOf(locale).admin.wrong[done.why]);
	await parts.discord.editOriginal({ applicationId, token }, asEdit(body));
}
