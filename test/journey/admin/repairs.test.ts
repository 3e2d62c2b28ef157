import { afterEach, describe, expect, it } from 'vitest';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import { lostCreate } from '../../../sandbox/cometapi/faults.js';
import { minutes } from '../../../src/lib/time.js';
import { asAdmin } from '../../harness/asking.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, textOf, withVideo, type AppHarness } from '../../harness/appHarness.js';

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

describe('the list of requests', () => {
	const page = (of: Interaction): string => textOf(stage.discord.original(of));

	it('shows what is in the making, of private ones without words, and cancels it for an admin', async () => {
		stage = await Pressing.stage({ POLL_MIN_MS: '20000', POLL_MAX_MS: '120000' });
		stage.comet.next({ outcome: 'stuck', pollsToDone: null });
		stage.comet.next({ outcome: 'stuck', pollsToDone: null });
		const open = stage.video({ user: stage.member(), options: { prompt: 'an open wish' } });
		const secret = stage.video({ user: stage.member(), options: { prompt: 'a secret wish', private: true } });
		await Promise.all([open, secret].map((interaction) => interaction.responded()));
		await stage.becomes(() => stage.comet.tasks.length === 2);

		const { read, interaction, admin } = await asAdmin(stage, 'requests');
		expect(read).toContain('In the making (2)');
		expect(read).toContain(`> an open wish`);
		expect(read).toContain(`<@${secret.userId}> · being made`);
		expect(read).not.toContain('secret');

		const details = await pressing.press(stage.discord.original(interaction), `details:${secret.id}`, admin);
		expect(pressing.answer(details)).toContain(secret.id);
		expect(pressing.answer(details)).not.toContain('secret');
		await pressing.press(stage.discord.original(interaction), `halt:${open.id}`, admin);
		await stage.becomes(() => stage.tellings(open).length > 0 || page(interaction).includes('In the making (1)'));
		await pressing.closed(open.id);
		expect(await stage.job(open)).toMatchObject({ outcome: { type: 'cancelled' } });
		await pressing.press(stage.discord.original(interaction), 'requests', admin);
		await soon(() => page(interaction)).toContain('In the making (1)');
	});

	it('names what is not certain, offers it to reconcile, and turns the old card once it is settled', async () => {
		stage = await Pressing.stage();
		const { jobId, task } = await lost();
		const old = stage.discord.messages().find((message) => buttonOf(message, 'askagain')?.includes(`:${jobId}:`))!;
		const { read, interaction, admin } = await asAdmin(stage, 'requests');
		expect(read).toContain('Needs an admin (1)');
		expect(read).toContain('not certain whether it was made');

		const typing = (command: string, focused: string, typed = ''): Promise<{ name: string; value: unknown }[]> =>
			stage.discord
				.autocomplete({ user: admin, command: `video-admin ${command}`, focused, options: { [focused]: typed } })
				.choices() as Promise<{ name: string; value: unknown }[]>;
		const [offered] = await typing('reconcile', 'job');
		expect(offered).toMatchObject({ value: jobId });
		expect(offered?.name).toMatch(/^a paper boat crossing .* · Veo 3\.1 Fast · .* ago$/u);
		expect(await typing('reconcile', 'job', 'nothing like it')).toEqual([]);
		// Its member's own card lets whoever manages the server see the ids, and no other member.
		expect(pressing.answer(await pressing.press(old, 'details', admin))).toContain(jobId);
		expect(pressing.answer(await pressing.press(old, 'details', stage.member()))).toContain('belong to the member');

		const creates = stage.comet.creates;
		await asAdmin(stage, 'reconcile', { job: jobId, task });
		await soon(() => textOf(stage.discord.message(old.id))).toContain('An admin found it');
		expect(buttonOf(stage.discord.message(old.id), 'askagain')).toBeUndefined();
		await stage.becomes(() => withVideo(stage.discord.messages()).length === 1);
		expect(stage.comet.creates).toBe(creates);
		await pressing.press(stage.discord.original(interaction), 'requests', admin);
		await soon(() => page(interaction)).toContain('Needs an admin (0)');
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
