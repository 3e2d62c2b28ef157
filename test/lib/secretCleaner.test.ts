import { describe, expect, it } from 'vitest';

import { SecretCleaner } from '../../src/lib/secretCleaner.js';

const key = 'sk-aB3/+dE9==Q~z"w&%7';
const token = 'MTE0MjY1.Gx1abc.kLmNoPqRsTuVwXyZ0123456789_-abc';
const cleaner = new SecretCleaner([key, token, undefined, 'tiny']);

const ways: readonly (readonly [string, (secret: string) => string])[] = [
	['plain', (secret) => `Authorization: Bearer ${secret}`],
	['in JSON', (secret) => JSON.stringify({ seen: { authorization: secret } })],
	['percent-encoded', (secret) => `?key=${encodeURIComponent(secret)}`],
	[
		'percent-encoded in lower case',
		(secret) => encodeURIComponent(secret).replaceAll(/%../gu, (hex) => hex.toLowerCase()),
	],
	['percent-encoded where it need not be', (secret) => Buffer.from(secret).toString('hex').replaceAll(/../gu, '%$&')],
	['percent-encoded twice', (secret) => encodeURIComponent(encodeURIComponent(secret))],
	['in JSON that puts backslashes before slashes', (secret) => JSON.stringify(secret).replaceAll('/', '\\/')],
	['in JSON that writes a plus as a number', (secret) => JSON.stringify(secret).replaceAll('+', '\\u002B')],
	['in hex', (secret) => Buffer.from(secret).toString('hex')],
	['in capital hex', (secret) => Buffer.from(secret).toString('hex').toUpperCase()],
	...['', 'a', 'ab', 'user:', 'Bearer '].flatMap((lead) =>
		(['base64', 'base64url'] as const).map(
			(form) =>
				[
					`in ${form} behind "${lead}"`,
					(secret: string) => Buffer.from(`${lead}${secret} and more`).toString(form),
				] as const,
		),
	),
];

describe.each(ways)('a secret %s', (_, write) => {
	it.each([key, token])('is taken out: %s', (secret) => {
		const cleaned = cleaner.clean(`before ${write(secret)} after`);
		expect(cleaned).toMatch(/^before .*\[secret\].* after$/u);
		// Nothing that can be decoded to a piece of it is left.
		for (const piece of cleaned.match(/[\w+/-]{8,}/gu) ?? []) {
			const decoded = Buffer.from(piece, 'base64').toString('latin1');
			expect(decoded).not.toContain(secret.slice(4, 12));
		}
	});
});

describe('a text that was cut within a secret', () => {
	it('does not show the half that is left', () => {
		for (const [, write] of ways) {
			const whole = write(token);
			const start = Array.from(whole).findIndex((_, at) => cleaner.clean(whole.slice(0, at)) !== whole.slice(0, at));
			const cut = cleaner.clean(whole.slice(0, -6));
			expect(start).toBeGreaterThan(0);
			expect(cut).toContain('[secret]');
			expect(cut).not.toContain(write(token).slice(start - 12, start + 1));
		}
	});

	it('keeps an address up to where nobody could guess it', () => {
		const own = new SecretCleaner([`https://bot.example.com/callback/1-${'q'.repeat(43)}`, 'q'.repeat(43)]);
		expect(own.clean('https://bot.example.com/callback/')).toBe('https://bot.example.com/callback/');
		expect(own.clean(`https://bot.example.com/callback/1-${'q'.repeat(30)}…`)).toBe(
			'https://bot.example.com/callback/1-[secret]…',
		);
	});
});

describe('what is no secret', () => {
	it('stays as it is', () => {
		const text = 'a tiny boat; HTTP 400, invalid_request: seconds must be 4, 6 or 8';
		expect(cleaner.clean(text)).toBe(text);
	});
});

describe('the secrets of one job', () => {
	it('are taken out of its own lines for as long as its record is at hand', () => {
		const own = new SecretCleaner();
		const release = own.hold('123', () => ['the-token-of-this-job']);
		const line = '{"level":"warn","jobId":"123","detail":"the-token-of-this-job"}';
		expect(own.cleanLine(line)).toBe('{"level":"warn","jobId":"123","detail":"[secret]"}');
		expect(own.cleanDeep({ a: ['the-token-of-this-job'], b: 1 }, '123')).toEqual({ a: ['[secret]'], b: 1 });
		release();
		expect(own.cleanLine(line)).toBe(line);
	});

	it('are known by their form, too', () => {
		const form = Buffer.from('interaction:1575918844143206479:abcdefghijklmnopqrstuvwxyz').toString('base64');
		expect(new SecretCleaner().clean(`/webhooks/1/${form}/messages`)).toBe('/webhooks/1/[secret]/messages');
		for (const lead of ['', 'a', 'ab']) {
			const again = Buffer.from(`${lead}${form}`).toString('base64');
			expect(new SecretCleaner().clean(again).length).toBeLessThan(20);
		}
	});

	it('that come to a record at hand later are taken out from then on, and stay while anybody holds it', () => {
		const own = new SecretCleaner();
		const secrets = ['the-token-of-this-job'];
		const releases = [own.hold('123', () => [...secrets]), own.hold('123', () => [...secrets])];
		expect(own.clean('the-address-it-got-later', '123')).toBe('the-address-it-got-later');
		secrets.push('the-address-it-got-later');
		expect(own.clean('the-address-it-got-later', '123')).toBe('[secret]');
		releases[0]!();
		expect(own.clean('the-token-of-this-job', '123')).toBe('[secret]');
		releases[1]!();
		expect(own.clean('the-token-of-this-job', '123')).toBe('the-token-of-this-job');
	});
});
