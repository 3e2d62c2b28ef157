import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Plan } from '../../../sandbox/cometapi/task/plan.js';
import { Caller } from './caller.js';

let caller: Caller;
beforeEach(async () => {
	caller = await Caller.start();
});
afterEach(() => caller.close());

async function link(plan: Partial<Plan> = {}): Promise<string> {
	caller.simulator.next({ paceMs: 0, ...plan });
	const { body } = await caller.form('/v1/videos', { model: 'wan2.7', prompt: 'p' });
	const object = await caller.get(`/v1/videos/${(body as { id: string }).id}`);
	return (object.body as { video_url: string }).video_url;
}

describe('the host of the results', () => {
	it('is another origin than the API', async () => {
		expect(new URL(await link()).origin).toBe(caller.simulator.cdnOrigin);
		expect(caller.simulator.cdnOrigin).not.toBe(caller.simulator.baseUrl);
	});

	it('honours a link until it expires, and no other', async () => {
		const url = await link({ linkLifeMs: 60_000 });
		expect((await caller.get(url)).status).toBe(200);
		expect((await caller.get(url.replace(/sig=\w{4}/, 'sig=0000'))).status).toBe(403);
		expect((await caller.get(url.replace(/expires=\d+/, 'expires=9999999999999'))).status).toBe(403);

		caller.wait(60);

		expect((await caller.get(url)).status).toBe(403);
	});

	it('remembers every key that reached it', async () => {
		const url = await link();
		await caller.get(url);
		expect(caller.simulator.cdn.leaks).toEqual([]);

		await caller.get(url, { authorization: 'Bearer sk-sandbox' });

		expect(caller.simulator.cdn.leaks).toHaveLength(1);
	});

	it('answers ranges', async () => {
		const url = await link();
		const { sample } = caller.simulator;
		const total = sample.length;

		const middle = await caller.get(url, { range: 'bytes=100-199' });
		expect(middle).toMatchObject({ status: 206, headers: { 'content-range': `bytes 100-199/${total}` } });
		expect(middle.bytes.equals(sample.subarray(100, 200))).toBe(true);
		const tail = await caller.get(url, { range: 'bytes=-10' });
		expect(tail.bytes.equals(sample.subarray(-10))).toBe(true);
		const open = await caller.get(url, { range: `bytes=${total - 5}-` });
		expect(open.bytes).toHaveLength(5);
		expect((await caller.get(url, { range: `bytes=${total}-` })).status).toBe(416);
	});

	it('pads a clip to any size, whole and in ranges', async () => {
		const { sample } = caller.simulator;
		const size = sample.length + 1_000_000;
		const url = await link({ resultBytes: size });

		const whole = await caller.get(url);
		expect(whole.bytes).toHaveLength(size);
		expect(whole.bytes.subarray(0, sample.length).equals(sample)).toBe(true);
		expect(whole.bytes.readUInt32BE(sample.length)).toBe(1_000_000);
		expect(whole.bytes.subarray(sample.length + 4, sample.length + 8).toString()).toBe('free');
		const part = await caller.get(url, { range: `bytes=${sample.length - 4}-${sample.length + 11}` });
		expect(part.bytes.equals(whole.bytes.subarray(sample.length - 4, sample.length + 12))).toBe(true);
	});

	it('delivers other bytes when a plan says so', async () => {
		const url = await link({ result: Buffer.from('GIF89a'), resultType: 'image/gif' });

		expect(await caller.get(url)).toMatchObject({ body: 'GIF89a', headers: { 'content-type': 'image/gif' } });
	});
});
