import type { FamilyKit } from '../../task/family.js';
import { isUnknownOnce } from '../../task/polling.js';
import type { Task } from '../../task/task.js';
import { klingVideoId } from './klingActions.js';

const blocked = 'Failure to pass the risk control system';

/** A task in Kling's native form, without the envelope; times are milliseconds. Callbacks say the same. */
export function klingTask(task: Task, kit: FamilyKit): Record<string, unknown> {
	const { plan, facts } = task;
	const now = kit.now();
	const isDone = task.standing(now).stage === 'done';
	const succeeded = task.hasVideo(now);
	const parent = facts['parent'];
	const url = succeeded ? kit.cdn.link(task) : '';
	const reason = plan.outcome === 'moderated' ? blocked : plan.reason;
	return {
		task_id: task.id,
		task_status: klingStatus(task, now),
		...(isDone && plan.reason !== null && { task_status_msg: succeeded ? '' : reason }),
		task_info: parent === undefined ? {} : { parent_video: parent },
		task_result: succeeded ? { videos: [{ id: klingVideoId(task.id), url, duration: '5.1' }] } : {},
		created_at: task.createdAt,
		updated_at: task.finishedAt ?? now,
	};
}

function klingStatus(task: Task, now: number): string {
	if (isUnknownOnce(task)) return 'unknown';
	const { stage } = task.standing(now);
	if (stage === 'queued') return 'submitted';
	if (stage === 'running') return task.plan.runningWord ?? 'processing';
	return task.plan.outcome === 'succeeded' ? 'succeed' : 'failed';
}
