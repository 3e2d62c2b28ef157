import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Permission } from '../../sandbox/discord/permissions.js';
import { Pressing } from './pressing.js';
import { expectGoodManners } from './promises.js';
import { buttonOf, Stage, textOf, withVideo } from './stage.js';

let stage: Stage;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Stage.set({ comet: { plan: { looksToDone: 1 } }, env: { DAILY_USD: '', CONFIRM_ABOVE_USD: '50' } });
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

const ffmpeg = ((): boolean => {
	try {
		execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
})();

const picture = async (background = '#3366cc') => ({
	name: 'photo.png',
	bytes: await sharp({ create: { width: 640, height: 360, channels: 3, background } })
		.png()
		.toBuffer(),
});

/** Files that are kept of a job, results and pictures. */
async function filesOf(jobId: string): Promise<string[]> {
	const folders = ['results', 'kept-inputs', 'inputs'].map((name) => join(stage.folder, 'media', name));
	const names = await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])));
	return names.flat().filter((name) => name.startsWith(`${jobId}.`) || name.startsWith(`${jobId}-`));
}

describe('Again', () => {
	it('makes the same request once more, and shows where it comes from', async () => {
		const { user, jobId, message } = await pressing.told({ options: { prompt: 'a fox', duration: 6 } });
		const pressed = await pressing.press(message, 'again', user);
		expect(pressed.acknowledgement).toMatchObject({ type: 5, ephemeral: false });

		const second = await pressing.outcome(`${message.id}_a`, user);
		expect(withVideo([second])).toHaveLength(1);
		expect(textOf(second)).toContain('Asked again from an earlier request.');
		expect(stage.comet.tasks.at(-1)?.request).toMatchObject({ prompt: 'a fox', seconds: '6' });
		expect(await stage.job({ id: `${message.id}_a` })).toMatchObject({
			lineage: { jobId, kind: 'again' },
			destination: { interactionId: pressed.id },
		});
	});

	it('is disabled where it was pressed, and pays once for two presses at a time', async () => {
		const { user, message } = await pressing.told();
		const before = stage.comet.creates;
		const presses = [pressing.start(message, 'again', user), pressing.start(message, 'again', user)];
		await Promise.all(presses.map((press) => press.responded()));
		expect(presses.map(({ acknowledgement }) => acknowledgement?.type).sort()).toEqual([4, 5]);
		const late = presses.find(({ acknowledgement }) => acknowledgement?.type === 4);
		expect(pressing.answer(late!)).toContain('done already');

		await pressing.outcome(`${message.id}_a`, user);
		expect(stage.comet.creates).toBe(before + 1);
		await expect.poll(() => pressing.isDisabled(message.id, 'again')).toBe(true);
		// The video and the other buttons are still there.
		expect(stage.discord.message(message.id)?.attachments).toHaveLength(1);
		expect(JSON.stringify(stage.discord.message(message.id)?.components)).toContain('"attachment_id"');
		expect(pressing.isDisabled(message.id, 'edit')).toBe(false);
	});

	it('works after a restart', async () => {
		const { user, message } = await pressing.told();
		await stage.stop();
		await stage.start();
		await pressing.press(message, 'again', user);
		expect(withVideo([await pressing.outcome(`${message.id}_a`, user)])).toHaveLength(1);
	});

	it('uses the pictures again after their addresses have died', async () => {
		const { user, jobId, message } = await pressing.told({ attachments: { image: await picture() } });
		expect(await filesOf(jobId)).toContain(`${jobId}-image.png`);
		stage.discord.cdnServer.exchanges.length = 0;

		await pressing.press(message, 'again', user);
		await pressing.outcome(`${message.id}_a`, user);
		expect(stage.comet.tasks.at(-1)?.exchange.form?.files).toHaveLength(1);
		expect(stage.discord.cdnServer.exchanges.filter(({ path }) => path.includes('photo'))).toEqual([]);
		// The second job keeps its own, so that deleting the first takes nothing from it.
		expect(await filesOf(`${message.id}_a`)).toContain(`${message.id}_a-image.png`);
	});

	it('is not for others, moderators included: it spends the owner’s limits', async () => {
		const { message } = await pressing.told();
		const { admin } = stage.discord.world;
		const before = stage.comet.creates;
		const stranger = await pressing.press(message, 'again', stage.member());
		expect(pressing.answer(stranger)).toContain('belong to the member');
		expect(pressing.answer(await pressing.press(message, 'again', admin))).toContain('belong to the member');
		expect(stage.comet.creates).toBe(before);
		expect(pressing.isDisabled(message.id, 'again')).toBe(false);
	});

	it('can be pressed again when a limit refused it', async () => {
		const { user, message } = await pressing.told();
		stage.comet.next({ outcome: 'stuck', looksToDone: null });
		stage.comet.next({ outcome: 'stuck', looksToDone: null });
		const running = [stage.video({ user }), stage.video({ user })];
		await Promise.all(running.map((one) => one.responded()));

		const pressed = await pressing.press(message, 'again', user);
		expect(pressing.answer(pressed)).toContain('2 videos in the making');
		await expect.poll(() => pressing.isDisabled(message.id, 'again')).toBe(false);
		expect(await stage.job({ id: `${message.id}_a` })).toBeUndefined();
	});
});

