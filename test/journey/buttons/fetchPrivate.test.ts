import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minutes } from '../../../src/lib/time.js';
import { type AppHarness, buttonOf, withVideo } from '../../harness/appHarness.js';
import { asAdmin } from '../../harness/asking.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage({ POLL_MIN_MS: '20000', POLL_MAX_MS: '120000', PROGRESS_EDIT_MS: '10000' });
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

describe('an outcome that could not be delivered', () => {
	it('is handed to its member alone where answers have become private since', async () => {
		const user = stage.member();
		const { channel } = stage.discord.world;
		stage.discord.faults.closeDms(user);
		stage.comet.next({ outcome: 'stuck', pollsToDone: null });
		const interaction = stage.video({ user });
		await interaction.responded();
		await stage.becomes(() => stage.comet.tasks.length === 1);
		stage.discord.faults.revoke(channel, 'SEND_MESSAGES');
		await stage.pass(minutes(16));
		stage.comet.settle(stage.comet.tasks[0]!);
		await stage.becomes(() => buttonOf(stage.discord.original(interaction), 'fetch') !== undefined);
		await pressing.closed(interaction.id);

		await asAdmin(stage, 'channels private', { channel: channel.id });
		const press = await pressing.press(stage.discord.original(interaction), 'fetch', user);
		await soon(() => withVideo([stage.discord.original(press)!])).toHaveLength(1);
		expect(press.ephemeral).toBe(true);
		expect(withVideo(stage.discord.messages(channel, stage.member().id))).toEqual([]);
	});
});
