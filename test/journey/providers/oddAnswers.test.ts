import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../../sandbox/cometapi/task/plan.js';
import { minutes } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
beforeAll(async () => {
	stage = await AppHarness.set({ clock: new FakeClock(), env: { DAILY_USD: '' } });
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

async function made(model: string, plan: Partial<Plan>) {
	stage.comet.next({ pollsToDone: 2, ...plan });
	const before = stage.comet.creates;
	const interaction = stage.video({ user: stage.member(), options: { model, prompt: 'a paper boat' } });
	const message = await stage.told(interaction);
	expect(stage.comet.creates).toBe(before + 1);
	const job = await stage.job(interaction);
	const lasted = (job?.outcome?.at ?? 0) - (job?.createdAt ?? 0);
	return { message, told: textOf(message), job, lasted, inPublic: textOf(stage.discord.original(interaction)) };
}

describe('a video that is told in an odd form arrives', () => {
	it.each<[string, string, Partial<Plan>]>([
		['as data in the answer, by the route for bytes', 'veo3.1-fast', { answerForm: 'data-uri' }],
		['as data in the answer alone', 'grok-imagine-video', { answerForm: 'data-uri' }],
		['as data in the answer alone, from Kling', 'kling-v2-6', { answerForm: 'data-uri' }],
		['at an address with blanks', 'kling-v2-6', { answerForm: 'blanks' }],
		['at a relative address', 'grok-imagine-video', { answerForm: 'relative' }],
		['behind an empty first entry', 'kling-v2-6', { answerForm: 'second-entry' }],
		['in a list called data', 'grok-imagine-video', { answerForm: 'list-called-data' }],
		['in a list called videos', 'grok-imagine-video', { answerForm: 'list-called-videos' }],
		['inside a result', 'grok-imagine-video', { answerForm: 'inside-result' }],
		['under an unheard word', 'kling-v2-6', { answerForm: 'unheard-word' }],
		['under no word', 'kling-v2-6', { answerForm: 'no-word' }],
		['in DashScope’s body', 'grok-imagine-video', { answerForm: 'dashscope' }],
		['in Vidu’s body', 'grok-imagine-video', { answerForm: 'vidu' }],
		['in MiniMax’s second body', 'grok-imagine-video', { answerForm: 'minimax-2' }],
		['in Google’s body', 'veo3.1-fast', { answerForm: 'google' }],
		['after looks with nothing in them', 'grok-imagine-video', { emptyPolls: 8 }],
		['under an id of Base64', 'veo3.1-fast', { idForm: 'base64' }],
		['under an id that is a path', 'veo3.1-fast', { idForm: 'path' }],
		['under a very long id', 'grok-imagine-video', { idForm: 'long' }],
	])('%s', async (_, model, plan) => {
		const { message, lasted } = await made(model, plan);
		expect(withVideo([message])).toHaveLength(1);
		expect(lasted).toBeLessThan(minutes(10));
	});
});

describe('a task that ends without a video is told within minutes', () => {
	const reason = 'Sorry, this one was too blurry.';
	it.each<[string, string, Partial<Plan>, string]>([
		['done, and nothing there', 'grok-imagine-video', { answerForm: 'no-video' }, 'no-video'],
		['done, and an empty list', 'kling-v2-6', { answerForm: 'no-video' }, 'no-video'],
		['done, with the reason why not', 'veo3.1-fast', { answerForm: 'reason-instead', reason }, 'provider'],
		['done, and filtered', 'veo3.1-fast', { answerForm: 'filtered', reason }, 'moderated'],
		['an unheard word beside an error', 'grok-imagine-video', { answerForm: 'unheard-error', reason }, 'provider'],
		['no longer known, in words of its own', 'grok-imagine-video', { answerForm: 'not-found' }, 'task-lost'],
		[
			'moderated, by a refused look',
			'grok-imagine-video',
			{
				answerForm: 'refused-look',
				reasonCode: 'imagine:content-moderated',
				reason: 'Rejected by content moderation.',
			},
			'moderated',
		],
	])('%s', async (_, model, plan, code) => {
		const { told, job, lasted, inPublic } = await made(model, plan);
		expect(job?.outcome).toMatchObject({ type: 'failed', failure: { code } });
		expect(lasted).toBeLessThan(minutes(10));
		if (code === 'provider') expect(told).toContain(`The provider said: "${reason}"`);
		if (code === 'moderated') expect(inPublic).not.toMatch(/blurry|Rejected by/u);
		if (code === 'no-video') expect(told).toContain('gave no video');
	});
});
