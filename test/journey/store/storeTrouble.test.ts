import { afterEach, describe, expect, it } from 'vitest';
import { creates } from '../../../sandbox/cometapi/faults.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { seconds } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { answered, asAdmin } from '../../harness/asking.js';
import { expectGoodManners } from '../../harness/promises.js';
import { freePort } from '../../../sandbox/bot/freePort.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, AppHarness, textOf, withVideo, type StageParts } from '../../harness/appHarness.js';
import { readableLog, troubleWith, type Strike } from '../../harness/storeTrouble.js';

let stage: AppHarness;
let said: (words: string) => boolean;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

async function set(
	parts: StageParts = {},
	time: Pick<StageParts, 'clock'> = { clock: new FakeClock() },
): Promise<void> {
	const { log, said: hasSaid } = readableLog();
	said = hasSaid;
	stage = await AppHarness.set({ comet: { plan: { pollsToDone: 3 } }, ...parts, ...time, log });
}

/** Time passes by itself. */
const really = {};

const full = 'database or disk is full';
const trouble = (strike: Strike): Promise<() => Promise<void>> => troubleWith(stage.env['STORE_URL']!, strike);
const posts = (x: Exchange): boolean => x.method === 'POST' && /\/channels\/\d+\/messages$/u.test(x.path);

describe('a full disk on a journey', () => {
	it.each<[string, Strike]>([
		['the acknowledgement', { table: 'jobs', value: '%"acknowledged":true%' }],
		['the intent to create', { table: 'jobs', value: '%"phase":"submitting"%' }],
		['the accepted task', { table: 'jobs', value: '%"phase":"generating"%"count":0,%' }],
		['a poll', { table: 'jobs', value: '%"phase":"generating"%"count":1,%' }],
		['the outcome', { table: 'jobs', value: '%"phase":"delivering"%' }],
		['the kept result', { table: 'jobs', value: '%"media":{%' }],
		['the attempt to tell', { table: 'jobs', value: '%"attempt":{%' }],
		['the end', { table: 'closed' }],
		['what was learnt of the time it takes', { table: 'kept', key: 'durations:%' }],
	])('at %s: it goes on when there is room, paid once, told once, and the log says so', async (_, strike) => {
		await set();
		const back = await trouble(strike);
		const interaction = stage.video();
		await interaction.responded();
		await stage.becomes(() => said(full), 'said in the log');
		await stage.pass(seconds(20));
		const early = stage.tellings(interaction).length;
		// Looks that cannot be written down are looks all the same, and the last of them finds the video.
		if (strike.table === 'jobs' && strike.value?.includes('count":1') !== true) expect(early).toBe(0);
		if (strike.value?.includes('submitting') === true) expect(stage.comet.server.exchanges.filter(creates)).toEqual([]);
		await back();
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		await stage.pass(seconds(60));
		expect(await stage.job(interaction)).toMatchObject({ phase: 'closed' });
		expect(stage.comet.server.exchanges.filter(creates)).toHaveLength(1);
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(stage.discord.notifications).toHaveLength(1);
	});

	it('at the end, for longer than a nonce is remembered: it stands and pings once all the same', async () => {
		await set();
		const back = await trouble({ table: 'closed' });
		const interaction = stage.video();
		await interaction.responded();
		await stage.becomes(() => stage.tellings(interaction).length === 1);
		await stage.pass(seconds(400));
		await back();
		await stage.pass(seconds(400));
		expect(await stage.job(interaction)).toMatchObject({ phase: 'closed' });
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(stage.discord.exchanges.filter(posts).length).toBeGreaterThan(1);
		expect(stage.discord.notifications).toHaveLength(1);
	});
});

describe('an accepted task that cannot be saved', () => {
	it('makes the process unready and holds every other create back until it is', async () => {
		const port = await freePort();
		await set({ env: { OPS_PORT: String(port) } });
		const ready = async (): Promise<{ status: number; why: string }> => {
			await stage.pass(seconds(2));
			const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
			return { status: answer.status, why: await answer.text() };
		};
		await soon(ready).toMatchObject({ status: 200 });
		const back = await trouble({ table: 'jobs', value: '%"phase":"generating"%' });
		const first = stage.video({ user: stage.member() });
		await first.responded();
		await stage.becomes(() => stage.comet.creates === 1);
		const why = expect.stringContaining('the answer to a create is not saved');
		expect(await ready()).toEqual({ status: 503, why });
		const second = stage.video({ user: stage.member() });
		await second.responded();
		await stage.pass(seconds(30));
		expect(stage.comet.creates).toBe(1);
		expect(textOf(stage.discord.original(second))).toContain('New videos are paused');
		expect(said(stage.comet.tasks[0]!.id)).toBe(true);
		await back();
		await stage.told(first);
		expect(await ready()).toMatchObject({ status: 200 });
		await stage.told(second);
		expect(stage.comet.creates).toBe(2);
	});
});

describe('a full disk where a member acts', () => {
	it('at admission: told so, free, not counted; the next request is taken', async () => {
		await set({ env: { MEMBER_RUNNING_JOBS: '1', MEMBER_DAILY_VIDEOS: '1' } });
		const user = stage.member();
		const back = await trouble({ table: 'jobs' });
		const refused = stage.video({ user });
		expect(await refused.responded()).toMatchObject({ type: 4, ephemeral: true });
		expect(textOf(stage.discord.original(refused))).toContain('I did not take it');
		expect(said(full)).toBe(true);
		await back();
		await stage.told(stage.video({ user }));
		expect(stage.comet.creates).toBe(1);
		expect(await stage.jobs()).toHaveLength(1);
	});

	it('at a setting: the admin is told that it went wrong, and nothing has changed', async () => {
		await set({}, really);
		const back = await trouble({ table: 'kept', key: 'guild:%' });
		expect((await asAdmin(stage, 'pause')).read).toContain('went wrong on my side');
		expect(said(full)).toBe(true);
		await stage.told(stage.video({ user: stage.member() }));
		await back();
		expect((await asAdmin(stage, 'pause')).read).toContain('no → yes');
	});

	it('at the question before a dear request: told that it went wrong, and free', async () => {
		await set({ env: { CONFIRM_ABOVE_USD: '0.01' } }, really);
		const back = await trouble({ table: 'drafts' });
		const user = stage.member();
		expect(await answered(stage, stage.video({ user }))).toMatch(/went wrong on my side|did not take it/u);
		expect(said(full)).toBe(true);
		await back();
		expect(await answered(stage, stage.video({ user }))).toContain('This would cost');
		expect(stage.comet.creates).toBe(0);
	});

	it('at Cancel: told that it went wrong; pressed again, it cancels', async () => {
		await set({ comet: { plan: { outcome: 'stuck' } } }, really);
		const interaction = stage.video();
		await soon(() => buttonOf(stage.discord.original(interaction), 'cancel')).toBeDefined();
		await soon(() => stage.comet.creates).toBe(1);
		const press = () => {
			const message = stage.discord.original(interaction)!;
			return stage.discord.press({ user: interaction.userId, message, customId: buttonOf(message, 'cancel')! });
		};
		const back = await trouble({ table: 'kept', key: 'note:%' });
		expect(await answered(stage, press())).toContain('went wrong on my side');
		expect(said(full)).toBe(true);
		await back();
		await press().responded();
		expect(textOf(await stage.told(interaction))).toContain('Cancelled');
	});
});
