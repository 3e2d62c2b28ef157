import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { Task } from '../../../sandbox/cometapi/task/task.js';
import { expectGoodManners } from '../../harness/promises.js';
import { publicAddress } from '../../harness/publicAddress.js';
import { soon } from '../../harness/soon.js';
import { AppHarness, withVideo } from '../../harness/appHarness.js';

/** No poll would happen by itself within a test. */
const seldom = { POLL_MIN_MS: '3000000', POLL_MAX_MS: '3000000', DAILY_USD: '' };
const pollPath = /^\/kling\/v1\/videos\/text2video\/\d+$/u;

/** A new member asks Kling; the task that was made, told of by the record. */
async function begun(stage: AppHarness, model = 'kling-v3'): Promise<{ interaction: Interaction; task: Task }> {
	const before = stage.comet.creates;
	const interaction = stage.video({ user: stage.member(), options: { model } });
	await soon(() => stage.comet.creates).toBe(before + 1);
	const task = stage.comet.tasks.at(-1)!;
	await expect.poll(async () => (await stage.job(interaction))?.phase).toBe('generating');
	return { interaction, task };
}

const polls = (stage: AppHarness) => stage.comet.server.exchanges.filter(({ path }) => pollPath.test(path)).length;

describe('callbacks, with a public address', () => {
	let stage: AppHarness;
	let via: (url: string) => string;
	beforeAll(async () => {
		const proxy = await publicAddress();
		({ via } = proxy);
		stage = await AppHarness.set({ comet: { plan: { outcome: 'stuck' } }, env: { ...seldom, ...proxy.env } });
		stage.comet.callbacks.on({ via });
	});
	afterAll(async () => {
		expectGoodManners(stage);
		await stage.close();
	});

	it('make the next poll happen now, and the video arrives long before its turn', async () => {
		const { comet } = stage;
		const { interaction, task } = await begun(stage);
		expect(task.request['callback_url']).toMatch(
			new RegExp(`^https://bot\\.example\\.com/reelay/callback/${interaction.id}-[\\w-]{43}$`, 'u'),
		);
		expect(task.request['external_task_id']).toBe(interaction.id);
		expect(task.polls).toBe(0);

		comet.settle(task);
		expect(await comet.callbacks.deliver(task)).toMatchObject({ status: 204 });
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		expect(task.polls).toBe(1);
		expect(stage.tellings(interaction)).toHaveLength(1);
	});

	it('that repeat, or come after all is over, tell nothing twice', async () => {
		const { comet } = stage;
		const { interaction, task } = await begun(stage);
		comet.settle(task);
		await Promise.all(Array.from({ length: 20 }, () => comet.callbacks.deliver(task)));
		await stage.told(interaction);
		await expect.poll(async () => (await stage.job(interaction))?.phase).toBe('closed');

		for (let count = 0; count < 5; count += 1) {
			expect(await comet.callbacks.deliver(task)).toMatchObject({ status: 204 });
		}
		// Another job goes its whole way meanwhile, so what they caused would have happened.
		const next = await begun(stage);
		comet.settle(next.task);
		await comet.callbacks.deliver(next.task);
		await stage.told(next.interaction);
		expect(task.polls).toBe(1);
		expect(stage.tellings(interaction)).toHaveLength(1);
		expect(stage.discord.notifications.filter(({ userId }) => userId === interaction.userId)).toHaveLength(1);
	});

	it('that a stranger invents reach no job, and one that lies is not believed', async () => {
		const { comet } = stage;
		const { interaction, task } = await begun(stage);
		const url = String(task.request['callback_url']);
		const other = url.replace(interaction.id, String(BigInt(interaction.id) + 1n));
		const before = polls(stage);
		for (const forged of [`${url.slice(0, -4)}AAAA`, other, url.slice(0, url.lastIndexOf('-')), `${url}/..`]) {
			expect((await comet.callbacks.forge(forged, { task_status: 'succeed' })).status).toBe(404);
		}
		expect(polls(stage)).toBe(before);

		// Whoever has the address can only make us ask the API, which knows better.
		const lie = {
			task_id: task.id,
			task_status: 'succeed',
			task_result: { videos: [{ url: 'https://evil.example.com/v.mp4' }] },
		};
		expect((await comet.callbacks.forge(url, lie)).status).toBe(204);
		await soon(() => task.polls).toBe(1);
		await expect.poll(async () => (await stage.job(interaction))?.looking.count).toBe(1);
		expect(await stage.job(interaction)).toMatchObject({ phase: 'generating' });
		expect(stage.tellings(interaction)).toEqual([]);
	});

	it('keep their address over a restart', async () => {
		const { comet } = stage;
		const { interaction, task } = await begun(stage);
		await stage.stop();
		await stage.start();
		comet.settle(task);
		expect(await comet.callbacks.deliver(task)).toMatchObject({ status: 204 });
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
	});
});

describe('callbacks that never come', () => {
	it('are not missed: the polls go on by themselves', async () => {
		const proxy = await publicAddress();
		const stage = await AppHarness.set({ comet: { plan: { pollsToDone: 2 } }, env: proxy.env });
		const interaction = stage.video({ options: { model: 'kling-v3' } });
		expect(withVideo([await stage.told(interaction)])).toHaveLength(1);
		expect(stage.comet.tasks[0]!.request).toHaveProperty('callback_url');
		expect(stage.comet.callbacks.sent).toEqual([]);
		expectGoodManners(stage);
		await stage.close();
	});

	it('are not asked for without a public address, by any family that has them', async () => {
		const env = { LEGACY_PROVIDERS: 'volc,runway-compat', DAILY_USD: '' };
		const stage = await AppHarness.set({ comet: { plan: { outcome: 'stuck' } }, env });
		for (const model of ['kling-v3', 'kling-video-o1', 'doubao-seedance-1-5-pro-251215']) {
			const { task } = await begun(stage, model);
			expect(task.request).not.toHaveProperty('callback_url');
		}
		expect(JSON.stringify(stage.comet.tasks.map((task) => task.request))).not.toContain('callback');
		expectGoodManners(stage);
		await stage.close();
	});

	it('are asked for by those families alone', async () => {
		const proxy = await publicAddress();
		const env = { ...seldom, LEGACY_PROVIDERS: 'volc,runway-compat', ...proxy.env };
		const stage = await AppHarness.set({ comet: { plan: { outcome: 'stuck' } }, env });
		const asked: string[] = [];
		for (const model of [
			'kling-video-o1',
			'doubao-seedance-1-5-pro-251215',
			'gen4',
			'veo3.1-fast',
			'grok-imagine-video',
		]) {
			const { task } = await begun(stage, model);
			if ('callback_url' in task.request) asked.push(model);
		}
		expect(asked).toEqual(['kling-video-o1', 'doubao-seedance-1-5-pro-251215', 'gen4']);
		expectGoodManners(stage);
		await stage.close();
	});
});
