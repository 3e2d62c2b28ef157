import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

interface Import {
	readonly from: string;
	/** A file of ours (`src/jobs/job.ts`), or a package's name. */
	readonly to: string;
	readonly typeOnly: boolean;
}

function files(folder: string): string[] {
	return readdirSync(join(root, folder)).flatMap((name) => {
		const path = join(folder, name);
		if (name === 'node_modules') return [];
		return statSync(join(root, path)).isDirectory() ? files(path) : path.endsWith('.ts') ? [path] : [];
	});
}

/** Every import of a file: statements, re-exports, `import()` expressions and `import('…')` types. */
function importsOf(file: string, text: string): Import[] {
	const found: Import[] = [];
	const note = (specifier: string, typeOnly: boolean): void => {
		const to = specifier.startsWith('.')
			? relative(root, resolve(root, dirname(file), specifier.replace(/\.js$/u, '.ts')))
			: packageName(specifier);
		found.push({ from: file, to, typeOnly });
	};
	const visit = (node: ts.Node): void => {
		if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
			const named = node.importClause?.namedBindings;
			const allTypes =
				node.importClause?.name === undefined &&
				named !== undefined &&
				ts.isNamedImports(named) &&
				named.elements.length > 0 &&
				named.elements.every((element) => element.isTypeOnly);
			note(node.moduleSpecifier.text, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword || allTypes);
		} else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
			note(node.moduleSpecifier.text, node.isTypeOnly);
		} else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
			const [argument] = node.arguments;
			if (argument !== undefined && ts.isStringLiteral(argument)) note(argument.text, false);
		} else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
			if (ts.isStringLiteral(node.argument.literal)) note(node.argument.literal.text, true);
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
	return found;
}

const packageName = (specifier: string): string =>
	specifier.startsWith('node:') ? specifier : specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

const imports = (folder: string): Import[] =>
	files(folder).flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')));

/** The floors of `src`, by folder or file. */
const floors = [
	'lib',
	'i18n',
	'discord',
	'jobs',
	'providers',
	'messages',
	'services',
	'commands',
	'gateway',
	'app',
	'main',
	'config',
	'doctor',
	'job',
	'backup',
	'restore',
	'storeCopy',
];

/** Who may import whom: downwards only. Below `typeOnly` a floor may be imported for its types alone. */
const allowed: Readonly<Record<string, { values: string[]; types?: string[] }>> = {
	lib: { values: ['lib'] },
	i18n: { values: ['i18n'] },
	discord: { values: ['discord', 'lib'] },
	jobs: { values: ['jobs', 'discord', 'lib'] },
	providers: { values: ['providers', 'jobs', 'lib'] },
	messages: { values: ['messages', 'jobs', 'discord', 'i18n', 'lib'] },
	services: { values: ['providers', 'messages', 'jobs', 'discord', 'i18n', 'lib'], types: ['services'] },
	commands: { values: ['commands', 'providers', 'messages', 'jobs', 'discord', 'i18n', 'lib'], types: ['services'] },
	gateway: { values: ['gateway', 'commands', 'messages', 'jobs', 'discord', 'i18n', 'lib'], types: ['services'] },
	config: { values: ['providers', 'lib'] },
	app: { values: floors },
	main: { values: floors },
	doctor: { values: floors },
	job: { values: floors },
	backup: { values: floors },
	restore: { values: floors },
	storeCopy: { values: floors },
};

/** Floors without input or output, clock or process of their own. */
const pure = ['lib', 'i18n', 'discord', 'jobs', 'providers', 'messages'];

