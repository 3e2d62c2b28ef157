import { describe, expect, it } from 'vitest';
import { commandDifferences } from '../../src/discord/commandDifferences.js';

const defined = {
	name: 'video',
	description: 'Make a video',
	description_localizations: { ko: '영상', de: 'Video' },
	default_member_permissions: '32',
	contexts: [0, 1],
	options: [
		{ type: 3, name: 'prompt', description: 'What', required: true, max_length: 6000 },
		{ type: 3, name: 'aspect', description: 'Shape', required: false, choices: [{ name: 'Wide', value: '16:9' }] },
	],
};
const atDiscord = {
	...{ id: '1', application_id: '2', version: '3', type: 1, nsfw: false, dm_permission: true },
	...{ name: 'video', name_localizations: null, description: 'Make a video' },
	...{ description_localizations: { de: 'Video', ko: '영상' }, contexts: [1, 0], integration_types: [0] },
	...{ default_member_permissions: '32', a_field_of_tomorrow: true },
	options: [
		{ type: 3, name: 'prompt', name_localizations: null, description: 'What', required: true, max_length: 6000 },
		{
			type: 3,
			name: 'aspect',
			description: 'Shape',
			choices: [{ name: 'Wide', value: '16:9', name_localizations: null }],
		},
	],
};
const [prompt, aspect] = atDiscord.options;

describe('commandDifferences', () => {
	it('takes ids, defaults and the order of sets for no difference', () => {
		expect(commandDifferences([defined], [atDiscord], false)).toEqual([]);
	});

	it.each([
		['a description', { description: 'Make a film' }],
		['a language', { description_localizations: { ko: '영상' } }],
		['who may', { default_member_permissions: null }],
		['where', { contexts: [0] }],
		['how it is installed', { integration_types: [0, 1] }],
		['an option that is gone', { options: [prompt] }],
		['the order of options', { options: [aspect, prompt] }],
		['a bound', { options: [{ ...prompt, max_length: 4000 }, aspect] }],
		['what must be given', { options: [{ ...prompt, required: undefined }, aspect] }],
		['a choice', { options: [prompt, { ...aspect, choices: [{ name: 'Wide', value: '21:9' }] }] }],
	])('names a command that differs in %s', (_, change) => {
		expect(commandDifferences([defined], [{ ...atDiscord, ...change }], false)).toEqual(['video']);
	});

	it('names what is missing and what stands there in excess, a menu apart from a slash command of its name', () => {
		const menu = { type: 3, name: 'video', description: '' };
		expect(commandDifferences([defined], [], false)).toEqual(['video']);
		expect(commandDifferences([defined], [atDiscord, menu], false)).toEqual(['video']);
		expect(commandDifferences([defined, { type: 3, name: 'video' }], [atDiscord, menu], false)).toEqual([]);
	});

	it("asks of one server's commands nothing about places", () => {
		const here = { ...atDiscord, contexts: null, integration_types: [0, 1], guild_id: '4' };
		expect(commandDifferences([{ ...defined, contexts: undefined }], [here], true)).toEqual([]);
	});
});
