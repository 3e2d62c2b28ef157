import { randomUUID } from 'node:crypto';

import type { Answer, Exchange } from '../../../http/exchange.js';
import type { Route } from '../../../http/router.js';
import type { FamilyKit } from '../../task/family.js';
import { Fields } from '../../task/fields.js';
import { ids } from '../../task/ids.js';
import { pollAt } from '../../task/polling.js';
import type { Task } from '../../task/task.js';
import { created, wrapped } from '../../task/wrapper.js';
import { klingActions } from './klingActions.js';
import type { ActionCheck } from './klingActions.js';
import { klingRefuse } from './klingFields.js';
import { klingTask } from './klingTask.js';

/** `/kling/v1/videos/<action>`: each action is asked for under its own path, and knows no other's tasks. */
export function klingRoutes(kit: FamilyKit): Route[] {
	return Object.entries(klingActions).flatMap(([action, check]) => [
		{
			method: 'POST',
			path: `/kling/v1/videos/${action}`,
			handle: (x: Exchange) => create(x, { kit, action, check }),
		},
		{
			method: 'GET',
			path: `/kling/v1/videos/${action}/:id`,
			handle: (_: Exchange, { id = '' }: Readonly<Record<string, string>>) => {
				const task = pollAt(kit, id, { family: 'kling', actions: [action] });
				const name = action.toUpperCase().replaceAll(/\W/g, '_');
				return wrapped(task, { kit, action: name, body: bodyOf(task, klingTask(task, kit)) });
			},
		},
	]);
}

async function create(
	x: Exchange,
	{ kit, action, check }: { readonly kit: FamilyKit; readonly action: string; readonly check: ActionCheck },
): Promise<Answer> {
	const fields = new Fields(x.json, klingRefuse);
	const model = await check(fields, { book: kit.book, now: kit.now() });
	checkExternalId(fields, kit);

	const parent = fields.string('video_id');
	const task = kit.book.create({
		id: ids.kling(),
		family: 'kling',
		action,
		model,
		createdAt: kit.now(),
		exchange: x,
		facts: parent === undefined ? {} : { parent: { id: parent, url: '', duration: '5.1' } },
	});
	return created(task, enveloped(task, freshTask(task)));
}

function freshTask(task: Task): Record<string, unknown> {
	const at = task.createdAt;
	return { task_id: task.id, task_status: 'submitted', task_info: {}, created_at: at, updated_at: at };
}

/** Our own id is for tracking and must be new; it does not make a repeated create harmless. */
function checkExternalId(fields: Fields, kit: FamilyKit): void {
	const own = fields.string('external_task_id');
	if (own === undefined) return;
	const isTaken = kit.book.tasks.some((task) => task.family === 'kling' && task.request['external_task_id'] === own);
	if (isTaken) throw klingRefuse('external_task_id already exists');
}

/** Inside the task wrapper the native task stands alone; else in its envelope, unless the plan leaves that out. */
function bodyOf(task: Task, body: Record<string, unknown>): Record<string, unknown> {
	return task.plan.wrapped ? body : enveloped(task, body);
}

function enveloped(task: Task, data: Record<string, unknown>): Record<string, unknown> {
	const { klingEnvelope, klingMessage, klingRequestId } = task.plan;
	if (!klingEnvelope) return data;
	return { code: 0, message: klingMessage, ...(klingRequestId && { request_id: randomUUID() }), data };
}
