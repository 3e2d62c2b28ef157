import type { Answer, Exchange } from '../../http/exchange.js';
import type { Route } from '../../http/router.js';
import type { FamilyKit } from '../task/family.js';
import { Fields } from '../task/fields.js';
import { ids } from '../task/ids.js';
import { isUnknownOnce, pollAt, progressOf } from '../task/polling.js';
import { checkClip, checkReference } from '../task/pictureReference.js';
import { badRequest, modelNotFound } from '../task/refusal.js';
import type { Task } from '../task/task.js';
import { created, wrapped } from '../task/wrapper.js';

type ActionCheck = (fields: Fields) => Promise<void> | void;

const ratios = [...['1280:720', '720:1280', '1104:832', '832:1104', '960:960', '1584:672', '1280:768', '768:1280']];
const maxSeed = 4_294_967_295;

/** The creates of the official format, each with the models that it takes. */
const actions: Readonly<Record<string, { readonly models: readonly string[]; readonly check: ActionCheck }>> = {
	image_to_video: {
		models: ['gen3a_turbo'],
		check: async (fields) => {
			fields.only('promptImage', 'model', 'promptText', 'duration', 'ratio', 'seed', 'watermark');
			fields.string('promptText', { max: 512 });
			const duration = fields.integer('duration', { from: 5, to: 10 });
			if (duration !== undefined && duration !== 5 && duration !== 10) throw badRequest('duration must be 5 or 10');
			fields.string('ratio', { oneOf: ratios });
			fields.integer('seed', { from: 0, to: 999_999_999 });
			fields.boolean('watermark');
			await checkPromptImage(fields);
		},
	},
	video_to_video: {
		models: ['gen4_aleph'],
		check: async (fields) => {
			fields.only('videoUri', 'promptText', 'model', 'seed', 'references', 'ratio', 'contentModeration');
			await checkClip(fields.text('videoUri'), { mostDataBytes: 16_000_000, refuse: badRequest });
			fields.text('promptText', { max: 1_000 });
			fields.integer('seed', { from: 0, to: maxSeed });
			fields.string('ratio', { oneOf: ratios });
			fields.list('references', { from: 1, to: 1 });
		},
	},
	character_performance: {
		models: ['act_two'],
		check: (fields) => {
			fields.only(
				...['character', 'reference', 'model', 'ratio', 'bodyControl', 'expressionIntensity'],
				...['seed', 'contentModeration'],
			);
			const character = fields.object('character') ?? fields.refuse('character is required');
			character.text('type', { oneOf: ['video', 'image'] });
			character.text('uri');
			(fields.object('reference') ?? fields.refuse('reference is required')).text('uri');
			fields.string('ratio', { oneOf: ratios });
		},
	},
	video_upscale: {
		models: ['upscale_v1'],
		check: async (fields) => {
			await checkClip(fields.only('videoUri', 'model').text('videoUri'), {
				mostDataBytes: 16_000_000,
				refuse: badRequest,
			});
		},
	},
};

/** `/runwayml/v1/…`, the official format. */
export function runwayRoutes(kit: FamilyKit): Route[] {
	const creates = Object.keys(actions).map((action) => ({
		method: 'POST',
		path: `/runwayml/v1/${action}`,
		handle: (x: Exchange) => create(x, { kit, action }),
	}));
	return [
		...creates,
		{
			method: 'GET',
			path: '/runwayml/v1/tasks/:id',
			handle: (_, { id = '' }) => {
				const task = pollAt(kit, id, { family: 'runway' });
				return wrapped(task, { kit, action: task.action.toUpperCase(), body: runwayTask(task, kit) });
			},
		},
	];
}

async function create(
	x: Exchange,
	{ kit, action }: { readonly kit: FamilyKit; readonly action: string },
): Promise<Answer> {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(x.headers['x-runway-version'] ?? '')) {
		throw badRequest('X-Runway-Version header is required');
	}
	const fields = new Fields(x.json);
	const model = fields.string('model') ?? '';
	if (model === '') throw badRequest('model name is required');
	const rules = actions[action];
	if (!rules?.models.includes(model)) throw modelNotFound(model);
	await rules.check(fields);

	const task = kit.book.create({
		id: ids.uuid(),
		family: 'runway',
		action,
		model,
		createdAt: kit.now(),
		exchange: x,
		facts: {},
	});
	return created(task, { id: task.id });
}

/** One picture, as an address or a data URI; or the provider's list of one picture for each position. */
async function checkPromptImage(fields: Fields): Promise<void> {
	const value = fields.values['promptImage'];
	if (typeof value === 'string') return checkImage(value);

	const images = fields.list('promptImage', { from: 1, to: 2 }) ?? fields.refuse('promptImage is required');
	const positions = new Set<string>();
	for (const entry of images) {
		const image = new Fields(entry).only('uri', 'position');
		const position = image.text('position', { oneOf: ['first', 'last'] });
		if (positions.has(position)) throw badRequest(`only one image can be ${position}`);
		positions.add(position);
		await checkImage(image.text('uri'));
	}
}

function checkImage(value: string): Promise<void> {
	return checkReference(value, {
		forms: { dataUri: true, rawBase64: false },
		rules: { formats: ['jpeg', 'png', 'webp'], maxBytes: 5 * 1_024 * 1_024, maxAspect: 2 },
		refuse: badRequest,
	});
}

/** The bare task; `progress` is a share of one, and there only while it runs. */
function runwayTask(task: Task, kit: FamilyKit): Record<string, unknown> {
	const now = kit.now();
	const { stage, percent } = task.standing(now);
	const succeeded = task.hasVideo(now);
	return {
		id: task.id,
		status: runwayStatus(task, now),
		createdAt: new Date(task.createdAt).toISOString(),
		...(stage === 'running' && { progress: progressOf(task, percent, 'float') }),
		...(succeeded && { output: [kit.cdn.link(task)] }),
		...(stage === 'done' && !succeeded && task.plan.outcome !== 'cancelled' && failure(task)),
	};
}

function runwayStatus(task: Task, now: number): string {
	if (isUnknownOnce(task)) return 'UNKNOWN';
	const { stage } = task.standing(now);
	if (stage === 'queued') return task.plan.throttled ? 'THROTTLED' : 'PENDING';
	if (stage === 'running') return task.plan.runningWord ?? 'RUNNING';
	if (task.plan.outcome === 'succeeded') return 'SUCCEEDED';
	return task.plan.outcome === 'cancelled' ? 'CANCELLED' : 'FAILED';
}

function failure({ plan }: Task): Record<string, unknown> {
	if (plan.reason === null) return {};
	const isModerated = plan.outcome === 'moderated';
	return {
		failure: isModerated ? 'The prompt was flagged by our content moderation.' : plan.reason,
		failureCode: isModerated ? 'SAFETY.INPUT.TEXT' : 'INTERNAL.BAD_OUTPUT.CODE01',
	};
}
