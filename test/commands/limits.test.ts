import sqlite3 from 'sqlite3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MemberRule } from '../../src/jobs/guild/guildSettings.js';
import { RateLimiter } from '../../src/services/admission/rateLimiter.js';
import type { LimitsParts } from '../../src/services/admission/limits.js';
import { BotHarness } from '../harness/botHarness.js';

let lobby: BotHarness;
afterEach(() => lobby.close());

const many = { points: 1000, seconds: 10 };

/** A lobby whose dampers let everything through, so that the limits alone decide. */
const undamped = (limits: Partial<LimitsParts>): Promise<BotHarness> =>
	BotHarness.started({ rateLimiter: new RateLimiter({ command: many, press: many }), limits });

/** A hundred requests of one member that arrive together; how each was answered. */
async function hundred(): Promise<string[]> {
	const { discord } = lobby.at;
	const asked = Array.from({ length: 100 }, () =>
		discord.invoke({ user: discord.world.alice, command: 'video', options: { prompt: 'a cat' } }),
	);
	await Promise.all(asked.map((interaction) => interaction.responded(30_000)));
	return asked.map((interaction) =>
		interaction.acknowledgement?.type === 5 ? 'accepted' : lobby.at.told(interaction),
	);
}

const high = { memberRunningJobs: 1000, memberDailyVideos: 1000, dailyUsd: undefined };

describe('a hundred requests at once', () => {
	it.each<[string, Partial<LimitsParts>, MemberRule, string]>([
		["the operator's running jobs", { ...high, memberRunningJobs: 3 }, {}, 'have 3 videos in the making'],
		["the operator's daily videos", { ...high, memberDailyVideos: 3 }, {}, 'used your 3 videos'],
		["the server's running jobs", high, { running: 3 }, 'have 3 videos in the making'],
		["the server's daily videos", high, { videos: 3 }, 'used your 3 videos'],
	])(
		'get exactly three videos under a limit of three: %s',
		async (_, limits, rule, words) => {
			lobby = await undamped(limits);
			const { alice, guild } = lobby.at.discord.world;
			await lobby.settings.change(guild.id, '1', (settings) => ({ ...settings, everyone: rule }));
			const answers = await hundred();

			expect(answers.filter((answer) => answer === 'accepted')).toHaveLength(3);
			expect(answers.filter((answer) => answer.includes(words))).toHaveLength(97);
			const jobs = await lobby.at.store.openJobs();
			expect(jobs).toHaveLength(3);
			expect(lobby.at.limits.usage(alice.id)).toMatchObject({ running: 3, videos: 3 });

			// A restart counts the same from the records alone, and a refusal has left nothing.
			const before = lobby.at.limits.usage(alice.id);
			lobby.at.limits.rebuild(jobs);
			expect(lobby.at.limits.usage(alice.id)).toEqual(before);
		},
		60_000,
	);

	it('keep the newest three of them for the member, with a few statements for each', async () => {
		lobby = await undamped({ ...high, memberRunningJobs: 3 });
		const statements = vi.spyOn(sqlite3.Statement.prototype, 'all');
		await hundred();
		const { calls } = statements.mock;
		statements.mockRestore();
		expect(await lobby.at.media.drafts.count(lobby.at.discord.world.alice.id)).toBe(3);
		// Were each to look for surplus beside the others, it would drop all of theirs: some 97 times as many.
		expect(calls.length).toBeLessThan(100 * 20);
	});
});
