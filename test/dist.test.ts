import { patienceMs } from './harness/patience.js';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Sandbox } from '../sandbox/web/sandbox.js';
import { textOf } from './harness/appHarness.js';
import { builtBot } from '../sandbox/bot/build.js';
import { buildPrograms } from '../scripts/build.mjs';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'reelay-dist-'));
let entry: string;

/** Plain Node, without the loader that the tests run under. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): SpawnSyncReturns<string> {
	const { PATH = '' } = process.env;
	return spawnSync(process.execPath, args, {
		cwd: folder,
		env: { PATH, ...env },
		encoding: 'utf8',
		timeout: patienceMs,
	});
}

const required = { DISCORD_TOKEN: 'a.bot.token', COMETAPI_KEY: 'sk-test', OPS_PORT: 'off' };
const start = (env: Readonly<Record<string, string>>) => run([entry], { ...required, ...env });

beforeAll(async () => {
	entry = await builtBot(root);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the built program under plain Node', () => {
	it('ends with status 78 and one line for each variable that is missing or wrong', () => {
		const { status, stderr, stdout } = run([entry], { POLL_MIN_MS: 'soon' });
		expect(status).toBe(78);
		expect(
			stderr
				.trim()
				.split('\n')
				.map((line) => line.split(':')[0]),
		).toEqual(['DISCORD_TOKEN', 'COMETAPI_KEY', 'POLL_MIN_MS']);
		// Whoever reads the log alone must find the last word there as well.
		const faults = stderr.trim().split('\n');
		expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ level: 'fatal', faults });
	});

	it('answers a member', async () => {
		const sandbox = await Sandbox.start({ data: join(folder, 'sandbox'), seconds: 2 });
		onTestFinished(() => sandbox.close());
		await sandbox.bot.ready(patienceMs);
		const { discord } = sandbox;
		const asked = discord.invoke({ command: 'models', user: discord.world.alice });
		await asked.responded();
		expect(textOf(discord.original(asked))).toContain('Veo');
	});

	it('refuses a key that cannot stand in a header', () => {
		const { status, stderr } = start({ COMETAPI_KEY: 'ключ' });
		expect([status, stderr]).toEqual([78, expect.stringMatching(/^COMETAPI_KEY: /u)]);
	});

	it('names the place that it cannot use, before it takes anything on', () => {
		const file = join(root, 'package.json');
		const noMedia = start({ MEDIA_DIR: join(file, 'media') });
		expect([noMedia.status, noMedia.stderr]).toEqual([78, expect.stringMatching(/^MEDIA_DIR: /u)]);

		const noStore = start({ STORE_URL: `sqlite://${join(file, 'store.sqlite')}` });
		expect([noStore.status, noStore.stderr]).toEqual([78, expect.stringMatching(/^STORE_URL: /u)]);
	});

	it('hears signals before it loads what takes time, and ends in order at once', () => {
		const preload = join(folder, 'preload.mjs');
		// Signals itself at the moment from which it listens; status 3 when that is late.
		writeFileSync(
			preload,
			`import { Module } from 'node:module';
			process.on('newListener', (event) => {
				if (event !== 'SIGTERM') return;
				if (Object.keys(Module._cache).some((file) => file.includes('sqlite3'))) process.exit(3);
				setImmediate(() => process.kill(process.pid, 'SIGTERM'));
			});`,
		);
		const { status, signal } = run(['--import', preload, entry], {
			...required,
			DISCORD_API_URL: 'http://127.0.0.1:9',
		});
		expect([status, signal]).toEqual([0, null]);
	});

	it('finds its font and draws with it', async () => {
		// Within the project, where the packages are looked for.
		const built = mkdtempSync(join(root, '.dist-'));
		onTestFinished(() => rmSync(built, { recursive: true, force: true }));
		await buildPrograms(built, { 'app/textOutlines': 'src/services/admin/textOutlines.ts' });
		const script = `
			import { TextOutlines } from ${JSON.stringify(join(built, 'app/textOutlines.js'))};
			const outline = await new TextOutlines().lettering();
			console.log(['영', '상', 'v'].every((letter) => outline(letter, 12).path.length > 10));
		`;
		const { stdout, stderr } = run(['--input-type=module', '-e', script]);
		expect([stdout.trim(), stderr]).toEqual(['true', '']);
	});
});
