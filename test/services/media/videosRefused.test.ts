import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import type { FetchCause } from '../../../src/jobs/record/job.js';
import type { Patience } from '../../../src/services/media/videos/videoFetching.js';
import { contentPath, sample, task, VideoFixtures } from '../../harness/videoFixtures.js';

const desk = VideoFixtures.open();
const picture = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
	.avif()
	.toBuffer();

describe('a result that cannot be kept', () => {
	const ftyp = sample.subarray(0, 32);

	it.each<[string, unknown, { gone: boolean; patience: Patience; cause: FetchCause }]>([
		['a page', '<!doctype html><video src=x>', { gone: true, patience: 'minutes', cause: 'unreachable' }],
		['JSON', '{"error":"expired"}', { gone: true, patience: 'minutes', cause: 'unreachable' }],
		['a picture', picture, { gone: true, patience: 'minutes', cause: 'unusable' }],
		[
			'a page dressed up as a video',
			Buffer.from('<!--ftypisom--><script>alert(1)</script>'.padEnd(5000)),
			{ gone: true, patience: 'minutes', cause: 'unusable' },
		],
		['the beginning of a video', sample.subarray(0, 60_000), { gone: false, patience: 'hours', cause: 'unreachable' }],
		['nothing but a head', ftyp, { gone: false, patience: 'hours', cause: 'unreachable' }],
		['nothing', '', { gone: false, patience: 'hours', cause: 'unreachable' }],
	])('is told as such: %s', async (_, body, expected) => {
		const result = await desk.videos.tryKeep({ jobId: '700000000000000000', urls: [desk.serve('/a', body)] });

		expect(result).toMatchObject({ type: 'failed', ...expected });
		expect(await desk.files()).toEqual([]);
	});

	it('is gone when its address has died, and worth another try when the host is in trouble', async () => {
		desk.answers.set('/down', { status: 503 });
		expect(await desk.videos.tryKeep({ jobId: '700000000000000000', urls: [`${desk.origin}/gone`] })).toMatchObject({
			gone: true,
			patience: 'minutes',
			cause: 'expired',
		});
		expect(await desk.videos.tryKeep({ jobId: '700000000000000000', urls: [`${desk.origin}/down`] })).toMatchObject({
			gone: false,
			patience: 'hours',
		});
		expect(await desk.videos.tryKeep({ jobId: '700000000000000000', urls: [], task })).toMatchObject({
			gone: true,
			patience: 'minutes',
		});
	});

	it.each([
		'http://169.254.169.254/latest',
		'http://127.0.0.1:1/x',
		'file:///etc/passwd',
		'data:video/mp4;base64,AA',
		'no',
	])('is neither when the address is forbidden: %s', async (url) => {
		const result = await desk.videos.tryKeep({ jobId: '700000000000000000', urls: [url] });
		expect(result).toMatchObject({ type: 'failed', gone: false, patience: 'none' });
	});

	it('is not fetched beyond what may be kept, whatever length is promised', async () => {
		const small = desk.another({ maxBytes: 50_000 });
		desk.serve(contentPath, sample);
		const result = await small.tryKeep({ jobId: '700000000000000000', urls: [desk.serve('/a', sample)], task });
		expect(result).toMatchObject({ type: 'failed', patience: 'none' });
		expect(await desk.files()).toEqual([]);
	});

	it('is worth another try when the route breaks off in the middle', async () => {
		desk.serve(contentPath, sample);
		desk.api.addFault({ match: (x) => x.path === contentPath, act: { kind: 'truncate', bytes: 40_000 } });
		const result = await desk.videos.tryKeep({ jobId: '700000000000000000', urls: [], task });
		expect(result).toMatchObject({ type: 'failed', patience: 'hours' });
		expect(await desk.files()).toEqual([]);
	});
});
