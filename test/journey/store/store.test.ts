import { afterEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { z } from 'zod';
import { Storage } from '../../../src/services/records/storage.js';
import { hours, minutes } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { freePort } from '../../../sandbox/bot/freePort.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** Somebody else at the same file: writes under a key of the open jobs. */
async function scribble(key: string, value: unknown): Promise<void> {
	const storage = await Storage.open({ url: stage.env['STORE_URL']!, log: pino({ level: 'silent' }) });
	const table = await storage.table('jobs', z.unknown());
	await table.set(key, value);
	await storage.close();
}

describe('a record that cannot be read', () => {
	it.each<[string, unknown]>([
		['damaged', { phase: 'generating', nonsense: true }],
		['of a version that is not known', { version: 99, id: '42' }],
	])('among the open ones (%s): the others go on, and new ones are taken', async (_, value) => {
		stage = await AppHarness.set({ comet: { plan: { outcome: 'stuck' } } });
		const interaction = stage.video();
		await soon(() => stage.comet.creates).toBe(1);
		await stage.stop();
		await scribble('42', value);
		await stage.start();
		stage.comet.settle(stage.comet.tasks[0]!);
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		stage.comet.next({ outcome: 'succeeded', pollsToDone: 1 });
		await stage.told(stage.video({ user: stage.member() }));
		await stage.stop();
		expect((await stage.jobs()).every(({ phase }) => phase === 'closed')).toBe(true);
	});

	it('fails the readiness, and its member reads so on the card and in the list', async () => {
		const port = await freePort();
		stage = await AppHarness.set({ comet: { plan: { outcome: 'stuck' } }, env: { OPS_PORT: String(port) } });
		const interaction = stage.video();
		await soon(() => stage.comet.creates).toBe(1);
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'generating' });
		await stage.stop();
		const record = await stage.job(interaction);
		await scribble(interaction.id, { ...record, version: 99 });
		await stage.start();
		await soon(() => textOf(stage.discord.original(interaction))).toContain('record of this request is damaged');
		const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
		expect([ready.status, await ready.text()]).toEqual([503, expect.stringContaining('1 records of jobs')]);
		const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
		expect(metrics).toContain('reelay_records_unreadable 1');
		const asked = stage.discord.invoke({ command: 'videos', user: interaction.userId, options: {} });
		await asked.responded();
		expect(textOf(stage.discord.original(asked))).toContain('the record is damaged');
	});

	it('is said to be so to whoever presses its buttons', async () => {
		stage = await AppHarness.set({ comet: { plan: { outcome: 'stuck' } } });
		const interaction = stage.video({ locale: 'ko' });
		await soon(() => stage.comet.creates).toBe(1);
		const message = stage.discord.original(interaction)!;
		await stage.stop();
		await scribble(interaction.id, { phase: 'generating', nonsense: true });
		await stage.start();
		const { alice } = stage.discord.world;
		const pressed = stage.discord.press({ user: alice, locale: 'ko', message, customId: buttonOf(message, 'cancel')! });
		await pressed.responded();
		expect(textOf(stage.discord.original(pressed))).toContain('기록을 더는 읽을 수 없어서');
		expect(stage.discord.original(pressed)!.flags! & 64).toBe(64);
	});

	it('that is damaged while its job runs: repeated quietly, and the others go on', async () => {
		const clock = new FakeClock();
		stage = await AppHarness.set({ clock, comet: { plan: { outcome: 'stuck' } } });
		const spoilt = stage.video({ user: stage.member() });
		await spoilt.responded();
		await stage.becomes(() => stage.comet.creates === 1);
		const fine = stage.video({ user: stage.member() });
		await fine.responded();
		await stage.becomes(() => stage.comet.creates === 2);
		await scribble(spoilt.id, { version: 1, phase: 'generating' });
		await stage.pass(minutes(10));
		const { polls } = stage.comet.tasks[0]!;
		stage.comet.settle(stage.comet.tasks[1]!);
		await stage.told(fine);
		expect(stage.comet.tasks[0]!.polls - polls).toBeLessThanOrEqual(1);
	});
});

describe('a machine whose clock is set', () => {
	it.each([-hours(5), hours(5)])('by %d ms while a job runs: looked at as before, and told once', async (ms) => {
		const clock = new FakeClock();
		stage = await AppHarness.set({ clock, comet: { plan: { outcome: 'stuck' } } });
		const interaction = stage.video();
		await interaction.responded();
		const polls = () => stage.comet.tasks[0]?.polls ?? 0;
		await stage.becomes(() => polls() > 2);
		const before = polls();
		clock.offsetMs = ms;
		// One that seems five hours old is late, and late ones are polled every few minutes.
		await stage.pass(minutes(10));
		expect(polls()).toBeGreaterThan(before + 1);
		stage.comet.settle(stage.comet.tasks[0]!);
		const message = await stage.told(interaction);
		expect(withVideo([message])).toHaveLength(1);
		expect(textOf(message)).not.toMatch(/-\d+:\d\d/u);
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(stage.comet.creates).toBe(1);
	});

	it('back before a restart: the job goes on', async () => {
		const clock = new FakeClock();
		stage = await AppHarness.set({ clock, comet: { plan: { outcome: 'stuck' } } });
		const interaction = stage.video();
		await interaction.responded();
		await stage.becomes(() => (stage.comet.tasks[0]?.polls ?? 0) > 1);
		await stage.stop();
		clock.offsetMs = -hours(5);
		stage.comet.settle(stage.comet.tasks[0]!);
		await stage.start();
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
	});
});

describe('a store that cannot write at admission', () => {
	it('is told as such in private, and there is no job; when it can, there is one again', async () => {
		stage = await AppHarness.set({ comet: { plan: { pollsToDone: 1 } } });
		const storage = await Storage.open({ url: stage.env['STORE_URL']!, log: pino({ level: 'silent' }) });
		const table = await storage.table('jobs', z.unknown());
		const locked = await lockOf(stage);
		const refused = stage.video({ user: stage.member() });
		expect(await refused.responded()).toMatchObject({ type: 4, ephemeral: true });
		expect(textOf(stage.discord.original(refused))).toContain('I did not take it');
		await locked();
		await expect.poll(() => table.get(refused.id)).toBeUndefined();
		await storage.close();
		expect(stage.comet.creates).toBe(0);
		await stage.told(stage.video({ user: stage.member() }));
	});
});

/** Holds the store's file, as a backup or a full disk would; returns how to let go. */
async function lockOf({ env }: AppHarness): Promise<() => Promise<void>> {
	const { default: sqlite3 } = await import('sqlite3');
	const database = new sqlite3.Database(env['STORE_URL']!.replace('sqlite://', ''));
	const run = (sql: string): Promise<void> =>
		new Promise((resolve, reject) => database.run(sql, (error: Error | null) => (error ? reject(error) : resolve())));
	await run('BEGIN IMMEDIATE');
	return async () => {
		await run('ROLLBACK');
		await new Promise<void>((resolve) => database.close(() => resolve()));
	};
}
