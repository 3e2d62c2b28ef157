import { afterEach, describe, expect, it } from 'vitest';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { User } from '../../../sandbox/discord/world/people.js';
import { hours, minutes } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { keptFiles, Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, buttonOf, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const set = async (env: Record<string, string> = {}): Promise<void> => {
	stage = await AppHarness.set({ clock: new FakeClock(), comet: { plan: { outcome: 'stuck' } }, env });
};

/** A member whose video was taken up by the provider, and who has cancelled it. */
async function cancelled(user: User = stage.member()): Promise<{ user: User; interaction: Interaction }> {
	const tasks = stage.comet.tasks.length;
	const interaction = stage.video({ user });
	await interaction.responded();
	await stage.becomes(() => stage.comet.tasks.length > tasks && stage.comet.tasks.at(-1)!.polls > 0);
	await stage.becomes(() => buttonOf(stage.discord.original(interaction), 'cancel') !== undefined);
	await pressing.press(stage.discord.original(interaction), 'cancel', user);
	expect(textOf(await stage.told(interaction))).toContain('the video is kept for you in /videos');
	await pressing.closed(interaction.id);
	return { user, interaction };
}

describe('a task that goes on after its job was cancelled', () => {
	it('holds the places of its member and of the bot until it has ended, after a restart too', async () => {
		await set({ MEMBER_RUNNING_JOBS: '1', MAX_RUNNING_JOBS: '1' });
		const { user } = await cancelled();
		const second = stage.video({ user });
		await second.responded();
		const other = stage.video({ user: stage.member() });
		await other.responded();
		await stage.pass(minutes(2));
		await stage.stop();
		await stage.start();
		await stage.pass(minutes(2));
		expect(stage.comet.creates).toBe(1);
		stage.comet.settle(stage.comet.tasks[0]!);
		await stage.becomes(() => stage.comet.creates === 2);
		stage.comet.settle(stage.comet.tasks[1]!);
		await stage.becomes(() => stage.comet.creates === 3);
		stage.comet.settle(stage.comet.tasks[2]!);
		await stage.told(second);
		await stage.told(other);
	});

	it('becomes a video that is kept and offered, without a ping and at its price', async () => {
		await set();
		const { user, interaction } = await cancelled();
		const pings = stage.discord.notifications.length;
		stage.comet.settle(stage.comet.tasks[0]!);
		await stage.pass(minutes(2));
		await soon(() => keptFiles(stage, interaction.id)).toHaveLength(1);
		expect(stage.discord.notifications).toHaveLength(pings);
		expect(withVideo(stage.discord.messages())).toEqual([]);
		expect(await stage.job(interaction)).toMatchObject({
			outcome: { type: 'cancelled' },
			leftTask: { state: 'succeeded' },
		});

		const list = stage.discord.invoke({ user, command: 'videos' });
		await list.responded();
		expect(textOf(stage.discord.original(list))).toContain('Cancelled, but made all the same');
		const copy = await pressing.press(stage.discord.original(list), 'fetch', user);
		await soon(() => withVideo([stage.discord.original(copy)!])).toHaveLength(1);
		expect(textOf(stage.discord.original(copy))).toContain('You had cancelled it');
		expect(buttonOf(stage.discord.original(copy), 'continue')).toBeDefined();
	});

	it('gives back what it would have cost when the provider says that it failed', async () => {
		await set({ MEMBER_DAILY_VIDEOS: '1' });
		const { user } = await cancelled();
		const refused = stage.video({ user });
		await refused.responded();
		expect(pressing.answer(refused)).toContain('You have used your one video');
		stage.comet.settle(stage.comet.tasks[0]!, 'failed');
		await stage.pass(minutes(2));
		stage.comet.plan({ outcome: 'succeeded', pollsToDone: 1 });
		await stage.told(stage.video({ user }));
	});

	it('holds its place although its member deletes what is kept of the job, and leaves nothing then', async () => {
		await set({ MAX_RUNNING_JOBS: '1' });
		const { user, interaction } = await cancelled();
		await pressing.delete(stage.tellings(interaction)[0], user);
		await soon(async () => (await stage.job(interaction))?.erasedAt).toBeTypeOf('number');
		const next = stage.video({ user });
		await next.responded();
		await stage.pass(minutes(2));
		expect(stage.comet.creates).toBe(1);
		stage.comet.settle(stage.comet.tasks[0]!);
		await stage.becomes(() => stage.comet.creates === 2);
		expect(await keptFiles(stage, interaction.id)).toEqual([]);
		expect(JSON.stringify(await stage.job(interaction))).not.toContain('http');
		stage.comet.settle(stage.comet.tasks[1]!);
		await stage.told(next);
	});

	it('holds it no longer than a job may take, is looked at for some hours more, and then left', async () => {
		await set({ MAX_RUNNING_JOBS: '1', JOB_TIMEOUT_MINUTES: '20', LATE_HOURS: '1' });
		const { interaction } = await cancelled();
		await stage.pass(minutes(10));
		const next = stage.video({ user: stage.member() });
		await next.responded();
		await stage.pass(minutes(5));
		expect(stage.comet.creates).toBe(1);
		await stage.becomes(() => stage.comet.creates === 2);
		stage.comet.settle(stage.comet.tasks[1]!);
		await stage.told(next);
		await stage.leap(hours(1.5), minutes(1));
		expect(await stage.job(interaction)).toMatchObject({ leftTask: { state: 'unknown' } });
		const { polls } = stage.comet.tasks[0]!;
		await stage.leap(hours(1), minutes(1));
		expect(stage.comet.tasks[0]!.polls).toBe(polls);
	});
});
