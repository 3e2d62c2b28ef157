import { afterEach, describe, expect, it } from 'vitest';
import { RecordingServer } from '../../../sandbox/http/recordingServer.js';
import { minutes, seconds } from '../../../src/lib/time.js';
import { Deliverer } from '../../../src/services/delivery/delivery.js';
import { DiscordApi } from '../../../src/services/discord/discordApi.js';
import { Attachments } from '../../../src/services/delivery/attachments.js';
import { ResultViews } from '../../../src/services/delivery/resultViews.js';
import { UploadLimit } from '../../../src/services/discord/uploadLimit.js';
import { aJob } from '../../harness/aJob.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { silent } from '../../harness/admissionHarness.js';
import { VideoFixtures } from '../../harness/videoFixtures.js';

const desk = VideoFixtures.open();
let server: RecordingServer;
afterEach(() => server.close());

/** A Discord that takes this long to say how large a file may be. */
async function sending(slowness: number) {
	const clock = new FakeClock();
	server = new RecordingServer({
		now: () => clock.now(),
		async handle({ method }) {
			if (method === 'POST') return { status: 200, body: { id: '1' } };
			await clock.advance(slowness);
			return { status: 200, body: { premium_tier: 2 } };
		},
	});
	const apiUrl = `${await server.listen()}/api`;
	const discord = new DiscordApi({ token: 'x', apiUrl, userAgent: 'reelay/1', clock, log: silent });
	const { videos } = desk;
	const attachments = new Attachments({
		videos,
		pictures: { discard: () => Promise.resolve() },
		fetch: { allows: () => false },
		videoApi: { owns: () => false },
		store: { get: () => Promise.resolve(undefined) },
		log: silent,
	});
	const catalogue = { actionsOn: () => ({ remix: false, extend: false, upscale: false }) };
	const chain = { of: () => Promise.resolve({ type: 'alone' as const }) };
	const views = new ResultViews({ catalogue, videos, chain, videoApi: { owns: () => false } });
	const thumbnails = { onDelivery: () => Promise.resolve(undefined) };
	const uploadLimit = new UploadLimit({ discord, clock });
	return { clock, delivery: new Deliverer({ discord, attachments, uploadLimit, clock, views, thumbnails }) };
}

const job = aJob({
	phase: 'delivering',
	outcome: { type: 'failed', at: 0, failure: { code: 'provider' } },
	delivery: { attempt: { rung: 'channel', startedAt: 0, channelId: '1000000000000000002' } },
});

describe('a post that may stand already', () => {
	it.each([
		['is not repeated when making it ready took longer than its nonce lives', minutes(2), 'again', 0],
		['is repeated when it is ready in time', seconds(5), 'made', 1],
	])('%s', async (_, slowness, type, posts) => {
		const { clock, delivery } = await sending(slowness);
		const attempt = { resumed: true, before: clock.now() + seconds(60) };
		expect(await delivery.send(job, 'channel', attempt, silent)).toMatchObject({ type });
		expect(server.exchanges.filter(({ method }) => method === 'POST')).toHaveLength(posts);
	});
});
