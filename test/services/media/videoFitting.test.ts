import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { planVideo, tighter } from '../../../src/services/media/videos/videoFitting.js';

describe('planVideo', () => {
	it('keeps the size where the bits suffice, and gives the picture what the sound leaves', () => {
		const plan = planVideo({ width: 1280, height: 720, seconds: 8 }, 10 * 1024 * 1024);
		expect(plan).toEqual({ width: 1280, height: 720, videoKbps: 9634, audioKbps: 128 });
	});

	it('gives fewer, even pixels of the same aspect where they do not', () => {
		const plan = planVideo({ width: 1920, height: 1080, seconds: 60 }, 8_000_000)!;
		expect((plan.width % 2) + (plan.height % 2)).toBe(0);
		expect(plan.width).toBeLessThan(1920);
		expect(plan.width / plan.height).toBeCloseTo(16 / 9, 1);
	});

	it('has none when too little is left for anything to be seen', () => {
		expect(planVideo({ width: 640, height: 360, seconds: 600 }, 8_000_000)).toBeUndefined();
	});

	it('never promises more bits than the limit holds, nor grows the picture', () => {
		const side = fc.integer({ min: 2, max: 4096 });
		const clip = fc.record({ width: side, height: side, seconds: fc.double({ min: 0.1, max: 600, noNaN: true }) });
		fc.assert(
			fc.property(clip, fc.integer({ min: 1000, max: 500_000_000 }), (given, limit) => {
				const plan = planVideo(given, limit);
				if (plan === undefined) return;
				const bytes = ((plan.videoKbps + plan.audioKbps) * 1000 * given.seconds) / 8;
				expect(bytes).toBeLessThanOrEqual(limit * 0.95);
				expect(plan.width).toBeLessThanOrEqual(given.width + 1);
				expect(plan.height).toBeLessThanOrEqual(given.height + 1);
				expect(tighter(plan, limit + 1, limit)?.videoKbps ?? 0).toBeLessThan(plan.videoKbps);
			}),
		);
	});
});
