import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Private fields that hold a collection which grows by keys: `Class.#field`, of one source file. */
function collectionsOf(source: string): string[] {
	const found: string[] = [];
	let owner = '';
	for (const line of source.split('\n')) {
		owner = /^(?:export )?(?:abstract )?class (\w+)/u.exec(line)?.[1] ?? owner;
		const field = /^\t(?:readonly )?(#\w+)(?:: (?:Map|Set|RecentMap)<| = new (?:Map|Set|RecentMap)\b)/u.exec(line)?.[1];
		if (field !== undefined) found.push(`${owner}.${field}`);
	}
	return found;
}

describe('collections that live long', () => {
	it('finds them in a class', () => {
		const source =
			'export class Many {\n\treadonly #jobs = new Map<string, Job>();\n\t#asked: Set<string>;\n\t#count = 0;\n}';
		expect(collectionsOf(source)).toEqual(['Many.#jobs', 'Many.#asked']);
	});

	it('are all in the table of architecture.md with what bounds them, and no others are', async () => {
		const files = (await readdir('src', { recursive: true })).filter((name) => name.endsWith('.ts'));
		// A `RecentMap` is its own bound.
		const names = files.filter((name) => !name.endsWith('recentMap.ts'));
		const sources = await Promise.all(names.map((name) => readFile(join('src', name), 'utf8')));
		const table = await readFile('docs/architecture.md', 'utf8');
		const told = [...table.matchAll(/`(\w+\.#\w+)`/gu)].map(([, name]) => name);
		expect(told.toSorted()).toEqual(sources.flatMap(collectionsOf).toSorted());
	});
});
