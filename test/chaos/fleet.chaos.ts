import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BotProcess } from '../../sandbox/bot/botProcess.js';
import { creates, polls } from '../../sandbox/cometapi/faults.js';
import type { Exchange } from '../../sandbox/http/exchange.js';
import { textOf, withVideo } from '../harness/appHarness.js';
import { FleetHarness, signal } from '../harness/fleetHarness.js';
import { patienceMs } from '../harness/patience.js';
import { hasRedis } from '../harness/redisServer.js';
import { soon } from '../harness/soon.js';

const patience = { timeout: 4 * patienceMs };
const isCreate = creates;
const isPoll = polls;
const isFetch = (x: Exchange): boolean => x.method === 'GET' && x.path.endsWith('.mp4');
const isDelivery = (x: Exchange): boolean => (x.form?.files ?? []).some(({ filename }) => filename.endsWith('.mp4'));

/** Where the process that has the job is hit, and whether its task is known by then. */
const points = [
	{ name: 'before its create is sent', match: isCreate, side: 'before', isLost: true },
	{ name: 'before it hears that the task was made', match: isCreate, side: 'after', isLost: true },
	{ name: 'while it asks for the task', match: isPoll, side: 'before', isLost: false },
	{ name: 'while it fetches the result', match: isFetch, side: 'before', isLost: false },
	{ name: 'before its message is posted', match: isDelivery, side: 'before', isLost: false },
	{ name: 'before it hears that its message was posted', match: isDelivery, side: 'after', isLost: false },
] as const;

describe.skipIf(!hasRedis)('two processes that do everything (needs redis-server)', () => {
	let at: FleetHarness | undefined;
	afterEach(() => at?.close());

	it('share the jobs and the members, and answer each once', patience, async () => {
		at = await FleetHarness.set();
		const bots = await Promise.all([at.begin(), at.begin()]);
		const took = (bot: BotProcess): boolean => at!.says(bot, 'job moved on') > 0 && at!.says(bot, 'job accepted') > 0;
		let asked = 0;
		const round = async (): Promise<void> => {
			for (let more = 0; more < 6; more += 1) at!.video();
			asked += 6;
			await soon(() => withVideo(at!.discord.messages())).toHaveLength(asked);
		};
		await round();
		// Whoever is quicker takes all, so that each has a turn alone; the one that stands still wakes to what it has missed.
		for (const idle of bots) {
			signal(idle, 'SIGSTOP');
			await round();
			signal(idle, 'SIGCONT');
		}
		await round();
		expect(bots.map(took)).toEqual([true, true]);
		expect(at.comet.creates).toBe(asked);
		expect(at.discord.notifications).toHaveLength(asked);
		const answers = at.discord.exchanges.filter(({ path }) => path.endsWith('/callback'));
		expect(answers).toHaveLength(asked);
		expect(answers.filter(({ answer }) => (answer?.status ?? 0) >= 400)).toEqual([]);
	});
});

describe.skipIf(!hasRedis)('a gateway and two workers (needs redis-server)', () => {
	let at: FleetHarness;
	let gateway: BotProcess;

	beforeAll(async () => {
		at = await FleetHarness.set();
		[gateway] = await Promise.all([at.begin('gateway'), at.begin('worker'), at.begin('worker')]);
	}, 4 * patienceMs);
	afterAll(() => at.close());

	/** One member asks; at that point something is done to whoever has the job. Resolves with that process. */
	async function hit({ match, side }: (typeof points)[number], what: (bot: BotProcess) => Promise<void> | void) {
		let hitOne: BotProcess | undefined;
		const done = at.at(match, side, async () => {
			hitOne = await at.holder(asked);
			await what(hitOne);
		});
		const asked = at.video();
		await done;
		return { asked, bot: hitOne! };
	}

	/** What the member of this request reads in the channel of it, how often. */
	const told = (userId: string): { videos: number; uncertain: number } => {
		const mine = at.discord.messages().filter((message) => JSON.stringify(message).includes(userId));
		return {
			videos: withVideo(mine).length,
			uncertain: mine.filter((message) => textOf(message).includes('Not certain whether it was made')).length,
		};
	};

	/** Messages that say to this member that something is under way. */
	const working = (userId: string): number =>
		at.discord.messages().filter((message) => {
			const text = JSON.stringify(message);
			return text.includes(userId) && text.includes('v1:cancel:');
		}).length;

	it('make a job that one has let in, and the gateway makes nothing', patience, async () => {
		const asked = at.video();
		await soon(() => told(asked.userId)).toEqual({ videos: 1, uncertain: 0 });
		expect(at.says(gateway, 'job accepted')).toBeGreaterThan(0);
		expect(at.says(gateway, 'job moved on')).toBe(0);
	});

	it.each(points)('go on when the one that has the job is killed $name', patience, async (point) => {
		const before = at.comet.creates;
		const { asked, bot } = await hit(point, async (holder) => {
			await holder.kill('SIGKILL');
		});
		const outcome = point.isLost ? { videos: 0, uncertain: 1 } : { videos: 1, uncertain: 0 };
		await soon(() => told(asked.userId)).toEqual(outcome);
		expect(at.comet.creates - before).toBeLessThanOrEqual(1);
		expect(at.discord.notifications.filter(({ userId }) => userId === asked.userId)).toHaveLength(1);
		await bot.start();
		await bot.ready(60_000);
	});

	it.each(points)('go on when it is stopped $name, and hear nothing of it when it wakes', patience, async (point) => {
		const before = at.comet.creates;
		const { asked, bot } = await hit(point, (holder) => signal(holder, 'SIGSTOP'));
		const outcome = point.isLost ? { videos: 0, uncertain: 1 } : { videos: 1, uncertain: 0 };
		await soon(() => told(asked.userId)).toEqual(outcome);
		await soon(() => working(asked.userId)).toBe(0);
		signal(bot, 'SIGCONT');
		// It is well again: what it would do for the job it does before it makes another.
		const lines = bot.log.length;
		await soon(() => bot.log.length).toBeGreaterThan(lines);
		const next = at.video();
		await soon(() => told(next.userId)).toEqual({ videos: 1, uncertain: 0 });
		expect(told(asked.userId)).toEqual(outcome);
		expect(working(asked.userId)).toBe(0);
		expect(at.comet.creates - before).toBeLessThanOrEqual(2);
		expect(at.discord.notifications.filter(({ userId }) => userId === asked.userId)).toHaveLength(1);
	});
});
