import type { Answer, Exchange } from '../../http/exchange.js';
import type { Route } from '../../http/router.js';
import type { FamilyKit } from '../task/family.js';
import { Fields } from '../task/fields.js';
import { ids } from '../task/ids.js';
import { isUnknownOnce, pollAt, seconds } from '../task/polling.js';
import { checkReference } from '../task/pictureReference.js';
import { modelNotFound, Refusal } from '../task/refusal.js';
import type { Task } from '../task/task.js';
import { created } from '../task/wrapper.js';

const models = ['minimax-hailuo-02', 'video-01', 'T2V-01-Director', 'I2V-01-Director'];
const accepted = { status_code: 0, status_msg: 'success' };

/** MiniMax's own routes: a task names a file, and the file names the link. */
export function minimaxRoutes(kit: FamilyKit): Route[] {
	return [
		{ method: 'POST', path: '/v1/video_generation', handle: (x) => create(x, kit) },
		{
			method: 'GET',
			path: '/v1/query/video_generation',
			handle: (x) => query(pollAt(kit, x.query.get('task_id') ?? '', { family: 'minimax' }), kit.now()),
		},
		{ method: 'GET', path: '/v1/files/retrieve', handle: (x) => file(x, kit) },
	];
}

/** Errors come with HTTP 200 and a code inside. */
function refuse(message: string): Refusal {
	return new Refusal({ status: 200, message: `invalid params, ${message}`, code: 2_013, shape: 'minimax' });
}

async function create(x: Exchange, kit: FamilyKit): Promise<Answer> {
	const fields = new Fields(x.json, refuse);
	fields.only('model', 'prompt', 'duration', 'resolution', 'first_frame_image', 'last_frame_image', 'prompt_optimizer');
	const model = fields.text('model');
	if (!models.includes(model)) throw modelNotFound(model);
	fields.text('prompt', { max: 2_000 });
	fields.integer('duration', { from: 6, to: 10 });
	fields.string('resolution');
	for (const name of ['first_frame_image', 'last_frame_image']) {
		const image = fields.string(name);
		if (image === undefined) continue;
		const rules = { formats: ['jpeg', 'png', 'webp'], minSide: 300, maxAspect: 2.5, maxBytes: 20 * 1_024 * 1_024 };
		await checkReference(image, { forms: { dataUri: true, rawBase64: false }, rules, refuse });
	}

	const task = kit.book.create({
		id: ids.minimax(),
		family: 'minimax',
		action: 'video_generation',
		model,
		createdAt: kit.now(),
		exchange: x,
		facts: {},
	});
	return created(task, { task_id: task.id, base_resp: accepted });
}

function query(task: Task, now: number): Answer {
	const succeeded = task.hasVideo(now);
	const failed = task.standing(now).stage === 'done' && !succeeded;
	const { plan } = task;
	const reason = plan.outcome === 'moderated' ? 'video content is sensitive' : plan.reason;
	const code = plan.outcome === 'moderated' ? 1_027 : 1_000;
	return {
		status: 200,
		body: {
			task_id: task.id,
			status: minimaxStatus(task, now),
			...(succeeded && { file_id: fileId(task) }),
			base_resp: failed && reason !== null ? { status_code: code, status_msg: reason } : accepted,
		},
	};
}

function file(x: Exchange, kit: FamilyKit): Answer {
	const id = x.query.get('file_id') ?? '';
	const task = kit.book.tasks.find((candidate) => candidate.family === 'minimax' && fileId(candidate) === id);
	if (!task?.hasVideo(kit.now())) throw refuse('file does not exist');
	const about = {
		file_id: id,
		bytes: kit.samples.landscape.length,
		created_at: seconds(kit.now()),
		filename: 'output.mp4',
	};
	return { status: 200, body: { file: { ...about, download_url: kit.cdn.link(task) }, base_resp: accepted } };
}

function fileId(task: Task): string {
	return `2${task.id}`;
}

function minimaxStatus(task: Task, now: number): string {
	if (isUnknownOnce(task)) return 'Unknown';
	const { stage } = task.standing(now);
	if (stage === 'queued') return task.polls <= 1 ? 'Preparing' : 'Queueing';
	if (stage === 'running') return task.plan.runningWord ?? 'Processing';
	return task.plan.outcome === 'succeeded' ? 'Success' : 'Fail';
}
