import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minutes } from '../../../src/lib/time.js';
import { asAdmin } from '../../harness/asking.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, withVideo, type AppHarness } from '../../harness/appHarness.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	// A quarter of an hour passes here: with looks as far apart as in earnest.
	stage = await Pressing.stage({ POLL_MIN_MS: '20000', POLL_MAX_MS: '120000', PROGRESS_EDIT_MS: '10000' });
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

describe('an outcome that could not be delivered', () => {
	/** One that its member can only fetch: no place to post it, and direct messages closed. */
	async function undelivered() {
		const user = stage.member();
		stage.discord.faults.closeDms(user);
		stage.comet.next({ outcome: 'stuck', pollsToDone: null });
		const before = stage.comet.tasks.length;
		const interaction = stage.video({ user });
		await interaction.responded();
		await stage.becomes(() => stage.comet.tasks.length > before);
		stage.discord.faults.revoke(stage.discord.world.channel, 'SEND_MESSAGES');
		await stage.pass(minutes(16));
		stage.comet.settle(stage.comet.tasks.at(-1)!);
		await stage.becomes(() => buttonOf(stage.discord.original(interaction), 'fetch') !== undefined);
		await pressing.closed(interaction.id);
		return { user, interaction };
	}

	it('is handed out once as its delivery, and marked as delivered', async () => {
		const { user, interaction } = await undelivered();
		expect(await stage.job(interaction)).toMatchObject({ delivery: { undelivered: true } });

		const progress = stage.discord.original(interaction)!;
		const presses = [pressing.start(progress, 'fetch', user), pressing.start(progress, 'fetch', user)];
		await Promise.all(presses.map((press) => press.responded()));
		for (const press of presses) await soon(() => withVideo([stage.discord.original(press)!])).toHaveLength(1);
		// A double click posts it once; the other one is a private copy.
		expect(presses.map(({ ephemeral }) => ephemeral).sort()).toEqual([false, true]);
		await soon(() => stage.job(interaction)).toMatchObject({
			delivery: { undelivered: false, receipt: { rung: 'original' } },
		});
		await soon(() => pressing.isDisabled(progress.id, 'fetch')).toBe(true);
	});

	it('is handed to its member alone where answers have become private since', async () => {
		const { user, interaction } = await undelivered();
		const { channel } = stage.discord.world;
		const seenByOthers = () => withVideo(stage.discord.messages(channel, stage.member().id));
		const before = seenByOthers().length;
		await asAdmin(stage, 'channels private', { channel: channel.id });
		const press = await pressing.press(stage.discord.original(interaction), 'fetch', user);
		await soon(() => withVideo([stage.discord.original(press)!])).toHaveLength(1);
		expect(press.ephemeral).toBe(true);
		expect(seenByOthers()).toHaveLength(before);
	});
});
