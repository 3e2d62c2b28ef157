import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInline } from '../../sandbox/web/page/markdown/inline.js';
import { neutralise, plain } from '../../src/messages/parts/memberText.js';
import { words } from '../harness/anyJob.js';

/** What a reader sees: escapes and the spaces without width are not there for the eye. */
const seen = (text: string): string => text.replace(/\\([!-/:-@[-`{-~])/gu, '$1').replace(/\u200B/gu, '');

describe('neutralise', () => {
	it.each([
		['@everyone and @here', '@\u200Beveryone and @\u200Bhere'],
		[
			'<@123> <@!123> <@&1> <#2>',
			'\\<\u200B@\u200B123\\> \\<\u200B@\u200B!123\\> \\<\u200B@\u200B&1\\> \\<\u200B#2\\>',
		],
		['**bold** _it_ `code` ||no||', '\\*\\*bold\\*\\* \\_it\\_ \\`code\\` \\|\\|no\\|\\|'],
		['[free](https://x.test)', '\\[free\\](https:\\/\\/x.test)'],
		['# big', '\\# big'],
		['- item', '\\- item'],
		['-# small', '\\-# small'],
		['1. one', '1\\. one'],
		['12) twelve', '12\\) twelve'],
		['a # b - c 1. d', 'a # b - c 1. d'],
		['one\ntwo\r\n\n# three', 'one two # three'],
		['a\u202Eb\u200Bc\u2066d\u0000e\uFEFFf\u3164g', 'abcdefg'],
		['back\\slash', 'back\\\\slash'],
	])('writes %j harmlessly', (text, harmless) => {
		expect(neutralise(text, 200)).toBe(harmless);
	});

	it('leaves Korean and emoji as they are', () => {
		const text = '새벽 연못의 종이배 👨‍👩‍👧‍👦🏳️‍🌈🇰🇷👍🏽 ❤️';
		expect(neutralise(text, 200)).toBe(text);
	});

	it('shortens at a whole character', () => {
		expect(neutralise('👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 21)).toBe('👨‍👩‍👧‍👦…');
		expect(neutralise('종이배가 간다', 5)).toBe('종이배가…');
		expect(neutralise('*'.repeat(9), 8)).toBe('\\*\\*\\*…');
		expect(neutralise(`e${'\u0301'.repeat(99)} x`, 20)).not.toMatch(/\u0301{2}/u);
	});

	it('never exceeds its budget, breaks a line, or leaves markdown, a mention or a link alive', () => {
		fc.assert(
			fc.property(words, fc.integer({ min: 0, max: 400 }), (text, max) => {
				const shown = neutralise(text, max);
				expect(shown.length).toBeLessThanOrEqual(max);
				expect(shown).not.toMatch(/[\n\r\p{Cc}\u202A-\u202E\u2066-\u2069]|@everyone|@here|<@|<#|<:|<t:/u);
				expect(shown).not.toMatch(/^(?:#|-|\+|>|\d+[.)])/u);
				expect(readInline(shown).every((node) => node.type === 'text')).toBe(true);
			}),
			{ numRuns: 500 },
		);
	});

	it('shows ordinary words unchanged to the eye', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 60 }), (text) => {
				expect(seen(neutralise(text, 1000))).toBe(text.replace(/\s+/gu, ' ').trim());
			}),
		);
	});
});

describe('plain', () => {
	it('keeps the words and drops what cannot be seen', () => {
		expect(plain('a *boat*\u202E\nat <dawn>', 100)).toBe('a *boat* at <dawn>');
	});

	it('never exceeds its budget', () => {
		fc.assert(
			fc.property(words, fc.integer({ min: 0, max: 100 }), (text, max) => {
				expect(plain(text, max).length).toBeLessThanOrEqual(max);
			}),
		);
	});
});
