import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erased } from '../../../src/jobs/accounting/erasure.js';
import { FailureCode } from '../../../src/jobs/record/failure.js';
import type { Job } from '../../../src/jobs/record/job.js';
import { reconciled } from '../../../src/jobs/record/reconciled.js';
import { advance, IllegalTransitionError, type JobEvent } from '../../../src/jobs/record/transitions.js';
import { hours, minutes } from '../../../src/lib/time.js';
import { Limits, type LimitsParts } from '../../../src/services/admission/limits.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { aJob } from '../../harness/aJob.js';

const alice = '1200000000000000001';
const bob = '1200000000000000002';
const guild = '1110000000000000001';

function limitsWith(given: Partial<LimitsParts> = {}): { limits: Limits; clock: FakeClock } {
	const clock = new FakeClock();
	const limits = new Limits({
		clock,
		memberRunningJobs: 1000,
		memberWaitingJobs: 0,
		memberDailyVideos: 1000,
		dailyUsd: undefined,
		guildDailyUsd: undefined,
		allowedGuilds: undefined,
		...given,
	});
	return { limits, clock };
}

interface Asked {
	id: string;
	at: number;
	member?: string;
	usd?: number;
	guildId?: string | null;
}

const jobOf = ({ id, at, member = alice, usd = 0.5, guildId = guild }: Asked): Job =>
	aJob({
		id,
		createdAt: at,
		requester: { id: member },
		destination: { guildId },
		estimate: { usd, basis: 'catalogue' },
	});

const failed = (job: Job, code: FailureCode, at: number): Job =>
	advance(job, { type: 'outcome-reached', outcome: { type: 'failed', failure: { code } } }, at);

const told: JobEvent = { type: 'delivery-made', receipt: { rung: 'channel', form: 'words' } };

