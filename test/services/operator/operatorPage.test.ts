import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours } from '../../../src/lib/time.js';
import { aJob } from '../../harness/aJob.js';
import { OperatorHarness, opsToken } from '../../harness/operatorHarness.js';

let page: OperatorHarness;
beforeEach(async () => {
	page = await OperatorHarness.start();
});
afterEach(() => page.close());

const at = Date.UTC(2026, 10, 20, 11);

const made = (id: string, more: Parameters<typeof aJob>[0] = {}) =>
	aJob({
		id,
		createdAt: at,
		phase: 'closed',
		submission: { sent: 1, startedAt: at, acceptedAt: at },
		task: { provider: 'veo', id: `task_${id.slice(-3)}`, model: 'veo3.1-fast' },
		outcome: { type: 'succeeded', at: at + 90_000, result: { urls: ['https://cdn.example.com/v.mp4'] } },
		closedAt: at + 95_000,
		...more,
		delivery: {
			receipt: { rung: 'channel', at: at + 95_000, messageId: '1300000000000000009', form: 'original' },
			...more.delivery,
		},
	});

const unsettled = (id: string) =>
	aJob({
		id,
		createdAt: at,
		phase: 'closed',
		submission: { sent: 1, startedAt: at },
		outcome: { type: 'failed', at, failure: { code: 'submission-unknown' } },
		closedAt: at,
	});

const running = (id: string) =>
	aJob({
		id,
		createdAt: at,
		phase: 'generating',
		submission: { sent: 1, startedAt: at, acceptedAt: at },
		task: { provider: 'veo', id: 'task_run', model: 'veo3.1-fast' },
	});

describe('who may', () => {
	const paths = ['/operator/now', '/operator/figures', '/operator/find?for=1', '/operator/jobs/1200000000000000001'];

	it.each(paths)('%s tells nothing without the token', async (path) => {
		await page.add(made('1200000000000000001'));
		const strangers: Record<string, string>[] = [
			{},
			{ authorization: 'Bearer wrong' },
			{ cookie: 'reelay_operator=9999999999999.x' },
		];
		for (const headers of strangers) {
			const { status, text } = await page.ask(path, { headers });
			expect([status, text]).toEqual([401, '{"error":"Give OPS_TOKEN first."}']);
		}
	});

	it('lets in who gives the token once, for twelve hours, by a cookie that no script and no other site gets', async () => {
		const wrong = await page.ask('/operator/session', { method: 'POST', body: { token: 'wrong' }, headers: {} });
		expect(wrong.status).toBe(401);
		const right = await page.ask('/operator/session', { method: 'POST', body: { token: opsToken }, headers: {} });
		const cookie = right.headers.get('set-cookie') ?? '';
		expect(cookie).toMatch(/HttpOnly/u);
		expect(cookie).toMatch(/SameSite=Strict/u);
		expect(cookie).not.toContain(opsToken);

		const headers = { cookie: cookie.split(';')[0]! };
		expect((await page.ask('/operator/now', { headers })).status).toBe(200);
		await page.clock.advance(hours(12));
		expect((await page.ask('/operator/now', { headers })).status).toBe(401);
	});

	it('hears no more than ten wrong tokens a minute, the right one included then', async () => {
		const give = (token: string) => page.ask('/operator/session', { method: 'POST', body: { token }, headers: {} });
		for (let guess = 0; guess < 10; guess += 1) expect((await give(`guess ${guess}`)).status).toBe(401);
		expect((await give(opsToken)).status).toBe(429);
		await page.clock.advance(60_000);
		expect((await give(opsToken)).status).toBe(200);
	});

	it('does nothing that another site asks for, whatever cookie comes along', async () => {
		await page.add(running('1200000000000000001'));
		const right = await page.ask('/operator/session', { method: 'POST', body: { token: opsToken }, headers: {} });
		const cookie = (right.headers.get('set-cookie') ?? '').split(';')[0]!;
		const path = '/operator/jobs/1200000000000000001/cancel';
		const foreign: Record<string, string>[] = [
			{ origin: 'https://evil.example' },
			{ origin: 'null' },
			{ 'sec-fetch-site': 'cross-site' },
			{ 'content-type': 'text/plain' },
		];
		for (const headers of foreign) {
			expect((await page.ask(path, { method: 'POST', headers: { cookie, ...headers } })).status).toBe(403);
		}
		expect(page.looked).toEqual([]);
		expect((await page.ask(path, { method: 'POST', headers: { cookie, origin: page.origin } })).status).toBe(200);
		expect(page.looked).toEqual(['1200000000000000001']);
	});

	it('sends everything with headers that forbid framing, sniffing and foreign scripts', async () => {
		for (const path of ['/', '/operator/now']) {
			const { headers } = await page.ask(path);
			expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/u);
			expect(headers.get('x-content-type-options')).toBe('nosniff');
			expect(headers.get('x-frame-options')).toBe('DENY');
			expect(headers.get('cache-control')).toBe('no-store');
		}
	});

	it('refuses a body that is too large', async () => {
		const body = { token: 'x'.repeat(20_000) };
		expect((await page.ask('/operator/session', { method: 'POST', body, headers: {} })).status).toBe(413);
	});
});

