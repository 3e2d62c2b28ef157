import { afterEach, describe, expect, it } from 'vitest';
import { minutes, seconds } from '../../../src/lib/time.js';
import { creates, rateLimited } from '../../../sandbox/cometapi/faults.js';
import type { Job } from '../../../src/jobs/record/job.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import { AppHarness, textOf, withVideo } from '../../harness/appHarness.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { StoreSnapshots } from '../../harness/storeSnapshots.js';
import { soon } from '../../harness/soon.js';

let stage: AppHarness;
let snapshots: StoreSnapshots;
const pressing = new Pressing(() => stage);
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** All that the member and the channel see, message by message. */
const everything = ({ channelId, userId }: Interaction): string[] =>
	[channelId, stage.discord.world.dmWith(userId).id]
		.flatMap((channel) => stage.discord.messages(channel, userId))
		.map((message) => `${message.id} ${withVideo([message]).length} ${textOf(message)}`);

/** Starts on each state that the store has had, one after another; nothing that anybody sees may change. */
async function setBackToEachState(interaction: Interaction): Promise<void> {
	await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed' });
	await stage.stop();
	const before = everything(interaction);
	const { notifications } = stage.discord;
	const pings = notifications.length;
	const { creates } = stage.comet;
	expect(snapshots.taken.length).toBeGreaterThan(3);
	for (const { file, at } of [...snapshots.taken]) {
		await snapshots.restore(file);
		await stage.start();
		await stage.pass(seconds(40));
		expect({ at, creates: stage.comet.creates }).toEqual({ at, creates });
		expect({ at, pings: notifications.length }).toEqual({ at, pings });
		expect({ at, everything: everything(interaction) }).toEqual({ at, everything: before });
		await stage.stop();
		const job = await stage.job(interaction);
		expect({ at, phase: job?.phase ?? 'closed' }).toEqual({ at, phase: 'closed' });
	}
}

async function set(plan = {}): Promise<FakeClock> {
	const clock = new FakeClock();
	stage = await AppHarness.set({ clock, comet: { plan: { pollsToDone: 2, ...plan } } });
	snapshots = new StoreSnapshots(stage);
	return clock;
}

describe('a machine that is set back in time, after the end of a job', () => {
	it.each([
		['at once', 0],
		['when Discord has forgotten every nonce', minutes(11)],
		['when the token of the reply has ended', minutes(16)],
	])('pays nothing and tells nothing a second time, from whatever state: %s', async (_, later) => {
		await set();
		const interaction = stage.video();
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		await stage.leap(later, minutes(1));
		await setBackToEachState(interaction);
		expect(stage.comet.creates).toBe(1);
	});

	it.each([
		['told in the reply alone, while its token lives', 0, { private: true }, {}],
		['that failed', minutes(11), {}, { outcome: 'failed' }],
	])('does nothing again for a job %s', async (_, later, options, plan) => {
		await set(plan);
		const interaction = stage.video({ options: { prompt: 'a boat', ...options } });
		await stage.told(interaction);
		await stage.leap(later, minutes(1));
		await setBackToEachState(interaction);
	});

	it('does nothing again for a job that was cancelled', async () => {
		await set({ outcome: 'stuck' });
		const interaction = stage.video();
		await stage.becomes(() => (stage.comet.tasks[0]?.polls ?? 0) > 1);
		await pressing.press(stage.discord.original(interaction), 'cancel', stage.discord.world.alice);
		await stage.told(interaction);
		stage.comet.settle(stage.comet.tasks[0]!);
		await stage.leap(minutes(11), minutes(1));
		await setBackToEachState(interaction);
	});
});

describe('a machine that is set back in time, while the video is being made', () => {
	it.each([
		['unacknowledged', (job: Job) => job.phase === 'queued' && !job.acknowledged],
		['in line', (job: Job) => job.phase === 'queued' && job.acknowledged],
		['on its way', (job: Job) => job.phase === 'submitting'],
	])('pays no second time for a job whose record says that it is %s, and tells its member so', async (_, is) => {
		await set({ outcome: 'stuck' });
		stage.comet.addFault(rateLimited({ match: creates, times: 4 }));
		const interaction = stage.video();
		await stage.becomes(() => (stage.comet.tasks[0]?.polls ?? 0) > 1);
		await stage.stop();
		await snapshots.restore(await snapshots.first(is));
		await stage.start();
		expect(textOf(await stage.told(interaction))).toContain('so I did not send it again');
		await stage.pass(minutes(1));
		expect(stage.comet.creates).toBe(1);
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(stage.discord.notifications).toHaveLength(1);
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed' });
	});

	it('goes on with the task where the record has it', async () => {
		await set({ outcome: 'stuck' });
		const interaction = stage.video();
		await stage.becomes(() => (stage.comet.tasks[0]?.polls ?? 0) > 1);
		await stage.stop();
		stage.comet.settle(stage.comet.tasks[0]!);
		await snapshots.restore(await snapshots.first(({ phase }) => phase === 'generating'));
		await stage.start();
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		expect(stage.comet.creates).toBe(1);
	});
});

describe('a job that waits in line through a restart', () => {
	it('is ended unpaid where nobody can read what its card shows', async () => {
		const clock = new FakeClock();
		stage = await AppHarness.set({ clock, comet: { plan: { pollsToDone: 1 } } });
		const back = stage.comet.addFault(rateLimited({ match: creates, times: Infinity }));
		const interaction = stage.video({ options: { prompt: 'a boat', private: true } });
		await stage.becomes(() => textOf(stage.discord.original(interaction)).includes('nothing has been paid yet'));
		await stage.stop();
		await clock.advance(minutes(15));
		back();
		await stage.start();
		expect(textOf(await stage.told(interaction))).toContain('I was interrupted');
		expect(stage.comet.creates).toBe(0);
	});
});
