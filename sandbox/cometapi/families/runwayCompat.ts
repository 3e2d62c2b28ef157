import type { Answer, Exchange } from '../../http/exchange.js';
import type { Route } from '../../http/router.js';
import type { FamilyKit } from '../task/family.js';
import { Fields } from '../task/fields.js';
import { ids } from '../task/ids.js';
import { pollAt, onlyEchoes } from '../task/polling.js';
import { checkReference } from '../task/pictureReference.js';
import { badRequest, modelNotFound, Refusal } from '../task/refusal.js';
import { created, wrapperFields } from '../task/wrapper.js';

const models = ['gen4', 'gen4_turbo'];

/** Runway's compatibility format: one create, and a feed that is asked by POST. */
export function runwayCompatRoutes(kit: FamilyKit): Route[] {
	return [
		{ method: 'POST', path: '/runway/pro/generate', handle: (x) => generate(x, kit) },
		{ method: 'POST', path: '/runway/feed', handle: (x) => feed(x, kit) },
	];
}

async function generate(x: Exchange, kit: FamilyKit): Promise<Answer> {
	const fields = new Fields(x.json);
	fields.only('image', 'prompt', 'model', 'ratio', 'style', 'options', 'image_end', 'callback_url');
	fields.text('prompt');
	const model = fields.text('model');
	if (!models.includes(model)) throw modelNotFound(model);
	fields.string('ratio', { oneOf: ['16:9', '9:16', '1:1'] });
	fields.string('style');
	checkOptions(fields.object('options'));
	for (const name of ['image', 'image_end']) {
		const image = fields.string(name);
		if (image !== undefined) await checkImage(image);
	}
	if (!fields.has('image') && !fields.has('callback_url')) {
		throw new Refusal({ status: 400, message: 'callback_url_empty', code: 'callback_url_empty', shape: 'task' });
	}

	const task = kit.book.create({
		id: ids.uuid(),
		family: 'runway-compat',
		action: 'generate',
		model,
		createdAt: kit.now(),
		exchange: x,
		facts: {},
	});
	const isOld = task.plan.vocabulary === 'old';
	const words = isOld ? { msg: '成功', exec_time: 0.2 } : { msg: 'success' };
	return created(task, { code: 200, message: '', ...words, data: { task_id: task.id } });
}

function checkOptions(options: Fields | undefined): void {
	const seconds = options?.only('seconds', 'motion_vector').integer('seconds', { from: 5, to: 10 });
	if (seconds !== undefined && seconds !== 5 && seconds !== 10) throw badRequest('seconds must be 5 or 10');
	const vector = options?.object('motion_vector')?.only('x', 'y', 'z', 'r', 'bg_x_pan', 'bg_y_pan');
	for (const axis of Object.keys(vector?.values ?? {})) vector?.number(axis, { from: -10, to: 10 });
}

function checkImage(value: string): Promise<void> {
	return checkReference(value, {
		forms: { dataUri: true, rawBase64: false },
		rules: { formats: ['jpeg', 'png', 'webp'] },
		refuse: badRequest,
	});
}

/** The wrapper's fields: flat, or under `data` when the plan says wrapped. */
function feed(x: Exchange, kit: FamilyKit): Answer {
	const id = new Fields(x.json).only('task_id').text('task_id');
	const task = pollAt(kit, id, { family: 'runway-compat' });
	const whole = { ...wrapperFields(task, kit, 'GENERATE'), data: {} };
	const body = onlyEchoes(task) ? { task_id: task.id } : whole;
	return { status: 200, body: task.plan.wrapped ? { code: 'success', message: '', data: body } : body };
}
