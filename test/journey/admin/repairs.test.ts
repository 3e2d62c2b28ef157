import { afterEach, describe, expect, it } from 'vitest';
import { lostCreate } from '../../../sandbox/cometapi/faults.js';
import { minutes } from '../../../src/lib/time.js';
import { asAdmin } from '../../harness/asking.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, withVideo, type AppHarness } from '../../harness/appHarness.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** A request whose create was lost, and the id of the task that was made all the same. */
async function lost(): Promise<{ jobId: string; task: string }> {
	stage.comet.addFault(lostCreate());
	const { jobId } = await pressing.told();
	return { jobId, task: stage.comet.tasks.at(-1)!.id };
}

describe('a task', () => {
	it('is attached to one request alone, when two are given it at once', async () => {
		stage = await Pressing.stage();
		const one = await lost();
		const two = await lost();
		const answers = await Promise.all(
			[one, two].map(({ jobId }) => asAdmin(stage, 'reconcile', { job: jobId, task: one.task })),
		);
		const begun = answers.filter(({ read }) => read.includes('is being looked at now'));
		expect(begun).toHaveLength(1);
		await stage.becomes(() => withVideo(stage.discord.messages()).length === 1);
		const ids = (await stage.jobs()).map(({ id }) => id);
		expect(ids.filter((id) => id.endsWith('_r'))).toHaveLength(1);
	});

	it('is not given to another request after its own has been deleted', async () => {
		stage = await Pressing.stage();
		stage.comet.next({ outcome: 'failed', pollsToDone: 1 });
		const failed = await pressing.told();
		const task = stage.comet.tasks[0]!.id;
		await pressing.delete(failed.message, failed.user);
		await soon(() => stage.job({ id: failed.jobId })).toBeUndefined();
		const { jobId } = await lost();
		expect((await asAdmin(stage, 'reconcile', { job: jobId, task })).read).toContain('belongs to another request');
		expect(await stage.job({ id: `${jobId}_r` })).toBeUndefined();
	});
});

describe('an outcome that nobody could be told', () => {
	it('stands publicly once, when its member asks for it while an admin has it told', async () => {
		stage = await Pressing.stage({ POLL_MIN_MS: '20000', POLL_MAX_MS: '120000' });
		const user = stage.member();
		stage.discord.faults.closeDms(user);
		stage.comet.next({ outcome: 'stuck', pollsToDone: null });
		const interaction = stage.video({ user });
		await interaction.responded();
		await stage.becomes(() => stage.comet.tasks.length === 1);
		stage.discord.faults.revoke(stage.discord.world.channel, 'SEND_MESSAGES');
		await stage.pass(minutes(16));
		stage.comet.settle(stage.comet.tasks[0]!);
		await stage.becomes(() => buttonOf(stage.discord.original(interaction), 'fetch') !== undefined);
		await pressing.closed(interaction.id);
		stage.discord.world.allow(stage.discord.world.channel, ['SEND_MESSAGES']);

		// The upload of what the member asked for is on its way while the admin asks.
		let release = (): void => undefined;
		const held = new Promise<void>((resolve) => (release = resolve));
		let isHeld = false;
		const off = stage.discord.api.watch({
			before: ({ method, path }) => {
				if (isHeld || method !== 'PATCH' || !path.includes('/@original')) return undefined;
				isHeld = true;
				return held;
			},
		});
		const press = await pressing.press(stage.discord.original(interaction), 'fetch', user);
		expect(press.ephemeral).toBe(false);
		await soon(() => isHeld).toBe(true);
		off();
		await asAdmin(stage, 'redeliver', { job: interaction.id });
		await stage.pass(minutes(0.2));
		expect(withVideo(stage.discord.messages())).toEqual([]);
		release();
		await stage.becomes(() => withVideo(stage.discord.messages()).length > 0);
		await stage.pass(minutes(1));
		expect(withVideo(stage.discord.messages())).toHaveLength(1);
		expect(await stage.job(interaction)).toMatchObject({ phase: 'closed', delivery: { undelivered: false } });
	});
});
