import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { providers } from '../src/providers/index.js';
import { readTaskId } from '../src/providers/answers/taskId.js';
import { modelOf, requestOf } from './harness/createOrders.js';

const root = new URL('../src/', import.meta.url).pathname;
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/** Every regular expression that stands in the program, by its place. */
const patterns = files.flatMap((file) => {
	const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
	const found: (readonly [place: string, pattern: RegExp])[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isRegularExpressionLiteral(node)) {
			const [, body = '', flags = ''] = /^\/(.*)\/([a-z]*)$/su.exec(node.text) ?? [];
			const { line } = source.getLineAndCharacterOfPosition(node.getStart());
			found.push([`${file}:${line + 1} ${node.text.slice(0, 60)}`, new RegExp(body, flags)]);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
});

/** What repeats badly: signs of every kind, words that look like the beginning of something, and the pattern's own words. */
const fragments = [
	...[
		'a',
		'A',
		'0',
		' ',
		'\t',
		'\n',
		'"',
		'\\',
		'\\"',
		'-',
		'_',
		'.',
		'/',
		':',
		'=',
		'<',
		'@',
		'|',
		'(',
		'{',
		'[',
		',',
		'%',
		'#',
	],
	...[
		'aA',
		'a ',
		'0,',
		'"a"',
		'a.',
		'a-',
		'<a',
		'a:',
		'é',
		'한',
		'😀',
		'violat',
		'a b ',
		'1.',
		'x@',
		'//',
		'" : ',
		'0 0',
		'a/',
	],
];
const ownWords = (pattern: RegExp): string[] => [
	...new Set((pattern.source.match(/[A-Za-z가-힣一-龥]{2,}/gu) ?? []).slice(0, 40)),
];

const texts = (pattern: RegExp, length: number): string[] => {
	const words = ownWords(pattern);
	return [...fragments, ...words, ...words.map((word) => `${word} `)].flatMap((part) => {
		const repeated = part.repeat(Math.ceil(length / part.length)).slice(0, length);
		return [`${repeated}!`, `"id": "${repeated}`];
	});
};

/** Milliseconds for one search through a text; of some, the quickest, since a busy machine only adds to it. */
function cost(search: (text: string) => unknown, text: string): number {
	let least = Infinity;
	for (let run = 0; run < 4 && least > unremarkableMs; run += 1) {
		const began = performance.now();
		search(text);
		least = Math.min(least, performance.now() - began);
	}
	return least;
}

/** A linear search through this much takes well under a millisecond, one that goes back for every character near a second. */
const longText = 20_000;
const unremarkableMs = 25;

/** Four times the text must not cost sixteen times the time. */
function isSuperLinear(search: (text: string) => unknown, make: (length: number) => string): boolean {
	const long = cost(search, make(longText));
	if (long <= unremarkableMs) return false;
	return long > 9 * cost(search, make(longText / 4));
}

const searching = (pattern: RegExp) => (text: string) =>
	pattern.global ? text.replaceAll(pattern, '') : new RegExp(pattern).exec(text);

describe('every regular expression of the program', () => {
	it('is found', () => {
		expect(patterns.length).toBeGreaterThan(80);
	});

	it.each(patterns)('goes through a hostile text once: %s', (_, pattern) => {
		const count = texts(pattern, 10).length;
		for (let at = 0; at < count; at += 1) {
			const slow = isSuperLinear(searching(pattern), (length) => texts(pattern, length)[at] ?? '');
			expect(slow ? texts(pattern, 40)[at] : undefined).toBeUndefined();
		}
	});

	it('and every one that is put together from parts', () => {
		const order = { model: modelOf('veo3.1'), request: requestOf('veo3.1') };
		for (const provider of providers) {
			const read = (text: string): unknown => provider.readTask({ body: undefined, text }, order);
			for (const part of [
				'"id":"task_',
				'"task_id":"',
				'"id" : ',
				'task_a',
				'{"id":"',
				'"id":1',
				'"id":"video_0',
				'\\"id\\":',
			]) {
				const make = (length: number): string => part.repeat(Math.ceil(length / part.length)).slice(0, length);
				expect(isSuperLinear(read, make) ? `${provider.id}: ${part}` : undefined).toBeUndefined();
			}
		}
		expect(readTaskId({ body: { id: '..' }, text: '' }, { keys: ['id'], form: 'x' })).toBeUndefined();
	});
});