describe('Edit', () => {
	it('opens with what was asked for, and makes what comes back', async () => {
		const { user, jobId, message } = await pressing.told({ options: { prompt: 'a fox', duration: 6, aspect: '9:16' } });
		const opened = await pressing.press(message, 'edit', user);
		expect(JSON.stringify(opened.modal)).toContain('"value":"a fox"');
		expect(JSON.stringify(opened.modal)).toContain('"value":"9:16"');

		const sent = await pressing.submit(opened, { prompt: 'two foxes', duration: '8', shape: '16:9 720p' });
		expect(sent.acknowledgement).toMatchObject({ type: 5 });
		expect(textOf(await pressing.outcome(sent.id, user))).toContain('An edited version');
		expect(stage.comet.tasks.at(-1)?.request).toMatchObject({ prompt: 'two foxes', seconds: '8', size: '1280x720' });
		expect(await stage.job(sent)).toMatchObject({ lineage: { jobId, kind: 'edit' } });
	});

	it('takes another picture instead of the first, and keeps the one that is not replaced', async () => {
		const attachments = { image: await picture('#ff0000'), last_frame: await picture('#00ff00') };
		const { user, message } = await pressing.told({ attachments, options: { model: 'veo3.1' } });
		const opened = await pressing.press(message, 'edit', user);
		const sent = await pressing.submit(opened, { pictures: [await picture('#0000ff')] });
		await pressing.outcome(sent.id, user);

		const files = stage.comet.tasks.at(-1)?.exchange.form?.files ?? [];
		const means = await Promise.all(files.map(async ({ bytes }) => (await sharp(bytes).stats()).dominant));
		expect(means.map(({ r, g, b }) => [r > 200, g > 200, b > 200])).toEqual([
			[false, false, true],
			[false, true, false],
		]);
	});

	it('asks first when a value had to be adjusted', async () => {
		const { user, message } = await pressing.told();
		const opened = await pressing.press(message, 'edit', user);
		const before = stage.comet.creates;
		const sent = await pressing.submit(opened, { duration: '7' });
		expect(pressing.answer(sent)).toContain('instead of 7');
		expect(stage.comet.creates).toBe(before);

		const confirmed = await pressing.press(stage.discord.original(sent), 'confirm', user);
		expect(confirmed.acknowledgement).toMatchObject({ type: 5, ephemeral: false });
		const told = await pressing.outcome(sent.id, user);
		expect(textOf(told)).toContain('instead of 7');
		expect(stage.discord.original(sent)).toBeUndefined();
	});
});

describe('Other model', () => {
	it('shows what the chosen model would make of it, in place of the menu, and makes it on the word', async () => {
		const { user, jobId, message } = await pressing.told({ options: { duration: 8 } });
		const menu = await pressing.press(message, 'model', user);
		expect(pressing.answer(menu)).toContain('With which model');
		const shown = stage.discord.original(menu)!;
		const chosen = stage.discord.select({
			user,
			message: shown,
			customId: buttonOf(shown, 'model')!,
			values: ['kling-v3'],
		});
		expect(await chosen.responded()).toMatchObject({ type: 7 });
		expect(textOf(stage.discord.message(shown.id))).toContain('Kling 3.0');

		await pressing.press(stage.discord.message(shown.id), 'confirm', user);
		const told = await pressing.outcome(chosen.id, user);
		expect(textOf(told)).toContain('An earlier request with another model.');
		expect(await stage.job(chosen)).toMatchObject({
			lineage: { jobId, kind: 'other-model' },
			request: { model: 'kling-v3' },
		});
		expect(stage.discord.message(shown.id)).toBeUndefined();
	});
});

