import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { variableSchemas, type VariableSchema } from '../src/config.js';

const docsFile = new URL('../docs/configuration.md', import.meta.url);
const exampleFile = new URL('../.env.example', import.meta.url);

/** One group of `.env.example`: its title, and its variables with the words that stand above each. */
interface Section {
	readonly title: string;
	readonly rows: readonly { readonly name: string; readonly words: string }[];
}

/** `docs/configuration.md`: names, defaults and bounds from the schema, the words from `.env.example`. */
export function configurationDoc(example = readFileSync(exampleFile, 'utf8')): string {
	return [
		'# Configuration',
		'',
		'Made from `src/config.ts` and `.env.example` by `npx tsx scripts/configurationDoc.ts`; a test keeps it current.',
		'',
		'Every value comes from the environment or from `.env` beside the program, of which the environment wins. An empty value',
		'means unset, except for `DAILY_USD`, where it means no limit. A wrong or missing value ends the start with status 78 and',
		'one line for each, naming it; nothing has been taken on then. `npm run doctor` checks the same and what lies behind it.',
		...sectionsOf(example).flatMap(({ title, rows }) => [
			'',
			`## ${title}`,
			'',
			...table([
				['variable', 'default', 'takes', 'meaning'],
				...rows.map(({ name, words }) => [`\`${name}\``, defaultOf(name), takenBy(name), words]),
			]),
		]),
		'',
	].join('\n');
}

function sectionsOf(example: string): Section[] {
	const sections: { title: string; rows: { name: string; words: string }[] }[] = [];
	let words: string[] = [];
	for (const line of example.split('\n')) {
		const title = /^# --- (.+?) -+$/u.exec(line)?.[1];
		const name = /^#?([A-Z_]+)=/u.exec(line)?.[1];
		if (title !== undefined) sections.push({ title, rows: [] });
		else if (name !== undefined) sections.at(-1)?.rows.push({ name, words: words.join(' ') });
		else if (line.startsWith('# ')) words.push(line.slice(2));
		// What stands above one variable is said of it alone.
		if (title !== undefined || name !== undefined || line === '') words = [];
	}
	return sections;
}

const schemaOf = (name: string): VariableSchema => {
	const schema = variableSchemas[name];
	if (schema === undefined) throw new Error(`.env.example names ${name}, which the program does not read`);
	return schema;
};

function defaultOf(name: string): string {
	const { required, fallback } = schemaOf(name);
	if (required) return 'required';
	return fallback === '' ? '' : `\`${fallback}\``;
}

const takenBy = (name: string): string => {
	const { words, least, most } = schemaOf(name);
	if (words.length > 0) return words.map((word) => `\`${word}\``).join(', ');
	if (least === undefined) return '';
	return most === undefined ? `${least} or more` : `${least} to ${most}`;
};

function table(rows: readonly (readonly string[])[]): string[] {
	const [head = [], ...body] = rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
	const widths = head.map((_, column) => Math.max(3, ...[head, ...body].map((row) => row[column]?.length ?? 0)));
	const line = (row: readonly string[]): string =>
		`| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
	return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(docsFile, configurationDoc());
