import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { APIMessage } from 'discord-api-types/v10';
import type { Plan } from '../../../sandbox/cometapi/task/plan.js';
import { minutes } from '../../../src/lib/time.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, textOf, withVideo, type AppHarness } from '../../harness/appHarness.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage({ POLL_MIN_MS: '20000', POLL_MAX_MS: '120000', FFMPEG_PATH: '/nowhere/ffmpeg' });
});
afterAll(async () => {
	expectGoodManners(stage);
	expect(stage.comet.cdn.leaks).toEqual([]);
	await stage.close();
});

async function expectSample(message: APIMessage | undefined): Promise<void> {
	expect(withVideo([message!])).toHaveLength(1);
	const { body } = await request(stage.discord.files(message)[0]!.url);
	expect(Buffer.from(await body.arrayBuffer()).equals(stage.comet.sample)).toBe(true);
}

/** How long the provider had been finished when the member was told. */
async function toldAfter(plan: Partial<Plan>, model = 'veo3.1-fast') {
	stage.comet.next(plan);
	const told = await pressing.told({ options: { model } });
	const job = await stage.job({ id: told.jobId });
	return { ...told, waitedMs: (job!.closedAt ?? 0) - (job!.outcome?.at ?? 0) };
}

describe('a result whose bytes are not there yet', () => {
	it.each<Plan['resultLagAs']>([404, 403, 400, 401, 409, 425, 'page', 'empty', 'other'])(
		'is waited for, however that is said: %s',
		async (resultLagAs) => {
			const { message, waitedMs } = await toldAfter({ resultLagMs: minutes(9), resultLagAs });
			await expectSample(message);
			expect(waitedMs).toBeGreaterThanOrEqual(minutes(9));
		},
	);

	it('is waited for where an address is the only place', async () => {
		const { message } = await toldAfter({ resultLagMs: minutes(3), resultLagAs: 404 }, 'kling-v3');
		await expectSample(message);
	});

	it('ends honestly after ten minutes, in the words of its cause, with a button that asks again', async () => {
		const lag = { resultLagMs: minutes(60), paceMs: 0 };
		const gone = await toldAfter({ ...lag, resultLagAs: 404 });
		expect(gone.waitedMs).toBeGreaterThanOrEqual(minutes(10));
		expect(textOf(gone.message)).toContain('no longer kept by the provider');
		expect(buttonOf(gone.message, 'fetch')).toBeDefined();

		const wrong = await toldAfter({ ...lag, resultLagAs: 'other' });
		expect(textOf(wrong.message)).toContain('is not a video that can be played');
		expect(textOf(wrong.message)).toContain('Your video was made');
	});
});

describe('Get it', () => {
	const late: Partial<Plan> = { resultLagMs: minutes(60), resultLagAs: 403 };

	it('asks again, and gives what has come meanwhile', async () => {
		const { user, message, jobId } = await toldAfter(late);
		expect(withVideo([message])).toHaveLength(0);

		// Not yet: the same words, but it has been asked.
		const asked = stage.comet.server.exchanges.length;
		const early = await pressing.press(message, 'fetch', user);
		await soon(() => textOf(stage.discord.original(early))).toContain('no longer kept');
		expect(stage.comet.server.exchanges.length).toBeGreaterThan(asked);

		await stage.pass(minutes(60));
		const pressed = await pressing.press(message, 'fetch', user);
		await soon(() => withVideo([stage.discord.original(pressed)!]).length).toBe(1);
		await expectSample(stage.discord.original(pressed));
		await soon(() => stage.job({ id: jobId })).toMatchObject({
			delivery: { fetchProblem: null },
			media: { width: 640 },
		});
	});

	it('does so after a restart, too', async () => {
		const { user, message } = await toldAfter(late);
		await stage.pass(minutes(60));
		await stage.stop();
		await stage.start();
		const pressed = await pressing.press(message, 'fetch', user);
		await soon(() => withVideo([stage.discord.original(pressed)!]).length).toBe(1);
	});
});

describe('a host of results', () => {
	it.each<[string, Partial<Plan>]>([
		['says JSON', { resultType: 'application/json' }],
		['says that it is a page', { resultType: 'text/html' }],
		['sends a piece that is the whole', { delivery: 'partial' }],
		['compresses', { delivery: 'gzip' }],
		['sends text', { delivery: 'base64', resultType: 'text/plain' }],
		['sends a byte-order mark first', { delivery: 'bom' }],
		['names another address', { delivery: 'json' }],
		['redirects, relatively', { delivery: 'redirect' }],
		['redirects to the other host', { delivery: 'redirect-away' }],
	])('%s: by an address and by the API’s route', async (_, plan) => {
		await expectSample((await toldAfter({ ...plan, videoUrl: false })).message);
		const { message } = await toldAfter(plan, 'kling-v3');
		await expectSample(message);
	});

	it('is the API itself, where the only address is one of its own', async () => {
		await expectSample((await toldAfter({ linkTo: 'api' }, 'kling-v3')).message);
		expect(stage.comet.tasks.at(-1)!.contentPolls).toBe(1);
	});
});
