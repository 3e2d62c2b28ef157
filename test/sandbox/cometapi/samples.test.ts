import { describe, expect, it } from 'vitest';

import { Samples } from '../../../sandbox/cometapi/task/samples.js';

describe('the samples', () => {
	it.each([
		[{ size: '720x1280' }, 'upright'],
		[{ aspect_ratio: '9:16' }, 'upright'],
		[{ ratio: '720:1280' }, 'upright'],
		[{ size: '1024x1024' }, 'square'],
		[{ aspect_ratio: '1:1' }, 'square'],
		[{ size: '1280x720' }, 'wide'],
		[{ size: 'anything' }, 'wide'],
		[{}, 'wide'],
	])('of %j is %s', async (request, shape) => {
		const samples = await Samples.read();
		const clips = {
			wide: samples.landscape,
			upright: samples.of({ request: { size: '1x2' } }),
			square: samples.of({ request: { size: '1x1' } }),
		};
		expect(new Set(Object.values(clips)).size).toBe(3);
		expect(samples.of({ request })).toBe(clips[shape as keyof typeof clips]);
	});

	it('are one clip for every shape where that is wanted', () => {
		const clip = Buffer.from('clip');
		expect(Samples.one(clip).of({ request: { size: '1x2' } })).toBe(clip);
	});
});