/** The one home of each package that acts on the world. */
const homes: Readonly<Record<string, RegExp>> = {
	'node:child_process': /^src\/services\/media\/childProgram\.ts$/u,
	hono: /^src\/services\/operator\/operatorPage\.ts$/u,
	undici: /^src\/services\/(cometapi\/apiClient|media\/download\/safeFetch|discord\/sendForm)\.ts$/u,
	keyv: /^src\/services\/(records\/storage|redis\/redisTables)\.ts$/u,
	'@keyv/redis': /^src\/services\/redis\/redisTables\.ts$/u,
	redis: /^src\/services\/redis\/redisConnection\.ts$/u,
	bullmq: /^src\/services\/redis\/(leases|leaseWorker)\.ts$/u,
	'@keyv/sqlite': /^src\/services\/records\/sqliteConnection\.ts$/u,
	sqlite3: /^src\/services\/records\/(processLock|recordReader|storeCopy)\.ts$/u,
	pino: /^src\/services\/ops\/logger\.ts$/u,
	'prom-client': /^src\/services\/metrics\//u,
	'rate-limiter-flexible': /^src\/services\/admission\/rateLimiter\.ts$/u,
};

const floorOf = (file: string): string => {
	const [, second = ''] = file.split('/');
	return second.replace(/\.ts$/u, '');
};

const ours = imports('src').filter(({ to }) => to.startsWith('src/'));
const foreign = imports('src').filter(({ to }) => !to.startsWith('src/'));
const show = ({ from, to }: Import): string => `${from} -> ${to}`;

/** Groups of files that reach themselves again, type imports included. */
function cycles(edges: readonly Import[]): string[] {
	const graph = new Map<string, string[]>();
	for (const { from, to } of edges) graph.set(from, [...(graph.get(from) ?? []), to]);
	const reaches = (start: string): boolean => {
		const seen = new Set<string>();
		const open = [...(graph.get(start) ?? [])];
		for (let file = open.pop(); file !== undefined; file = open.pop()) {
			if (file === start) return true;
			if (seen.has(file)) continue;
			seen.add(file);
			open.push(...(graph.get(file) ?? []));
		}
		return false;
	};
	return [...graph.keys()].filter(reaches).sort();
}

