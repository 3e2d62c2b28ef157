import { writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { acknowledgement } from './acknowledgement.js';
import { arrival } from './arrival.js';
import { bigResult } from './bigResult.js';
import { cadence } from './cadence.js';
import { inFlight } from './inFlight.js';
import { month } from './month.js';
import { start } from './start.js';
import { table, type Bench, type Row } from './row.js';

/** `npm run bench [-- names…] [--write]`: measures, prints one table; `--write` keeps it in docs/benchmarks.md. */

const benches: readonly Bench[] = [acknowledgement, cadence, inFlight, arrival, bigResult, start, month];

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith('--'));
const unknown = names.filter((name) => benches.every((bench) => bench.name !== name));
if (unknown.length > 0) {
	console.error(`No bench is called ${unknown.join(', ')}; there are ${benches.map(({ name }) => name).join(', ')}.`);
	process.exit(1);
}

const load = loadavg()[0] ?? 0;
const rows: Row[] = [];
for (const bench of benches) {
	if (names.length > 0 && !names.includes(bench.name)) continue;
	const began = Date.now();
	console.error(`${bench.name} …`);
	rows.push(...(await bench.run((what) => console.error(`  ${what}`))));
	console.error(`  took ${((Date.now() - began) / 1000).toFixed(0)} s`);
}

const machine = `${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}, ${process.platform}`;
const busy = `load average ${load.toFixed(1)} when it began`;
console.log(`\n${machine}; ${busy}\n\n${table(rows)}\n`);
if (args.includes('--write')) await writeFile(new URL('../docs/benchmarks.md', import.meta.url), page());

function page(): string {
	return [
		'# Benchmarks',
		'',
		'The last table of `npm run bench -- --write`. Programs under test are processes of their own; both simulators and the load',
		'share the machine with them, so that every figure includes what it costs to be measured. Each row stands beside what it',
		'is compared with, measured or computed in the same run.',
		'',
		`Machine: ${machine}; ${busy}, ${new Date().toISOString().slice(0, 10)}.`,
		'',
		table(rows),
		'',
		'A load average above the number of cores means that other programs took their share: figures in seconds are then those of',
		'a machine that had less than its cores to give, and say little of the program. The comparisons suffered the same.',
		'',
	].join('\n');
}
