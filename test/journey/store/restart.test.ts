import { afterEach, describe, expect, it } from 'vitest';
import { contents, creates, hanging, rateLimited } from '../../../sandbox/cometapi/faults.js';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { hours } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const isPost = (x: Exchange): boolean => x.method === 'POST' && /\/channels\/\d+\/messages$/u.test(x.path);

/** One video, one create, one ping, whatever happened on the way. */
async function endsWell(interaction: ReturnType<AppHarness['video']>): Promise<void> {
	const message = await stage.told(interaction);
	expect(withVideo([message])).toHaveLength(1);
	await soon(() => textOf(stage.discord.original(interaction))).toContain('see what came of it');
	expect(stage.tellings(interaction)).toHaveLength(1);
	expect(stage.comet.creates).toBe(1);
	expect(stage.discord.notifications).toHaveLength(1);
	await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed' });
}

describe('a restart', () => {
	it('in line: the job goes on waiting, and is submitted', async () => {
		stage = await AppHarness.set({ clock: new FakeClock(), comet: { plan: { pollsToDone: 1 } } });
		const back = stage.comet.addFault(rateLimited({ match: creates, times: Infinity }));
		const interaction = stage.video();
		await interaction.responded();
		await stage.becomes(() => textOf(stage.discord.original(interaction)).includes('nothing has been paid yet'));
		await stage.stop();
		back();
		await stage.start();
		await endsWell(interaction);
	});

	it('while the video is being made: the same message goes on', async () => {
		stage = await AppHarness.set({ comet: { plan: { outcome: 'stuck' } } });
		const interaction = stage.video();
		await soon(() => stage.comet.tasks[0]?.polls ?? 0).toBeGreaterThan(1);
		await stage.stop();
		const { polls } = stage.comet.tasks[0]!;
		await stage.start();
		await soon(() => stage.comet.tasks[0]!.polls).toBeGreaterThan(polls);
		stage.comet.settle(stage.comet.tasks[0]!);
		await endsWell(interaction);
	});

	it('while the create is on its way: its answer is waited for and written down', async () => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } } });
		let release = (): void => undefined;
		const held = new Promise<void>((resolve) => (release = resolve));
		stage.comet.server.watch({ after: (x) => (creates(x) ? held : undefined) });
		const interaction = stage.video();
		await soon(() => stage.comet.creates).toBe(1);
		const stopped = stage.stop();
		release();
		await stopped;
		expect(await stage.job(interaction)).toMatchObject({ phase: 'generating', task: { id: stage.comet.tasks[0]!.id } });
		await stage.start();
		await endsWell(interaction);
	});

	it('while the video cannot be fetched: it is fetched afterwards', async () => {
		stage = await AppHarness.set({ clock: new FakeClock(), comet: { plan: { pollsToDone: 1, videoUrl: false } } });
		const back = stage.comet.addFault(hanging({ match: contents, times: Infinity }));
		const interaction = stage.video();
		await stage.becomes(() => stage.comet.server.exchanges.some(contents));
		const stopped = stage.stop();
		back();
		await stopped;
		await stage.start();
		await endsWell(interaction);
	});

	it('while the video cannot be fetched, and for more than a day: told all the same', async () => {
		const clock = new FakeClock();
		stage = await AppHarness.set({ clock, comet: { plan: { pollsToDone: 1, videoUrl: false } } });
		const back = stage.comet.addFault(hanging({ match: contents, times: Infinity }));
		const interaction = stage.video();
		await stage.becomes(() => stage.comet.server.exchanges.some(contents));
		const stopped = stage.stop();
		back();
		await stopped;
		await clock.advance(hours(30));
		await stage.start();
		await endsWell(interaction);
	});

	it('while Discord takes no posts: told once afterwards', async () => {
		stage = await AppHarness.set({ clock: new FakeClock(), comet: { plan: { pollsToDone: 1 } } });
		const back = stage.discord.faults.answer({ match: isPost, answer: errorAnswer(503, 0, 'away'), times: Infinity });
		const interaction = stage.video();
		await stage.becomes(() => stage.discord.exchanges.some(isPost));
		await stage.stop();
		back();
		await stage.start();
		await endsWell(interaction);
	});

	it('after the end: nothing is done again', async () => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } } });
		const interaction = stage.video();
		await endsWell(interaction);
		await stage.stop();
		const requests = (): number =>
			stage.discord.exchanges.filter(({ path }) => path.includes(interaction.token)).length;
		const before = requests();
		await stage.start();
		stage.discord.redeliver(interaction);
		await stage.told(stage.video({ user: stage.member() }));
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(requests()).toBe(before);
		expect(stage.comet.creates).toBe(2);
	});
});

describe('an interaction that is delivered again', () => {
	it('is one job: at once, while it runs, and after its end', async () => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 4 } } });
		const interaction = stage.video();
		stage.discord.redeliver(interaction);
		await soon(() => stage.comet.creates).toBe(1);
		stage.discord.redeliver(interaction);
		await endsWell(interaction);
		stage.discord.redeliver(interaction);
		await stage.told(stage.video({ user: stage.member() }));
		expect(stage.comet.creates).toBe(2);
		expect(await stage.jobs()).toHaveLength(2);
		expect(stage.tellings(interaction)).toHaveLength(1);
	});
});

describe('a process that is told to stop', () => {
	it('starts no create, and the next process does', async () => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } }, env: { MAX_RUNNING_JOBS: '1' } });
		stage.comet.next({ outcome: 'stuck' });
		const first = stage.video({ user: stage.member() });
		await soon(() => stage.comet.creates).toBe(1);
		const second = stage.video({ user: stage.member() });
		await soon(() => textOf(stage.discord.original(second))).toContain('You are next');
		stage.comet.settle(stage.comet.tasks[0]!);
		await stage.stop();
		await stage.start();
		await stage.told(first);
		await stage.told(second);
		expect(stage.comet.creates).toBe(2);
	});

	it('is gone in time although Discord asked for a long wait', async () => {
		stage = await AppHarness.set({ comet: { plan: { outcome: 'stuck', steps: 1000, paceMs: 2000 } } });
		const interaction = stage.video();
		await soon(() => stage.comet.tasks[0]?.polls ?? 0).toBeGreaterThan(1);
		const edits = (x: Exchange): boolean => x.method === 'PATCH' && x.path.includes('/webhooks/');
		const seen = stage.discord.exchanges.filter(edits).length;
		stage.discord.faults.rateLimit({ match: edits, scope: 'user', retryAfterMs: 3_600_000, times: Infinity });
		await soon(() => stage.discord.exchanges.filter(edits).length).toBeGreaterThan(seen);
		const began = Date.now();
		await stage.stop();
		expect(Date.now() - began).toBeLessThan(5000);
		expect(await stage.job(interaction)).toMatchObject({ phase: 'generating' });
	});
});

describe('the commands', () => {
	const published = (): number =>
		stage.discord.exchanges.filter(({ method, path }) => method === 'PUT' && path.endsWith('/commands')).length;

	it('are published once, not again by the next process, and again when they change', async () => {
		stage = await AppHarness.set({ env: { USER_INSTALL: 'false' } });
		expect(published()).toBe(1);
		await stage.stop();
		await stage.start();
		expect(published()).toBe(1);
		await stage.stop();
		await stage.start({ USER_INSTALL: 'true' });
		expect(published()).toBe(2);
	});
});
