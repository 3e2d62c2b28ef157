import { describe, expect, it } from 'vitest';

import { declaredProblem } from '../../../src/jobs/record/declaredPicture.js';

const photo = { name: 'cat.jpg', contentType: 'image/jpeg', bytes: 2_000_000, width: 4000, height: 3000 };

describe('declaredProblem', () => {
	it('finds nothing in a usual photo, or in a file about which nothing is said', () => {
		expect(declaredProblem(photo)).toBeUndefined();
		expect(declaredProblem({ name: 'unknown', bytes: 5 })).toBeUndefined();
		expect(declaredProblem({ name: 'cat.avif', contentType: 'application/octet-stream', bytes: 5 })).toBeUndefined();
	});

	it('knows HEIC by its type or by its name', () => {
		expect(declaredProblem({ ...photo, contentType: 'image/heic' })).toBe('heic');
		expect(declaredProblem({ ...photo, name: 'IMG_1.HEIC', contentType: null })).toBe('heic');
		expect(declaredProblem({ ...photo, name: 'IMG_1.heif', contentType: 'application/octet-stream' })).toBe('heic');
	});

	it('knows what is no picture', () => {
		expect(declaredProblem({ ...photo, contentType: 'video/mp4' })).toBe('not-a-picture');
		expect(declaredProblem({ ...photo, contentType: 'text/plain; charset=utf-8' })).toBe('not-a-picture');
		expect(declaredProblem({ ...photo, contentType: 'image/svg+xml' })).toBe('not-a-picture');
		expect(declaredProblem({ name: 'film.MP4', bytes: 5 })).toBe('not-a-picture');
	});

	it('knows what is too much', () => {
		expect(declaredProblem({ ...photo, bytes: 25 * 1024 * 1024 + 1 })).toBe('too-large');
		expect(declaredProblem({ ...photo, width: 30_000, height: 10 })).toBe('too-many-pixels');
		expect(declaredProblem({ ...photo, width: 9000, height: 9000 })).toBe('too-many-pixels');
	});
});
