import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { RecordingServer } from '../../../sandbox/http/recordingServer.js';
import { Caller } from './caller.js';

let caller: Caller;
let receiver: RecordingServer;
let callback_url: string;

beforeEach(async () => {
	caller = await Caller.start();
	receiver = new RecordingServer({ now: () => 0, handle: () => ({ status: 204 }) });
	callback_url = `${await receiver.listen()}/callback/abc`;
});
afterEach(async () => {
	await Promise.all([caller.close(), receiver.close()]);
});

const create = () => caller.post('/kling/v1/videos/text2video', { prompt: 'p', callback_url });
const heard = () => receiver.exchanges.map((x) => (x.json as { task_status: string }).task_status);

describe('callbacks', () => {
	it('are off by default', async () => {
		caller.simulator.plan({ paceMs: 0 });
		await create();

		expect(receiver.exchanges).toEqual([]);
	});

	it('tell every change of status once, flat, and the link at the end', async () => {
		const { callbacks, tasks } = caller.simulator;
		await create();

		await callbacks.pump();
		await callbacks.pump();
		caller.wait(50);
		await callbacks.pump();
		caller.wait(50);
		await callbacks.pump();

		expect(heard()).toEqual(['submitted', 'processing', 'succeed']);
		const last = receiver.exchanges[2];
		expect(last).toMatchObject({ method: 'POST', path: '/callback/abc' });
		expect(last?.json).toMatchObject({
			task_id: tasks[0]?.id,
			task_result: { videos: [{ url: expect.stringContaining('http') as string }] },
		});
		expect(callbacks.sent.map(({ status }) => status)).toEqual([204, 204, 204]);
	});

	it('are sent by themselves once they are switched on', async () => {
		caller.simulator.callbacks.on({ everyMs: 5 });
		await create();

		await vi.waitFor(() => expect(heard()).toEqual(['submitted']));
	});

	it('may be repeated or forged, and survive a receiver that is away', async () => {
		const { callbacks, tasks } = caller.simulator;
		await create();
		const [task] = tasks;
		if (task) await callbacks.deliver(task);
		if (task) await callbacks.deliver(task);
		await callbacks.forge(callback_url, { task_id: 'x', task_status: 'succeed' });
		expect(heard()).toEqual(['submitted', 'submitted', 'succeed']);

		await receiver.close();
		expect(await callbacks.forge(callback_url, {})).toMatchObject({ status: 0 });
	});

	it('speak the form of each family', async () => {
		const { callbacks } = caller.simulator;
		const content = [{ type: 'text', text: 'p' }];
		const model = 'doubao-seedance-1-5-pro-251215';
		await caller.post('/volc/v3/contents/generations/tasks', { model, content, callback_url });
		await caller.post('/runway/pro/generate', { prompt: 'p', model: 'gen4', callback_url });

		await callbacks.pump();

		expect(receiver.exchanges.map((x) => x.json)).toMatchObject([
			{ status: 'queued', model },
			{ status: 'NOT_START', progress: '0%' },
		]);
	});
});
