import { describe, expect, it } from 'vitest';

import { readMarkdown } from '../../../sandbox/web/page/markdown/blocks.js';
import { readInline } from '../../../sandbox/web/page/markdown/inline.js';

describe('Discord’s markdown', () => {
	it('reads spans inside one another', () => {
		expect(readInline('**bold _and_ ||hid||**')).toEqual([
			{
				type: 'strong',
				children: [
					{ type: 'text', text: 'bold ' },
					{ type: 'em', children: [{ type: 'text', text: 'and' }] },
					{ type: 'text', text: ' ' },
					{ type: 'spoiler', children: [{ type: 'text', text: 'hid' }] },
				],
			},
		]);
	});

	it('reads mentions, commands, times and links', () => {
		expect(readInline('<@12> <#34> </video:56> <t:1700000000:R> [here](https://example.org/a)')).toEqual([
			{ type: 'user', id: '12' },
			{ type: 'text', text: ' ' },
			{ type: 'channel', id: '34' },
			{ type: 'text', text: ' ' },
			{ type: 'command', name: 'video', id: '56' },
			{ type: 'text', text: ' ' },
			{ type: 'time', seconds: 1_700_000_000, style: 'R' },
			{ type: 'text', text: ' ' },
			{ type: 'link', url: 'https://example.org/a', children: [{ type: 'text', text: 'here' }] },
		]);
	});

	it.each(['a * b * c', 'snake_case_name', '\\*not so\\*', '2 ** 3', '<t:x:R>', '`'])(
		'leaves %s as it is',
		(source) => {
			const nodes = readInline(source);
			expect(nodes.every(({ type }) => type === 'text')).toBe(true);
			expect(nodes.map((node) => ('text' in node ? node.text : '')).join('')).toBe(source.replaceAll('\\', ''));
		},
	);

	it('does not look for spans inside code', () => {
		expect(readInline('`**a**`')).toEqual([{ type: 'code', text: '**a**' }]);
		expect(readMarkdown('```ts\n**a**\n```')).toEqual([{ type: 'pre', text: '**a**' }]);
	});

	it('reads headings, subtext, quotes and lists as lines of their own', () => {
		const text = (value: string) => [{ type: 'text', text: value }];
		expect(readMarkdown('## Title\nwords\nmore\n-# small\n> said\n1. one\n2. two\n- dot\n  - deeper')).toEqual([
			{ type: 'heading', level: 2, children: text('Title') },
			{ type: 'paragraph', children: text('words\nmore') },
			{ type: 'subtext', children: text('small') },
			{ type: 'quote', blocks: [{ type: 'paragraph', children: text('said') }] },
			{
				type: 'list',
				ordered: true,
				start: 1,
				items: [
					{ depth: 0, children: text('one') },
					{ depth: 0, children: text('two') },
				],
			},
			{
				type: 'list',
				ordered: false,
				start: 1,
				items: [
					{ depth: 0, children: text('dot') },
					{ depth: 1, children: text('deeper') },
				],
			},
		]);
	});

	it('ends for every text, however it is cut', () => {
		const source = '**a** ```x\ny``` > q\n>>> all\n- l\n  - m\n[a](https://b.c) ||s|| `';
		for (let end = 0; end <= source.length; end += 1) expect(readMarkdown(source.slice(0, end))).toBeInstanceOf(Array);
	});
});
