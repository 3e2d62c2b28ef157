import type { APIMessage } from 'discord-api-types/v10';
import { afterEach, describe, expect, it } from 'vitest';
import type { User } from '../../../sandbox/discord/world/people.js';
import { ledgerEntry } from '../../../src/jobs/accounting/ledger.js';
import type { Job } from '../../../src/jobs/record/job.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { AppHarness, buttonOf, textOf } from '../../harness/appHarness.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const three = ['veo3.1-fast', 'sora-2', 'kling-v3'];

/** A stage on which nothing is made before a test says so. */
const set = (env: Record<string, string> = {}): Promise<AppHarness> =>
	AppHarness.set({
		clock: new FakeClock(),
		comet: { plan: { outcome: 'stuck' } },
		env: { DAILY_USD: '', CONFIRM_ABOVE_USD: '0', ...env },
	});

/** An offer of several models, and the message in which it stands. */
interface Offered {
	readonly user: User;
	/** Of the job that will tell. */
	readonly id: string;
	readonly message: APIMessage;
}

async function offered(options: Record<string, string | boolean> = {}, locale = 'en-US'): Promise<Offered> {
	const user = stage.member(locale);
	const asked = stage.video({ user, locale, options });
	await asked.responded();
	await soon(() => buttonOf(stage.discord.original(asked), 'compare')).toBeDefined();
	await pressing.press(stage.discord.original(asked), 'compare', user);
	await choose(stage.discord.original(asked)!, user);
	return { user, id: asked.id, message: stage.discord.original(asked)! };
}

async function choose(menu: APIMessage, user: User): Promise<string> {
	const customId = buttonOf(menu, 'compare')!;
	const chosen = stage.discord.select({ user, message: menu, customId, values: three });
	await chosen.responded();
	return chosen.id;
}

/** Said yes to, and sent to the provider. */
async function making(options: Record<string, string | boolean> = {}, tasks = 3): Promise<Offered> {
	const offer = await offered(options);
	await pressing.press(offer.message, 'confirm', offer.user);
	await stage.becomes(() => stage.comet.tasks.length === tasks, `${tasks} tasks`);
	return offer;
}

const partIds = (id: string): string[] => [1, 2, 3].map((place) => `${id}_x${place}`);
const parts = (id: string): Promise<(Job | undefined)[]> =>
	Promise.all(partIds(id).map((part) => stage.job({ id: part })));

/** The messages that tell of a comparison, wherever they stand. */
function tellings({ id, user }: Offered): APIMessage[] {
	const { world } = stage.discord;
	return [world.channel.id, world.dmWith(user.id).id]
		.flatMap((channel) => stage.discord.messages(channel, user.id))
		.filter((message) => buttonOf(message, 'delete')?.includes(`:${id}:`) === true);
}

async function told(offer: Offered): Promise<APIMessage> {
	await stage.becomes(() => tellings(offer).length > 0, 'the comparison is told');
	for (const id of [offer.id, ...partIds(offer.id)]) await pressing.closed(id);
	expect(tellings(offer)).toHaveLength(1);
	return tellings(offer)[0]!;
}

const settleAll = (): void => {
	for (const task of stage.comet.tasks) stage.comet.settle(task);
};

/** Files of its jobs that a message shows. */
const shown = (message: APIMessage, id: string): number =>
	partIds(id).filter((part) => JSON.stringify(message.components).includes(`/reelay-${part}.mp4`)).length;

const pings = ({ user }: Offered): number =>
	stage.discord.notifications.filter(({ userId }) => userId === user.id).length;

