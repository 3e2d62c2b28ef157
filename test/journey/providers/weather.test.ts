import { afterEach, describe, expect, it } from 'vitest';
import * as faults from '../../../sandbox/cometapi/faults.js';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { Exchange } from '../../../sandbox/http/exchange.js';
import { hours, minutes, seconds } from '../../../src/lib/time.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, AppHarness, textOf, withVideo, type StageParts } from '../../harness/appHarness.js';

const { creates, polls } = faults;
let stage: AppHarness;
let clock: FakeClock;
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

async function set({ env, comet }: Pick<StageParts, 'env' | 'comet'> = {}): Promise<void> {
	clock = new FakeClock();
	stage = await AppHarness.set({
		clock,
		comet: { plan: { pollsToDone: 1, progress: 'zero' }, ...comet },
		env: { POLL_MIN_MS: '2000', POLL_MAX_MS: '30000', PROGRESS_EDIT_MS: '10000', DAILY_USD: '', ...env },
	});
}

async function ask(act: Parameters<AppHarness['video']>[0] = {}): Promise<Interaction> {
	const interaction = stage.video({ user: stage.member(), ...act });
	await interaction.responded();
	return interaction;
}

const requests = (match: (x: Exchange) => boolean): Exchange[] => stage.comet.server.exchanges.filter(match);
const shown = (interaction: Interaction): string => textOf(stage.discord.original(interaction));

/** Larger leaps than timer by timer, for hours. */
async function wait(ms: number, leap = seconds(20)): Promise<void> {
	for (let left = ms; left > 0; left -= leap) {
		await clock.advance(Math.min(left, leap));
		await stage.rest();
	}
}

describe('a provider that refuses creates for now', () => {
	it('is asked again after whatever it says of waiting, within reason, and paid once', async () => {
		await set();
		const hostile = ['0', '-5', '864000', '999999999999999999999', 'Wed, 21 Oct 2015 07:28:00 GMT', 'soon', '1e9', ''];
		for (const retryAfter of hostile) stage.comet.addFault(faults.rateLimited({ match: creates, retryAfter }));
		const interaction = await ask();
		await stage.becomes(() => shown(interaction).includes('nothing has been paid yet'));
		const message = await stage.told(interaction);
		expect(withVideo([message])).toHaveLength(1);
		expect(requests(creates)).toHaveLength(hostile.length + 1);
		expect(stage.comet.creates).toBe(1);
		const times = requests(creates).map(({ at }) => at);
		expect(times.at(-1)! - times[0]!).toBeLessThan(minutes(30));
		const gaps = times.slice(1).map((at, index) => at - times[index]!);
		expect(Math.min(...gaps)).toBeGreaterThanOrEqual(900);
	});

	it('with parsed errors, three times: the member reads that it is in trouble; nothing was made', async () => {
		await set();
		stage.comet.addFault(faults.outage({ match: creates }));
		const message = await stage.told(await ask());
		expect(textOf(message)).toContain('is having trouble right now');
		expect(requests(creates)).toHaveLength(3);
		expect(stage.comet.creates).toBe(0);
	});

	it('because it cannot be reached at all: waits as long as the job may, and ends it unpaid', async () => {
		await set({ env: { JOB_TIMEOUT_MINUTES: '20' } });
		await stage.comet.server.close();
		const interaction = await ask();
		await wait(minutes(15));
		await stage.becomes(() => shown(interaction).includes('nothing has been paid yet'));
		const message = await stage.told(interaction);
		expect(textOf(message)).toContain('never sent');
	});

	it('takes no place from the jobs of another provider', async () => {
		await set({ env: { MAX_RUNNING_JOBS: '1', MEMBER_RUNNING_JOBS: '9' } });
		const isVeo = (x: Exchange): boolean => creates(x) && JSON.stringify(x.form?.fields ?? []).includes('veo');
		stage.comet.addFault(faults.outage({ match: isVeo }));
		for (let count = 0; count < 4; count += 1) await stage.told(await ask());
		const held = await ask();
		await stage.pass(100);
		const began = clock.now();
		const other = await ask({ options: { model: 'kling-v3' } });
		await stage.becomes(() => stage.comet.creates === 1);
		expect(clock.now() - began).toBeLessThan(seconds(1));
		expect(stage.tellings(held)).toEqual([]);
		await stage.told(other);
	});
});

