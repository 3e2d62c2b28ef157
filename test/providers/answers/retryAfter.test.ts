import { describe, expect, it } from 'vitest';

import { retryAfterMs } from '../../../src/providers/answers/retryAfter.js';

const now = Date.UTC(2026, 10, 20, 12);
const read = (value: string | undefined) => retryAfterMs(value, { now, longestMs: 60_000 });

describe('retryAfterMs', () => {
	it.each([
		['5', 5000],
		[' 5 ', 5000],
		['0', 0],
		['0.25', 250],
		['1.0001', 1001],
		['61', 60_000],
		['864000', 60_000],
		['999999999999999', 60_000],
		['Fri, 20 Nov 2026 12:00:10 GMT', 10_000],
		['Friday, 20-Nov-26 12:00:10 GMT', 10_000],
		['Fri, 20 Nov 2026 11:59:59 GMT', 0],
		['Mon, 30 Nov 2026 12:00:00 GMT', 60_000],
	])('reads %s', (value, ms) => {
		expect(read(value)).toBe(ms);
	});

	it.each([
		undefined,
		'',
		'-1',
		'-0',
		'1e3',
		'0x10',
		'NaN',
		'Infinity',
		'5s',
		'5, 6',
		'soon',
		'Fri, 99 Foo',
		'1'.repeat(400),
	])('takes %s for nothing', (value) => {
		expect(read(value)).toBeUndefined();
	});
});
