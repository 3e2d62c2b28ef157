import { describe, expect, it } from 'vitest';
import { languages } from '../../src/i18n/index.js';

/** Discord's own rule for names of slash commands and options. */
const legalName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;

type Named = { readonly name: string; readonly description: string };

const slash = ['video', 'videos', 'models', 'video-admin', 'video-privacy'] as const;
const named = (tag: 'en' | 'ko', command: (typeof slash)[number]): Named[] => {
	const { options, ...itself } = languages[tag].commands[command];
	return [itself, ...Object.values<Named>(options)];
};

describe.each(['en', 'ko'] as const)('commands in %s', (tag) => {
	it.each(slash)('are legal: /%s and its options', (command) => {
		for (const { name, description } of named(tag, command)) {
			expect(name).toMatch(legalName);
			expect(name).toBe(name.toLowerCase());
			expect(description.length).toBeGreaterThan(0);
			expect(description.length).toBeLessThanOrEqual(100);
		}
	});

	it('have names of their own', () => {
		const names = slash.map((command) => languages[tag].commands[command].name);
		expect(new Set(names).size).toBe(names.length);
	});

	it('fit buttons, modals and selects', () => {
		const { buttons, edit, animate, remix, otherModel, filters } = languages[tag].controls;
		for (const label of Object.values(buttons)) expect(label.length).toBeLessThanOrEqual(80);
		for (const title of [...Object.values(edit), ...Object.values(animate), ...Object.values(remix)]) {
			expect(title.length).toBeLessThanOrEqual(50);
		}
		for (const title of [edit.title, animate.title, remix.title, edit.prompt, edit.duration, animate.consent]) {
			expect(title.length).toBeLessThanOrEqual(45);
		}
		expect(Math.max(otherModel.placeholder.length, filters.placeholder.length)).toBeLessThanOrEqual(150);
	});
});

describe('option names', () => {
	it.each(slash)('of /%s differ from each other and from every default name', (command) => {
		const defaults = named('en', command).slice(1);
		const korean = named('ko', command).slice(1);
		const names = [...defaults, ...korean].map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
	});

	it('of /video are those that were promised, in English', () => {
		expect(Object.entries(languages.en.commands.video.options).filter(([key, { name }]) => key !== name)).toEqual([]);
		expect(Object.keys(languages.en.commands.video.options)).toEqual([
			'prompt',
			'image',
			'video',
			'last_frame',
			'reference_1',
			'reference_2',
			'reference_3',
			'reference_4',
			'model',
			'duration',
			'aspect',
			'resolution',
			'negative_prompt',
			'seed',
			'private',
			'spoiler',
			'improve',
			'preset',
		]);
	});
});
