import type { Answer, Exchange } from '../../http/exchange.js';
import type { FamilyKit } from './family.js';
import type { AnswerForm } from './plan.js';
import { deliveryAnswer } from './result.js';
import type { Task } from './task.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

interface Forming {
	readonly task: Task;
	readonly kit: FamilyKit;
	/** A link to the result, as the ordinary answer has it. */
	readonly link: string;
	/** The ordinary answer's body. */
	readonly body: Json;
}

const wordKeys: ReadonlySet<string> = new Set(['status', 'task_status', 'state']);

/** Every form in which a finished task can be told other than its route's pages have it. */
const forms: Readonly<Record<Exclude<AnswerForm, 'ordinary'>, (of: Forming) => Answer>> = {
	'data-uri': ({ task, kit, body }) => {
		const clip = (task.plan.result ?? kit.samples.of(task)).toString('base64');
		return ok(linked(body, kit, () => `data:video/mp4;base64,${clip}`));
	},
	blanks: ({ body, kit }) => ok(linked(body, kit, (link) => `  ${link}\n`)),
	relative: ({ body, kit, task }) => ok(linked(body, kit, () => `/files/${encodeURIComponent(task.id)}.mp4`)),
	'second-entry': ({ body, kit }) =>
		ok(lists(body, kit, (entry) => [typeof entry === 'string' ? '' : { url: '' }, entry])),
	'list-of-objects': ({ body, kit }) =>
		ok(lists(body, kit, (entry) => [typeof entry === 'string' ? { url: entry } : entry])),
	'list-called-data': ({ body, link, kit }) => ok({ ...unlinked(body, kit), data: [{ url: link }] }),
	'list-called-videos': ({ body, link, kit }) => ok({ ...unlinked(body, kit), videos: [{ url: link }] }),
	'inside-result': ({ body, link, kit }) => ok({ ...unlinked(body, kit), result: { video_url: link } }),
	'no-video': ({ body, kit }) => ok(unlinked(body, kit)),
	'reason-instead': ({ body, kit, task }) =>
		ok({ ...unlinked(body, kit), error: { code: task.plan.reasonCode ?? '', message: task.plan.reason ?? '' } }),
	filtered: ({ body, kit, task }) =>
		ok({ ...unlinked(body, kit), raiMediaFilteredCount: 1, raiMediaFilteredReasons: [task.plan.reason ?? ''] }),
	'unheard-word': ({ body }) => ok(worded(body, () => 'ready')),
	'no-word': ({ body }) => ok(worded(body, () => undefined)),
	'unheard-error': ({ body, kit, task }) =>
		ok({ ...(worded(unlinked(body, kit), () => 'TIMEOUT') as object), error: task.plan.reason ?? '' }),
	dashscope: ({ task, link }) =>
		ok({ request_id: 'r', output: { task_id: task.id, task_status: 'SUCCEEDED', video_url: link }, usage: {} }),
	vidu: ({ task, link }) =>
		ok({ id: task.id, state: 'success', err_code: '', creations: [{ id: 'c', url: link, cover_url: '' }] }),
	'minimax-2': ({ task, link }) => ok({ task: { id: task.id, status: 'Success' }, file: { download_url: link } }),
	google: ({ task, link }) =>
		ok({
			name: task.id,
			done: true,
			response: { generateVideoResponse: { generatedSamples: [{ video: { uri: link } }] } },
		}),
	'not-found': () => ({ status: 404, body: { error: 'An asset or task with that ID was not found' } }),
	'refused-look': ({ task }) => ({
		status: 400,
		body: { code: task.plan.reasonCode ?? '', error: task.plan.reason ?? '' },
	}),
};

const ok = (body: unknown): Answer => ({ status: 200, body });

/** The answer to a look in the form that the task's plan asks for; anything else, and any other time, as it is. */
export function formed(answer: Answer, x: Exchange, kit: FamilyKit): Answer {
	const task = taskOf(x, kit);
	if (task === undefined) return answer;
	if (task.polls <= task.plan.emptyPolls) return { status: 202, body: '' };
	const { answerForm } = task.plan;
	if (answerForm === 'ordinary' || task.standing(kit.now()).stage !== 'done' || answer.status !== 200) return answer;
	const body = JSON.parse(JSON.stringify(answer.body)) as Json;
	return forms[answerForm]({ task, kit, link: kit.cdn.link(task), body });
}

/** The result by an address of the API's own, to which a `relative` one leads. */
export function ownFile(id: string, x: Exchange, kit: FamilyKit): Answer {
	const task = kit.book.find(id.replace(/\.mp4$/, ''));
	if (task === undefined) return { status: 404, body: '' };
	const elsewhere = kit.cdn.link(task);
	return deliveryAnswer(task, { sample: kit.samples.of(task), now: kit.now(), exchange: x, elsewhere });
}

/** The task that a look asks for, by whichever part of the request names one. */
function taskOf(x: Exchange, { book }: FamilyKit): Task | undefined {
	if (x.path.endsWith('/content') || x.path.startsWith('/files/')) return undefined;
	const asked = (x.json as { task_id?: unknown } | undefined)?.task_id ?? x.query.get('task_id');
	if (typeof asked === 'string' && x.path !== '/v1/files/retrieve') return book.find(asked);
	if (x.method !== 'GET') return undefined;
	return x.path
		.split('/')
		.map((part) => book.find(part.replaceAll('%2F', '/')))
		.find((task) => task !== undefined);
}

const isLink = (value: Json, { cdn }: FamilyKit): value is string =>
	typeof value === 'string' && value.startsWith(cdn.origin);

/** The body with something else in place of every link to the result. */
function linked(body: Json, kit: FamilyKit, change: (link: string) => Json): Json {
	return mapped(body, (value) => (isLink(value, kit) ? change(value) : undefined));
}

/** The body without the result: empty texts in its places, lists emptied. */
function unlinked(body: Json, kit: FamilyKit): { [key: string]: Json } {
	const emptied = mapped(body, (value) => (Array.isArray(value) && hasLink(value, kit) ? [] : undefined));
	return linked(emptied, kit, () => '') as { [key: string]: Json };
}

/** The body with other entries in every list that holds a link. */
function lists(body: Json, kit: FamilyKit, change: (entry: Json) => Json[]): Json {
	return mapped(body, (value) => (Array.isArray(value) && hasLink(value, kit) ? value.flatMap(change) : undefined));
}

const hasLink = (value: Json, { cdn }: FamilyKit): boolean => JSON.stringify(value).includes(cdn.origin);

function worded(body: Json, word: () => string | undefined): Json {
	if (typeof body !== 'object' || body === null) return body;
	if (Array.isArray(body)) return body.map((entry) => worded(entry, word));
	const entries = Object.entries(body).flatMap(([key, value]): [string, Json][] => {
		if (!wordKeys.has(key)) return [[key, worded(value, word)]];
		const said = word();
		return said === undefined ? [] : [[key, said]];
	});
	return Object.fromEntries(entries);
}

/** The value with every part replaced for which `change` gives something. */
function mapped(value: Json, change: (value: Json) => Json | undefined): Json {
	const changed = change(value);
	if (changed !== undefined) return changed;
	if (Array.isArray(value)) return value.map((entry) => mapped(entry, change));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mapped(entry, change)]));
}
