import { spawnSync } from 'node:child_process';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/lib/time.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, textOf, type AppHarness } from '../../harness/appHarness.js';

const ffmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

let stage: AppHarness;
const pressing = new Pressing(() => stage);

// In real time: another program is at work, and a clock that leaps would end it.
describe.skipIf(!ffmpeg)('with ffmpeg beside the bot (needs ffmpeg)', () => {
	beforeAll(async () => {
		stage = await Pressing.stage({}, systemClock);
	});
	afterAll(async () => {
		expectGoodManners(stage);
		await stage.close();
	});

	it('Continue begins with the last frame of the video', async () => {
		const { user, jobId, message } = await pressing.told({ options: { prompt: 'a fox runs' } });
		const creates = stage.comet.creates;
		const opened = await pressing.press(message, 'continue', user);
		// It asks what happens next, says what that costs, and has the old prompt to begin from.
		expect(JSON.stringify(opened.modal)).toContain('Begins with the last frame; costs about $0.48');
		expect(JSON.stringify(opened.modal)).toContain('a fox runs');
		expect(stage.comet.creates).toBe(creates);
		const sent = await pressing.submit(opened, { prompt: 'a fox runs, then rests' });
		const told = await pressing.outcome(sent.id, user);
		expect(textOf(told)).toContain('Continues an earlier video.');

		const task = stage.comet.tasks.at(-1)!;
		expect(task.request).toMatchObject({ prompt: 'a fox runs, then rests' });
		const [frame] = task.exchange.form?.files ?? [];
		expect(await sharp(frame?.bytes).metadata()).toMatchObject({ format: 'jpeg' });
		expect(await stage.job(sent)).toMatchObject({ lineage: { jobId, kind: 'continue' } });
	});

	it('Download gives the original of a video that was posted smaller', async () => {
		const user = stage.member();
		stage.comet.next({ resultBytes: 12 * 1024 * 1024 });
		const { message, jobId } = await pressing.told({ user });
		expect(textOf(message)).toContain('Made smaller');

		// Meanwhile the member has subscribed: before, the whole video would stand in the reply.
		user.uploadLimit = 25 * 1024 * 1024;
		const pressed = await pressing.press(message, 'download', user);
		expect(pressed.ephemeral).toBe(true);
		await soon(() => stage.discord.files(stage.discord.original(pressed))[0]?.size).toBe(12 * 1024 * 1024);
		expect((await stage.job({ id: jobId }))?.delivery.receipt?.form).toBe('reencoded');

		// Without room for the original there is the provider's own link to it.
		user.uploadLimit = 10 * 1024 * 1024;
		const poorer = await pressing.press(message, 'download', user);
		await soon(() => textOf(stage.discord.original(poorer))).toContain('[Open the video]');
	});
});

describe('without ffmpeg', () => {
	beforeAll(async () => {
		stage = await Pressing.stage({ FFMPEG_PATH: '/nowhere/ffmpeg' });
	});
	afterAll(async () => {
		expectGoodManners(stage);
		await stage.close();
	});

	it('Continue is not offered, and says kindly on an older message why it cannot take a frame', async () => {
		const { message } = await pressing.told();
		expect(buttonOf(message, 'again')).toBeDefined();
		expect(buttonOf(message, 'continue')).toBeUndefined();

		// Sent while there was one, or something that passes for it.
		await stage.stop();
		await stage.start({ FFMPEG_PATH: 'true' });
		const offered = [await pressing.told(), await pressing.told({}, 'ko')];
		await stage.stop();
		await stage.start();
		const answers = [];
		for (const told of offered) {
			answers.push(pressing.answer(await pressing.press(told.message, 'continue', told.user)));
			expect(pressing.isDisabled(told.message.id, 'continue')).toBe(false);
		}
		expect(answers[0]).toContain('ffmpeg is not installed');
		expect(answers[1]).toContain('ffmpeg가 없어서');
	});
});