describe('Compare', () => {
	it('asks three models with one yes and one price, and tells what came of them in one message', async () => {
		stage = await set();
		const offer = await offered();
		const { user, id, message } = offer;
		expect(stage.comet.creates).toBe(0);
		expect(textOf(message)).toContain('all together for at most $1.80');
		expect(textOf(message)).toMatch(/Veo 3\.1 Fast[\s\S]*Sora 2[\s\S]*Kling 3\.0/u);
		await pressing.press(message, 'confirm', user);
		await stage.becomes(() => stage.comet.tasks.length === 2);
		// The third waits in the member's own line.
		const card = (): string => textOf(stage.discord.messages(undefined, user.id).at(-1));
		await stage.becomes(() => card().includes('3. **Kling 3.0** · waiting'));
		await stage.becomes(() => card().includes('1. **Veo 3.1 Fast** · being made'));

		stage.comet.settle(stage.comet.tasks[0]!);
		await stage.becomes(() => stage.comet.tasks.length === 3);
		await stage.becomes(() => card().includes('1. **Veo 3.1 Fast** · ready'));
		expect(tellings(offer)).toEqual([]);
		settleAll();
		const telling = await told(offer);
		expect(shown(telling, id)).toBe(3);
		expect(textOf(telling)).toContain('Your comparison is ready');
		expect(pings(offer)).toBe(1);
		expect(stage.comet.creates).toBe(3);

		const jobs = await parts(id);
		for (const job of jobs) {
			expect(job).toMatchObject({ phase: 'closed', outcome: { type: 'succeeded' }, comparison: { of: id } });
			expect(job!.delivery.receipt).toMatchObject({ rung: 'channel', messageId: telling.id, form: 'original' });
			expect(ledgerEntry(job!).counted).toBe(true);
		}
		expect(ledgerEntry((await stage.job({ id }))!)).toMatchObject({ counted: false, running: false, microUsd: 0 });

		const list = stage.discord.invoke({ user, command: 'videos' });
		await list.responded();
		for (const part of partIds(id)) expect(JSON.stringify(stage.discord.original(list))).toContain(part);
		expect(JSON.stringify(stage.discord.original(list))).not.toContain(`:${id}:`);
		// One of them by itself has every button.
		const alone = await pressing.press(telling, `fetch:${partIds(id)[1]!}`, user);
		await soon(() => buttonOf(stage.discord.original(alone), 'again')).toBeDefined();
	});

	it('goes the same way from a result, and makes one comparison of two clicks', async () => {
		stage = await set({ CONFIRM_ABOVE_USD: '100', MEMBER_RUNNING_JOBS: '3' });
		stage.comet.next({ outcome: 'succeeded', pollsToDone: 1 });
		const { user, jobId, message } = await pressing.told();
		const opened = await pressing.press(message, 'model', user);
		const menu = stage.discord.original(opened)!;
		await pressing.press(menu, 'compare', user);
		const id = await choose(stage.discord.message(menu.id)!, user);
		const offer = { user, id, message: stage.discord.message(menu.id)! };
		const presses = [1, 2].map(() => pressing.start(offer.message, 'confirm', user));
		await Promise.all(presses.map((press) => press.responded()));
		await stage.becomes(() => stage.comet.tasks.length === 4);
		settleAll();
		const telling = await told(offer);
		expect(shown(telling, id)).toBe(3);
		expect(stage.comet.creates).toBe(4);
		expect((await parts(id)).map((job) => job?.lineage)).toEqual([1, 2, 3].map(() => ({ jobId, kind: 'compare' })));
	});

	it('tells a failure in the same message, each with its own record', async () => {
		stage = await set({ MEMBER_RUNNING_JOBS: '3' });
		const offer = await making();
		const [first, second, third] = stage.comet.tasks;
		stage.comet.settle(first!);
		stage.comet.settle(second!, 'failed');
		stage.comet.settle(third!);
		const telling = await told(offer);
		expect(shown(telling, offer.id)).toBe(2);
		expect(textOf(telling)).toContain('No video this time');
		const jobs = await parts(offer.id);
		expect(jobs.map((job) => job?.outcome?.type).sort()).toEqual(['failed', 'succeeded', 'succeeded']);
		expect(pings(offer)).toBe(1);
	});

	it('is paid once and told once, however often the process ends in between', async () => {
		stage = await set();
		const offer = await making({}, 2);
		for (let round = 0; round < 3; round += 1) {
			await stage.stop();
			await stage.start();
			await stage.pass(seconds(15));
			const next = stage.comet.tasks[round];
			if (next !== undefined) stage.comet.settle(next);
			await stage.pass(seconds(40));
		}
		settleAll();
		const telling = await told(offer);
		await stage.stop();
		await stage.start();
		await stage.pass(seconds(40));
		expect(shown(telling, offer.id)).toBe(3);
		expect(stage.comet.creates).toBe(3);
		expect(tellings(offer)).toHaveLength(1);
		expect(pings(offer)).toBe(1);
	});

	it('waits for none that is late: that one comes by itself', async () => {
		stage = await set({ MEMBER_RUNNING_JOBS: '3', JOB_TIMEOUT_MINUTES: '5' });
		const offer = await making();
		const [first, second, third] = stage.comet.tasks;
		stage.comet.settle(first!);
		stage.comet.settle(second!);
		await stage.leap(minutes(6), seconds(30));
		await stage.becomes(() => tellings(offer).length > 0);
		const [telling] = tellings(offer);
		expect(shown(telling!, offer.id)).toBe(2);
		expect(textOf(telling)).toContain('One more is not ready yet.');
		stage.comet.settle(third!);
		const late = (await parts(offer.id)).find((job) => job?.outcome === null || job?.outcome === undefined)!;
		const alone = await pressing.outcome(late.id, offer.user);
		expect(JSON.stringify(alone.components)).toContain(`/reelay-${late.id}.mp4`);
		expect(pings(offer)).toBe(2);
	});
});

