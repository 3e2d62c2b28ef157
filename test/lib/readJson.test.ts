import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readJson } from '../../src/lib/readJson.js';

describe('readJson', () => {
	it('keeps every digit of a long whole number', () => {
		const text =
			'{"id":812345678901234567,"list":[-9007199254740993,12],"f":1234567890123456.5,"e":1234567890123456e2}';
		expect(readJson(text)).toEqual({
			id: '812345678901234567',
			list: ['-9007199254740993', 12],
			f: 1234567890123456.5,
			e: 1234567890123456e2,
		});
	});

	it('leaves digits inside strings and keys alone', () => {
		const value = { '1234567890123456789': 'a "1234567890123456789", \\ 1234567890123456789', n: 1 };
		expect(readJson(JSON.stringify(value))).toEqual(value);
	});

	it.each(['', '<html>', '{"id":"task_', 'undefined', '{"a":1}x'])('has no value for %s', (text) => {
		expect(readJson(text)).toBeUndefined();
	});

	it('reads every other number as JSON.parse does', () => {
		const numbers = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger());
		const fractions = numbers.filter((value) => !/^-?\d{16,}$/u.test(JSON.stringify(value)));
		fc.assert(
			fc.property(fractions, fc.string(), (value, key) => {
				const text = JSON.stringify({ [key]: [value], last: value });
				expect(readJson(text)).toEqual(JSON.parse(text));
			}),
			{ numRuns: 2000 },
		);
		expect(readJson('{"progress":0.3333333333333333,"x":-1.2345678901234567e-5}')).toEqual({
			progress: 0.3333333333333333,
			x: -1.2345678901234567e-5,
		});
	});
});
