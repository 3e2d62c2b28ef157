import fc from 'fast-check';
import { FailureCode, PictureProblem } from '../../src/jobs/record/failure.js';
import type { Job, Notice, Outcome } from '../../src/jobs/record/job.js';
import { aJob, begin } from './aJob.js';

/** Words that have hurt bots before: mentions, markdown, marks piled up, emoji, Korean, and very long ones. */
const nastyWords = fc.constantFrom(
	'@everyone @here <@123456789012345678> <@!1> <@&2> <#3> </video:4> <id:customize> <:a:5> <a:b:6> <t:1:R>',
	'# heading\n- list\n1. one\n> quote\n>>> all\n-# small\n```js\ncode\n``` ||spoiler|| **b** __u__ ~~s~~',
	'[free nitro](https://example.com) <https://example.com> https://example.com/a_(b)',
	'\u202Egnp.exe\u200B\u2066 \u0000\u0007\uFEFF\u3164',
	`e${'\u0301'.repeat(500)}`,
	'👨‍👩‍👧‍👦🏳️‍🌈🇰🇷👍🏽',
	'새벽에 연못을 건너는 종이배',
	'\uD800 lone',
	'',
	' \n\t ',
);

/** Anything a member may write, up to the longest that Discord lets through. */
export const words = fc.oneof(
	nastyWords,
	fc.string({ unit: 'binary', maxLength: 200 }),
	fc.tuple(nastyWords, fc.integer({ min: 1, max: 120 })).map(([text, times]) => text.repeat(times).slice(0, 6000)),
);

const moment = fc.integer({ min: begin, max: begin + 90_000_000 });
const option = fc.oneof(fc.constantFrom('image', 'duration', 'negative_prompt', 'constructor'), words);

const notice: fc.Arbitrary<Notice> = fc.record({
	code: fc.constantFrom('ignored', 'adjusted', 'sunset', 'may-outlive-token'),
	option: fc.option(option),
	from: fc.option(words),
	to: fc.option(words),
});

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
	fc.record({
		type: fc.constant('succeeded' as const),
		at: moment,
		result: fc.record({ urls: fc.array(words, { maxLength: 3 }) }),
	}),
	fc.record({
		type: fc.constant('failed' as const),
		at: moment,
		failure: fc.record({
			code: fc.constantFrom(...FailureCode.options),
			option: fc.option(option),
			reason: fc.option(fc.constantFrom(...PictureProblem.options)),
			detail: fc.option(words),
			requestId: fc.option(words),
		}),
	}),
	fc.record({ type: fc.constant('cancelled' as const), at: moment, submitted: fc.boolean() }),
);

const picture = words.map((name) => ({ role: 'image' as const, url: 'https://cdn.example.com/a.png', name, bytes: 1 }));

/** Any record, sensible or not: phases, times and texts are drawn without regard to one another. */
export const anyJob: fc.Arbitrary<Job> = fc
	.record({
		phase: fc.constantFrom('queued', 'submitting', 'generating', 'delivering', 'closed'),
		locale: fc.constantFrom('en-US', 'ko', 'de'),
		id: fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(String),
		prompt: words,
		model: words,
		duration: fc.option(fc.integer({ min: 1, max: 9_999 })),
		aspect: fc.option(words),
		resolution: fc.option(words),
		seed: fc.option(fc.maxSafeInteger()),
		pictures: fc.array(picture, { maxLength: 6 }),
		flags: fc.record({ private: fc.boolean(), spoiler: fc.boolean() }),
		estimate: fc.option(
			fc.record({
				usd: fc.double({ min: 0, max: 1e6, noNaN: true }),
				basis: fc.constantFrom('catalogue' as const, 'family' as const),
			}),
		),
		notices: fc.array(notice, { maxLength: 20 }),
		lineage: fc.option(
			fc.record({
				jobId: words,
				kind: fc.constantFrom(
					'again',
					'edit',
					'continue',
					'other-model',
					'remix',
					'upscale',
					'reconcile',
					'animate',
					'join',
				),
			}),
		),
		times: fc.record({ startedAt: fc.option(moment), acceptedAt: fc.option(moment), notBefore: fc.option(moment) }),
		percent: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
		lateAt: fc.option(moment),
		outcome: fc.option(outcome),
		taskId: fc.option(words),
		fetchProblem: fc.option(words),
	})
	.map(({ locale, prompt, model, duration, aspect, resolution, seed, pictures, flags, times, percent, ...parts }) =>
		aJob({
			phase: parts.phase,
			id: parts.id,
			requester: { locale },
			model: { name: model, provider: 'veo', providerName: model },
			request: { prompt, model: 'm', duration, aspect, resolution, seed, pictures, ...flags },
			estimate: parts.estimate,
			notices: parts.notices,
			lineage: parts.lineage,
			submission: times,
			looking: { percent, count: 3, blips: 1 },
			lateAt: parts.lateAt,
			outcome: parts.outcome,
			task: parts.taskId === null ? null : { provider: 'veo', id: parts.taskId, model: 'm' },
			delivery: { fetchProblem: parts.fetchProblem },
		}),
	);
