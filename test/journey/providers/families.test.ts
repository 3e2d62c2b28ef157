import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Plan } from '../../../sandbox/cometapi/task/plan.js';
import { CometApiSimulator } from '../../../sandbox/cometapi/simulator.js';
import { VideoRequest } from '../../../src/jobs/record/request.js';
import type { PictureRole } from '../../../src/jobs/record/request.js';
import type { Task } from '../../../src/jobs/record/task.js';
import { minutes } from '../../../src/lib/time.js';
import { checkRequest } from '../../../src/providers/requests/requestValidation.js';
import { providers } from '../../../src/providers/index.js';
import type { Model } from '../../../src/providers/contract/model.js';
import { offering } from '../../../src/providers/catalogue/offering.js';
import { parseCatalogue } from '../../../src/providers/catalogue/parseCatalogue.js';
import type { Order, Picture, Provider, TaskStatus } from '../../../src/providers/contract/provider.js';
import { ApiClient } from '../../../src/services/cometapi/apiClient.js';
import { VideoApi } from '../../../src/services/cometapi/videoApi.js';
import { FakeClock } from '../../harness/fakeClock.js';

/** The ways in which the API was seen to speak of the same thing. */
const dialects: Readonly<Record<string, Partial<Plan>>> = {
	newer: {},
	'older and wrapped': {
		vocabulary: 'old',
		wrapped: true,
		createWrapped: true,
		unknownOnce: true,
		completedAtEarly: true,
	},
	'the vendor’s, without an address': { vocabulary: 'vendor', videoUrl: false, taskIdMirror: false, progress: 'zero' },
	'wrapped, with result_url': { wrapped: true, resultUrl: true, urlInFailReason: false, echoPolls: 2, throttled: true },
	'Kling without its envelope': { klingEnvelope: false, klingRequestId: false, progress: 'percent' },
};

/** What a member may bring to a model, in every way that it takes. */
function inputsOf(model: Model): PictureRole[][] {
	if (!model.text && model.image === 'no') return [];
	return [
		...(model.text ? [[]] : []),
		...(model.image === 'no' ? [] : [['image' as const]]),
		...(model.lastFrame ? [['image' as const, 'last_frame' as const]] : []),
		...(model.references > 0 ? [['reference_1' as const, 'reference_2' as const]] : []),
	];
}

const models = providers.flatMap((provider) => provider.models.map((model) => ({ provider, model })));
const clock = new FakeClock();
const log = pino({ level: 'silent' });
let jobs = 0;
let comet: CometApiSimulator;
let client: ApiClient;
let api: VideoApi;

beforeAll(async () => {
	comet = await CometApiSimulator.start({ now: () => clock.now() });
	client = new ApiClient({ baseUrl: comet.baseUrl, key: comet.key, userAgent: 'reelay/1', clock });
	api = new VideoApi({ api: client, providers, clock, random: () => 0.5, log, createTimeoutMs: minutes(5) });
});
afterAll(async () => {
	await client.close();
	await comet.close();
});

async function orderOf(
	{ provider, model }: { provider: Provider; model: Model },
	roles: readonly PictureRole[],
	more: Partial<VideoRequest> = {},
): Promise<Order> {
	jobs += 1;
	const sources = roles.map((role) => ({ role, url: 'https://cdn.example.com/1', name: '1.jpg', bytes: 1 }));
	const asked = VideoRequest.parse({ prompt: 'A red kite over the sea', model: model.id, pictures: sources, ...more });
	const { problems, request } = checkRequest(model, asked, { publicUrl: true });
	expect(problems).toEqual([]);

	const { exact } = provider.pictureRule(model, request);
	const { width, height } = exact ?? { width: 800, height: 600 };
	const bytes = await sharp({ create: { width, height, channels: 3, background: '#c04020' } })
		.jpeg()
		.toBuffer();
	const pictures = roles.map((role, place): Picture => {
		return { role, bytes, contentType: 'image/jpeg', width, height, url: `https://bot.example.com/media/${place}` };
	});
	const callbackUrl = 'https://bot.example.com/callback/s3cret';
	return { jobId: `12345678901234${1000 + jobs}`, request, model, pictures, callbackUrl };
}

async function made(order: Order): Promise<Task> {
	const verdict = await api.start(order);
	expect(verdict).toMatchObject({ type: 'accepted' });
	if (verdict.type !== 'accepted') throw new Error('not accepted');
	return verdict.task;
}

/** Looks until there is an end, a few times at most. */
async function ended(task: Task): Promise<TaskStatus> {
	for (let polls = 0; polls < 8; polls += 1) {
		const verdict = await api.check(task);
		expect(verdict.type).toBe('status');
		if (verdict.type !== 'status') continue;
		if (verdict.status.state === 'succeeded' || verdict.status.state === 'failed') return verdict.status;
	}
	throw new Error('no end');
}

