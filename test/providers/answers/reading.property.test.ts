import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readJson } from '../../../src/lib/readJson.js';
import { providers } from '../../../src/providers/index.js';
import { parseCatalogue } from '../../../src/providers/catalogue/parseCatalogue.js';
import { readPercent } from '../../../src/providers/answers/taskStatus.js';
import { stateOfWord } from '../../../src/providers/answers/statusWords.js';
import { modelOf, requestOf } from '../../harness/createOrders.js';

const terminal = [
	...['completed', 'success', 'succeed', 'succeeded', 'done'],
	...['failed', 'failure', 'error', 'fail', 'expired', 'violation', 'cancelled', 'canceled', 'modal'],
];
const goingOn = [
	...['queued', 'QUEUED', 'NOT_START', 'SUBMITTED', 'submitted', 'PENDING', 'pending', 'THROTTLED', 'Preparing'],
	...['Queueing', 'unknown', 'UNKNOWN', 'in_progress', 'IN_PROGRESS', 'processing', 'Processing', 'RUNNING', 'running'],
];

const keys = [
	...['status', 'task_status', 'data', 'object', 'code', 'message', 'id', 'task_id', 'request_id', 'progress'],
	...['error', 'video', 'output', 'fail_reason', 'failReason', 'task_result', 'video_url', 'url', 'content', 'file'],
	...['base_resp', 'metadata', 'file_id', 'result', 'respect_moderation', 'failure', 'failureCode', 'completed_at'],
];
const leaf = fc.oneof(
	fc.constantFrom(...terminal, ...goingOn, 'video', 'https://cdn.example.com/v.mp4', '50%', 'task_AbCdEf'),
	fc.string(),
	fc.double(),
	fc.maxSafeInteger(),
	fc.boolean(),
	fc.constant(null),
);
/** Bodies that look like answers: their keys, in any place, with any value. */
const { body } = fc.letrec<{ body: unknown; node: unknown }>((tie) => ({
	body: fc.dictionary(fc.constantFrom(...keys), tie('node'), { maxKeys: 8 }),
	node: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		leaf,
		tie('body'),
		fc.array(tie('node'), { maxLength: 3 }),
	),
}));
const anything = fc.oneof(body, fc.jsonValue());

const answerOf = (value: unknown, status = 200) => {
	const text = JSON.stringify(value);
	return { status, headers: {}, body: readJson(text), text };
};
const taskOf = (provider: string) => ({ provider, id: 'x', model: 'm' });

describe('reading any body', () => {
	it('never throws, and always tells one of the five states', () => {
		fc.assert(
			fc.property(
				anything,
				fc.constantFrom(200, 400, 404, 500),
				fc.constantFrom(...providers),
				(value, status, family) => {
					const read = family.readStatus(answerOf(value, status), taskOf(family.id));
					expect(['pending', 'running', 'succeeded', 'failed', 'missing']).toContain(read.state);
					if ('percent' in read && read.percent !== null) {
						expect(read.percent).toBeGreaterThanOrEqual(0);
						expect(read.percent).toBeLessThanOrEqual(100);
					}
					if (read.state === 'succeeded')
						for (const url of read.result.urls) expect(url).toMatch(/^(?:https?:|\/[^/])/iu);
				},
			),
			{ numRuns: 2000 },
		);
	});

	it('never throws on a cut-off text, and reads a task only whole', () => {
		const model = modelOf('veo3.1');
		const order = { model, request: requestOf(model.id) };
		fc.assert(
			fc.property(anything, fc.nat(), fc.constantFrom(...providers), (value, cut, family) => {
				const text = JSON.stringify(value);
				const part = text.slice(0, cut % (text.length + 1));
				const id = family.readTask({ body: readJson(part), text: part }, order)?.id;
				if (id !== undefined) expect(part).toContain(id);
			}),
			{ numRuns: 1000 },
		);
	});

	it('never takes a body without a terminal word or a video for an end', () => {
		const words = fc.constantFrom(...goingOn, 'rendering', 'step_2_of_3', '', '排队中');
		const noEnd = fc.record({
			status: words,
			progress: fc.oneof(fc.constant(100), fc.constant('100%'), fc.double()),
			completed_at: fc.nat(),
			fail_reason: fc.constantFrom('', 'https://cdn.example.com/v.mp4'),
			video_url: fc.constantFrom(undefined, 'https://cdn.example.com/v.mp4'),
			error: fc.constantFrom(null, undefined, { code: 'x', message: 'y' }),
		});
		const wrap = fc.constantFrom(
			(inner: object) => inner,
			(inner: object) => ({ code: 'success', data: { ...inner, task_id: '1', data: inner } }),
			(inner: object) => ({ code: 0, data: { ...inner, task_status: 'processing' } }),
			(inner: object) => ({ object: 'video', id: 'task_1', ...inner }),
		);
		fc.assert(
			fc.property(noEnd, wrap, fc.constantFrom(...providers), (inner, wrapped, family) => {
				const { state } = family.readStatus(answerOf(wrapped(inner)), taskOf(family.id));
				expect(['pending', 'running']).toContain(state);
			}),
			{ numRuns: 1000 },
		);
	});
});

describe('a status word', () => {
	it('is an end only if it is one of the known ends, in any case', () => {
		const known = new Set([...terminal, 'task_not_exist']);
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.constantFrom(...goingOn)), (word) => {
				fc.pre(!known.has(word.trim().toLowerCase()));
				expect(['pending', 'running']).toContain(stateOfWord(word));
			}),
		);
		for (const word of terminal) {
			for (const form of [word, word.toUpperCase(), `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`]) {
				expect(['succeeded', 'failed', 'needs-input']).toContain(stateOfWord(form));
			}
		}
	});
});

describe('progress', () => {
	it.each([
		[0, 0],
		[1, 1],
		[0.5, 50],
		[99.5, 99.5],
		['0%', 0],
		['100%', 100],
		['0.5%', 0.5],
		['0.5', 50],
		[-3, 0],
		[Number.NaN, null],
		['', null],
		[null, null],
		[{}, null],
	])('%j is %j', (value, percent) => {
		expect(readPercent(value)).toBe(percent);
	});
});

describe('any catalogue', () => {
	it('is read without an error, and offers nothing for nothing', () => {
		fc.assert(
			fc.property(fc.oneof(fc.jsonValue(), fc.record({ data: fc.array(fc.jsonValue()) })), (value) => {
				for (const entry of parseCatalogue(value)) {
					expect(entry.id).not.toBe('');
					for (const price of [entry.perSecondUsd, entry.perRequestUsd]) {
						if (price !== undefined) expect(price).toBeGreaterThan(0);
					}
				}
			}),
		);
	});
});