describe('polls that fail', () => {
	it.each<[string, () => Parameters<AppHarness['comet']['addFault']>[0]]>([
		['429 with a hostile wait', () => faults.rateLimited({ match: polls, retryAfter: '864000' })],
		['429 without one', () => faults.rateLimited({ match: polls, times: 5 })],
		['503', () => faults.outage({ match: polls, times: 3 })],
		['401', () => faults.refused(401, { match: polls, times: 2 })],
		['404', () => faults.refused(404, { match: polls, times: 2 })],
		['a page of the gateway', () => faults.gatewayPage({ match: polls, times: 3 })],
		['a 200 with an error', () => faults.okWithError({ match: polls, times: 2 })],
		['an answer cut off', () => faults.truncated({ match: polls, bytes: 30, times: 2 })],
		['a reset', () => faults.resetBefore({ match: polls, times: 3 })],
		['slow bytes', () => faults.slowBody({ match: polls, ms: 80 })],
		[
			'ten megabytes of JSON',
			() => ({
				match: polls,
				// Of what is read of it nothing tells how the task stands.
				act: { kind: 'answer', answer: { status: 200, body: { junk: Array(2_000_000).fill('xx'), status: 'failed' } } },
			}),
		],
		['no answer at all', () => faults.hanging({ match: polls })],
		['task_not_exist for a moment', () => faults.taskMissing({ match: polls, times: 2 })],
	])('never fail the job: %s', async (_, fault) => {
		await set();
		stage.comet.addFault(fault());
		const message = await stage.told(await ask());
		expect(withVideo([message])).toHaveLength(1);
		expect(stage.comet.creates).toBe(1);
	});

	it('end the job when the provider denies for good that it knows the task', async () => {
		await set({ comet: { plan: { notExistPolls: Infinity } } });
		const message = await stage.told(await ask());
		expect(textOf(message)).toContain('no longer knows of this');
		expect(textOf(message)).toContain('counts against your limits');
		expect(stage.comet.tasks[0]!.polls).toBeGreaterThanOrEqual(4);
	});

	it('for an hour, for everybody: all jobs wait, nothing is asked in a storm, and polls come back spread', async () => {
		await set({ comet: { plan: { outcome: 'stuck', progress: 'zero' } } });
		const asked: Interaction[] = [];
		for (let count = 0; count < 12; count += 1) asked.push(await ask());
		await stage.becomes(() => stage.comet.creates === 12);
		const back = stage.comet.addFault(faults.outage());
		await wait(minutes(60));
		const during = requests(polls).length;
		back();
		const ended = clock.now();
		for (const task of stage.comet.tasks) stage.comet.settle(task);
		await wait(minutes(5), seconds(5));
		for (const interaction of asked) await stage.told(interaction);
		expect(stage.comet.creates).toBe(12);
		expect(stage.discord.notifications).toHaveLength(12);
		// One probe a minute for the family, not one for every job.
		expect(during).toBeLessThan(150);
		const after = requests(polls)
			.filter(({ at }) => at >= ended)
			.map(({ at }) => at);
		const busiest = Math.max(...after.map((from) => after.filter((at) => at >= from && at < from + 5000).length));
		expect(busiest).toBeLessThanOrEqual(6);
	});
});

describe('a video that is late', () => {
	it('is told to be late, and is posted when it comes', async () => {
		await set({ comet: { plan: { outcome: 'stuck', progress: 'zero' } }, env: { JOB_TIMEOUT_MINUTES: '20' } });
		const interaction = await ask();
		await wait(minutes(25));
		expect(shown(interaction)).toContain('It is not finished yet');
		await wait(minutes(95), minutes(1));
		const before = requests(polls).length;
		await wait(minutes(30), minutes(1));
		expect(requests(polls).length - before).toBeLessThanOrEqual(11);
		stage.comet.settle(stage.comet.tasks[0]!);
		const message = await stage.told(interaction);
		expect(withVideo([message])).toHaveLength(1);
		expect(message.message_reference?.message_id).toBe(interaction.originalId);
	});

	it('ends as expired after LATE_HOURS, with the truth about its cost', async () => {
		await set({
			comet: { plan: { outcome: 'stuck', progress: 'zero' } },
			env: { JOB_TIMEOUT_MINUTES: '10', LATE_HOURS: '2' },
		});
		const interaction = await ask();
		await wait(hours(2), minutes(2));
		expect(stage.tellings(interaction)).toEqual([]);
		await wait(minutes(15), minutes(2));
		const message = await stage.told(interaction);
		expect(textOf(message)).toContain('did not finish in time');
		expect(textOf(message)).toContain('counts against your limits');
		expect(await stage.job(interaction)).toMatchObject({ task: { id: stage.comet.tasks[0]!.id } });
	});
});

describe('a result that cannot be fetched', () => {
	it('is told as a link after six hours of trying, in words that are true', async () => {
		await set();
		stage.comet.addCdnFault({ ...faults.outage(), match: () => true });
		stage.comet.addFault(faults.contentRefused(502, { times: Infinity }));
		const interaction = await ask();
		await wait(hours(6) + minutes(10), minutes(2));
		const message = await stage.told(interaction);
		expect(textOf(message)).toContain('could not be fetched');
		expect(withVideo([message])).toEqual([]);
	});

	it('because it is a page for ever: said within a minute, then a plain reason, and a way to ask again', async () => {
		await set();
		stage.comet.addCdnFault(faults.htmlContent({ times: Infinity }));
		stage.comet.addFault(faults.htmlContent({ match: faults.contents, times: Infinity }));
		const interaction = await ask();
		await wait(minutes(1));
		expect(shown(interaction)).toContain('The video is made, but it cannot be fetched yet');
		await wait(hours(6) + minutes(10), minutes(2));
		const message = await stage.told(interaction);
		expect(buttonOf(message, 'again')).toBeDefined();
		await soon(() => stage.job(interaction)).toMatchObject({ phase: 'closed' });
		expect(JSON.stringify(message)).not.toContain('<h1>');
	});
});
