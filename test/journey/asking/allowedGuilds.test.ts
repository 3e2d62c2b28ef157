import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Permission } from '../../../sandbox/discord/world/permissions.js';
import { aPicture } from '../../harness/aPicture.js';
import { anAdmin } from '../../harness/asking.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, textOf, type AppHarness } from '../../harness/appHarness.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage({ CONFIRM_ABOVE_USD: '0.5' });
	await stage.stop();
	await stage.start({ ALLOWED_GUILDS: '1110000000000000999' });
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const notHere = 'This bot is not set up for use here.';

/** What is kept as files, of anybody. */
async function kept(): Promise<string[]> {
	const folders = ['inputs', 'kept-inputs', 'results'].map((name) => join(stage.folder, 'media', name));
	return (await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])))).flat();
}

describe('a server that is not among ALLOWED_GUILDS', () => {
	it('makes the bot fetch, keep and ask nothing, whatever is used there', async () => {
		const user = stage.member();
		const before = stage.discord.cdnServer.exchanges.length;
		const post = stage.discord.post({ user, attachments: [await aPicture()] });
		const asked = [
			stage.video({ user, options: { duration: 8 }, attachments: { image: await aPicture() } }),
			stage.discord.runMessageCommand({ user, command: 'Animate image', message: post, locale: user.locale }),
			stage.discord.invoke({ user, command: 'models' }),
			stage.discord.invoke({ user: anAdmin(stage), command: 'video-admin pause', options: {} }),
		];
		for (const interaction of asked) {
			await interaction.responded();
			expect(pressing.answer(interaction)).toContain(notHere);
		}
		const typing = stage.discord.autocomplete({ user, command: 'video', focused: 'model', options: { model: '' } });
		expect(await typing.choices()).toEqual([]);
		await stage.rest();
		expect(stage.discord.cdnServer.exchanges.length).toBe(before);
		expect(await kept()).toEqual([]);
		expect(stage.comet.creates).toBe(0);
	});

	it('lets members see and delete what is theirs', async () => {
		const user = stage.member();
		for (const command of ['videos', 'video-privacy']) {
			const interaction = stage.discord.invoke({ user, command });
			await interaction.responded();
			expect(pressing.answer(interaction)).not.toContain(notHere);
		}
	});
});

describe('a server that is no longer among ALLOWED_GUILDS', () => {
	it('lets nobody look into or delete what others asked for there, whatever they may manage', async () => {
		await stage.stop();
		await stage.start({ ALLOWED_GUILDS: stage.discord.world.guild.id });
		const { user, jobId, message } = await pressing.told();
		await stage.stop();
		await stage.start({ ALLOWED_GUILDS: '1110000000000000999' });
		const moderator = stage.member();
		const { MANAGE_MESSAGES, MANAGE_GUILD } = Permission;
		stage.discord.world.guild.members.get(moderator.id)!.permissions = MANAGE_MESSAGES | MANAGE_GUILD;
		for (const action of ['details', 'delete'] as const) {
			expect(pressing.answer(await pressing.press(message, action, moderator))).toContain(notHere);
		}
		expect(pressing.answer(await pressing.press(message, 'details', user))).toContain(jobId);
		await pressing.delete(message, user);
		await soon(() => stage.discord.message(message.id)).toBeUndefined();
	});
});

describe('direct messages with ALLOWED_GUILDS set', () => {
	it('make no video, and hand out what was told there', async () => {
		await stage.stop();
		await stage.start({ ALLOWED_GUILDS: stage.discord.world.guild.id });
		const user = stage.member();
		const before = stage.comet.creates;
		const dm = stage.discord.world.dmWith(user);
		const interaction = stage.discord.invoke({ user, channel: dm.id, command: 'video', options: { prompt: 'a pond' } });
		await interaction.responded();
		expect(textOf(stage.discord.original(interaction))).toContain(notHere);
		expect(stage.comet.creates).toBe(before);

		const { message } = await pressing.told({ user });
		expect(buttonOf(message, 'details')).toBeDefined();
		const list = stage.discord.invoke({ user, channel: dm.id, command: 'videos' });
		await list.responded();
		const given = await pressing.press(stage.discord.original(list), 'fetch', user);
		await soon(() => stage.discord.files(stage.discord.original(given)).length).toBe(1);
	});
});
