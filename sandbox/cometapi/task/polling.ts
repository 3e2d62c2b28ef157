import type { FamilyKit } from './family.js';
import { taskNotExist } from './refusal.js';
import type { FamilyName, Task } from './task.js';

/** Which tasks a status route knows: those of its family, and of its own action where it has one. */
interface Sight {
	readonly family: FamilyName;
	readonly actions?: readonly string[];
}

/** Finds a task for a status route and counts the poll; unknown, foreign and still invisible ones do not exist. */
export function pollAt(kit: FamilyKit, id: string, { family, actions }: Sight): Task {
	const task = kit.book.find(id);
	if (task?.family !== family || (actions && !actions.includes(task.action))) throw taskNotExist();

	task.polls += 1;
	if (task.polls <= task.plan.notExistPolls) throw taskNotExist();
	return task;
}

/** Whether this look is one of those that only echo the id. */
export function onlyEchoes(task: Task): boolean {
	return task.polls <= task.plan.notExistPolls + task.plan.echoPolls;
}

/** Whether this look is the one that answers `unknown`. */
export function isUnknownOnce(task: Task): boolean {
	return task.plan.unknownOnce && task.polls === task.plan.notExistPolls + 1;
}

/** Progress as this plan tells it; `native` is the route's own form. */
export function progressOf(task: Task, percent: number, native: 'int' | 'float' | 'percent'): number | string {
	const form = task.plan.progress === 'native' ? native : task.plan.progress;
	switch (form) {
		case 'zero':
			return native === 'percent' ? '0%' : 0;
		case 'int':
			return percent;
		case 'float':
			return percent / 100;
		case 'percent':
			return `${percent}%`;
	}
}

export function seconds(ms: number): number {
	return Math.floor(ms / 1_000);
}
