import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as faults from '../../../sandbox/cometapi/faults.js';
import type { Plan } from '../../../sandbox/cometapi/task/plan.js';
import type { Fault } from '../../../sandbox/http/faults.js';
import { expectGoodManners } from '../../harness/promises.js';
import { buttonOf, AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

const { creates } = faults;

interface Case {
	readonly code: string;
	readonly why: string;
	readonly en: string;
	readonly ko: string;
	/** What makes it so: something that goes wrong with the create, or a plan for the task. */
	readonly fault?: () => Fault;
	readonly plan?: Partial<Plan>;
	/** Tasks that exist afterwards. */
	readonly made: 0 | 1;
	readonly counted: boolean;
}

const words = {
	counted: ['may have been charged', '청구됐을 수 있'],
	uncounted: ['does not count', '포함되지 않아요'],
};

const cases: readonly Case[] = [
	{
		code: 'invalid',
		why: 'a 400 that names an option',
		fault: () =>
			faults.refused(400, { match: creates, message: 'invalid size: must be 1280x720', code: 'invalid_value' }),
		en: 'did not accept',
		ko: '받아들이지 않았어요',
		made: 0,
		counted: false,
	},
	{
		code: 'invalid',
		why: 'a malformed request that surfaces as 500',
		fault: () => faults.invalidRequest500({ match: creates }),
		en: 'did not accept this request',
		ko: '받아들이지 않았어요',
		made: 0,
		counted: false,
	},
	{
		code: 'moderated-prompt',
		why: 'moderation of the prompt',
		fault: () =>
			faults.refused(400, {
				match: creates,
				message: 'Your prompt was rejected by our safety system',
				code: 'moderation_blocked',
			}),
		en: 'Reword',
		ko: '바꿔',
		made: 0,
		counted: false,
	},
	{
		code: 'moderated',
		why: 'moderation of the result',
		plan: { outcome: 'moderated', reason: 'Failure to pass the risk control system' },
		en: 'safety check',
		ko: '안전 검사',
		made: 1,
		counted: false,
	},
	{
		code: 'not-allowed',
		why: 'a 403',
		fault: () => faults.refused(403, { match: creates, message: 'forbidden' }),
		en: 'Try another model',
		ko: '다른 모델',
		made: 0,
		counted: false,
	},
	{
		code: 'key',
		why: 'a 401',
		fault: () => faults.refused(401, { match: creates, message: 'invalid api key' }),
		en: 'cannot make videos at the moment',
		ko: '영상을 만들 수 없어요',
		made: 0,
		counted: false,
	},
	{
		code: 'model',
		why: 'a 404',
		fault: () => faults.refused(404, { match: creates, message: 'not found' }),
		en: 'Choose another model',
		ko: '다른 모델을 골라',
		made: 0,
		counted: false,
	},
	{
		code: 'model',
		why: 'a redirect to a page',
		fault: () => faults.redirected({ match: creates }),
		en: 'Choose another model',
		ko: '다른 모델을 골라',
		made: 0,
		counted: false,
	},
	{
		code: 'provider',
		why: 'a task that failed',
		plan: { outcome: 'failed' },
		en: 'could not finish',
		ko: '만들지 못했어요',
		made: 1,
		counted: false,
	},
	{
		code: 'submission-unknown',
		why: 'a create whose answer never came',
		fault: () => faults.lostCreate(),
		en: 'I did not send it again',
		ko: '다시 보내지 않았어요',
		made: 1,
		counted: true,
	},
	{
		code: 'submission-unknown',
		why: "a gateway's own page",
		fault: () => faults.gatewayPage({ match: creates }),
		en: 'I did not send it again',
		ko: '다시 보내지 않았어요',
		made: 0,
		counted: true,
	},
	{
		code: 'submission-unknown',
		why: 'an answer cut off before its id',
		fault: () => faults.truncatedCreate({ bytes: 6 }),
		en: 'I did not send it again',
		ko: '다시 보내지 않았어요',
		made: 1,
		counted: true,
	},
	{
		code: 'provider',
		why: 'a 200 with an error in it',
		fault: () => faults.okWithError({ match: creates }),
		en: 'could not finish',
		ko: '만들지 못했어요',
		made: 0,
		counted: false,
	},
	// Last, because an empty balance holds up the creates after it.
	{
		code: 'balance',
		why: 'an empty balance',
		fault: () => faults.quotaExhausted({ match: creates }),
		en: 'cannot make videos at the moment',
		ko: '영상을 만들 수 없어요',
		made: 0,
		counted: false,
	},
];

describe.each(['en-US', 'ko'] as const)('what a member reads in %s after', (locale) => {
	let stage: AppHarness;
	beforeAll(async () => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } }, env: { DAILY_USD: '' } });
	});
	afterAll(async () => {
		expectGoodManners(stage);
		await stage.close();
	});

	it.each(cases)('$why ($code)', async ({ code, fault, plan, en, ko, made, counted }) => {
		const before = stage.comet.creates;
		if (plan) stage.comet.next(plan);
		if (fault) stage.comet.addFault(fault());
		const posts = stage.comet.server.exchanges.filter(creates).length;
		const interaction = stage.video({ user: stage.member(locale), locale });

		const message = await stage.told(interaction);
		const text = textOf(message);
		expect(text).toContain(locale === 'ko' ? ko : en);
		expect(text).toContain(words[counted ? 'counted' : 'uncounted'][locale === 'ko' ? 1 : 0]);
		expect(text).not.toMatch(/planned|comet|request id|HTTP/iu);
		expect(buttonOf(message, code === 'submission-unknown' ? 'askagain' : 'again')).toBeDefined();
		expect(stage.comet.creates).toBe(before + made);
		expect(stage.comet.server.exchanges.filter(creates)).toHaveLength(posts + 1);
		expect(await stage.job(interaction)).toMatchObject({ outcome: { type: 'failed', failure: { code } } });
		expect(stage.tellings(interaction)).toHaveLength(1);
	});
});

describe('asking again after an answer that was lost', () => {
	it('pays again on the member’s own word, once', async () => {
		const stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } } });
		stage.comet.addFault(faults.lostCreate());
		const interaction = stage.video();
		const message = await stage.told(interaction);
		const act = { user: interaction.userId, message, customId: buttonOf(message, 'askagain')! };
		const presses = [stage.discord.press(act), stage.discord.press(act)];
		const messages = await stage.until((all) => withVideo(all).length > 0);
		await Promise.all(presses.map((press) => press.responded()));
		expect(withVideo(messages)).toHaveLength(1);
		expect(stage.comet.creates).toBe(2);
		expectGoodManners(stage);
		await stage.close();
	});
});
