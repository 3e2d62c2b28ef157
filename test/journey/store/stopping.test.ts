import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import * as faults from '../../../sandbox/cometapi/faults.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { makeLogger } from '../../../src/services/ops/logger.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
let clock: FakeClock;
let lines: { level: string; msg: string }[];
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

async function set(env: Readonly<Record<string, string>> = {}): Promise<void> {
	clock = new FakeClock();
	lines = [];
	const log = makeLogger(
		'info',
		new Writable({
			write(chunk: Buffer, _, done) {
				lines.push(JSON.parse(chunk.toString()) as { level: string; msg: string });
				done();
			},
		}),
	);
	stage = await AppHarness.set({
		clock,
		log,
		env,
		comet: { plan: { outcome: 'stuck', progress: 'native', paceMs: 600_000 } },
	});
}

/** Stops the program; how long that took by its own clock, which runs much faster than the machine's. */
async function stop(): Promise<number> {
	const began = clock.now();
	await stage.stop();
	return clock.now() - began;
}

const isEdit = (x: Exchange): boolean => x.method === 'PATCH';
const isOriginal = (x: Exchange): boolean => x.method === 'GET' && x.path.endsWith('/@original');
const isCallback = (x: Exchange): boolean => x.path.endsWith('/callback');
const errors = (): string[] =>
	lines.filter(({ level }) => level === 'error' || level === 'fatal').map(({ msg }) => msg);

describe('a process that is told to stop', () => {
	it('and has nothing under way leaves no timer behind', async () => {
		await set();
		await stage.stop();
		expect(clock.waiting).toBe(0);
		expect(errors()).toEqual([]);
	});

	it('ends soon although an edit is never answered, and the next one goes on', async () => {
		await set();
		const interaction = stage.video();
		// Time must not pass while it is still being admitted.
		await interaction.responded();
		await stage.becomes(() => stage.comet.creates === 1);
		const hanging = stage.discord.api.addFault({ match: isEdit, times: Infinity, act: { kind: 'hang' } });
		const edits = stage.discord.exchanges.filter(isEdit).length;
		await stage.becomes(() => stage.discord.exchanges.filter(isEdit).length > edits);
		expect(await stop()).toBeLessThan(minutes(1));
		hanging();

		await stage.start();
		stage.comet.settle(stage.comet.tasks[0]!);
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
	});

	it('ends in time although an acknowledgement is never confirmed', async () => {
		await set();
		stage.discord.faults.answer({ match: isCallback, answer: { status: 503, body: {} } });
		stage.discord.api.addFault({ match: isOriginal, times: Infinity, act: { kind: 'hang' } });
		stage.video();
		await stage.becomes(() => stage.discord.exchanges.some(isOriginal));
		expect(await stop()).toBeLessThan(minutes(1));
	});

	it('says calmly what it cuts short, and leaves the record as it was', async () => {
		await set();
		const interaction = stage.video();
		await stage.becomes(() => stage.comet.server.exchanges.some(faults.polls));
		stage.comet.addFault(faults.hanging({ match: faults.polls, times: Infinity }));
		const asked = stage.comet.server.exchanges.length;
		await stage.becomes(() => stage.comet.server.exchanges.length > asked);
		const before = await stage.job(interaction);
		expect(await stop()).toBeLessThan(minutes(1));

		// The poll ends in the end, without a store to write to.
		await clock.advance(minutes(5));
		await soon(() => lines.map(({ msg }) => msg)).toContain('step cut short: the process is ending');
		expect(errors()).toEqual([]);
		expect(await stage.job(interaction)).toEqual(before);
	});

	it('leaves a line of edits unsent, cuts short who waits for one, and says nothing at error', async () => {
		await set({ MAX_RUNNING_JOBS: '20' });
		const hanging = stage.discord.api.addFault({ match: isEdit, times: Infinity, act: { kind: 'hang' } });
		const edits = (): number => stage.discord.exchanges.filter(isEdit).length;
		const before = edits();
		const jobs = Array.from({ length: 20 }, () => stage.video({ user: stage.member() }));
		// Time must not pass while they are admitted: admission would give up.
		await Promise.all(jobs.map((job) => job.responded()));
		await stage.becomes(() => stage.comet.creates === jobs.length && edits() - before >= 16);
		// Those beyond the few wait in a line of ours and not in that of the client, where deliveries would stand behind them.
		expect(edits() - before).toBe(16);

		// Some finish now: their deliveries wait for edits that are never answered.
		for (const task of stage.comet.tasks) stage.comet.settle(task);
		await stage.pass(2_000);
		expect(await stop()).toBeLessThan(seconds(15));
		expect(edits() - before).toBe(16);
		expect(errors()).toEqual([]);
		expect(lines.map(({ msg }) => msg)).not.toContain('gateway connection lost; reconnecting');

		hanging();
		await stage.start();
		for (const job of jobs) expect(withVideo([await stage.told(job)])).toHaveLength(1);
	});
});
