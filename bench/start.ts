import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Bench, Row } from './row.js';
import { mb, median, ms } from './figures.js';
import { residentBytes } from './memoryOf.js';
import { beside, type Program } from './program.js';
import { pause, Stand } from './stand.js';

const runs = 5;
/** A bot is idle for hours: V8 gives back what loading took some 8 s after the last of it. */
const idleMs = 15_000;

interface Start {
	readonly readyMs: number;
	readonly idleBytes: number;
}

/** From the start of the process to hearing interactions, and the memory held a little later. */
export const start: Bench = {
	name: 'start',
	async run(say) {
		say(`Node ${process.versions.node}`);
		const rows = await onNode(process.execPath, process.versions.node, 120e6);
		say('Node 24');
		const other = await node24();
		if (other === undefined) return [...rows, { ...missing, comparedWith: 'Node 24 is not to be had here' }];
		return [...rows, ...(await onNode(other.path, other.version, 150e6))];
	},
};

const missing: Row = { what: 'start on Node 24', measured: 'not measured', comparedWith: '', target: '' };

async function onNode(node: string, version: string, mostBytes: number): Promise<Row[]> {
	const stand = await Stand.set();
	try {
		const own = await several(() => stand.reelay({ node }));
		const bare = await several(() => stand.start({ entry: beside('bareBot.mjs'), env: stand.env, node }));
		return [
			{
				what: `process start to ready, Node ${version} (median of ${runs})`,
				measured: ms(own.readyMs),
				comparedWith: `bare discord.js client: ${ms(bare.readyMs)}`,
				target: '< 1.5 s',
				met: own.readyMs < 1500,
			},
			{
				what: `idle memory, Node ${version}`,
				measured: mb(own.idleBytes),
				comparedWith: `bare discord.js client: ${mb(bare.idleBytes)}`,
				target: `< ${mb(mostBytes)}`,
				met: own.idleBytes < mostBytes,
			},
		];
	} finally {
		await stand.close();
	}
}

async function several(begin: () => Program | Promise<Program>): Promise<Start> {
	const starts: Start[] = [];
	for (let run = 0; run < runs; run += 1) {
		const program = await begin();
		const readyMs = await program.ready();
		// Memory settles by itself; a program that is left alone gets no collection of garbage from us.
		if (run === 0) await pause(idleMs);
		starts.push({ readyMs, idleBytes: residentBytes(program.pid) });
		await program.kill();
	}
	return { readyMs: median(starts.map(({ readyMs }) => readyMs)), idleBytes: starts[0]?.idleBytes ?? Number.NaN };
}

/** Another Node through its npm package, if that is here or can be fetched. */
async function node24(): Promise<{ path: string; version: string } | undefined> {
	if (process.versions.node.startsWith('24.')) return undefined;
	try {
		const script = 'console.log(JSON.stringify({ path: process.execPath, version: process.versions.node }))';
		const args = ['-y', 'node@24', '-e', script];
		const { stdout } = await promisify(execFile)('npx', args, { timeout: 60_000 });
		return JSON.parse(stdout) as { path: string; version: string };
	} catch {
		return undefined;
	}
}
