/** One line of the table: what was measured beside what it is compared with, in the same run. */
export interface Row {
	readonly what: string;
	readonly measured: string;
	readonly comparedWith: string;
	readonly target: string;
	/** Left out where there is no target to reach. */
	readonly met?: boolean;
}

/** One subject of measurement; may print how far it has come through `say`. */
export interface Bench {
	readonly name: string;
	run(say: (what: string) => void): Promise<readonly Row[]>;
}

const heads = ['what', 'measured', 'compared with', 'target', ''] as const;

/** The rows as a Markdown table whose columns line up in a terminal. */
export function table(rows: readonly Row[]): string {
	const cells = rows.map((row) => [row.what, row.measured, row.comparedWith, row.target, verdict(row)]);
	const widths = heads.map((head, column) => Math.max(head.length, ...cells.map((row) => (row[column] ?? '').length)));
	const line = (row: readonly string[]): string =>
		`| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;

	return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}

function verdict({ met }: Row): string {
	if (met === undefined) return '';
	return met ? 'met' : 'MISSED';
}
