import { describe, expect, it } from 'vitest';
import { wrongFields } from '../../src/discord/wrongFields.js';

const error = (code: string, message = 'what a member wrote') => ({ _errors: [{ code, message }] });

describe('the fields that Discord finds wrong', () => {
	it('are named by their paths and codes, without the sentences', () => {
		const answer = {
			code: 50_035,
			message: 'Invalid Form Body',
			errors: {
				'0': { options: { '3': { name: error('APPLICATION_COMMAND_INVALID_NAME') } } },
				components: { '1': error('BASE_TYPE_REQUIRED') },
			},
		};
		expect(wrongFields(answer)).toEqual([
			'[0].options[3].name APPLICATION_COMMAND_INVALID_NAME',
			'components[1] BASE_TYPE_REQUIRED',
		]);
	});

	it.each([
		['nothing', undefined],
		['text', 'no'],
		['no errors', { code: 0 }],
		['errors of another form', { errors: 'all of it' }],
	])('are none where there is %s', (_, answer) => {
		expect(wrongFields(answer)).toEqual([]);
	});

	it('are few, and believed in nothing but their form', () => {
		const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`field${at}`, error('x y <@1>')]));
		expect(wrongFields({ errors: many })).toHaveLength(10);
		expect(wrongFields({ errors: many })[0]).toBe('field0 wrong');
		let deep: object = error('DEEP');
		for (let depth = 0; depth < 5000; depth += 1) deep = { a: deep };
		expect(wrongFields({ errors: deep })).toEqual([]);
		expect(wrongFields({ errors: { 'a <@1>': error('CODE') } })).toEqual([]);
	});
});
