import sharp from 'sharp';
import { MessageFlags } from 'discord-api-types/v10';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../../sandbox/cometapi/task/plan.js';
import { providers } from '../../../src/providers/index.js';
import type { Model } from '../../../src/providers/contract/model.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { publicAddress } from '../../harness/publicAddress.js';
import { buttonOf, AppHarness, textOf } from '../../harness/appHarness.js';

/** Every family by the first of its models that members can choose, those that are off by default included. */
const families = providers.flatMap(({ id, models }) => {
	const model = models.find(({ text, image }) => text || image !== 'no');
	return model === undefined ? [] : [[id, model] as const];
});

/** What must do nothing wherever it is shown: an address, a mention, a link. */
const hostile = 'see https://evil.example.com/x [here](https://evil.example.com) @everyone <@1> trace 7f3a';

interface Case {
	readonly plan: Partial<Plan>;
	readonly code: string;
	readonly ko: RegExp;
	/** Families that tell it another way: Runway by a code of its own, Midjourney by refusing a prompt at once. */
	readonly otherwise?: Readonly<Record<string, string>>;
}

const cases: Readonly<Record<string, Case>> = {
	'moderation of the prompt': {
		plan: { outcome: 'failed', reason: `The prompt violates our content policy; ${hostile}`, reasonCode: null },
		code: 'moderated-prompt',
		ko: /안전 검사.*프롬프트/u,
	},
	'moderation of the picture': {
		plan: { outcome: 'failed', reason: `The input image was flagged by moderation; ${hostile}`, reasonCode: null },
		code: 'moderated-picture',
		ko: /안전 검사.*이미지/u,
	},
	'moderation that does not say of what': {
		plan: { outcome: 'moderated', reason: 'Failure to pass the risk control system' },
		code: 'moderated',
		ko: /안전 검사/u,
		otherwise: { runway: 'moderated-prompt', midjourney: 'moderated-prompt' },
	},
	'bad input': {
		plan: { outcome: 'failed', reason: `duration is not supported, must be 5; ${hostile}`, reasonCode: 'bad_value' },
		code: 'invalid',
		ko: /받아들이지 않았어요/u,
		otherwise: { runway: 'provider' },
	},
	"the provider's trouble": {
		plan: { outcome: 'failed', reason: `upstream server overloaded; ${hostile}`, reasonCode: 'server_busy' },
		code: 'provider',
		ko: /만들지 못했어요/u,
	},
	'no reason at all': {
		plan: { outcome: 'failed', reason: null, reasonCode: null },
		code: 'provider',
		ko: /만들지 못했어요/u,
	},
};

const wordsOf: Readonly<Record<string, RegExp>> = {
	'moderated-prompt': /safety check declined the prompt. Reword it/u,
	'moderated-picture': /safety check declined .*Use another picture/u,
	moderated: /declined this one without saying why/u,
	invalid: /did not accept .*duration.*Change it/u,
	provider: /tried and could not finish/u,
};

const theirs = /evil|everyone|7f3a|risk control/u;

let stage: AppHarness;
let picture: Buffer;
beforeAll(async () => {
	picture = await sharp({ create: { width: 640, height: 360, channels: 3, background: '#c04020' } })
		.jpeg()
		.toBuffer();
	const { env } = await publicAddress();
	const legacy = providers.filter((provider) => provider.legacy === true).map(({ id }) => id);
	stage = await AppHarness.set({
		clock: new FakeClock(),
		env: { ...env, LEGACY_PROVIDERS: legacy.join(','), DAILY_USD: '', CONFIRM_ABOVE_USD: '1000' },
	});
	await stage.rest();
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** A picture goes along where there must be one, or where the failure is about one. */
const withPicture = ({ text, image }: Model, plan: Partial<Plan>): boolean =>
	!text || (image !== 'no' && plan.reason?.includes('image') === true);

/** A member whom nobody knows asks this model, and is told of the failure. */
async function failed(model: Model, plan: Partial<Plan>, locale = 'en-US') {
	stage.comet.next({ pollsToDone: 2, ...plan });
	const interaction = stage.video({
		user: stage.member(locale),
		locale,
		options: { model: model.id, prompt: 'a fox' },
		...(!withPicture(model, plan) ? {} : { attachments: { image: { name: 'fox.jpg', bytes: picture } } }),
	});
	const message = await stage.told(interaction);
	const job = await stage.job(interaction);
	return { message, told: textOf(message), job, task: stage.comet.tasks.at(-1)!, interaction };
}

describe.each(families)('a failure of the family %s', (family, model) => {
	it.each(Object.entries(cases))('is told in words: %s', async (_, about) => {
		const { told, job, message, task } = await failed(model, about.plan);
		const usual = about.otherwise?.[family] ?? about.code;
		// No picture is blamed where none was sent.
		const code = usual === 'moderated-picture' && !withPicture(model, about.plan) ? 'moderated' : usual;
		expect(job?.outcome).toMatchObject({ type: 'failed', failure: { code } });
		expect(told).toMatch(wordsOf[code]!);
		expect(told).toContain('does not count');
		expect(buttonOf(message, 'again')).toBeDefined();
		const failure = job?.outcome?.type === 'failed' ? job.outcome.failure : undefined;
		if (about.plan.reason?.includes(hostile) === true) expect(failure?.said).toContain('evil.example.com');
		// The provider's own words stand on the card, harmless; what a safety check declined is not the channel's affair.
		const shown = JSON.stringify(message.components);
		const isPrivate = ((message.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
		expect(isPrivate).toBe(code.startsWith('moderated'));
		if ((failure?.said ?? '') === '') expect(shown).not.toMatch(theirs);
		else expect(told).toMatch(/The provider said: "/u);
		expect(shown).not.toMatch(/https:\/\/evil|[^\u200B]@everyone|<@1>|(?<!\\)\]\(/u);
		expect(task.contentPolls).toBeLessThanOrEqual(1);
	});

	it('is told as the end of its time where the family says so', async () => {
		const { told, job } = await failed(model, { outcome: 'expired', reason: null, reasonCode: null });
		const failure = job?.outcome?.type === 'failed' ? job.outcome.failure : undefined;
		// Most have no word for it, and say that it failed.
		expect(failure?.code).toBe(['xai', 'volc'].includes(family) ? 'expired' : 'provider');
		expect(told).toMatch(failure?.code === 'expired' ? /did not finish in time/u : /could not finish/u);
	});
});

describe('a failure in Korean', () => {
	it.each(Object.entries(cases))('is told in words: %s', async (_, { plan, ko }) => {
		const { told } = await failed(families[0]![1], plan, 'ko');
		expect(told).toMatch(ko);
		if (!/evil/u.test(told)) expect(told).not.toMatch(theirs);
		else expect(told).toContain('제공사의 답변: "');
	});
});

describe('a failed task without a reason', () => {
	it('is asked why exactly once, where its route can tell', async () => {
		const { task, job } = await failed(providers.find(({ id }) => id === 'veo')!.models[0]!, {
			outcome: 'moderated',
			reason: null,
			reasonCode: null,
		});
		expect(task.contentPolls).toBe(1);
		expect(job?.outcome).toMatchObject({
			failure: { code: 'moderated', detail: expect.stringContaining('VIOLATION') },
		});
		expect(job?.outcome).toMatchObject({ failure: { requestId: expect.stringMatching(/^[0-9a-f]{32}$/u) } });
	});

	it('is not asked when it gave one', async () => {
		const { task } = await failed(providers.find(({ id }) => id === 'veo')!.models[0]!, { outcome: 'failed' });
		expect(task.contentPolls).toBe(0);
	});
});
