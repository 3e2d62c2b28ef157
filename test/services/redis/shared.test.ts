import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { z } from 'zod';
import { noSettings } from '../../../src/jobs/guild/guildSettings.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { Closing, Intake } from '../../../src/services/admission/intake.js';
import { RateLimiter } from '../../../src/services/admission/rateLimiter.js';
import { ModelPauses } from '../../../src/services/operator/modelPauses.js';
import { EndedJobGoneError } from '../../../src/jobs/record/recordError.js';
import { History } from '../../../src/services/records/history.js';
import { GuildRecord, Settings } from '../../../src/services/records/settings.js';
import { Leadership } from '../../../src/services/redis/leadership.js';
import { RedisClaims } from '../../../src/services/redis/redisClaims.js';
import { RedisTables } from '../../../src/services/redis/redisTables.js';
import { Signals } from '../../../src/services/redis/signals.js';
import { ObservedDurations, PollPace } from '../../../src/services/scheduling/pollPace.js';
import { aJob, begin, inPhase } from '../../harness/aJob.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { RedisParts } from '../../harness/redisParts.js';
import { hasRedis, RedisServer } from '../../harness/redisServer.js';
import { soon } from '../../harness/soon.js';

const log = pino({ level: 'silent' });
let server: RedisServer;
/** Two processes on one Redis. */
let processes: readonly [RedisParts, RedisParts];
let clock: FakeClock;

beforeAll(async () => {
	if (hasRedis) server = await RedisServer.start();
});
afterAll(async () => {
	if (hasRedis) await server.stop();
});
beforeEach(async () => {
	if (!hasRedis) return;
	clock = new FakeClock(begin);
	processes = [await RedisParts.open(server.url, { clock }), await RedisParts.open(server.url, { clock })];
	await processes[0].empty();
});
afterEach(async () => {
	if (hasRedis) for (const each of processes) await each.close();
});

const tables = () => processes.map(({ redis }) => new RedisTables({ redis, log })) as [RedisTables, RedisTables];

