import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resumeJobs } from '../../src/app/resumeJobs.js';
import type { Job } from '../../src/jobs/record/job.js';
import { toldAnew } from '../../src/jobs/record/redelivery.js';
import { InProcessEngine } from '../../src/services/scheduling/inProcessEngine.js';
import { History } from '../../src/services/records/history.js';
import { JobStore } from '../../src/services/records/jobStore.js';
import { Limits } from '../../src/services/admission/limits.js';
import { Queue } from '../../src/services/scheduling/queue.js';
import { Metrics } from '../../src/services/metrics/metrics.js';
import { Storage } from '../../src/services/records/storage.js';
import { hours } from '../../src/lib/time.js';
import { aJob } from '../harness/aJob.js';
import { FakeClock } from '../harness/fakeClock.js';
import { silent } from '../harness/admissionHarness.js';

it('reads a month of ended jobs a few at a time, counts each once, and believes the open record of one told again', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'reelay-taking-up-'));
	const storage = await Storage.open({ url: `sqlite://${folder}/store.sqlite`, log: silent });
	const clock = new FakeClock();
	const store = await JobStore.open(storage);
	const numbered = (number: number, job: Partial<Job>): Job => ({
		...aJob({ id: String(10n ** 17n + BigInt(number)), createdAt: clock.now() - 1000 }),
		estimate: { usd: 1, basis: 'catalogue' },
		...job,
	});
	const outcome = { type: 'succeeded' as const, at: clock.now(), result: { urls: [] } } satisfies Job['outcome'];
	const ended = Array.from({ length: 230 }, (_, number) => numbered(number, { phase: 'closed', outcome }));
	const again = toldAnew(ended[7]!, clock.now());
	// A button's job has the id of the message that it was pressed on, however old that is.
	const pressed = numbered(0, {
		id: '100000000000000_a',
		phase: 'closed',
		outcome,
		createdAt: clock.now() - hours(23),
	});
	const left = { type: 'cancelled' as const, at: clock.now(), submitted: true };
	const going = { ...pressed, id: '100000000000000_r', outcome: left, leftTask: { state: 'running' as const } };
	const old = numbered(900, { phase: 'closed', outcome, createdAt: clock.now() - hours(26) });
	for (const job of [...ended, again, pressed, { ...going, estimate: null }, old]) await store.save(job);

	const asked: number[] = [];
	const limits = new Limits({
		...{ clock, memberWaitingJobs: 0, memberRunningJobs: 9, memberDailyVideos: 999 },
		...{ dailyUsd: undefined, guildDailyUsd: undefined, allowedGuilds: undefined },
	});
	const history = new History({ store, log: silent });
	const engine = new InProcessEngine({ clock, log: silent });
	const queue = new Queue({ capacity: 9, wake: () => undefined });
	const foundCards = { add: () => undefined };
	const metrics = new Metrics({ levels: [], clock });
	const watched = await JobStore.open({
		space: (name, schema) => storage.space(name, schema),
		table: async (name, schema, onDamaged, dated) => {
			const table = await storage.table(name, schema, onDamaged, dated);
			const page = table.page.bind(table);
			return Object.assign(table, {
				page: (after: string, limit: number) => {
					asked.push(limit);
					return page(after, limit);
				},
			});
		},
	});

	const { signal } = new AbortController();
	const parts = { counting: { limits, queue }, history, engine, metrics, clock, log: silent, foundCards, signal };
	const resumed = await resumeJobs({ store: watched, ...parts });
	expect(resumed.openJobs).toBe(1);
	expect(asked.length).toBeLessThan(2);
	const usage = { running: 2, videos: 232, usd: 231 };
	expect(limits.usage(again.requester.id)).toEqual(usage);
	expect(engine.size).toBe(2);
	await resumed.behind;
	expect(asked).toEqual([200, 200]);
	expect(limits.usage(again.requester.id)).toEqual(usage);
	const memberId = again.requester.id;
	expect(await history.counts(memberId)).toMatchObject({ jobs: 233 });
	expect(engine.size).toBe(2);

	await engine.stop();
	await storage.close();
	await rm(folder, { recursive: true, force: true });
});
