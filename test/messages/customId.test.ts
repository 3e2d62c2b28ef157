import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actions, formatCustomId, parseCustomId } from '../../src/messages/parts/customId.js';

const snowflake = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(String);

describe('custom ids', () => {
	it('come back as they went, within the length Discord takes', () => {
		fc.assert(
			fc.property(fc.constantFrom(...actions), snowflake, snowflake, (action, jobId, ownerId) => {
				const text = formatCustomId({ action, jobId, ownerId });
				expect(text.length).toBeLessThanOrEqual(100);
				expect(parseCustomId(text)).toEqual({ action, jobId, ownerId });
			}),
		);
	});

	it('look as everybody may rely on', () => {
		expect(formatCustomId({ action: 'cancel', jobId: '12', ownerId: '34' })).toBe('v1:cancel:12:34');
		const agreeing = { action: 'confirm', jobId: '12', ownerId: '34', price: 960_000 } as const;
		expect(formatCustomId(agreeing)).toBe('v1:confirm:12:34:p960000');
		expect(parseCustomId('v1:confirm:12:34:p960000')).toEqual(agreeing);
	});

	it.each([
		'',
		'cancel',
		'v1:cancel:12',
		'v2:cancel:12:34',
		'v1:explode:12:34',
		'v1:constructor:12:34',
		'v1:cancel::34',
		'v1:cancel:12:me',
		'v1:cancel:12:34:56',
		'v1:confirm:12:34:p',
		'v1:confirm:12:34:p-1',
		' v1:cancel:12:34',
		'v1:cancel:1 2:34',
		'v1:cancel:12:34\n',
	])('refuses %j', (text) => {
		expect(parseCustomId(text)).toBeUndefined();
	});
});
