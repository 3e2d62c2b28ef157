import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aPicture } from '../../harness/aPicture.js';
import { costUsd } from '../../../src/jobs/accounting/ledger.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';
import { buttonOf, type AppHarness, textOf } from '../../harness/appHarness.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage();
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

describe('Edit', () => {
	it('opens with what was asked for, and makes what comes back', async () => {
		const { user, jobId, message } = await pressing.told({ options: { prompt: 'a fox', duration: 6, aspect: '9:16' } });
		const opened = await pressing.press(message, 'edit', user);
		expect(JSON.stringify(opened.modal)).toContain('"value":"a fox"');
		expect(JSON.stringify(opened.modal)).toContain('"value":"9:16"');

		const sent = await pressing.submit(opened, { prompt: 'two foxes', duration: '8', shape: '16:9 720p' });
		expect(sent.acknowledgement).toMatchObject({ type: 5 });
		expect(textOf(await pressing.outcome(sent.id, user))).toContain('Made from an edited request');
		expect(stage.comet.tasks.at(-1)?.request).toMatchObject({ prompt: 'two foxes', seconds: '8', size: '1280x720' });
		expect(await stage.job(sent)).toMatchObject({ lineage: { jobId, kind: 'edit' } });
	});

	it('opens with the whole of a prompt that one field does not hold, and makes the whole of it', async () => {
		const prompt = `${'a fox runs over the hill, '.repeat(220)}and comes home`;
		const { user, message } = await pressing.told({ options: { prompt, model: 'happyhorse-1.1' } });
		const opened = await pressing.press(message, 'edit', user);
		expect(JSON.stringify(opened.modal)).toContain('and comes home"');

		const sent = await pressing.submit(opened, {});
		await sent.responded();
		await soon(async () => (await stage.job(sent))?.request.prompt).toBe(prompt);
	});

	it('takes another picture instead of the first, and keeps the one that is not replaced', async () => {
		const attachments = { image: await aPicture('#ff0000'), last_frame: await aPicture('#00ff00') };
		const { user, message } = await pressing.told({ attachments, options: { model: 'veo3-fast' } });
		const opened = await pressing.press(message, 'edit', user);
		const sent = await pressing.submit(opened, { pictures: [await aPicture('#0000ff')] });
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
		expect(textOf(told)).toContain('6 seconds');
		expect(textOf(told)).not.toContain('instead of 7');
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
		expect(textOf(told)).toContain('Same request, other model.');
		expect(await stage.job(chosen)).toMatchObject({
			lineage: { jobId, kind: 'other-model' },
			request: { model: 'kling-v3' },
		});
		expect(stage.discord.message(shown.id)).toBeUndefined();
	});
});

describe('Continue', () => {
	it('extends the video where the family does that', async () => {
		const { user, message } = await pressing.told({ options: { model: 'kling-v3' } });
		const opened = await pressing.press(message, 'continue', user);
		expect(JSON.stringify(opened.modal)).toMatch(/Makes this very video longer; costs (?:at most|about) \$/u);
		const sent = await pressing.submit(opened, { prompt: 'and then it rains' });
		await pressing.outcome(sent.id, user);
		expect(stage.comet.tasks.at(-1)?.request).toMatchObject({ prompt: 'and then it rains' });
		expect(stage.comet.tasks.at(-1)?.request).toHaveProperty('video_id');
	});
});

describe('a form whose video is deleted while it is filled in', () => {
	it.each([
		['continue', 'kling-v3'],
		['remix', 'grok-imagine-video'],
		['edit', 'veo3.1-fast'],
	] as const)('gives back what was typed: %s', async (action, model) => {
		const { user, message } = await pressing.told({ options: { model } });
		const opened = await pressing.press(message, action, user);
		await pressing.delete(message, user);
		await soon(() => stage.discord.message(message.id)).toBeUndefined();
		const options = action === 'edit' ? { model: ['veo3.1-fast'], duration: '', shape: '' } : {};
		const sent = await pressing.submit(opened, { prompt: 'and then the boat sinks', ...options });
		expect(pressing.answer(sent)).toContain('no longer kept');
		expect(pressing.answer(sent)).toContain('and then the boat sinks');
	});
});

describe('Remix', () => {
	it('is there where the family has it, and asks what should change', async () => {
		const { user, jobId, message } = await pressing.told({ options: { model: 'grok-imagine-video' } });
		const opened = await pressing.press(message, 'remix', user);
		const sent = await pressing.submit(opened, { prompt: 'make it night' });
		expect(textOf(await pressing.outcome(sent.id, user))).toContain('A remix of an earlier video.');
		expect(stage.comet.tasks.at(-1)?.request).toMatchObject({ prompt: 'make it night', video: {} });
		const job = await stage.job(sent);
		expect(job).toMatchObject({ lineage: { jobId, kind: 'remix' }, request: { action: 'edit' } });
		// Counted as long as the film that it is made from, until the new one says how long it is.
		const source = (await stage.job({ id: jobId }))!.media!.seconds!;
		expect(costUsd({ ...job!, media: null })).toBeCloseTo(0.05 * Math.max(1, Math.round(source)), 6);
		expect(costUsd(job!)).toBeCloseTo(0.05 * Math.max(1, Math.round(job!.media!.seconds!)), 6);
	});

	it('is not there where the family has none', async () => {
		const { message } = await pressing.told();
		expect(buttonOf(message, 'remix')).toBeUndefined();
	});
});