describe.skipIf(!hasRedis)('what two processes share (needs redis-server)', () => {
	it('records: what one deletes while the other changes it does not come back', async () => {
		const [one, other] = await Promise.all(tables().map((at) => at.table('drafts', z.object({ text: z.string() }))));
		await one!.set('1', { text: 'as it was' });
		let gone: Promise<void> | undefined;
		const changed = one!.update('1', (now) => {
			gone ??= other!.delete('1');
			return now && { text: `${now.text}, improved` };
		});
		await changed;
		await gone;
		expect(await one!.get('1')).toBeUndefined();
		expect(await one!.update('1', (now) => now)).toBeUndefined();
		expect(await one!.entries()).toEqual([]);
	});

	it('settings: of changes at once from both none is lost, and each reads what the other has written', async () => {
		const [one, other] = await Promise.all(
			tables().map(async (at) => new Settings({ table: await at.space('guild', GuildRecord), isShared: true, clock })),
		);
		const words = Array.from({ length: 20 }, (_, index) => `word${index}`);
		await Promise.all(
			words.map((word, index) =>
				(index % 2 === 0 ? one : other)!.change('1', '2', (now) => ({
					...now,
					blockedWords: [...now.blockedWords, word],
				})),
			),
		);
		expect([...(await one!.of('1')).blockedWords].sort()).toEqual([...words].sort());
		expect(await other!.changes('1')).toHaveLength(20);
		expect(await other!.change('1', '2', () => noSettings)).toBeDefined();
		expect((await one!.of('1')).blockedWords).toEqual([]);
	});

	it('durations: what both have seen adds up', async () => {
		const open = async (at: RedisTables) => {
			const durations = await at.space('durations', ObservedDurations);
			return PollPace.open({ durations, minMs: 10, maxMs: 1000, families: new Map(), random: () => 0.5, log });
		};
		const [one, other] = (await Promise.all(tables().map(open))) as [PollPace, PollPace];
		const job = inPhase.generating();
		await Promise.all(
			[60, 61, 62].flatMap((s) => [one.finished(job, seconds(s)), other.finished(job, seconds(s + 10))]),
		);
		const kept = await (await tables()[0].space('durations', ObservedDurations)).get(job.request.model);
		expect([...(kept ?? [])].sort()).toEqual([60, 61, 62, 70, 71, 72].map(seconds));
		await one.refresh();
		await other.refresh();
		expect(one.usual(job.request.model)).toEqual(other.usual(job.request.model));
	});

	it('pauses and a closed intake: told to one, known to the other when it looks', async () => {
		const open = (at: RedisTables) => ModelPauses.open(at, { isKnown: () => true, now: () => begin });
		const [one, other] = (await Promise.all(tables().map(open))) as [ModelPauses, ModelPauses];
		await one.pause('veo');
		await other.refresh();
		expect(other.has('veo')).toBe(true);
		await other.resume('veo');
		await one.refresh();
		expect(one.has('veo')).toBe(false);

		const intakes = await Promise.all(
			tables().map(async (at) => new Intake({ table: await at.space('intake', Closing), now: () => begin })),
		);
		await intakes[0]!.close();
		await intakes[1]!.refresh();
		expect(intakes[1]!.isClosed).toBe(true);
		await intakes[1]!.reopen();
		await intakes[0]!.refresh();
		expect(intakes[0]!.isClosed).toBe(false);
	});

	it('bursts: a member is damped by both together, and by each for itself while Redis is away', async () => {
		const press = { points: 4, seconds: 10 };
		const [one, other] = processes.map(({ redis }) => new RateLimiter({ press, redis: redis.raw }));
		for (const limiter of [one, other, one, other]) expect(await limiter!.take('press', '7')).toBeUndefined();
		expect(await one!.take('press', '7')).toBeGreaterThan(0);
		expect(await other!.take('press', '7')).toBeGreaterThan(0);
		expect(await other!.take('press', '8')).toBeUndefined();
		await server.signal('SIGKILL');
		await soon(() => processes[0].redis.problem).toBeDefined();
		expect(await one!.take('press', '9')).toBeUndefined();
		await server.begin();
	});

	it('claims: one of two at once has it, for as long as it lives', async () => {
		const [one, other] = processes.map(({ redis }) => new RedisClaims({ redis, kind: 'draft', clock, log }));
		const taken = await Promise.all([one!.take('1'), other!.take('1')]);
		expect(taken.filter((isTaken) => isTaken)).toHaveLength(1);
		const [holder, loser] = taken[0] ? [one!, other!] : [other!, one!];
		expect([await holder.has('1'), await loser.has('1')]).toEqual([true, true]);
		await loser.release('1');
		expect(await loser.take('1')).toBe(false);
		await holder.release('1');
		expect(await loser.take('1')).toBe(true);
		await loser.release('1');
	});

	it('the list of a member: of jobs that either has written, and of none that is deleted', async () => {
		const [one, other] = processes;
		const history = new History({ store: other.records, stored: (id) => other.records.historyOf(id), log });
		const { id: memberId } = aJob().requester;
		await one.records.create(aJob());
		await one.records.save(aJob());
		expect(await history.counts(memberId)).toEqual({ jobs: 1, results: 0, unfinished: 1 });
		await one.records.save({ ...inPhase.closed(), id: aJob().id });
		const all = { filter: 'all', wanted: 1, size: 5 } as const;
		expect((await history.page(memberId, all)).jobs).toEqual([{ ...inPhase.closed(), id: aJob().id }]);
		expect(await history.unfinished(memberId)).toEqual([]);
		await other.records.remove(aJob().id);
		expect((await history.page(memberId, all)).jobs).toEqual([]);
	});

	it('an ended job: not deleted by one that has not seen that it is told again', async () => {
		const [one, other] = processes;
		const job = inPhase.closed();
		await one.records.save(job);
		await one.records.alone(job.id, async () => {
			await one.records.get(job.id);
			await other.records.reopen({ ...inPhase.delivering(), id: job.id });
			await expect(one.records.remove(job.id)).rejects.toThrow(EndedJobGoneError);
		});
		expect((await one.records.get(job.id))?.phase).toBe('delivering');
	});

	it('a lead: one has it, the other when that has gone or has been silent, a gateway never', async () => {
		const lead = (at: RedisParts, role: string) =>
			new Leadership({ redis: at.redis, leaseMs: minutes(1), role, clock, log });
		const gateway = lead(processes[0], 'gateway');
		const first = lead(processes[0], 'all');
		const second = lead(processes[1], 'worker');
		const facts = (role: string, pid: number) => ({
			...{ role, pid, version: '1.2.3', host: 'here', startedAt: begin, shards: [], jobs: 0 },
		});
		await gateway.start(() => facts('gateway', 1));
		await first.start(() => facts('all', 2));
		await second.start(() => facts('worker', 3));
		expect([gateway, first, second].map(({ isLeader }) => isLeader)).toEqual([false, true, false]);
		expect(second.processes).toBe(3);
		const seen = second.living?.map(({ pid, isLeader, isSelf }) => ({ pid, isLeader, isSelf }));
		expect(seen?.sort((one, other) => one.pid - other.pid)).toEqual([
			{ pid: 1, isLeader: false, isSelf: false },
			{ pid: 2, isLeader: true, isSelf: false },
			{ pid: 3, isLeader: false, isSelf: true },
		]);
		await first.stop();
		await clock.advance(seconds(20));
		await soon(() => second.isLeader).toBe(true);
		// Stopped for longer than its lease, it does not lead when it wakes.
		clock.offsetMs += minutes(2);
		expect(second.isLeader).toBe(false);
		expect(second.living).toBeUndefined();
		for (const each of [gateway, second]) await each.stop();
	});
});

describe.skipIf(!hasRedis)('word from one process to another (needs redis-server)', () => {
	const hearing = async (at: RedisParts, has: readonly string[]) => {
		const heard: string[] = [];
		const unheard: string[] = [];
		let changes = 0;
		const signals = new Signals({ redis: at.redis, clock, log });
		await signals.start({
			look: (id) => {
				if (has.includes(id)) heard.push(id);
				return has.includes(id);
			},
			unheard: (id) => unheard.push(id),
			changed: () => Promise.resolve(void (changes += 1)),
		});
		return { signals, heard, unheard, changes: () => changes };
	};

	it('reaches whoever has the job at once, and only that one', async () => {
		const one = await hearing(processes[0], ['1']);
		const other = await hearing(processes[1], ['2']);
		one.signals.look('2');
		other.signals.changed();
		await soon(() => other.heard).toEqual(['2']);
		await soon(() => one.changes()).toBe(1);
		expect(one.heard).toEqual([]);
		for (const { signals } of [one, other]) signals.stop();
	});

	it('that was lost is met again, and that nobody heard has the job offered', async () => {
		const speaker = new Signals({ redis: processes[0].redis, clock, log });
		speaker.look('1');
		speaker.look('3');
		await soon(() => processes[0].redis.client.hLen('{r}:asked')).toBe(2);
		const late = await hearing(processes[1], ['1']);
		await clock.advance(seconds(2));
		await soon(() => late.heard).toEqual(['1']);
		await processes[0].redis.client.hSet('{r}:asked', '3', String(Date.now() - seconds(3)));
		await clock.advance(seconds(2));
		await soon(() => late.unheard).toEqual(['3']);
		late.signals.stop();
	});
});
