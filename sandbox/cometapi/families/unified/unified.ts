import type { Answer, Exchange } from '../../../http/exchange.js';
import type { Route } from '../../../http/router.js';
import type { FamilyKit } from '../../task/family.js';
import { Fields } from '../../task/fields.js';
import { ids } from '../../task/ids.js';
import { pollAt, seconds } from '../../task/polling.js';
import { badRequest, Refusal, taskNotExist } from '../../task/refusal.js';
import type { PlannedDelivery } from '../../task/plan.js';
import { deliveryAnswer } from '../../task/result.js';
import type { Task } from '../../task/task.js';
import { created } from '../../task/wrapper.js';
import { readUnifiedCreate } from './unifiedCreate.js';
import { rawStatus, unifiedVideo } from './unifiedVideo.js';

/** `/v1/videos`: Sora, Veo, Seedance, HappyHorse, Wan, Vidu, Omni and whatever is new. */
export function unifiedRoutes(kit: FamilyKit): Route[] {
	return [
		{ method: 'POST', path: '/v1/videos', handle: (x) => create(x, kit) },
		{ method: 'POST', path: '/v1/videos/:id/remix', handle: (x, { id = '' }) => remix(x, id, kit) },
		{
			method: 'GET',
			path: '/v1/videos/:id',
			handle: (_, { id = '' }) => ({
				status: 200,
				body: unifiedVideo(pollAt(kit, id, { family: 'unified' }), kit),
			}),
		},
		{ method: 'GET', path: '/v1/videos/:id/content', handle: (x, { id = '' }) => content(x, id, kit) },
	];
}

async function create(x: Exchange, kit: FamilyKit): Promise<Answer> {
	const { model, entry, ...facts } = await readUnifiedCreate(x);
	const isSora = entry.dialect === 'sora';
	const task = kit.book.create({
		id: isSora ? ids.sora() : ids.unified(),
		family: 'unified',
		action: 'videos',
		model,
		createdAt: kit.now(),
		exchange: x,
		facts: { ...facts, ...(entry.echo !== undefined && { echo: entry.echo }), isSora },
	});
	return created(task, freshVideo(task));
}

/** The answer to a create; the older vocabulary is told here too. */
function freshVideo(task: Task): Record<string, unknown> {
	const { plan, facts } = task;
	const words = { new: 'queued', old: 'SUBMITTED', vendor: 'PENDING' };
	return {
		id: task.id,
		...(plan.taskIdMirror && facts['isSora'] !== true && { task_id: task.id }),
		object: 'video',
		model: plan.modelEcho ?? facts['echo'] ?? task.model,
		status: words[plan.vocabulary],
		progress: 0,
		created_at: seconds(task.createdAt),
		seconds: facts['seconds'],
		size: facts['size'],
		...(typeof facts['source'] === 'string' && { remixed_from_video_id: facts['source'] }),
	};
}

/** A remix is a new task made from a completed one of Sora. */
function remix(x: Exchange, id: string, kit: FamilyKit): Answer {
	const source = kit.book.find(id);
	if (source?.family !== 'unified') throw taskNotExist();
	if (source.facts['isSora'] !== true) throw badRequest(`model ${source.model} does not support remix`);
	if (!source.hasVideo(kit.now())) throw badRequest('the source video is not completed');

	const fields = new Fields(x.json).only('prompt');
	fields.text('prompt', { max: 32_000 });
	const task = kit.book.create({
		id: ids.sora(),
		family: 'unified',
		action: 'remix',
		model: source.model,
		createdAt: kit.now(),
		exchange: x,
		facts: { ...source.facts, source: source.id },
	});
	return created(task, freshVideo(task));
}

/** Ways of handing out a result that lead from one host to the other. */
const crossing: ReadonlySet<PlannedDelivery> = new Set<PlannedDelivery>(['json', 'redirect-away']);

/** The bytes, or the raw status of a task that has none: the only place where moderation shows. */
function content(x: Exchange, id: string, kit: FamilyKit): Answer {
	const task = kit.book.find(id);
	// Other families have the route only where their answers lead there.
	const isServed =
		task?.family === 'unified' || task?.plan.linkTo === 'api' || crossing.has(task?.plan.delivery ?? 'plain');
	if (task === undefined || !isServed) throw new Refusal({ status: 404, message: 'Task not found', shape: 'content' });

	task.contentPolls += 1;
	const now = kit.now();
	if (task.hasVideo(now)) {
		return deliveryAnswer(task, {
			sample: kit.samples.of(task),
			now,
			exchange: x,
			elsewhere: kit.cdn.signedLink(task),
		});
	}
	const message = `Task is not completed yet, current status: ${rawStatus(task, kit.now())}`;
	throw new Refusal({ status: 400, message, shape: 'content' });
}
