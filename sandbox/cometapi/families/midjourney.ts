import type { Answer, Exchange } from '../../http/exchange.js';
import type { Route } from '../../http/router.js';
import type { FamilyKit } from '../task/family.js';
import { Fields } from '../task/fields.js';
import { ids } from '../task/ids.js';
import { isUnknownOnce, pollAt, progressOf } from '../task/polling.js';
import { checkReference } from '../task/pictureReference.js';
import { Refusal } from '../task/refusal.js';
import type { Task } from '../task/task.js';
import { created } from '../task/wrapper.js';

/** `/mj/…`: a picture set in motion. */
export function midjourneyRoutes(kit: FamilyKit): Route[] {
	return [
		{ method: 'POST', path: '/mj/submit/video', handle: (x) => submit(x, kit) },
		{
			method: 'GET',
			path: '/mj/task/:id/fetch',
			handle: (_, { id = '' }) => ({
				status: 200,
				body: midjourneyTask(pollAt(kit, id, { family: 'midjourney' }), kit),
			}),
		},
	];
}

function refuse(message: string): Refusal {
	return new Refusal({ status: 400, message, code: 4, shape: 'midjourney' });
}

async function submit(x: Exchange, kit: FamilyKit): Promise<Answer> {
	const fields = new Fields(x.json, refuse);
	fields.only('motion', 'image', 'prompt', 'action', 'index', 'taskId', 'state', 'notifyHook');
	fields.text('motion', { oneOf: ['low', 'high'] });
	fields.string('prompt');
	fields.string('state');
	if (fields.string('action') === undefined) {
		await checkReference(fields.text('image'), {
			forms: { dataUri: true, rawBase64: false },
			rules: { formats: ['jpeg', 'png', 'webp'] },
			refuse,
		});
	} else {
		fields.text('taskId');
		if (fields.integer('index', { from: 0, to: 3 }) === undefined) throw refuse('index is required');
	}

	const task = kit.book.create({
		id: ids.midjourney(),
		family: 'midjourney',
		action: 'video',
		model: 'midjourney-video',
		createdAt: kit.now(),
		exchange: x,
		facts: {},
	});
	return created(task, { code: 1, description: 'Submit success', result: task.id, properties: {} });
}

function midjourneyTask(task: Task, kit: FamilyKit): Record<string, unknown> {
	const now = kit.now();
	const { stage, percent } = task.standing(now);
	const { plan } = task;
	const succeeded = task.hasVideo(now);
	const reason = plan.outcome === 'moderated' ? 'Banned prompt detected' : (plan.reason ?? '');
	const needsInput = plan.outcome === 'needs-input';
	return {
		id: task.id,
		action: 'VIDEO',
		status: midjourneyStatus(task, now),
		progress: progressOf(task, percent, 'percent'),
		imageUrl: '',
		videoUrl: succeeded ? kit.cdn.link(task) : '',
		failReason: stage === 'done' && !succeeded && !needsInput ? reason : '',
		buttons: [],
		prompt: task.request['prompt'] ?? '',
		state: task.request['state'] ?? '',
		submitTime: task.createdAt,
		startTime: stage === 'queued' ? 0 : Math.round(task.createdAt + plan.paceMs * plan.queuedShare),
		finishTime: task.finishedAt ?? 0,
		properties: {},
	};
}

function midjourneyStatus(task: Task, now: number): string {
	if (isUnknownOnce(task)) return 'UNKNOWN';
	const { stage } = task.standing(now);
	if (stage === 'queued') return task.polls <= 1 ? 'NOT_START' : 'SUBMITTED';
	if (stage === 'running') return task.plan.runningWord ?? 'IN_PROGRESS';
	if (task.plan.outcome === 'needs-input') return 'MODAL';
	return task.plan.outcome === 'succeeded' ? 'SUCCESS' : 'FAILURE';
}
