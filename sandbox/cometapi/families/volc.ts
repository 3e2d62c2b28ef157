import type { Answer, Exchange } from '../../http/exchange.js';
import type { Route } from '../../http/router.js';
import type { FamilyKit } from '../task/family.js';
import { Fields } from '../task/fields.js';
import { ids } from '../task/ids.js';
import { isUnknownOnce, pollAt, seconds } from '../task/polling.js';
import { checkReference } from '../task/pictureReference.js';
import { modelNotFound, Refusal } from '../task/refusal.js';
import type { Task } from '../task/task.js';
import { created, wrapped } from '../task/wrapper.js';

const models = [
	...['doubao-seedance-1-0-pro-250528', 'doubao-seedance-1-0-lite-t2v-250428', 'doubao-seedance-1-0-lite-i2v-250428'],
	...['doubao-seedance-1-5-pro-251215', 'doubao-seedance-2-0-260128', 'doubao-seedance-2-0-fast-260128'],
];
const path = '/volc/v3/contents/generations/tasks';

/** ByteDance's own route. */
export function volcRoutes(kit: FamilyKit): Route[] {
	return [
		{ method: 'POST', path, handle: (x) => create(x, kit) },
		{
			method: 'GET',
			path: `${path}/:id`,
			handle: (_, { id = '' }) => {
				const task = pollAt(kit, id, { family: 'volc' });
				return wrapped(task, { kit, action: 'VIDEO_GENERATION', body: volcTask(task, kit) });
			},
		},
	];
}

function refuse(message: string): Refusal {
	return new Refusal({ status: 400, message, code: 'InvalidParameter', shape: 'volc' });
}

async function create(x: Exchange, kit: FamilyKit): Promise<Answer> {
	const fields = new Fields(x.json, refuse);
	fields.only(
		...['model', 'content', 'callback_url', 'ratio', 'duration', 'resolution', 'seed', 'watermark'],
		...['generate_audio', 'camera_fixed'],
	);
	const model = fields.text('model');
	if (!models.includes(model)) throw modelNotFound(model);
	fields.string('ratio', { oneOf: ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16', 'adaptive'] });
	fields.string('resolution', { oneOf: ['480p', '720p', '1080p'] });
	fields.integer('duration', { from: 2, to: 15 });
	fields.integer('seed', { from: -1, to: 4_294_967_295 });
	for (const name of ['watermark', 'generate_audio', 'camera_fixed']) fields.boolean(name);
	fields.string('callback_url');
	await checkContent(fields);

	const task = kit.book.create({
		id: ids.volc(),
		family: 'volc',
		action: 'tasks',
		model,
		createdAt: kit.now(),
		exchange: x,
		facts: { duration: fields.values['duration'] ?? 5, ratio: fields.values['ratio'] ?? '16:9' },
	});
	return created(task, { id: task.id });
}

/** The text comes first; each frame comes once. */
async function checkContent(fields: Fields): Promise<void> {
	const content = fields.list('content', { from: 1, to: 12 }) ?? fields.refuse('content is required');
	const frames = new Set<string>();
	for (const [place, value] of content.entries()) {
		const part = new Fields(value, refuse);
		const type = part.text('type', { oneOf: ['text', 'image_url', 'video_url', 'audio_url'] });
		if ((type === 'text') !== (place === 0)) throw refuse('content must have one text, and have it first');
		if (type === 'text') part.text('text');
		if (type !== 'image_url') continue;

		const role = part.string('role', { oneOf: ['first_frame', 'last_frame', 'reference_image'] }) ?? 'first_frame';
		if (role !== 'reference_image' && frames.has(role)) throw refuse(`only one ${role} can be given`);
		frames.add(role);
		const image = part.object('image_url') ?? part.refuse('image_url is required');
		await checkReference(image.text('url'), {
			forms: { dataUri: true, rawBase64: false },
			rules: { formats: ['jpeg', 'png', 'webp'], minSide: 300, maxAspect: 2.5, maxBytes: 30 * 1_024 * 1_024 },
			refuse,
		});
	}
}

/** The task as it stands; its callbacks say the same. */
export function volcTask(task: Task, kit: FamilyKit): Record<string, unknown> {
	const { plan, facts } = task;
	const now = kit.now();
	const isDone = task.standing(now).stage === 'done';
	const succeeded = task.hasVideo(now);
	return {
		id: task.id,
		model: plan.modelEcho ?? task.model,
		status: volcStatus(task, now),
		...(succeeded && { content: { video_url: kit.cdn.link(task) } }),
		...(isDone && !succeeded && failure(task)),
		created_at: seconds(task.createdAt),
		updated_at: seconds(task.finishedAt ?? now),
		...(succeeded && { resolution: '720p', duration: facts['duration'], ratio: facts['ratio'], framespersecond: 24 }),
	};
}

function volcStatus(task: Task, now: number): string {
	if (isUnknownOnce(task)) return 'unknown';
	const { stage } = task.standing(now);
	if (stage === 'queued') return 'queued';
	if (stage === 'running') return task.plan.runningWord ?? 'running';
	const { outcome } = task.plan;
	return outcome === 'succeeded' || outcome === 'cancelled' || outcome === 'expired' ? outcome : 'failed';
}

function failure({ plan }: Task): Record<string, unknown> {
	if (plan.reason === null || plan.outcome === 'cancelled' || plan.outcome === 'expired') return {};
	if (plan.outcome !== 'moderated') return { error: { code: plan.reasonCode ?? '', message: plan.reason } };
	const message = 'The output video may contain sensitive information.';
	return { error: { code: 'OutputVideoSensitiveContentDetected', message } };
}
