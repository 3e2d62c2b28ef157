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

describe('what is no secret', () => {
	it('stays as it is', () => {
		const text = 'a tiny boat; HTTP 400, invalid_request: seconds must be 4, 6 or 8';
		expect(cleaner.clean(text)).toBe(text);
	});
});

describe('the secrets of one job', () => {
	it('are taken out of its own lines for as long as its record is at hand', () => {
		const own = new SecretCleaner();
		const release = own.hold('123', ['the-token-of-this-job', null]);
		const line = '{"level":"warn","jobId":"123","detail":"the-token-of-this-job"}';
		expect(own.cleanLine(line)).toBe('{"level":"warn","jobId":"123","detail":"[secret]"}');
		expect(own.cleanDeep({ a: ['the-token-of-this-job'], b: 1 }, '123')).toEqual({ a: ['[secret]'], b: 1 });
		release();
		expect(own.cleanLine(line)).toBe(line);
	});

	it('are known by their form, too', () => {
		const form = Buffer.from('interaction:1575918844143206479:abcdefghijklmnopqrstuvwxyz').toString('base64');
		expect(new SecretCleaner().clean(`/webhooks/1/${form}/messages`)).toBe('/webhooks/1/[secret]/messages');
	});
});
