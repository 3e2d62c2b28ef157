import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fit, type FittingRule } from '../../../src/services/media/pictures/pictureFitting.js';

const rule = (parts: Partial<FittingRule> = {}): FittingRule => ({ formats: ['image/jpeg'], maxBytes: 1e7, ...parts });
const size = (width: number, height: number) => ({ width, height });
const hd = size(1280, 720);

describe('fit', () => {
	it('crops for exact pixels when little is lost, and pads when more would be', () => {
		expect(fit(size(1600, 900), rule({ exact: hd }))).toEqual({ kind: 'crop', frame: hd });
		expect(fit(size(1600, 1000), rule({ exact: hd }))).toEqual({ kind: 'crop', frame: hd }); // 10 % lost
		expect(fit(size(1500, 1000), rule({ exact: hd }))).toEqual({ kind: 'pad', frame: hd, inner: size(1080, 720) });
		expect(fit(size(900, 1600), rule({ exact: hd }))).toEqual({ kind: 'pad', frame: hd, inner: size(405, 720) });
	});

	it('leaves a picture within the bounds as it is', () => {
		const frame = size(1000, 700);
		expect(fit(frame, rule({ minSide: 300, maxSide: 4000, minRatio: 0.4, maxRatio: 2.5 }))).toEqual({
			kind: 'pad',
			frame,
			inner: frame,
		});
	});

	it('enlarges a small picture to the least side, and shrinks a large one to the longest', () => {
		expect(fit(size(200, 150), rule({ minSide: 300 }))).toMatchObject({ frame: size(400, 300), inner: size(400, 300) });
		expect(fit(size(8000, 6000), rule())).toMatchObject({ frame: size(4096, 3072), inner: size(4096, 3072) });
	});

	it('pads to the nearest aspect that the model allows', () => {
		expect(fit(size(1000, 200), rule({ maxRatio: 2.5 }))).toEqual({
			kind: 'pad',
			frame: size(1000, 400),
			inner: size(1000, 200),
		});
		expect(fit(size(200, 1000), rule({ minRatio: 0.4 }))).toEqual({
			kind: 'pad',
			frame: size(400, 1000),
			inner: size(200, 1000),
		});
	});

	it('refuses what would be blocks, or padding with a strip of picture in it', () => {
		expect(fit(size(15, 500), rule())).toEqual({ kind: 'impossible', problem: 'too-small' });
		expect(fit(size(48, 27), rule({ exact: hd }))).toEqual({ kind: 'impossible', problem: 'too-small' });
		expect(fit(size(3000, 100), rule({ exact: hd }))).toEqual({ kind: 'impossible', problem: 'aspect' });
	});

	it('never leaves the bounds of the model, and never distorts the picture by more than rounding', () => {
		const side = fc.integer({ min: 1, max: 16_384 });
		const bounds = fc.record({
			minSide: fc.integer({ min: 16, max: 400 }),
			maxSide: fc.integer({ min: 1500, max: 8000 }),
			minRatio: fc.double({ min: 0.3, max: 0.9, noNaN: true }),
			maxRatio: fc.double({ min: 1.1, max: 3, noNaN: true }),
		});
		fc.assert(
			fc.property(side, side, bounds, (width, height, given) => {
				const fitting = fit(size(width, height), rule(given));
				if (fitting.kind !== 'pad') return fitting.kind === 'impossible';
				const { frame, inner } = fitting;
				const short = Math.min(frame.width, frame.height);
				const ratio = frame.width / frame.height;
				expect(short).toBeGreaterThanOrEqual(given.minSide);
				expect(Math.max(frame.width, frame.height)).toBeLessThanOrEqual(given.maxSide);
				expect(ratio).toBeLessThanOrEqual(given.maxRatio);
				expect(ratio).toBeGreaterThanOrEqual(given.minRatio);
				expect(inner.width <= frame.width && inner.height <= frame.height).toBe(true);
				// Some scale gives both sides, give or take a pixel.
				const least = Math.max((inner.width - 1) / width, (inner.height - 1) / height);
				expect(least).toBeLessThanOrEqual(Math.min((inner.width + 1) / width, (inner.height + 1) / height));
				return true;
			}),
			{ numRuns: 2000 },
		);
	});
});