/** The bytes of a result, by its address or by the route that has them. */
async function bytesOf(task: Task, status: TaskStatus): Promise<Buffer> {
	if (status.state !== 'succeeded') throw new Error(JSON.stringify(status));
	const verdict = await api.results(task, status.result);
	const url = verdict.type === 'result' ? verdict.result.urls[0] : undefined;
	if (url !== undefined) return Buffer.from(await (await fetch(url)).arrayBuffer());

	const content = await api.openContent(task);
	expect(content.type).toBe('open');
	if (content.type !== 'open') throw new Error('no content');
	const chunks: Uint8Array[] = [];
	for await (const chunk of content.body) chunks.push(chunk);
	return Buffer.concat(chunks);
}

/** The task ends in exactly the bytes that the provider serves. */
async function expectSample(task: Task): Promise<void> {
	const bytes = await bytesOf(task, await ended(task));
	// Compared at once: byte by byte, as matchers do, it takes longer than all the rest.
	expect(bytes.equals(comet.sample)).toBe(true);
}

const makers = models.filter(({ model }) => inputsOf(model).length > 0);

describe.each(makers.map((entry) => [entry.model.id, entry] as const))('%s, end to end', (_, entry) => {
	it.each(inputsOf(entry.model).map((roles) => [roles.join(' and ') || 'words', roles] as const))(
		'makes a video from %s',
		async (__, roles) => {
			comet.next({ pollsToDone: 3 });
			const task = await made(await orderOf(entry, roles));

			await expectSample(task);
			expect(comet.tasks.at(-1)?.id).toBe(task.id);
		},
	);
});

describe.each(
	providers.filter(({ models: own }) => own.length > 0).map((provider) => [provider.id, provider] as const),
)('the family %s, spoken to in every dialect', (_, provider) => {
	const model = provider.models[0]!;
	const roles = inputsOf(model)[0] ?? [];

	it.each(Object.entries(dialects))('%s: the video arrives', async (__, plan) => {
		comet.next({ pollsToDone: 5, ...plan });
		const task = await made(await orderOf({ provider, model }, roles));

		await expectSample(task);
	});

	it.each([
		['bare', {}],
		['wrapped', { wrapped: true, vocabulary: 'old' }],
	] as const)('a failure is a failure, and moderation is told as such (%s)', async (__, plan) => {
		comet.next({ pollsToDone: 2, ...plan, outcome: 'failed', reason: 'The video could not be generated.' });
		const failed = await ended(await made(await orderOf({ provider, model }, roles)));
		expect(failed).toMatchObject({ state: 'failed', failure: { code: 'provider' } });

		comet.next({ pollsToDone: 2, ...plan, outcome: 'moderated', reason: 'Failure to pass the risk control system' });
		const task = await made(await orderOf({ provider, model }, roles));
		const status = await ended(task);
		if (status.state !== 'failed') throw new Error('not failed');
		const { code } = status.failure ?? (await api.why(task));
		expect(code).toMatch(/^moderated/u);
	});

	it('a task that is not known yet is missing, then there', async () => {
		comet.next({ pollsToDone: 4, notExistPolls: 2 });
		const task = await made(await orderOf({ provider, model }, roles));

		expect(await api.check(task)).toMatchObject({ type: 'status', status: { state: 'missing' } });
		expect(await ended(task)).toMatchObject({ state: 'succeeded' });
	});
});

describe('what starts from a finished video', () => {
	const entryOf = (id: string) => models.find(({ model }) => model.id === id)!;

	it.each([
		['sora-2', 'remix', 'sora-2'],
		['kling-v3', 'extend', 'kling-v3'],
		['veo3.1', 'edit', 'omni-fast-v2v'],
		['grok-imagine-video', 'edit', 'grok-imagine-video'],
		['veo3.1', 'edit', 'gen4_aleph'],
		['veo3.1', 'upscale', 'upscale_v1'],
	] as const)('%s, %s with %s', async (from, action, id) => {
		comet.next({ pollsToDone: 1 });
		const first = await made(await orderOf(entryOf(from), []));
		const status = await ended(first);
		if (status.state !== 'succeeded') throw new Error('no source');
		const { videoId, urls } = status.result;
		const source = { jobId: '1', taskId: first.id, videoId, videoUrl: urls[0] };

		comet.next({ pollsToDone: 2 });
		const task = await made(await orderOf(entryOf(id), [], { action, source }));

		expect(task.id).not.toBe(first.id);
		await expectSample(task);
	});
});

describe('the catalogue', () => {
	it('brings a model nobody has met, which works at once', async () => {
		const { body } = await client.call({ method: 'GET', path: '/api/models' }, { timeoutMs: 5000, anonymous: true });
		const catalogue = parseCatalogue(body);
		const offered = offering({ providers, catalogue, legacy: new Set(), now: Date.parse('2026-11-20') });
		const adopted = offered.filter(({ model }) => model.adopted === true);
		expect(adopted.length).toBeGreaterThan(0);

		for (const { model } of adopted) {
			const provider = providers.find(({ id }) => id === model.provider)!;
			comet.next({ pollsToDone: 2 });
			const task = await made(await orderOf({ provider, model }, ['image'], { duration: 6, aspect: '9:16' }));
			await expectSample(task);
		}
	});
});