describe('Continue', () => {
	it.skipIf(!ffmpeg)('begins with the last frame of the video (needs ffmpeg)', async () => {
		const { user, jobId, message } = await pressing.told({ options: { prompt: 'a fox runs' } });
		await pressing.press(message, 'continue', user);
		const told = await pressing.outcome(`${message.id}_c`, user);
		expect(textOf(told)).toContain('Continues an earlier video.');

		const task = stage.comet.tasks.at(-1)!;
		expect(task.request).toMatchObject({ prompt: 'a fox runs' });
		const [frame] = task.exchange.form?.files ?? [];
		expect(await sharp(frame?.bytes).metadata()).toMatchObject({ format: 'jpeg' });
		expect(await stage.job({ id: `${message.id}_c` })).toMatchObject({ lineage: { jobId, kind: 'continue' } });
	});

	it('extends the video where the family does that', async () => {
		const { user, message } = await pressing.told({ options: { model: 'kling-v3' } });
		await pressing.press(message, 'continue', user);
		await pressing.outcome(`${message.id}_c`, user);
		expect(stage.comet.tasks.at(-1)?.request).toHaveProperty('video_id');
	});
});

describe('Remix', () => {
	it('is there where the family has it, and asks what should change', async () => {
		const { user, jobId, message } = await pressing.told({ options: { model: 'grok-imagine-video' } });
		const opened = await pressing.press(message, 'remix', user);
		const sent = await pressing.submit(opened, { prompt: 'make it night' });
		expect(textOf(await pressing.outcome(sent.id, user))).toContain('A remix of an earlier video.');
		expect(stage.comet.tasks.at(-1)?.request).toMatchObject({ prompt: 'make it night', video: {} });
		expect(await stage.job(sent)).toMatchObject({ lineage: { jobId, kind: 'remix' }, request: { action: 'edit' } });
	});

	it('is not there where the family has none', async () => {
		const { message } = await pressing.told();
		expect(buttonOf(message, 'remix')).toBeUndefined();
	});
});

describe('Details', () => {
	it('tells the owner how it went, in their language, and nobody else', async () => {
		const { user, jobId, message } = await pressing.told({}, 'ko');
		const pressed = await pressing.press(message, 'details', user);
		expect(pressing.answer(pressed)).toContain('상세 정보');
		expect(pressing.answer(pressed)).toContain(jobId);
		const stranger = await pressing.press(message, 'details', stage.member('ko'));
		expect(pressing.answer(stranger)).toContain('요청한 멤버만');
	});
});

describe('Delete', () => {
	it('takes away the messages and the files, and leaves of the record what limits count', async () => {
		const { user, jobId, message } = await pressing.told({ attachments: { image: await picture() } });
		const { destination } = (await stage.job({ id: jobId }))!;
		expect(await filesOf(jobId)).toHaveLength(2);
		await pressing.press(message, 'delete', user);

		await expect.poll(() => stage.discord.message(message.id)).toBeUndefined();
		expect(stage.discord.message(destination.messageId ?? '')).toBeUndefined();
		expect(await filesOf(jobId)).toEqual([]);
		const left = await stage.job({ id: jobId });
		expect(left).toMatchObject({ erasedAt: expect.any(Number) as number, request: { prompt: '' }, media: null });
	});

	it('is for moderators too, and for nobody else', async () => {
		const { message } = await pressing.told();
		const stranger = stage.member();
		expect(pressing.answer(await pressing.press(message, 'delete', stranger))).toContain('belong to the member');
		expect(stage.discord.message(message.id)).toBeDefined();

		stage.discord.world.guild.members.get(stranger.id)!.permissions = Permission.MANAGE_MESSAGES;
		await pressing.press(message, 'delete', stranger);
		await expect.poll(() => stage.discord.message(message.id)).toBeUndefined();
	});

	it('works for a private video, which nobody else can reach', async () => {
		const { user, message } = await pressing.told({ options: { private: true } });
		await pressing.press(message, 'delete', user);
		await expect.poll(() => stage.discord.message(message.id)).toBeUndefined();
	});

	it('makes the other buttons of a copy say that nothing is kept', async () => {
		const { user, message } = await pressing.told();
		const second = await pressing.told({ user });
		expect(second.user).not.toBe(user);
		const copy = stage.discord.message(message.id)!;
		const twin = stage.discord.press({ user, message: copy, customId: buttonOf(copy, 'details')!, locale: 'en-US' });
		await twin.responded();
		expect(pressing.answer(twin)).toContain('Details');
	});
});
