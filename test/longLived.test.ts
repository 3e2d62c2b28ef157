import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const keyed = '(?:Map|Set|RecentMap)';
/** A private field that can grow: a map, a set, or a list that is not only read. */
const field = new RegExp(
	`^\\t(?:readonly )?(#\\w+)(?:: ${keyed}<| = new ${keyed}\\b|: (?!readonly |Readonly).*\\[\\](?:;| = \\[\\];)| = \\[\\];|: .*\\[\\] = \\[\\];)`,
	'u',
);
/** The same, handed to a class among its parts, where it is not only read. */
const part = new RegExp(`^\\t(?:readonly )?(\\w+)\\??: ${keyed}<`, 'u');
/** The same of a module, but for what is made once of what is written there. */
const ofModule = new RegExp(
	`^(?:export )?(?:const|let) (\\w+)(?:: (?!Readonly)[^=]+)? = (?:new ${keyed}\\b[^(]*\\(\\)|\\[\\]);`,
	'u',
);

/** What holds a collection which can grow, in one source file: `Class.#field`, `PartsOfAClass.field`, `module.name`. */
function collectionsOf(source: string, module = ''): string[] {
	const found: string[] = [];
	let owner = '';
	for (const line of source.split('\n')) {
		owner = /^(?:export )?(?:abstract )?(?:class|interface) (\w+)/u.exec(line)?.[1] ?? owner;
		const own = field.exec(line)?.[1] ?? part.exec(line)?.[1];
		if (own !== undefined) found.push(`${owner}.${own}`);
		const shared = ofModule.exec(line)?.[1];
		if (shared !== undefined) found.push(`${module}.${shared}`);
	}
	return found;
}

describe('collections that live long', () => {
	it.each<[string, string, readonly string[]]>([
		['a map', '\treadonly #jobs = new Map<string, Job>();', ['Many.#jobs']],
		['a set that comes later', '\t#asked: Set<string>;', ['Many.#asked']],
		['a number', '\t#count = 0;', []],
		['a list that grows', '\treadonly #files: File[] = [];', ['Many.#files']],
		['a list that is replaced', '\t#needles: readonly Needle[] = [];', ['Many.#needles']],
		['a list of what a function gives', "\treadonly #clients: ReturnType<Of['one']>[] = [];", ['Many.#clients']],
		['a list that is handed in', '\treadonly #days: readonly Day[];', []],
		['a set among the parts', '\treadonly keys: Set<string>;', ['Many.keys']],
		['a set among the parts that is only read', '\treadonly keys: ReadonlySet<string>;', []],
	])('are found in a class: %s', (_, line, found) => {
		expect(collectionsOf(`export class Many {\n${line}\n}`)).toEqual(found);
	});

	it.each<[string, readonly string[]]>([
		['const shas = new Map<string, string>();', ['one.shas']],
		['export const handing: Set<string> = new Set();', ['one.handing']],
		['let waiting: string[] = [];', ['one.waiting']],
		["const kinds: ReadonlySet<string> = new Set(['a']);", []],
		["const names = ['a'];", []],
	])('are found in a module: %s', (line, found) => {
		expect(collectionsOf(line, 'one')).toEqual(found);
	});

	it('are all in the table of architecture.md with what bounds them, and no others are', async () => {
		const files = (await readdir('src', { recursive: true })).filter((name) => name.endsWith('.ts'));
		// A `RecentMap` is its own bound.
		const names = files.filter((name) => !name.endsWith('recentMap.ts'));
		const found = await Promise.all(
			names.map(async (name) => collectionsOf(await readFile(join('src', name), 'utf8'), basename(name, '.ts'))),
		);
		const document = await readFile('docs/architecture.md', 'utf8');
		const [, chapter = ''] = document.split('## What lives long in memory');
		const told = [...(chapter.split('\n## ')[0] ?? '').matchAll(/`(\w+\.#?\w+)`/gu)]
			.map(([, name]) => name)
			.filter((name) => !name?.endsWith('.ts'));
		expect(told.toSorted()).toEqual(found.flat().toSorted());
	});
});
