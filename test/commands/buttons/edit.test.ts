import { describe, expect, it } from 'vitest';
import { shapeText } from '../../../src/commands/video/editedRequest.js';

describe('the field for aspect and resolution', () => {
	it.each([
		['16:9 720p', { aspect: '16:9', resolution: '720p' }],
		['1080p, 9:16', { aspect: '9:16', resolution: '1080p' }],
		['1280x720', { aspect: null, resolution: '1280x720' }],
		['2.39:1', { aspect: '2.39:1', resolution: null }],
		['16/9', { aspect: '16:9', resolution: null }],
		['vertical', { aspect: '9:16', resolution: null }],
		['Widescreen, Full HD', { aspect: '16:9', resolution: '1080p' }],
		['정사각형 720', { aspect: '1:1', resolution: '720p' }],
		['4K portrait', { aspect: '9:16', resolution: '4K' }],
		['  ', { aspect: null, resolution: null }],
	])('is read as it is meant: %s', (typed, shape) => {
		expect(shapeText(typed)).toEqual(shape);
	});
});
