import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PictureProblem } from '../../src/jobs/record/failure.js';
import { languages } from '../../src/i18n/index.js';
import { done, refusal, refusals, refusalText, type Refusal } from '../../src/messages/refusals/refusal.js';
import { begin } from '../harness/aJob.js';
import { words } from '../harness/anyJob.js';
import { mentionsIn, overLimits } from './discordLimits.js';

const { limits, buttons, settings } = languages.en.refusals;
const keys = <Of extends object>(of: Of): fc.Arbitrary<keyof Of> =>
	fc.constantFrom(...(Object.keys(of) as (keyof Of)[]));
const number = fc.double({ min: 0, max: 1e9, noNaN: true });

const anyRefusal: fc.Arbitrary<Refusal> = fc.oneof(
	fc.record({ type: fc.constantFrom('draining', 'store', 'broken', 'context', 'prompt-empty', 'command') }),
	fc.record({
		type: fc.constant('limit' as const),
		limit: keys(limits),
		allowed: number,
		remaining: number,
		comesBackAt: fc.option(fc.nat()),
	}),
	fc.record({ type: fc.constant('too-fast' as const), againAt: fc.nat() }),
	fc.record({ type: fc.constantFrom('prompt-long', 'negative-long'), length: number, max: number, model: words }),
	fc.record({ type: fc.constantFrom('model-unknown', 'model-not-allowed', 'public-url'), model: words }),
	fc.record({
		type: fc.constant('option-value' as const),
		option: words,
		value: words,
		model: words,
		allowed: fc.array(words, { maxLength: 60 }),
		nearest: fc.option(words),
	}),
	fc.record({
		type: fc.constant('option-range' as const),
		option: words,
		value: words,
		model: words,
		min: number,
		max: number,
	}),
	fc.record({ type: fc.constantFrom('option-not-taken', 'option-missing'), option: words, model: words }),
	fc.record({ type: fc.constantFrom('options-together', 'option-alone'), option: words, other: words, model: words }),
	fc.record({
		type: fc.constant('picture' as const),
		option: words,
		problem: fc.constantFrom(...PictureProblem.options),
	}),
	fc.record({ type: fc.constant('button' as const), why: keys(buttons) }),
	fc.record({ type: fc.constant('settings' as const), why: keys(settings) }),
);

describe('refusal', () => {
	it('is seen by the member alone, within the limits of Discord, mentioning nobody', () => {
		fc.assert(
			fc.property(anyRefusal, fc.constantFrom('en-US', 'ko'), (of, locale) => {
				const body = refusal(of, locale);
				expect(overLimits(body)).toEqual([]);
				expect(mentionsIn(body)).toEqual([]);
				expect(body.flags).toBe((1 << 15) | (1 << 6));
			}),
			{ numRuns: 500 },
		);
	});

	it('fits when many things are wrong at once', () => {
		fc.assert(
			fc.property(
				fc.array(anyRefusal, { minLength: 1, maxLength: 9 }),
				fc.constantFrom('en-US', 'ko'),
				(all, locale) => {
					expect(overLimits(refusals(all, locale))).toEqual([]);
				},
			),
		);
	});

	it('says what is left and when it comes back', () => {
		const limit = { type: 'limit', remaining: 0, comesBackAt: begin } as const;
		expect(refusalText({ ...limit, limit: 'daily-videos', allowed: 20 }, 'en-US')).toMatchInlineSnapshot(
			`"You have used your 20 videos of the last 24 hours. There is room again <t:1768478400:R>."`,
		);
		expect(refusalText({ ...limit, limit: 'daily-videos', allowed: 20 }, 'ko')).toMatchInlineSnapshot(
			`"최근 24시간 동안 만들 수 있는 영상 20개를 모두 썼어요. <t:1768478400:R>에 다시 여유가 생겨요."`,
		);
		const budget = { ...limit, limit: 'guild-usd', allowed: 10, remaining: 0.25 } as const;
		expect(refusalText({ ...budget, comesBackAt: null }, 'en-US')).toMatchInlineSnapshot(
			`"This server's budget of $10.00 for 24 hours has $0.25 left, which is less than this video is estimated to cost. A shorter clip or another model may fit."`,
		);
		expect(refusalText(budget, 'ko')).toMatchInlineSnapshot(
			`"이 서버의 24시간 예산 $10.00 중 $0.25만 남아서 이 영상의 예상 비용에 모자라요. <t:1768478400:R>에 다시 여유가 생겨요. 더 짧은 영상이나 다른 모델은 가능할 수도 있어요."`,
		);
	});

	it('names the nearest value and the possible ones', () => {
		const of: Refusal = {
			type: 'option-value',
			option: 'duration',
			value: '7',
			model: 'Veo 3.1',
			allowed: ['4', '6', '8'],
			nearest: '8',
		};
		expect(refusalText(of, 'en-US')).toMatchInlineSnapshot(
			`"**Veo 3.1** cannot do \`duration\` 7. The nearest is 8. Possible: 4, 6, or 8."`,
		);
		expect(refusalText(of, 'ko')).toMatchInlineSnapshot(
			`"**Veo 3.1** 모델은 \`길이\` 옵션에 7 값을 쓸 수 없어요. 가장 가까운 값: 8. 가능한 값: 4, 6 또는 8."`,
		);
	});
});

describe('done', () => {
	it('is seen by the member alone', () => {
		expect(done('deleted', 'ko')).toMatchObject({ flags: (1 << 15) | (1 << 6), allowed_mentions: { parse: [] } });
	});
});