describe('the house', () => {
	it('is read whole: every file stands on a known floor', () => {
		expect(files('src').filter((file) => !floors.includes(floorOf(file)))).toEqual([]);
		expect(ours.length).toBeGreaterThan(50);
	});

	it('imports downwards only', () => {
		const wrong = ours.filter((edge) => {
			const rule = allowed[floorOf(edge.from)];
			if (rule === undefined) return true;
			const floor = floorOf(edge.to);
			return !rule.values.includes(floor) && !(edge.typeOnly && rule.types?.includes(floor) === true);
		});
		// Services of one folder below `services/` (an engine and its contract) are one part.
		const subject = (file: string): string | undefined => /^src\/services\/(\w+)\//u.exec(file)?.[1];
		const within = ({ from, to }: Import): boolean => subject(from) !== undefined && subject(from) === subject(to);
		expect(wrong.filter((edge) => !within(edge)).map(show)).toEqual([]);
	});

	it('has no cycles between folders, imports of types included', () => {
		const folder = (file: string): string => dirname(file).replace(/^src\/(i18n|app)\b.*/u, 'src/$1');
		const between = (edges: readonly Import[]): Import[] =>
			edges
				.map((edge) => ({ ...edge, from: folder(edge.from), to: folder(edge.to) }))
				.filter(({ from, to }) => from !== to && from !== 'src' && to !== 'src');
		expect(cycles(between(ours))).toEqual([]);
		expect(cycles(between(imports('sandbox').filter(({ to }) => to.startsWith('sandbox/'))))).toEqual([]);
	});

	it('has no cycles, imports of types included', () => {
		expect(cycles(ours)).toEqual([]);
	});

	it('keeps the pure floors pure', () => {
		const wrong = foreign.filter(({ from, to }) => pure.includes(floorOf(from)) && to.startsWith('node:'));
		expect(wrong.map(show)).toEqual([]);
		const impure = /\bprocess\.|\bDate\.now\(|\bMath\.random\(|\bsetTimeout\(|\bsetInterval\(|\bfetch\(/u;
		const clock = 'src/lib/time.ts';
		const files_ = files('src').filter((file) => pure.includes(floorOf(file)) && file !== clock);
		expect(files_.filter((file) => impure.test(code(file)))).toEqual([]);
	});

	it('reads the environment in one place', () => {
		const readers = files('src').filter((file) => /\bprocess\.env\b/u.test(code(file)));
		// Programs that we start are given three names of it, and nothing else.
		const entrances = /^src\/(main|doctor|job|backup|restore|storeCopy|services\/media\/childProgram)\.ts$/u;
		expect(readers.filter((file) => !entrances.test(file))).toEqual([]);
	});

	it('gives every package that acts on the world one home', () => {
		const wrong = foreign.filter(
			({ from, to, typeOnly }) => homes[to] !== undefined && !typeOnly && !homes[to].test(from),
		);
		expect(wrong.map(show)).toEqual([]);
	});

	it('never lets the program and its simulators import one another', () => {
		expect(
			imports('src')
				.filter(({ to }) => /^(sandbox|test|bench|scripts)\//u.test(to))
				.map(show),
		).toEqual([]);
		expect(
			imports('sandbox')
				.filter(({ to }) => /^(src|test|bench)\//u.test(to))
				.map(show),
		).toEqual([]);
		expect(cycles(imports('sandbox').filter(({ to }) => to.startsWith('sandbox/')))).toEqual([]);
	});

	it('has a map that names every folder, and no other', () => {
		const folders = new Set(files('src').map((file) => `${dirname(file).replace(/^src\/?/u, '')}/`));
		const map = readFileSync(join(root, 'src/README.md'), 'utf8');
		const named = new Set([...map.matchAll(/`((?:\w+\/)+)`/gu)].map(([, name]) => name));

		expect([...folders].filter((folder) => folder !== '/' && !named.has(folder))).toEqual([]);
		const places = [...named].filter((name) => !name?.startsWith('sandbox/') && name !== 'unified/');
		expect(places.filter((name) => !statSync(join(root, 'src', name ?? ''), { throwIfNoEntry: false }))).toEqual([]);
	});

	it('keeps files readable at one sitting', () => {
		const lines = (file: string): number => readFileSync(join(root, file), 'utf8').split('\n').length - 1;
		const long = [...files('src'), ...files('sandbox')].filter((file) => lines(file) > 260);
		expect(long.map((file) => `${file}: ${lines(file)}`)).toEqual([]);
	});

	it('keeps folders small enough to be taken in at a glance', () => {
		const counts = new Map<string, number>();
		for (const file of [...files('src'), ...files('sandbox')]) {
			counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
		}
		expect([...counts].filter(([, count]) => count > 15)).toEqual([]);
	});

	it('has no drawers and no default exports', () => {
		const drawers = /\/(utils?|helpers?|types|constants|common|misc)\.ts$/u;
		expect([...files('src'), ...files('sandbox')].filter((file) => drawers.test(file))).toEqual([]);
		expect(files('src').filter((file) => /^export default/mu.test(code(file)))).toEqual([]);
	});
});

describe('the check itself', () => {
	it('sees statements, type imports, re-exports, import expressions and import types', () => {
		const text = `
			import { a } from './a.js';
			import type { B } from './b.js';
			import { type C } from './c.js';
			export { d } from './d.js';
			const e = await import('./e.js');
			let f: import('./f.js').F;
			import '@scope/pack/deep';
		`;
		expect(importsOf('src/jobs/x.ts', text).map(({ to, typeOnly }) => [to, typeOnly])).toEqual([
			['src/jobs/a.ts', false],
			['src/jobs/b.ts', true],
			['src/jobs/c.ts', true],
			['src/jobs/d.ts', false],
			['src/jobs/e.ts', false],
			['src/jobs/f.ts', true],
			['@scope/pack', false],
		]);
	});

	it('finds a cycle through three files', () => {
		const edge = (from: string, to: string): Import => ({ from, to, typeOnly: true });
		expect(cycles([edge('a', 'b'), edge('b', 'c'), edge('c', 'a'), edge('c', 'd')])).toEqual(['a', 'b', 'c']);
	});
});

/** A file's text without comments, which may speak of anything. */
const code = (file: string): string =>
	readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gmu, '');
