import { klingTask } from '../families/kling/klingTask.js';
import { volcTask } from '../families/volc.js';
import type { FamilyKit } from '../task/family.js';
import type { Task } from '../task/task.js';
import { wrapperFields } from '../task/wrapper.js';

/** What a callback of this task says now: each family in its own documented form, the others in the old guide's. */
export function callbackPayload(task: Task, kit: FamilyKit): unknown {
	if (task.family === 'kling') return klingTask(task, kit);
	if (task.family === 'volc') return volcTask(task, kit);
	if (task.family === 'runway-compat') return wrapperFields(task, kit, 'GENERATE');

	const { stage, percent } = task.standing(kit.now());
	const result = task.hasVideo(kit.now()) ? { result: { video_url: kit.cdn.link(task) } } : {};
	return { task_id: task.id, status: stage, progress: percent, ...result };
}