describe('Limits', () => {
	it('tell a member what is used of each limit, of two that count the same the tighter one, and when it comes back', () => {
		const { limits, clock } = limitsWith({ memberRunningJobs: 2, memberDailyVideos: 20, dailyUsd: 50 });
		const at = clock.now();
		limits.observe(jobOf({ id: '1', at }));
		limits.observe(jobOf({ id: '2', at: at + 1, guildId: '9' }));
		limits.observe(jobOf({ id: '3', at: at + 2, member: bob }));

		const backAt = at + hours(24);
		expect(limits.standing(alice, guild, { dailyVideos: 3, dailyUsd: 3, guildDailyUsd: 10 })).toEqual([
			{ limit: 'running', used: 2, allowed: 2, backAt: null },
			{ limit: 'daily-videos', used: 1, allowed: 3, backAt },
			{ limit: 'member-usd', used: 0.5, allowed: 3, backAt },
			{ limit: 'guild-usd', used: 1, allowed: 10, backAt },
			{ limit: 'bot-usd', used: 1.5, allowed: 50, backAt },
		]);
		expect(limits.standing('nobody', null).map(({ limit, used }) => [limit, used])).toEqual([
			['running', 0],
			['daily-videos', 0],
			['bot-usd', 1.5],
		]);
	});

	it('gives exactly three places to a hundred who ask at once', async () => {
		const { limits, clock } = limitsWith({ memberRunningJobs: 3 });

		const answers = await Promise.all(
			Array.from({ length: 100 }, async (_, index) => {
				await Promise.resolve();
				return limits.reserve(jobOf({ id: `job${index}`, at: clock.now() }));
			}),
		);

		expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
		expect(answers.filter((answer) => !answer.ok && answer.limit === 'running')).toHaveLength(97);
		expect(limits.usage(alice).running).toBe(3);
	});

	it('takes a place once for a job that asks twice', () => {
		const { limits, clock } = limitsWith({ memberRunningJobs: 2 });
		const job = jobOf({ id: 'one', at: clock.now() });

		expect(limits.reserve(job)).toEqual({ ok: true, fresh: true });
		expect(limits.reserve(job)).toEqual({ ok: true, fresh: false });
		expect(limits.usage(alice)).toEqual({ running: 1, videos: 1, usd: 0.5 });
	});

	it('does not count one member for another', () => {
		const { limits, clock } = limitsWith({ memberRunningJobs: 1 });
		limits.reserve(jobOf({ id: 'one', at: clock.now() }));

		expect(limits.reserve(jobOf({ id: 'two', at: clock.now() })).ok).toBe(false);
		expect(limits.reserve(jobOf({ id: 'three', at: clock.now(), member: bob })).ok).toBe(true);
	});

	it('costs nothing to be refused', () => {
		const { limits, clock } = limitsWith({ memberRunningJobs: 1, dailyUsd: 1 });
		limits.reserve(jobOf({ id: 'one', at: clock.now() }));
		for (let index = 0; index < 50; index += 1) limits.reserve(jobOf({ id: `no${index}`, at: clock.now() }));

		expect(limits.usage(alice)).toEqual({ running: 1, videos: 1, usd: 0.5 });
		expect(limits.spent()).toBe(0.5);
	});

	it('lets in what counts for nothing when the day is used up, and gives it a place alone', () => {
		const { limits, clock } = limitsWith({ memberDailyVideos: 1, dailyUsd: 0.5 });
		limits.reserve(jobOf({ id: 'one', at: clock.now() }));
		expect(limits.reserve(jobOf({ id: 'two', at: clock.now() })).ok).toBe(false);
		const plain = jobOf({ id: 'film', at: clock.now() });
		const film = { ...plain, estimate: null, request: { ...plain.request, action: 'join' as const } };
		expect(limits.reserve(film).ok).toBe(true);
		expect(limits.usage(alice)).toEqual({ running: 2, videos: 1, usd: 0.5 });
	});

	it('says when the oldest video of the day makes room, and gives the room then', async () => {
		const { limits, clock } = limitsWith({ memberDailyVideos: 2 });
		const first = clock.now();
		limits.reserve(jobOf({ id: 'one', at: first }));
		await clock.advance(hours(5));
		limits.reserve(jobOf({ id: 'two', at: clock.now() }));
		await clock.advance(hours(1));

		const refused = limits.reserve(jobOf({ id: 'three', at: clock.now() }));
		expect(refused).toEqual({
			ok: false,
			limit: 'daily-videos',
			allowed: 2,
			remaining: 0,
			comesBackAt: first + hours(24),
		});

		await clock.advance(hours(18) - 1);
		expect(limits.reserve(jobOf({ id: 'three', at: clock.now() })).ok).toBe(false);
		await clock.advance(1);
		expect(limits.reserve(jobOf({ id: 'three', at: clock.now() })).ok).toBe(true);
	});

	it('says what is left of a budget and when this very job would fit', async () => {
		const { limits, clock } = limitsWith({ dailyUsd: 1 });
		const first = clock.now();
		limits.reserve(jobOf({ id: 'one', at: first, usd: 0.1 }));
		await clock.advance(hours(1));
		const second = clock.now();
		limits.reserve(jobOf({ id: 'two', at: second, usd: 0.6 }));

		expect(limits.reserve(jobOf({ id: 'three', at: clock.now(), usd: 0.7, member: bob }))).toEqual({
			ok: false,
			limit: 'bot-usd',
			allowed: 1,
			remaining: 0.3,
			comesBackAt: second + hours(24),
		});
		expect(limits.reserve(jobOf({ id: 'four', at: clock.now(), usd: 1.5 }))).toMatchObject({ comesBackAt: null });
		expect(limits.reserve(jobOf({ id: 'five', at: clock.now(), usd: 0.3 })).ok).toBe(true);
	});

	it('keeps the budgets of guilds apart, and takes the smaller of two for one guild', () => {
		const { limits, clock } = limitsWith({ guildDailyUsd: 1 });
		limits.reserve(jobOf({ id: 'one', at: clock.now(), usd: 0.8 }));

		const here = jobOf({ id: 'two', at: clock.now(), usd: 0.4 });
		expect(limits.reserve(here, { guildDailyUsd: 5 })).toMatchObject({ ok: false, limit: 'guild-usd', allowed: 1 });
		expect(limits.reserve(jobOf({ id: 'three', at: clock.now(), usd: 0.4, guildId: bob })).ok).toBe(true);
		expect(limits.reserve(jobOf({ id: 'four', at: clock.now(), usd: 0.15 }), { guildDailyUsd: 0.9 })).toMatchObject({
			allowed: 0.9,
		});
	});

	it('lets only the allowed guilds in when there are such', () => {
		const { limits, clock } = limitsWith({ allowedGuilds: [guild] });

		expect(limits.reserve(jobOf({ id: 'one', at: clock.now() })).ok).toBe(true);
		expect(limits.reserve(jobOf({ id: 'two', at: clock.now(), guildId: bob }))).toMatchObject({ limit: 'guild' });
		expect(limits.reserve(jobOf({ id: 'three', at: clock.now(), guildId: null }))).toMatchObject({ limit: 'guild' });
	});

	it("holds a member to the guild's own numbers beside the operator's", () => {
		const { limits, clock } = limitsWith({ memberRunningJobs: 2 });
		const job = (id: string, guildId: string): Job => jobOf({ id, at: clock.now(), guildId });

		expect(limits.reserve(job('one', guild), { runningJobs: 1 }).ok).toBe(true);
		expect(limits.reserve(job('two', guild), { runningJobs: 1 })).toMatchObject({ limit: 'running', allowed: 1 });
		// What is made elsewhere is no business of this guild's rule, and no way around the operator's.
		expect(limits.reserve(job('two', '1110000000000000009'), { runningJobs: 1 }).ok).toBe(true);
		expect(limits.reserve(job('three', guild), { runningJobs: 5 })).toMatchObject({ limit: 'running', allowed: 2 });
	});

	it('says what is left of what a guild lets a member spend', () => {
		const { limits, clock } = limitsWith();
		const at = clock.now();
		limits.reserve(jobOf({ id: 'one', at, usd: 0.7 }), { dailyUsd: 1 });

		expect(limits.reserve(jobOf({ id: 'two', at, usd: 0.5 }), { dailyUsd: 1 })).toEqual({
			ok: false,
			limit: 'member-usd',
			allowed: 1,
			remaining: 0.3,
			comesBackAt: at + hours(24),
		});
		expect(limits.reserve(jobOf({ id: 'three', at, usd: 0.5, member: bob }), { dailyUsd: 1 }).ok).toBe(true);
	});

	it('does not count a late job as running', () => {
		const { limits, clock } = limitsWith({ memberRunningJobs: 1 });
		let job = jobOf({ id: 'one', at: clock.now() });
		limits.reserve(job);
		const task = { provider: 'veo', id: 'task', model: 'veo3.1-fast' };
		const events: JobEvent[] = [{ type: 'submission-started' }, { type: 'submission-accepted', task }];
		for (const event of [...events, { type: 'late-told' } as const]) job = advance(job, event, clock.now());
		limits.observe(job);

		expect(limits.reserve(jobOf({ id: 'two', at: clock.now() })).ok).toBe(true);
		expect(limits.usage(alice)).toEqual({ running: 1, videos: 2, usd: 1 });
	});

	it('counts a reconciled job in place of the one whose create it was, whoever is heard of last', () => {
		const { limits, clock } = limitsWith();
		const lost = failed(
			advance(jobOf({ id: '1', at: clock.now() }), { type: 'submission-started' }, clock.now()),
			'submission-unknown',
			clock.now(),
		);
		const task = { provider: 'veo', id: 'task', model: 'veo3.1-fast' };
		const found = reconciled(lost, task, clock.now());
		for (const order of [
			[lost, found],
			[found, lost],
		]) {
			limits.rebuild(order);
			expect(limits.usage(alice)).toEqual({ running: 1, videos: 1, usd: 0.5 });
		}
		// The provider says that it made nothing: then nothing was charged for the first one either.
		limits.observe(advance(failed(found, 'provider', clock.now()), told, clock.now()));
		limits.observe(lost);
		expect(limits.usage(alice)).toEqual({ running: 0, videos: 0, usd: 0 });
	});

	it('gives back what a failed job took, and keeps what may have been charged', () => {
		const { limits, clock } = limitsWith();
		const at = clock.now();
		const counted = FailureCode.options.filter((code) => {
			const job = jobOf({ id: code, at, member: code });
			limits.reserve(job);
			limits.observe(failed(advance(job, { type: 'submission-started' }, at), code, at));
			return limits.usage(code).videos === 1;
		});

		expect(counted).toEqual(['no-video', 'expired', 'task-lost', 'submission-unknown', 'internal']);
	});

	it('gives back whatever ended before anything was sent, however it ended', () => {
		const { limits, clock } = limitsWith();
		const at = clock.now();
		const job = jobOf({ id: 'one', at });
		const refused = advance(
			advance(job, { type: 'submission-started' }, at),
			{ type: 'submission-refused', retryAt: at, counted: false, detail: 'busy' },
			at,
		);
		for (const end of [failed(job, 'internal', at), failed(refused, 'internal', at), cancelled(job, at)]) {
			limits.observe(end);
			expect(limits.usage(alice)).toMatchObject({ videos: 0, usd: 0 });
		}
		limits.observe(cancelled(advance(job, { type: 'submission-started' }, at), at));
		expect(limits.usage(alice)).toMatchObject({ videos: 1, usd: 0.5 });
	});

	it('settles a film made over at its real length, once that is known', () => {
		const { limits, clock } = limitsWith();
		const at = clock.now();
		const asked: Job = {
			...jobOf({ id: 'one', at, usd: 1.5 }),
			estimate: { usd: 1.5, basis: 'catalogue', open: { perSecondUsd: 0.1, leastUsd: 0.2 } },
		};
		limits.reserve(asked);
		expect(limits.usage(alice).usd).toBe(1.5);

		const made = advance(asked, { type: 'outcome-reached', outcome: { type: 'succeeded', result: { urls: [] } } }, at);
		limits.observe(made);
		expect(limits.usage(alice).usd).toBe(1.5);
		const keeping = (seconds: number | null): Job => {
			const media = { file: 'one.mp4', bytes: 1, contentType: 'video/mp4', seconds };
			return advance(made, { type: 'result-kept', media }, at);
		};
		for (const [seconds, usd] of [
			[6.04, 0.6],
			[1.2, 0.2],
			[20, 2],
			[null, 1.5],
		] as const) {
			const job = keeping(seconds);
			limits.observe(job);
			expect(limits.usage(alice).usd).toBeCloseTo(usd, 6);
			// And so it stays without the film, and after a restart.
			limits.rebuild([erased(job, at)]);
			expect(limits.usage(alice).usd).toBeCloseTo(usd, 6);
		}
	});

	it('still counts one create once when its member has deleted what is kept', () => {
		const { limits, clock } = limitsWith();
		const at = clock.now();
		const lost = failed(advance(jobOf({ id: '1', at }), { type: 'submission-started' }, at), 'submission-unknown', at);
		const found = reconciled(lost, { provider: 'veo', id: 'task', model: 'veo3.1-fast' }, at);
		const made = advance(found, { type: 'outcome-reached', outcome: { type: 'succeeded', result: { urls: [] } } }, at);
		limits.rebuild([erased(lost, at), erased(advance(made, told, at), at)]);
		expect(limits.usage(alice)).toEqual({ running: 0, videos: 1, usd: 0.5 });
	});

	it('forgets a job whose record is taken back', () => {
		const { limits, clock } = limitsWith({ memberRunningJobs: 1 });
		limits.reserve(jobOf({ id: 'one', at: clock.now() }));
		limits.release('one');
		limits.release('one');

		expect(limits.usage(alice)).toEqual({ running: 0, videos: 0, usd: 0 });
		expect(limits.reserve(jobOf({ id: 'two', at: clock.now() })).ok).toBe(true);
	});

	it('lets as many wait behind those in the making as may, and asks no more of a member who may have none', () => {
		const { limits, clock } = limitsWith({ memberRunningJobs: 1, memberWaitingJobs: 2 });
		const asked = ['one', 'two', 'three'].map((id) => limits.reserve(jobOf({ id, at: clock.now() })).ok);
		expect(asked).toEqual([true, true, true]);
		expect(limits.reserve(jobOf({ id: 'four', at: clock.now() }))).toMatchObject({
			ok: false,
			limit: 'running',
			allowed: 1,
			waiting: 2,
		});
		const nobody = jobOf({ id: 'none', at: clock.now(), member: bob });
		expect(limits.reserve(nobody, { runningJobs: 0 })).toMatchObject({ ok: false, limit: 'running', allowed: 0 });
	});

	it('asks every limit again for a job that is made under the id of one whose record is gone', () => {
		const { limits, clock } = limitsWith({ memberRunningJobs: 1 });
		const old = jobOf({ id: 'button', at: clock.now() });
		limits.reserve(old);
		limits.observe(advance(failed(old, 'provider', clock.now()), told, clock.now()));
		limits.reserve(jobOf({ id: 'other', at: clock.now() }));

		const anew = jobOf({ id: 'button', at: clock.now() });
		expect(limits.reserve(anew)).toEqual({ ok: true, fresh: false });
		expect(limits.renew(anew)).toMatchObject({ ok: false, limit: 'running' });
		limits.release('other');
		expect(limits.renew(anew)).toEqual({ ok: true, fresh: true });
		expect(limits.usage(alice)).toEqual({ running: 1, videos: 1, usd: 0.5 });
	});

	it('forgets nothing of the day because of a clock that is wrong for a while', async () => {
		const { limits, clock } = limitsWith({ memberDailyVideos: 1 });
		const job = jobOf({ id: 'one', at: clock.now() });
		limits.reserve(job);
		limits.observe(advance(made(job, clock.now()), told, clock.now()));
		await clock.advance(hours(2));
		clock.offsetMs = hours(24 * 40);
		limits.reserve(jobOf({ id: 'two', at: clock.now(), member: bob }));
		clock.offsetMs = 0;
		expect(limits.reserve(jobOf({ id: 'three', at: clock.now() })).ok).toBe(false);
	});

	it('lets go of what has long stopped to count', async () => {
		const { limits, clock } = limitsWith();
		const old = jobOf({ id: 'old', at: clock.now() - hours(60) });
		limits.observe(advance(made(old, clock.now()), told, clock.now()));
		expect(limits.size).toBe(0);
		const job = jobOf({ id: 'one', at: clock.now() });
		limits.observe(advance(made(job, clock.now()), told, clock.now()));
		await clock.advance(hours(49));
		limits.reserve(jobOf({ id: 'two', at: clock.now() }));
		expect(limits.size).toBe(1);
	});

	it('is at every moment what the records would make of it', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(act(), { maxLength: 60 }), async (acts) => {
				const { limits, clock } = limitsWith({ memberRunningJobs: 3, memberDailyVideos: 6, dailyUsd: 4 });
				const records = new Map<string, Job>();
				for (const [index, { member, usd, event, wait }] of acts.entries()) {
					await clock.advance(wait);
					const job = jobOf({ id: `job${index}`, at: clock.now(), member, usd });
					if (limits.reserve(job).ok) records.set(job.id, job);
					const moved = move([...records.values()], { index, event, at: clock.now() });
					if (moved === undefined) continue;
					records.set(moved.id, moved);
					limits.observe(moved);
				}

				const rebuilt = new Limits({ ...limitsParts, clock });
				rebuilt.rebuild(records.values());
				for (const member of [alice, bob]) expect(rebuilt.usage(member)).toEqual(limits.usage(member));
				expect(rebuilt.spent()).toBe(limits.spent());
				expect(rebuilt.spent(guild)).toBe(limits.spent(guild));
				expect(limits.spent()).toBeLessThanOrEqual(4);
			}),
			{ numRuns: 300 },
		);
	});
});

