import type { FamilyKit } from './family.js';
import type { Task } from './task.js';

/** What a callback of this task says now. */
export function callbackPayload(task: Task, kit: FamilyKit): unknown {
	return { task_id: task.id, task_status: task.standing(kit.now()).stage };
}
