import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Interaction } from '../../../sandbox/discord/world/interaction.js';
import type { User } from '../../../sandbox/discord/world/people.js';
import { anAdmin, answered, asAdmin } from '../../harness/asking.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, AppHarness, textOf, withVideo } from '../../harness/appHarness.js';

let stage: AppHarness;
beforeAll(async () => {
	stage = await AppHarness.set({
		comet: { plan: { pollsToDone: 1 } },
		env: { DAILY_USD: '', MEMBER_RUNNING_JOBS: '9' },
	});
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

async function made(user: User, prompt: string): Promise<Interaction> {
	const interaction = stage.video({ user, options: { prompt } });
	await stage.told(interaction);
	await expect.poll(() => stage.job(interaction)).toMatchObject({ phase: 'closed' });
	return interaction;
}

async function videos(user: User): Promise<Interaction> {
	const interaction = stage.discord.invoke({ user, command: 'videos' });
	await answered(stage, interaction);
	expect(interaction.acknowledgement?.ephemeral).toBe(true);
	return interaction;
}

const read = (interaction: Interaction): string => textOf(stage.discord.original(interaction));

async function press(user: User, on: Interaction, action: string): Promise<Interaction> {
	const customId = buttonOf(stage.discord.original(on), action)!;
	const pressed = stage.discord.press({ user, message: on.originalId!, customId });
	await pressed.responded();
	return pressed;
}

async function choose(user: User, on: Interaction, filter: string): Promise<void> {
	const customId = buttonOf(stage.discord.original(on), 'filter')!;
	await stage.discord.select({ user, message: on.originalId!, customId, values: [filter] }).responded();
}

describe('/videos', () => {
	it('says how to begin when there is nothing', async () => {
		expect(read(await videos(stage.member()))).toContain('nothing here yet');
	});

	it('shows the own jobs alone, newest first, with where each answer stands', async () => {
		const [user, other] = [stage.member(), stage.member()];
		await made(other, 'somebody else’s kite');
		const first = await made(user, 'a first kite');
		await made(user, 'a second kite');
		const page = await videos(user);

		expect(read(page)).not.toContain('somebody else');
		expect(read(page).indexOf('a second kite')).toBeLessThan(read(page).indexOf('a first kite'));
		const { guild } = stage.discord.world;
		const told = await stage.told(first);
		expect(JSON.stringify(stage.discord.original(page)?.components)).toContain(
			`https://discord.com/channels/${guild.id}/${told.channel_id}/${told.id}`,
		);
	});

	it('turns pages and filters, also after a restart', async () => {
		const user = stage.member();
		for (let index = 1; index <= 4; index += 1) await made(user, `kite ${index}`);
		stage.comet.next({ outcome: 'failed', reason: 'no' });
		await made(user, 'a lost kite');
		await stage.stop();
		await stage.start();
		stage.comet.next({ outcome: 'stuck', pollsToDone: null });
		const slow = stage.video({ user, options: { prompt: 'a slow kite' } });
		await expect.poll(() => stage.job(slow)).toMatchObject({ phase: 'generating' });

		const page = await videos(user);
		expect(read(page)).toContain('Page 1 of 2');
		expect(read(page)).not.toContain('kite 1\n');
		await press(user, page, 'history');
		expect(read(page)).toContain('kite 1');
		expect(read(page)).toContain('Page 2 of 2');
		await choose(user, page, 'running');
		expect(read(page)).toContain('a slow kite');
		expect(read(page)).not.toContain('a lost kite');
		await choose(user, page, 'failed');
		expect(read(page)).toContain('a lost kite');
		await choose(user, page, 'succeeded');
		expect(read(page)).toContain('kite 4');
		expect(read(page)).not.toMatch(/slow|lost/u);
	});

	it('hands a kept result out again, to its owner alone and without paying', async () => {
		const user = stage.member();
		await made(user, 'a kite to keep');
		const creates = stage.comet.creates;
		const page = await videos(user);
		const pressed = await press(user, page, 'fetch');

		await soon(() => withVideo([stage.discord.original(pressed)!].filter(Boolean))).toHaveLength(1);
		expect(pressed.acknowledgement?.ephemeral).toBe(true);
		expect(stage.comet.creates).toBe(creates);
	});
});

describe('a video that was deleted', () => {
	it('is in no list and in no count any more, also after a restart, although limits still count it', async () => {
		const user = stage.member();
		const gone = await made(user, 'a kite that is let go');
		await made(user, 'a kite that is kept');
		const told = stage.tellings(gone)[0]!;
		const customId = buttonOf(told, 'delete')!;
		const asked = stage.discord.press({ user, message: told.id, customId });
		await asked.responded();
		await stage.discord.submitModal(asked, { sure: ['yes'] }).responded();
		await soon(async () => typeof (await stage.job(gone))?.erasedAt).toBe('number');
		// The message goes last, when the lists have heard of it too.
		await soon(() => stage.tellings(gone)).toEqual([]);

		const isLeft = async (): Promise<void> => {
			const kept = stage.discord.invoke({ user, command: 'video-privacy' });
			expect(await answered(stage, kept)).toContain('1 request with prompts');
			const listed = await videos(user);
			expect(read(listed)).toContain('a kite that is kept');
			expect(read(listed)).not.toContain('a kite that is let go');
			expect(JSON.stringify(stage.discord.original(listed)?.components)).not.toContain(gone.id);
			await choose(user, listed, 'succeeded');
			await soon(() => read(listed)).toContain('a kite that is kept');
			expect(JSON.stringify(stage.discord.original(listed)?.components)).not.toContain(gone.id);
		};
		await isLeft();
		await stage.stop();
		await stage.start();
		await isLeft();
	});
});

describe('/video-privacy', () => {
	const privacy = async (user: User): Promise<Interaction> => {
		const interaction = stage.discord.invoke({ user, command: 'video-privacy' });
		await answered(stage, interaction);
		return interaction;
	};
	const forget = async (user: User, on: Interaction, what: string): Promise<void> => {
		const customId = `v1:forget:${what}:${user.id}`;
		await stage.discord.press({ user, message: on.originalId!, customId }).responded();
	};

	it('says what is kept, asks once more, and deletes it, but for what is still in the making', async () => {
		const user = stage.member('ko');
		const done = await made(user, '지울 연');
		stage.comet.next({ outcome: 'stuck', pollsToDone: null });
		const slow = stage.video({ user, options: { prompt: '느린 연' } });
		await expect.poll(() => stage.job(slow)).toMatchObject({ phase: 'generating' });

		const page = await privacy(user);
		expect(read(page)).toContain('요청 2건');
		await forget(user, page, 'all');
		expect(read(page)).toContain('모두 삭제할까요?');
		await forget(user, page, 'no');
		expect(read(page)).toContain('요청 2건');
		await forget(user, page, 'all');
		await forget(user, page, 'sure');
		await soon(() => read(page)).toContain('요청 1건과 관련된 정보를 모두 삭제했어요');
		expect(read(page)).toContain('느린 연');

		const record = await stage.job(done);
		// What the limits of the day must count is left, without a word of the member's.
		expect(JSON.stringify(record)).not.toContain('지울 연');
		expect(record).toMatchObject({ request: { prompt: '' }, media: null, destination: { token: null } });
		expect(await stage.job(slow)).toMatchObject({ request: { prompt: '느린 연' } });
		expect(read(await videos(user))).not.toContain('지울 연');
	});

	it('leaves a server what its admins have set, says so, and keeps nobody’s name', async () => {
		const user = stage.member();
		const admin = anAdmin(stage);
		Object.assign(user, { username: 'quokka_in_the_reeds', globalName: 'Quokka Reed' });
		Object.assign(admin, { username: 'heron_on_watch', globalName: 'Heron Watch' });
		await asAdmin(stage, 'blocklist add', { member: user.id }, admin);
		await asAdmin(stage, 'limits set', { who: user.id, videos: 2 }, admin);
		expect(read(await privacy(user))).toContain('a setting of its own about you and 2 changes on record');
		expect(read(await privacy(admin))).toContain('This server has 2 changes on record');
		expect(read(await privacy(stage.member()))).not.toContain('This server has');

		await asAdmin(stage, 'blocklist remove', { member: user.id }, admin);
		await made(user, 'reeds in the wind');
		await asAdmin(stage, 'blocklist add', { member: user.id }, admin);
		const page = await privacy(user);
		await forget(user, page, 'all');
		await forget(user, page, 'sure');
		await soon(() => read(page)).toContain('Deleted: 1 request');
		expect(read(page)).toContain('stays with that server: ids only');

		// Nobody gets out of a block by deleting what is kept about them.
		expect(await answered(stage, stage.video({ user }))).toContain('You cannot make videos in this server');
		const changes = await asAdmin(stage, 'changes');
		expect(changes.read).toContain(`<@${admin.id}>`);
		expect(changes.read).toContain(`+ <@${user.id}>`);
		expect(stage.discord.notifications.map(({ userId }) => userId)).not.toContain(admin.id);

		await stage.stop();
		const files = (await readdir(stage.folder)).filter((name) => name.includes('sqlite'));
		const kept = Buffer.concat(await Promise.all(files.map((name) => readFile(join(stage.folder, name))))).toString();
		await stage.start();
		expect(kept).toContain(user.id);
		for (const name of ['quokka', 'Quokka', 'heron', 'Heron']) expect(kept).not.toContain(name);
	});
});