describe('what it shows', () => {
	it('how things stand now, by what an operator must do about it', async () => {
		await page.add(
			running('1200000000000000001'),
			aJob({ id: '1200000000000000002' }),
			aJob({ ...running('1200000000000000003'), lateAt: at }),
			unsettled('1200000000000000004'),
			made('1200000000000000005', { delivery: { receipt: null, undelivered: true } }),
			made('1200000000000000006'),
		);
		const { body } = await page.ask('/operator/now');
		expect(body).toMatchObject({
			checks: [{ name: 'store', ok: true }],
			counts: { running: 1, waiting: 1, late: 1, delivering: 0, unsettled: 1, undelivered: 1 },
			lists: { undelivered: [{ id: '1200000000000000005', state: 'undelivered' }] },
			process: { version: '1.2.3', draining: false },
		});
	});

	it.each([
		['a job', '1200000000000000001'],
		['a member', '1100000000000000007'],
		['a task', 'task_001'],
		['a message', '1300000000000000009'],
		['a link to a message', 'https://discord.com/channels/1000000000000000003/1000000000000000002/1300000000000000009'],
	])('finds by %s', async (_, text) => {
		await page.add(
			made('1200000000000000001', { requester: { id: '1100000000000000007', locale: 'ko' } }),
			made('1200000000000000002', { delivery: { receipt: null } }),
		);
		const { body } = await page.ask(`/operator/find?for=${encodeURIComponent(text)}`);
		expect(body).toMatchObject({ jobs: [{ id: '1200000000000000001' }] });
		expect((body as { jobs: unknown[] }).jobs).toHaveLength(1);
	});

	it('a job’s life newest first, and neither its words nor its token', async () => {
		const job = made('1200000000000000001');
		await page.add(job);
		const { text, body } = await page.ask('/operator/jobs/1200000000000000001');
		const { moments } = body as { moments: { at: number; what: string }[] };
		expect(moments.map(({ what }) => what)).toEqual([
			'told by channel as original',
			'closed',
			'succeeded',
			'accepted',
			'submitted (1 sent, 0 answered by an error)',
			'task accepted: task_001',
		]);
		for (const secret of [job.request.prompt, job.destination.token!]) expect(text).not.toContain(secret);
	});

	it('adds up a day and a month, and goes on with every record that is saved', async () => {
		await page.add(made('1200000000000000001'), unsettled('1200000000000000002'));
		const month = async () => (await page.ask('/operator/figures?span=month')).body as Sums;
		const sum = (figures: Sums, key: 'succeeded' | 'failed') =>
			figures.points.reduce((total, point) => total + point[key], 0);
		const before = await month();
		expect([sum(before, 'succeeded'), sum(before, 'failed')]).toEqual([1, 1]);
		expect(before.models).toEqual([{ model: 'Veo 3.1 Fast', jobs: 2, succeeded: 1, usd: 0.8, medianSeconds: 90 }]);

		page.figures.observe(made('1200000000000000003'));
		const after = await month();
		expect(sum(after, 'succeeded')).toBe(2);
		const day = (await page.ask('/operator/figures?span=day')).body as Sums;
		expect(day.points).toHaveLength(24);
		expect(sum(day, 'succeeded')).toBe(2);
	});
});

describe('what it does', () => {
	const act = (path: string, body: object = {}) => page.ask(path, { method: 'POST', body });

	it('cancels by leaving word for the job’s step', async () => {
		await page.add(running('1200000000000000001'), made('1200000000000000002'));
		expect((await act('/operator/jobs/1200000000000000001/cancel')).status).toBe(200);
		expect(await page.store.hasNote('cancel', '1200000000000000001')).toBe(true);
		expect((await act('/operator/jobs/1200000000000000002/cancel')).body).toEqual({ error: 'It has ended already.' });
		expect((await act('/operator/jobs/1299999999999999999/cancel')).body).toEqual({ error: 'There is no such job.' });
	});

	it('has an outcome told again', async () => {
		await page.add(made('1200000000000000001'));
		expect((await act('/operator/jobs/1200000000000000001/redeliver')).status).toBe(200);
		expect(await page.store.hasNote('redeliver', '1200000000000000001')).toBe(true);
	});

	it('attaches the task of a lost create once, in whichever server', async () => {
		await page.add(unsettled('1200000000000000001'));
		const path = '/operator/jobs/1200000000000000001/reconcile';
		expect((await act(path, { taskId: 'task_abcdefgh' })).status).toBe(200);
		expect((await act(path, { taskId: 'task_abcdefgh' })).body).toEqual({
			error: 'It has been given its task already.',
		});
		const { body } = await page.ask('/operator/jobs/1200000000000000001');
		expect(body).toMatchObject({ actions: { reconcile: false } });
	});

	it('pauses a model and closes the intake, says so in the log, and takes both back', async () => {
		expect((await act('/operator/models/veo3.1-fast/pause')).status).toBe(200);
		expect((await act('/operator/models/nothing/pause')).status).toBe(409);
		expect([...page.paused]).toEqual(['veo3.1-fast']);
		await act('/operator/models/veo3.1-fast/resume');
		expect([...page.paused]).toEqual([]);

		await act('/operator/drain');
		expect(page.closed).toBe(true);
		await act('/operator/undrain');
		expect(page.closed).toBe(false);
		expect(page.log.filter((line) => line.includes('by the operator'))).toHaveLength(4);
	});
});

interface Sums {
	readonly points: readonly { readonly succeeded: number; readonly failed: number }[];
	readonly models: readonly unknown[];
}