describe('what a comparison may cost and take', () => {
	it.each([
		['MEMBER_DAILY_VIDEOS', '2'],
		['DAILY_USD', '1.5'],
		['MEMBER_WAITING_JOBS', '0'],
	])('is refused as a whole where %s has no room for all, and leaves no room taken', async (name, value) => {
		stage = await set({ [name]: value });
		const { user, message } = await offered();
		const pressed = await pressing.press(message, 'confirm', user);
		expect(pressing.answer(pressed)).toContain('a paper boat');
		expect(await stage.jobs()).toEqual([]);
		expect(stage.comet.creates).toBe(0);
		const single = stage.video({ user });
		await single.responded();
		await soon(() => buttonOf(stage.discord.original(single), 'confirm')).toBeDefined();
		await pressing.press(stage.discord.original(single), 'confirm', user);
		await stage.becomes(() => stage.comet.creates === 1);
	});
});

describe('the message of a comparison', () => {
	it('is for its member alone where the request is', async () => {
		stage = await set({ MEMBER_RUNNING_JOBS: '3' });
		const offer = await making({ private: true });
		settleAll();
		const telling = await told(offer);
		expect(shown(telling, offer.id)).toBe(3);
		expect(stage.discord.messages(stage.discord.world.channel.id, stage.discord.world.alice.id)).toEqual([]);
	});

	it('cancels all, and says so once', async () => {
		stage = await set({ MEMBER_RUNNING_JOBS: '2' });
		const offer = await making({}, 2);
		const card = (): APIMessage => stage.discord.messages(undefined, offer.user.id).at(-1)!;
		await stage.becomes(() => buttonOf(card(), 'cancel') !== undefined);
		await pressing.press(card(), 'cancel', offer.user);
		const telling = await told(offer);
		expect(textOf(telling)).toContain('### Cancelled');
		expect(textOf(telling)).toContain('Nothing was charged.');
		expect(stage.comet.creates).toBe(2);
		expect(pings(offer)).toBe(0);
	});

	it('goes with all its videos when it is deleted, after it has said what they cost', async () => {
		stage = await set({ MEMBER_RUNNING_JOBS: '3' });
		const offer = await making();
		settleAll();
		const telling = await told(offer);
		const asked = await pressing.press(telling, 'delete', offer.user);
		expect(JSON.stringify(asked.modal)).toContain('about $1.80');
		await pressing.submit(asked, { sure: ['yes'] });
		await soon(() => tellings(offer)).toEqual([]);
		for (const job of await stage.jobs()) expect(job.erasedAt ?? 0).toBeGreaterThan(0);
	});
});
