import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis } from '../harness/redisServer.js';
import { mutants, type Mutant } from './mutants.js';

const root = resolve(import.meta.dirname, '../..');
const parts = [
	'src',
	'sandbox',
	'scripts',
	'operator-page',
	'test',
	'package.json',
	'tsconfig.json',
	'vitest.config.ts',
];
let copy: string;

/** The whole project in a folder of its own, where it may be broken. */
beforeAll(async () => {
	copy = await mkdtemp(join(tmpdir(), 'reelay-mutants-'));
	for (const part of parts) await cp(join(root, part), join(copy, part), { recursive: true });
	await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rm(copy, { recursive: true, force: true }));

interface Result {
	readonly passed: number;
	readonly failed: number;
}

/** Runs the one test of this title in the copy. */
async function run({ test, title }: Pick<Mutant, 'test' | 'title'>): Promise<Result> {
	const report = join(copy, 'report.json');
	const pattern = title.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
	const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
	const args = [vitest, 'run', test, '-t', `${pattern}$`, '--reporter=json', `--outputFile=${report}`];
	await rm(report, { force: true });
	// One of two runs fails, mostly by waiting in vain.
	const env = { ...process.env, PATIENCE_MS: '20000' };
	await once(spawn(process.execPath, args, { cwd: copy, stdio: 'ignore', env }), 'close');
	const { numPassedTests, numFailedTests } = JSON.parse(await readFile(report, 'utf8'));
	return { passed: numPassedTests, failed: numFailedTests };
}

/** Runs the mutant's test with its edits in place, and puts the file back. */
async function runBroken(mutant: Mutant): Promise<Result> {
	const path = join(copy, mutant.file);
	const whole = await readFile(path, 'utf8');
	const broken = mutant.edits.reduce((text, [from, to]) => {
		if (text.split(from).length !== 2) throw new Error(`not exactly once in ${mutant.file}: ${from}`);
		return text.replace(from, () => to);
	}, whole);
	await writeFile(path, broken);
	try {
		return await run(mutant);
	} finally {
		await writeFile(path, whole);
	}
}

describe.each(mutants.filter(({ needsRedis }) => hasRedis || needsRedis !== true))(
	'a promise broken on purpose: $name',
	(mutant) => {
		it(`is caught by "${mutant.title}"`, { timeout: 600_000 }, async () => {
			expect(await run(mutant), 'the test passes while the promise is kept').toEqual({ passed: 1, failed: 0 });
			expect(await runBroken(mutant), 'and fails when it is broken').toEqual({ passed: 0, failed: 1 });
			console.log(`${mutant.name.padEnd(34)} caught by ${mutant.test}: ${mutant.title}`);
		});
	},
);
