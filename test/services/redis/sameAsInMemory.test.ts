import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queuedJob } from '../../../src/jobs/record/queuedJob.js';
import type { Job } from '../../../src/jobs/record/job.js';
import { advance, type JobEvent } from '../../../src/jobs/record/transitions.js';
import { hours, minutes } from '../../../src/lib/time.js';
import { Limits } from '../../../src/services/admission/limits.js';
import { Queue } from '../../../src/services/scheduling/queue.js';
import { aJob } from '../../harness/aJob.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { RedisParts } from '../../harness/redisParts.js';
import { hasRedis, RedisServer } from '../../harness/redisServer.js';

let server: RedisServer | undefined;
beforeAll(async () => {
	if (hasRedis) server = await RedisServer.start('--appendfsync', 'no');
});
afterAll(() => server?.stop());

const members = ['1200000000000000001', '1200000000000000002', '1200000000000000003'];
const guilds = ['1110000000000000001', '1110000000000000002', null];
const limits = {
	...{ memberRunningJobs: 3, memberWaitingJobs: 1, memberDailyVideos: 6 },
	...{ dailyUsd: 4, guildDailyUsd: 2.5, allowedGuilds: undefined },
};
const policies = [{}, { runningJobs: 2, dailyVideos: 3 }, { dailyUsd: 0.8, guildDailyUsd: 1.9 }, { runningJobs: 0 }];

const failure = (code: 'moderated' | 'provider'): JobEvent => ({
	type: 'outcome-reached',
	outcome: { type: 'failed', failure: { code } },
});
const moves: readonly JobEvent[] = [
	{ type: 'submission-started' },
	{ type: 'submission-accepted', task: { provider: 'veo', id: 'task_1', model: 'veo3.1-fast' } },
	{ type: 'outcome-reached', outcome: { type: 'succeeded', result: { urls: [] } } },
	{ type: 'outcome-reached', outcome: { type: 'cancelled' } },
	failure('moderated'),
	failure('provider'),
	{ type: 'late-told' },
	{ type: 'delivery-made', receipt: { rung: 'channel', form: 'words' } },
];

const waits = fc.constantFrom(0, 1, minutes(1), hours(3), hours(12), hours(23.9));
const act = fc.record({
	kind: fc.constantFrom('ask', 'ask', 'ask', 'move', 'move', 'forget', 'set back'),
	of: fc.nat({ max: 40 }),
	member: fc.constantFrom(...members),
	guildId: fc.constantFrom(...guilds),
	usd: fc.constantFrom(0, 0.1, 0.333333, 1.2),
	policy: fc.constantFrom(...policies),
	event: fc.constantFrom(...moves),
	wait: waits,
});

describe.skipIf(!hasRedis)('the ledger in Redis (needs redis-server)', () => {
	it('answers as the one in memory does, to the cent and to the moment, whatever is asked of both', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(act, { minLength: 20, maxLength: 60 }), async (acts) => {
				const clock = new FakeClock();
				const at = await RedisParts.open(server!.url, { clock, ...limits });
				await at.empty();
				const memory = new Limits({ clock, ...limits });
				const jobs = new Map<string, Job>();
				for (const [index, { kind, of, member, guildId, usd, policy, event, wait }] of acts.entries()) {
					await clock.advance(wait);
					const some = [...jobs.values()][of % Math.max(1, jobs.size)];
					if (kind === 'ask') {
						const job = aJob({
							...{ id: `job${index}`, createdAt: clock.now(), requester: { id: member }, destination: { guildId } },
							estimate: { usd, basis: 'catalogue' },
						});
						const [here, there] = [memory.reserve(job, policy), await at.ledger.bear(job, policy)];
						expect(there).toEqual(here.ok ? 'born' : here);
						if (here.ok) jobs.set(job.id, job);
					} else if (kind === 'move' && some !== undefined) {
						const next = moved(some, event, clock.now());
						jobs.set(next.id, next);
						memory.observe(next);
						await at.records.save(next);
					} else if (kind === 'forget' && some !== undefined) {
						jobs.delete(some.id);
						memory.release(some.id);
						await at.records.remove(some.id);
					} else if (kind === 'set back') clock.offsetMs -= hours(2);
					const asked = [member, guildId, policy] as const;
					expect(await at.ledger.standing(...asked)).toEqual(memory.standing(...asked));
					for (const guild of [undefined, ...guilds.slice(0, 2)]) {
						expect(await at.ledger.spent(guild ?? undefined)).toBeCloseTo(memory.spent(guild ?? undefined), 9);
					}
				}
				await at.close();
			}),
			{ numRuns: 20 },
		);
	});

	it('gives exactly three places to a hundred who ask at once through two processes', async () => {
		const clock = new FakeClock();
		const [one, other] = [
			await RedisParts.open(server!.url, { clock, memberRunningJobs: 3 }),
			await RedisParts.open(server!.url, { clock, memberRunningJobs: 3 }),
		];
		await one.empty();
		const asked = Array.from({ length: 100 }, (_, index) =>
			(index % 2 === 0 ? one : other).ledger.bear(aJob({ id: `job${index}`, createdAt: clock.now() })),
		);
		const answers = await Promise.all(asked);
		expect(answers.filter((answer) => answer === 'born')).toHaveLength(3);
		expect(await one.records.openIds()).toHaveLength(3);
		await Promise.all([one.close(), other.close()]);
	});
});

describe.skipIf(!hasRedis)('the queue in Redis (needs redis-server)', () => {
	it('gives places in the same order as the one in memory, and shows the same ones', async () => {
		const kinds = fc.constantFrom('enter', 'enter', 'leave', 'occupy', 'end');
		const acts = fc.array(fc.record({ kind: kinds, of: fc.nat({ max: 14 }) }), { minLength: 20, maxLength: 80 });
		await fc.assert(
			fc.asyncProperty(acts, async (sequence) => {
				const clock = new FakeClock();
				const at = await RedisParts.open(server!.url, { clock, capacity: 3, memberRunningJobs: 2 });
				await at.empty();
				const woken: string[] = [];
				const memory = new Queue({ capacity: 3, memberPlaces: 2, wake: (id) => woken.push(id) });
				for (const { kind, of } of sequence) {
					const job = aJob({
						...{ id: `job${String(of).padStart(2, '0')}`, createdAt: of, requester: { id: members[of % 3]! } },
						...{ destination: { guildId: guilds[of % 2]! }, guildPlaces: of % 4 === 0 ? 1 : null },
					});
					if (kind === 'enter') expect(await at.queue.enter(queuedJob(job))).toBe(memory.enter(queuedJob(job)));
					else if (kind === 'leave') {
						memory.leave(job.id);
						await at.queue.leave(job.id);
					} else {
						const saved: Job = { ...job, phase: kind === 'occupy' ? 'generating' : 'delivering' };
						memory.observe(saved);
						await at.records.save(saved);
					}
					await clock.advance(300);
					await at.queue.read();
					expect([at.queue.running, at.queue.waiting]).toEqual([memory.running, memory.waiting]);
					expect(at.queue.places).toEqual(memory.places);
					expect(at.woken).toEqual(woken);
				}
				await at.close();
			}),
			{ numRuns: 20 },
		);
	});
});

function moved(job: Job, event: JobEvent, at: number): Job {
	try {
		return advance(job, event, at);
	} catch {
		return job;
	}
}
