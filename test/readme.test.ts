import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { definitions } from '../src/commands/interaction/definitions.js';
import { commands, type CommandParts } from '../src/commands/index.js';
import { variableNames } from '../src/config.js';

const root = new URL('../', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8');
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'PRIVACY.md', 'CHANGELOG.md'];
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const readme = read('README.md');

/** The rows of the table below a heading: the names in code of the first cell. */
function tabled(heading: string): string[] {
	const section = readme.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
	const cells = section.split('\n').flatMap((line) => /^\| *(`[^|]*)\|/u.exec(line)?.[1] ?? []);
	return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/gu)].map(([, name]) => name ?? ''));
}

describe.each(pages)('%s', (page) => {
	it('names only commands that there are', () => {
		const named = [...read(page).matchAll(/npm (?:run )?([a-z]+(?::[a-z]+)*)/gu)].map(([, name]) => name ?? '');
		const known = new Set([...Object.keys(scripts), 'ci', 'does']);

		expect(named.filter((name) => !known.has(name))).toEqual([]);
	});

	it('links only to files that there are', () => {
		const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/gu)].map(([, link]) => link ?? '');

		expect(links.filter((link) => !existsSync(new URL(link, root)))).toEqual([]);
	});
});

describe('the README', () => {
	it('says how the sandbox, the tests and the bot are started', () => {
		for (const command of ['npm ci && npm run sandbox', 'npm ci && npm test', 'npm ci && npm start']) {
			expect(readme).toContain(`\n${command}\n`.replace('\nnpm ci && npm start', 'npm ci && npm start'));
		}
	});

	it('has no variable in its table that the program does not read', () => {
		expect(tabled('Configuration')).not.toEqual([]);
		expect(tabled('Configuration').filter((name) => !variableNames.includes(name))).toEqual([]);
	});

	it('has every command in its table, and no other', () => {
		// What the commands are made of is asked for only when one is used.
		const set = commands({} as CommandParts);
		const names = definitions(set, { inGuild: true, userInstall: false }).map((definition) =>
			'description' in definition ? `/${definition.name}` : definition.name,
		);

		expect(tabled('Commands').sort()).toEqual(names.sort());
	});

	it('invites the bot with the least permissions', () => {
		// View Channel, Send Messages, Send Messages in Threads, Attach Files, Read Message History.
		const bits = [10n, 11n, 38n, 15n, 16n].reduce((sum, bit) => sum | (1n << bit), 0n);

		expect(readme).toContain(`scope=bot+applications.commands&permissions=${bits}`);
	});
});
