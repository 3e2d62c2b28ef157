import { describe, expect, it } from 'vitest';
import { languages, words } from '../../src/i18n/index.js';
import { leaves, read } from './leaves.js';

const english = leaves(languages.en);
const korean = leaves(languages.ko);

describe('the catalogue', () => {
	it('has the same keys in every language', () => {
		expect(korean.map(({ path }) => path).sort()).toEqual(english.map(({ path }) => path).sort());
		expect(english.length).toBeGreaterThan(250);
	});

	it('tells the same values in every language', () => {
		const byPath = new Map(korean.map((leaf) => [leaf.path, leaf]));
		const told = english.map((leaf) => ({ path: leaf.path, names: read(leaf).names }));
		expect(told.map(({ path }) => ({ path, names: read(byPath.get(path)!).names }))).toEqual(told);
	});

	it('leaves no text empty and no value unreadable', () => {
		for (const leaf of [...english, ...korean]) {
			expect(read(leaf).text, leaf.path).toMatch(/\S/u);
			expect(read(leaf).text, leaf.path).not.toMatch(/undefined|null|NaN|\[object/u);
		}
	});

	it('writes every Korean text in Korean', () => {
		const untranslated = korean.filter((leaf) => !/\p{Script=Hangul}/u.test(read(leaf).text)).map(({ path }) => path);
		expect(untranslated).toEqual(['admin.values.lines', 'cards.progress']);
	});

	it('stays polite in Korean: every sentence ends in 해요체', () => {
		// Descriptions of commands are labels, and may be nouns.
		const spoken = korean.filter(({ path }) => !path.startsWith('commands.'));
		const sentences = spoken.flatMap((leaf) => read(leaf).text.match(/\p{Script=Hangul}+(?=[.!?](?:\s|$))/gu) ?? []);
		expect(sentences.length).toBeGreaterThan(80);
		expect(sentences.filter((word) => !/요$/u.test(word))).toEqual([]);
	});

	it('uses straight quotation marks and no double spaces', () => {
		for (const leaf of [...english, ...korean]) expect(read(leaf).text, leaf.path).not.toMatch(/ {2}|[“”‘’]/u);
	});
});

describe('words', () => {
	it('answers Korean in Korean and everybody else in English', () => {
		expect(words('ko')).toBe(languages.ko);
		expect(words('ko-KR')).toBe(languages.ko);
		for (const locale of ['en-US', 'en-GB', 'de', 'ja', 'kok', '']) expect(words(locale)).toBe(languages.en);
	});
});
