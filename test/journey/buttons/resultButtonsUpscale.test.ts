import { afterEach, describe, expect, it } from 'vitest';
import { costUsd } from '../../../src/jobs/accounting/ledger.js';
import { buttonOf, type AppHarness, textOf } from '../../harness/appHarness.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
afterEach(async () => {
	expectGoodManners(stage);
	await stage.close();
});

describe('Upscale', () => {
	it.each([
		['en-US', 'Runway Upscale', 'An earlier video, made sharper.'],
		['ko', 'Runway Upscale', '이전 영상을 더 선명하게 만들었어요.'],
	])('shows the price and asks first, and makes of the film a sharper one (%s)', async (locale, name, lineage) => {
		stage = await Pressing.stage();
		const { user, jobId, message } = await pressing.told({ options: { model: 'kling-v3', spoiler: true } }, locale);
		const url = (await stage.job({ id: jobId }))!.outcome;
		const creates = stage.comet.creates;

		const asked = await pressing.press(message, 'upscale', user);
		expect(asked.ephemeral).toBe(true);
		const question = stage.discord.original(asked);
		expect(textOf(question)).toContain(name);
		expect(textOf(question)).toMatch(/\$0\.\d\d/u);
		// Nothing is paid before a yes, and two questions are about one job.
		const twice = await pressing.press(message, 'upscale', user);
		expect(stage.comet.creates).toBe(creates);

		await pressing.press(question, 'confirm', user);
		const id = `${message.id}_u`;
		const made = await pressing.outcome(id, user);
		expect(textOf(made)).toContain(lineage);
		const task = stage.comet.tasks.at(-1)!;
		expect(task.exchange.path).toBe('/runwayml/v1/video_upscale');
		expect(url).toMatchObject({ result: { urls: [task.request['videoUri']] } });
		expect(task.request).toEqual({ model: 'upscale_v1', videoUri: task.request['videoUri'] });
		const job = (await stage.job({ id }))!;
		expect(job).toMatchObject({ lineage: { jobId, kind: 'upscale' }, request: { action: 'upscale', spoiler: true } });
		const source = (await stage.job({ id: jobId }))!.media!.seconds!;
		expect(costUsd({ ...job, media: null })).toBeCloseTo(0.02 * Math.max(1, Math.round(source)), 6);
		// What is sharp is not made sharper.
		expect(buttonOf(made, 'upscale')).toBeUndefined();

		// The other question went with the first yes.
		expect(buttonOf(stage.discord.original(twice), 'confirm')).toBeUndefined();
		expect(stage.comet.creates).toBe(creates + 1);
	});
});
