import { describe, expect, it } from 'vitest';
import { formats } from '../../src/i18n/formats.js';

const en = formats('en');
const ko = formats('ko');

describe('formats', () => {
	it('reads a clock off milliseconds', () => {
		expect([0, 999, 12_000, 103_400, 3_723_000, -5].map(en.clock)).toEqual([
			'0:00',
			'0:01',
			'0:12',
			'1:43',
			'1:02:03',
			'0:00',
		]);
	});

	it('says a wait in its two largest units', () => {
		expect([0, 12_000, 60_000, 200_000, 3_605_000, 3_780_000, 90_000_000].map(en.span)).toEqual([
			'0 seconds',
			'12 seconds',
			'1 minute',
			'3 minutes 20 seconds',
			'1 hour',
			'1 hour 3 minutes',
			'1 day 1 hour',
		]);
		expect([0, 12_000, 3_780_000].map(ko.span)).toEqual(['0초', '12초', '1시간 3분']);
	});

	it('shows money to the cent, and less where a cent would be nothing', () => {
		expect([0, 0.4, 1.234, 1_234.5, 0.0042, 5e-324].map(en.usd)).toEqual([
			'$0.00',
			'$0.40',
			'$1.23',
			'$1,234.50',
			'$0.0042',
			'$0.00',
		]);
		expect(ko.usd(0.4)).toBe('$0.40');
	});

	it('writes sizes, shares, lengths and lists', () => {
		expect(en.megabytes(10_485_760)).toBe('10 MB');
		expect(en.percent(42)).toBe('42%');
		expect([en.seconds(1), en.seconds(8), ko.seconds(8)]).toEqual(['1 second', '8 seconds', '8초']);
		expect(en.anyOf(['4', '6', '8'])).toBe('4, 6, or 8');
		expect(ko.anyOf(['4', '6', '8'])).toBe('4, 6 또는 8');
		expect(en.allOf(['a', 'b'])).toBe('a and b');
	});
});
