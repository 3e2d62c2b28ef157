import { afterEach, describe, expect, it } from 'vitest';
import * as faults from '../../../sandbox/cometapi/faults.js';
import type { Fault } from '../../../sandbox/http/faults.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import { hours, minutes } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { Pressing } from '../../harness/pressing.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, buttonOf, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
let clock: FakeClock;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** A job whose task is at the provider, found by the next process more than a day later. */
async function found(trouble: Fault, meanwhile: (interaction: Interaction) => Promise<void> = () => Promise.resolve()) {
	clock = new FakeClock();
	stage = await AppHarness.set({
		clock,
		comet: { plan: { outcome: 'stuck', pollsToDone: null } },
		env: { DAILY_USD: '', JOB_TIMEOUT_MINUTES: '20', LATE_HOURS: '2' },
	});
	const user = stage.member();
	const interaction = stage.video({ user });
	await soon(async () => (await stage.job(interaction))?.phase).toBe('generating');
	await meanwhile(interaction);
	await stage.stop();
	await clock.advance(hours(30));
	stage.comet.addFault(trouble);
	await stage.start();
	return { interaction, task: stage.comet.tasks[0]! };
}

const { polls } = faults;
const troubles: [string, (scope: { match: typeof faults.polls; times: number }) => Fault][] = [
	['500', (scope) => faults.refused(500, scope)],
	['a page', faults.gatewayPage],
	['429', faults.rateLimited],
	['a broken connection', faults.resetBefore],
];

describe('a job that is found after its time', () => {
	it.each(troubles)('is ended by what the provider says when it can say something: after %s', async (_, trouble) => {
		const { interaction, task } = await found(trouble({ match: polls, times: 2 }));
		stage.comet.settle(task);
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		expect(stage.comet.creates).toBe(1);
	});

	it('ends as expired by the first answer that it is still running', async () => {
		const { interaction } = await found(faults.refused(500, { match: polls, times: 1 }));
		expect(textOf(await stage.told(interaction))).toContain('did not finish in time');
	});

	it('ends as expired when nobody answers for hours, and a further process begins nothing anew', async () => {
		const { interaction } = await found(faults.outage());
		await stage.leap(hours(1), minutes(3));
		expect(stage.tellings(interaction)).toEqual([]);
		await stage.stop();
		await stage.start();
		await stage.leap(hours(1) + minutes(50), minutes(3));
		expect(textOf(await stage.told(interaction))).toContain('did not finish in time');
	});
});

describe('a task that was left, and is found after its time', () => {
	it('is looked at again when the poll told nothing, and its video kept', async () => {
		const pressing = new Pressing(() => stage);
		const { interaction, task } = await found(faults.refused(500, { match: polls, times: 2 }), async (asked) => {
			await stage.becomes(() => buttonOf(stage.discord.original(asked), 'cancel') !== undefined);
			const user = stage.discord.world.getUser(asked.userId);
			await pressing.press(stage.discord.original(asked), 'cancel', user);
			await pressing.closed(asked.id);
		});
		stage.comet.settle(task);
		await stage.leap(minutes(30), minutes(1));
		await soon(() => stage.job(interaction)).toMatchObject({ leftTask: { state: 'succeeded' } });
	});
});
