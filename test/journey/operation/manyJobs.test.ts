import { afterEach, describe, expect, it } from 'vitest';
import { errorAnswer } from '../../../sandbox/discord/discordFaults.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';

/* An address is banned for 10 000 refusals in ten minutes; all jobs together use less than a tenth of that. */

const jobs = 50;
const most = 1_000;

let stage: AppHarness;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const kinds: [string, () => () => void][] = [
	['a page with 403', () => stage.discord.faults.edgePage()],
	['429 without a wait', () => stage.discord.faults.limitBlindly()],
	[
		'429 in a second, for ever',
		() => stage.discord.faults.rateLimit({ scope: 'user', retryAfterMs: 1000, times: Infinity }),
	],
	['401', () => stage.discord.faults.answer({ answer: errorAnswer(401, 0, '401: Unauthorized'), times: Infinity })],
];

async function askAll(): Promise<Interaction[]> {
	stage = await AppHarness.set({
		clock: new FakeClock(),
		comet: { plan: { outcome: 'stuck', progress: 'native', paceMs: 3_600_000 } },
		env: { DAILY_USD: '', MAX_RUNNING_JOBS: String(jobs), POLL_MIN_MS: '20000', POLL_MAX_MS: '60000' },
	});
	const { world } = stage.discord;
	const all = Array.from({ length: jobs }, (_, at) =>
		stage.video({
			user: stage.member(),
			channel: world.addChannel(world.guild, `room-${at}`),
			options: { private: at % 2 === 0 },
		}),
	);
	await Promise.all(all.map((interaction) => interaction.responded()));
	await stage.becomes(() => stage.comet.creates === jobs);
	await stage.leap(seconds(30), seconds(10));
	return all;
}

/** Everything that has gone to Discord: requests, and at the gateway connections and sessions asked for. */
function asked(): { requests: number; questions: number; connections: number; identifies: number; all: number } {
	const { exchanges, gateway } = stage.discord;
	const questions = exchanges.filter(({ path }) => path.endsWith('/gateway/bot')).length;
	const { upgrades: connections, identifies } = gateway;
	return { requests: exchanges.length, questions, connections, identifies, all: exchanges.length + connections };
}

/** While it lasts, no session is begun either: each IDENTIFY is answered with an invalid session. */
function refuseEverything(begin: () => () => void): () => void {
	const back = begin();
	const { gateway } = stage.discord;
	gateway.rejecting = true;
	gateway.invalidate({ resumable: false });
	return () => {
		gateway.rejecting = false;
		back();
	};
}

async function allAreTold(all: readonly Interaction[]): Promise<void> {
	await stage.becomes(() => all.every((one) => stage.tellings(one).length > 0));
	expect(all.map((one) => withVideo(stage.tellings(one)).length)).toEqual(all.map(() => 1));
	expect(textOf(stage.tellings(all[0]!)[0])).toContain('Your video is ready');
}

describe(`what goes to Discord in ten minutes, of ${jobs} jobs whose videos come while it refuses everything`, () => {
	it.each(kinds)('%s: fewer than a tenth of what gets an address banned, and each is told once', async (_, begin) => {
		const all = await askAll();
		const before = asked();
		const back = refuseEverything(begin);
		for (const task of stage.comet.tasks) stage.comet.settle(task);
		await stage.leap(minutes(10), seconds(30));
		const after = asked();
		expect(after.all - before.all).toBeLessThan(most);
		// A day has a thousand sessions, and a bot that uses them up loses its token; the first come quicker than the others.
		expect(after.identifies - before.identifies).toBeLessThan(15);
		back();
		await allAreTold(all);
	});

	it.each(kinds.filter(([name]) => !name.includes('in a second')))(
		'%s at a start: the same, the question for the gateway among it',
		async (_, begin) => {
			const all = await askAll();
			await stage.stop();
			for (const task of stage.comet.tasks) stage.comet.settle(task);
			const before = asked();
			const back = refuseEverything(begin);
			const started = stage.start();
			await stage.leap(minutes(10), seconds(30));
			const after = asked();
			expect(after.all - before.all).toBeLessThan(most);
			expect(after.questions - before.questions).toBeGreaterThan(0);
			expect(after.questions - before.questions).toBeLessThan(25);
			back();
			await stage.leap(minutes(5), seconds(30));
			await started;
			await allAreTold(all);
		},
	);
});
