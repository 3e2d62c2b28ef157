import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minutes } from '../../../src/lib/time.js';
import { buttonOf, withVideo, type AppHarness } from '../../harness/appHarness.js';
import { hasFfmpeg } from '../../harness/films.js';
import { Pressing } from '../../harness/pressing.js';
import { expectGoodManners } from '../../harness/promises.js';
import { soon } from '../../harness/soon.js';

let stage: AppHarness;
const pressing = new Pressing(() => stage);
beforeAll(async () => {
	stage = await Pressing.stage({ POLL_MIN_MS: '20000', POLL_MAX_MS: '120000' });
});
afterAll(async () => {
	expectGoodManners(stage);
	await stage.close();
});

/** A video whose bytes came only after its member had been told that they could not be had. */
async function late(model: string) {
	stage.comet.next({ resultLagMs: minutes(60), resultLagAs: 404, paceMs: 0 });
	const told = await pressing.told({ options: { model } });
	expect(withVideo([told.message])).toEqual([]);
	return told;
}

describe.skipIf(!hasFfmpeg)('Continue under a result that came late (needs ffmpeg)', () => {
	it('begins with its last frame, and keeps the video that it had to fetch for that', async () => {
		const { user, message, jobId } = await late('veo3.1-fast');
		await stage.leap(minutes(61), minutes(1));
		expect(buttonOf(message, 'continue')).toBeDefined();
		const opened = await pressing.press(message, 'continue', user);
		const sent = await pressing.submit(opened, { prompt: 'and it goes on' });
		expect(withVideo([await pressing.outcome(sent.id, user)])).toHaveLength(1);
		const [frame] = stage.comet.tasks.at(-1)!.exchange.form?.files ?? [];
		expect(await sharp(frame?.bytes).metadata()).toMatchObject({ width: 640, height: 360 });
		await soon(async () => (await stage.job({ id: jobId }))?.media).toMatchObject({ width: 640 });
	});

	it('says why, and pays nothing, while there is still nothing to go on from', async () => {
		const { user, message } = await late('veo3.1-fast');
		const creates = stage.comet.creates;
		const opened = await pressing.press(message, 'continue', user);
		const sent = await pressing.submit(opened, { prompt: 'and it goes on' });
		await pressing.closed(sent.id);
		expect(stage.comet.creates).toBe(creates);
		const failure = { code: 'picture', reason: 'gone' };
		expect(await stage.job(sent)).toMatchObject({ outcome: { failure }, delivery: { receipt: { form: 'words' } } });
	});
});

describe('Continue under a result that came late', () => {
	it('goes on from the provider’s own copy where the family does that', async () => {
		const { user, message } = await late('kling-v3');
		const opened = await pressing.press(message, 'continue', user);
		const sent = await pressing.submit(opened, { prompt: 'and then it rains' });
		expect(withVideo([await pressing.outcome(sent.id, user)])).toHaveLength(1);
		expect(stage.comet.tasks.at(-1)?.request).toHaveProperty('video_id');
	});
});
