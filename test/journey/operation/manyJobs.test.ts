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

describe(`requests in ten minutes, of ${jobs} jobs whose videos come while Discord refuses everything`, () => {
	it.each(kinds)('%s: fewer than a tenth of what gets an address banned, and each is told once', async (_, begin) => {
		const all = await askAll();
		const before = stage.discord.exchanges.length;
		const back = begin();
		for (const task of stage.comet.tasks) stage.comet.settle(task);
		await stage.leap(minutes(10), seconds(30));
		const asked = stage.discord.exchanges.slice(before);
		expect(asked.length).toBeLessThan(most);
		back();
		await stage.becomes(() => all.every((one) => stage.tellings(one).length > 0));
		expect(all.map((one) => withVideo(stage.tellings(one)).length)).toEqual(all.map(() => 1));
		expect(textOf(stage.tellings(all[0]!)[0])).toContain('Your video is ready');
	});
});