const limitsParts = {
	memberRunningJobs: 3,
	memberWaitingJobs: 0,
	memberDailyVideos: 6,
	dailyUsd: 4,
	guildDailyUsd: undefined,
	allowedGuilds: undefined,
};

const made = (job: Job, at: number): Job =>
	advance(job, { type: 'outcome-reached', outcome: { type: 'succeeded', result: { urls: [] } } }, at);

const cancelled = (job: Job, at: number): Job =>
	advance(job, { type: 'outcome-reached', outcome: { type: 'cancelled' } }, at);

/** Moves one of the jobs on by an event, if it can take it. */
function move(jobs: readonly Job[], how: { index: number; event: JobEvent; at: number }): Job | undefined {
	const job = jobs[(how.index * 7) % Math.max(1, jobs.length)];
	if (job === undefined) return undefined;
	try {
		return advance(job, how.event, how.at);
	} catch (error) {
		if (error instanceof IllegalTransitionError) return undefined;
		throw error;
	}
}

function act(): fc.Arbitrary<{ member: string; usd: number; event: JobEvent; wait: number }> {
	const task = { provider: 'veo', id: 'task', model: 'veo3.1-fast' };
	const events: JobEvent[] = [
		{ type: 'acknowledged', messageId: null, ephemeral: false },
		{ type: 'submission-started' },
		{ type: 'submission-started' },
		{ type: 'submission-refused', retryAt: 0, counted: true, detail: 'busy' },
		{ type: 'submission-accepted', task },
		{ type: 'late-told' },
		{ type: 'outcome-reached', outcome: { type: 'cancelled' } },
		{ type: 'outcome-reached', outcome: { type: 'succeeded', result: { urls: [] } } },
		told,
		told,
		...FailureCode.options.map((code): JobEvent => ({
			type: 'outcome-reached',
			outcome: { type: 'failed', failure: { code } },
		})),
	];
	return fc.record({
		member: fc.constantFrom(alice, bob),
		usd: fc.constantFrom(0, 0.1, 0.25, 1.3),
		event: fc.constantFrom(...events),
		wait: fc.constantFrom(0, 1, minutes(10), hours(3), hours(13)),
	});
}
