import type { Answer, Exchange } from '../../http/exchange.js';
import type { Route } from '../../http/router.js';
import type { FamilyKit } from '../task/family.js';
import { Fields } from '../task/fields.js';
import { ids } from '../task/ids.js';
import { isUnknownOnce, pollAt, onlyEchoes, progressOf } from '../task/polling.js';
import { checkClip, checkReference } from '../task/pictureReference.js';
import { badRequest, modelNotFound } from '../task/refusal.js';
import type { Task } from '../task/task.js';
import { created, wrapped } from '../task/wrapper.js';

const defaultModel = 'grok-imagine-video';

/** `/grok/v1/videos/…`. */
export function xaiRoutes(kit: FamilyKit): Route[] {
	return [
		{ method: 'POST', path: '/grok/v1/videos/generations', handle: (x) => create(x, { kit, action: 'generations' }) },
		{ method: 'POST', path: '/grok/v1/videos/edits', handle: (x) => create(x, { kit, action: 'edits' }) },
		{ method: 'GET', path: '/grok/v1/videos/:id', handle: (_, { id = '' }) => retrieve(id, kit) },
	];
}

async function create(
	x: Exchange,
	{ kit, action }: { readonly kit: FamilyKit; readonly action: 'generations' | 'edits' },
): Promise<Answer> {
	const fields = new Fields(x.json);
	const model = fields.string('model') ?? defaultModel;
	if (model !== defaultModel) throw modelNotFound(model);
	fields.text('prompt');
	fields.object('output');
	fields.string('user');
	if (action === 'edits') await checkEdit(fields);
	else await checkGeneration(fields);

	const task = kit.book.create({
		id: ids.uuid(),
		family: 'xai',
		action,
		model,
		createdAt: kit.now(),
		exchange: x,
		facts: { duration: fields.values['duration'] ?? 8 },
	});
	return created(task, { request_id: task.id });
}

async function checkGeneration(fields: Fields): Promise<void> {
	fields.only('prompt', 'model', 'duration', 'resolution', 'aspect_ratio', 'image', 'output', 'user');
	fields.integer('duration', { from: 1, to: 15 });
	fields.string('resolution', { oneOf: ['480p', '720p'] });
	fields.string('aspect_ratio', { oneOf: ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3'] });
	const image = fields.object('image')?.only('url');
	if (!image) return;
	await checkReference(image.text('url'), {
		forms: { dataUri: true, rawBase64: false },
		rules: { formats: ['jpeg', 'png', 'webp'] },
		refuse: badRequest,
	});
}

async function checkEdit(fields: Fields): Promise<void> {
	fields.only('prompt', 'video', 'model', 'output', 'user');
	const video = fields.object('video')?.only('url') ?? fields.refuse('video is required');
	await checkClip(video.text('url'), { mostDataBytes: 20_000_000, refuse: badRequest });
}

function retrieve(id: string, kit: FamilyKit): Answer {
	const task = pollAt(kit, id, { family: 'xai' });
	if (onlyEchoes(task)) return { status: 200, body: { request_id: task.id } };
	return wrapped(task, { kit, action: 'VIDEO_GENERATION', body: xaiBody(task, kit) });
}

function xaiBody(task: Task, kit: FamilyKit): Record<string, unknown> {
	const { plan } = task;
	const now = kit.now();
	const { stage, percent } = task.standing(now);
	const running = { model: plan.modelEcho ?? task.model, progress: progressOf(task, percent, 'int') };
	if (isUnknownOnce(task)) return { status: 'unknown', ...running };
	if (stage === 'queued') return { status: 'queued', ...running };
	if (stage === 'running') return { status: plan.runningWord ?? 'processing', ...running };
	if (plan.outcome === 'expired') return { status: 'expired' };
	if (plan.outcome !== 'succeeded' && plan.outcome !== 'moderated') return failed(task);

	const respected = plan.outcome === 'succeeded' && plan.respectModeration;
	// A blocked video has no link worth having; the key is there all the same.
	const url = respected ? kit.cdn.link(task) : '';
	return {
		status: 'done',
		...running,
		usage: { cost_in_usd_ticks: 500_000_000 },
		video: { url, duration: task.facts['duration'], respect_moderation: respected },
	};
}

function failed({ plan }: Task): Record<string, unknown> {
	if (plan.reason === null) return { status: 'failed' };
	return { status: 'failed', error: { code: plan.reasonCode ?? '', message: plan.reason } };
}
