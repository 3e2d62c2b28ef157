import type { Answer } from '../../http/exchange.js';
import type { FamilyKit } from './family.js';
import { isUnknownOnce, progressOf, seconds } from './polling.js';
import type { Task } from './task.js';

/** The task wrapper's fields, flat: the outer half of the older answers, and all of the Runway feed's. */
export function wrapperFields(task: Task, kit: FamilyKit, action: string): Record<string, unknown> {
	const { plan } = task;
	const now = kit.now();
	const { stage, percent } = task.standing(now);
	const succeeded = task.hasVideo(now);
	const link = succeeded ? kit.cdn.link(task) : '';
	const status = wrapperStatus(task, now);
	const failReason = status === 'FAILURE' ? (plan.reason ?? '') : '';
	return {
		task_id: task.id,
		action,
		status,
		fail_reason: succeeded && plan.urlInFailReason ? link : failReason,
		...(succeeded && plan.resultUrl && { result_url: link }),
		submit_time: seconds(task.createdAt),
		start_time: stage === 'queued' ? 0 : seconds(task.createdAt + plan.paceMs * plan.queuedShare),
		finish_time: task.finishedAt === undefined ? 0 : seconds(task.finishedAt),
		progress: progressOf(task, percent, 'percent'),
	};
}

/** A provider's body inside the task wrapper, as older answers have it; left alone when the plan says bare. */
export function wrapped(
	task: Task,
	parts: { readonly kit: FamilyKit; readonly action: string; readonly body: unknown },
): Answer {
	if (!task.plan.wrapped) return { status: 200, body: parts.body };
	const data = { ...wrapperFields(task, parts.kit, parts.action), data: parts.body };
	return { status: 200, body: { code: 'success', message: '', data } };
}

/** The answer to a create, inside a wrapper that no page documents when the plan says so. */
export function created(task: Task, body: unknown): Answer {
	return { status: 200, body: task.plan.createWrapped ? { code: 'success', message: '', data: body } : body };
}

function wrapperStatus(task: Task, now: number): string {
	if (isUnknownOnce(task)) return 'UNKNOWN';
	const { stage } = task.standing(now);
	if (stage === 'queued') return task.polls <= 1 ? 'NOT_START' : 'QUEUED';
	if (stage === 'running') return task.plan.runningWord ?? 'IN_PROGRESS';
	return isBlockedXai(task) || task.plan.outcome === 'succeeded' ? 'SUCCESS' : 'FAILURE';
}

/** xAI tells a blocked video as done; so does the wrapper around it. */
function isBlockedXai(task: Task): boolean {
	return task.family === 'xai' && task.plan.outcome === 'moderated';
}
