import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CometApiSimulator } from '../sandbox/cometapi/simulator.js';
import { DiscordSimulator } from '../sandbox/discord/simulator.js';
import { definitionSet } from '../src/commands/definitionSet.js';
import { definitions } from '../src/commands/interaction/definitions.js';
import { nodeVersion } from '../src/doctor/machineChecks.js';
import { systemClock } from '../src/lib/time.js';
import { ProcessLock } from '../src/services/records/processLock.js';
import { Caller } from './sandbox/discord/caller.js';

const program = resolve(import.meta.dirname, '../src/doctor.ts');
const loader = import.meta.resolve('tsx');
const secrets = {
	token: 'MTAwMDAw.secret.token',
	key: 'sk-very-secret',
	quotaKey: 'sk-quota-secret',
	ops: 'ops-secret',
};

let folder: string;
let discord: DiscordSimulator;
let comet: CometApiSimulator;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'reelay-doctor-'));
	discord = await DiscordSimulator.start({ token: secrets.token });
	comet = await CometApiSimulator.start({ key: secrets.key, quotaKey: secrets.quotaKey });
});
afterEach(async () => {
	await discord.close();
	await comet.close();
	await rm(folder, { recursive: true, force: true });
});

/** A configuration with which everything is well, save what the simulators have not. */
const good = (): Record<string, string> => ({
	DISCORD_TOKEN: secrets.token,
	DISCORD_API_URL: discord.apiUrl,
	COMETAPI_KEY: secrets.key,
	COMETAPI_BASE_URL: comet.baseUrl,
	COMETAPI_QUOTA_URL: comet.quotaUrl,
	COMETAPI_QUOTA_KEY: secrets.quotaKey,
	OPS_TOKEN: secrets.ops,
	STORE_URL: `sqlite://${folder}/data/reelay.sqlite`,
	MEDIA_DIR: join(folder, 'data/media'),
	FFMPEG_PATH: process.execPath,
	OPS_PORT: '0',
	MEDIA_MAX_GB: '0.1',
});

interface Run {
	readonly status: number | null;
	/** What was said, by name of check. */
	readonly lines: Readonly<Record<string, string>>;
	readonly output: string;
}

/** Runs the doctor as an operator does, in a folder without a `.env`. */
function doctor(environment: Record<string, string>): Promise<Run> {
	return new Promise((done, reject) => {
		const env = { PATH: process.env['PATH'] ?? '', ...environment };
		const child = spawn(process.execPath, ['--import', loader, program], { cwd: folder, env });
		let output = '';
		const hear = (text: Buffer): void => void (output += text.toString());
		child.stdout.on('data', hear);
		child.stderr.on('data', hear);
		child.on('error', reject);
		child.on('close', (status) => {
			const lines = output.split('\n').flatMap((line) => {
				const found = /^(ok|warn|fail) +(\S+(?: \S+)*) {2,}(.*)$/u.exec(line);
				return found === null ? [] : [[found[2] ?? '', `${found[1] ?? ''}: ${found[3] ?? ''}`] as const];
			});
			done({ status, lines: Object.fromEntries(lines), output });
		});
	});
}

const levels = ({ lines }: Run): Record<string, string> =>
	Object.fromEntries(Object.entries(lines).map(([name, text]) => [name, text.split(':')[0] ?? '']));

// Each of these starts a process that loads the program anew, on a machine that may be busy.
describe('the doctor', () => {
	it('finds a good configuration good, with the link that invites the bot, and changes nothing', async () => {
		const run = await doctor(good());
		expect(levels(run)).toEqual({
			configuration: 'ok',
			node: 'ok',
			store: 'ok',
			'store lock': 'ok',
			'media folder': 'ok',
			'ops port': 'ok',
			ffmpeg: 'warn',
			clock: 'ok',
			'discord token': 'ok',
			'discord gateway': 'ok',
			'discord app': 'ok',
			'discord commands': 'warn',
			'cometapi key': 'ok',
			'cometapi catalogue': 'ok',
			'default model': 'ok',
			'cometapi balance': 'ok',
			'public address': 'ok',
		});
		expect(run.status).toBe(0);
		expect(run.lines['discord app']).toContain(`client_id=${discord.applicationId}`);
		expect(run.lines['cometapi balance']).toBe('ok: $12.50 left');
		expect(await readdir(folder)).toEqual([]);
		const asked = [...discord.api.exchanges, ...comet.server.exchanges];
		expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(['GET']));
	});

	it('never prints a secret, whatever goes wrong', async () => {
		const message = `bad: ${Object.values(secrets).join(' ')}`;
		const refusal = (status: number) => ({ kind: 'answer', answer: { status, body: { message, code: 0 } } }) as const;
		comet.addFault({ match: ({ path }) => path !== '/api/models', times: Infinity, act: refusal(500) });
		discord.api.addFault({ match: () => true, times: Infinity, act: refusal(403) });
		const other = { DISCORD_API_URL: 'http://127.0.0.1:1', COMETAPI_BASE_URL: 'http://127.0.0.1:1' };
		const runs = await Promise.all([doctor(good()), doctor({ ...good(), ...other })]);
		expect(runs.map(({ status }) => status)).toEqual([1, 1]);
		expect(runs[0].lines['discord gateway']).toBe('fail: bad: … … … …');
		const told = runs.flatMap(({ output }) => Object.values(secrets).filter((secret) => output.includes(secret)));
		expect(told).toEqual([]);
	});

	it('names every variable that is missing or wrong, and ends with 78', async () => {
		const run = await doctor({ POLL_MIN_MS: 'soon' });
		expect(run.status).toBe(78);
		for (const name of ['DISCORD_TOKEN', 'COMETAPI_KEY', 'POLL_MIN_MS']) expect(run.output).toContain(`${name}: `);
	});

	it('says whose fault it is when the token or the key is refused, and ends with 1', async () => {
		const run = await doctor({ ...good(), DISCORD_TOKEN: 'wrong', COMETAPI_KEY: 'wrong', COMETAPI_QUOTA_KEY: 'wrong' });
		expect(run.status).toBe(1);
		expect(run.lines['discord token']).toMatch(/^fail: DISCORD_TOKEN is not accepted/u);
		expect(run.lines['cometapi key']).toMatch(/^fail: COMETAPI_KEY is not accepted/u);
		expect(run.lines['cometapi balance']).toMatch(/^warn: COMETAPI_QUOTA_URL answers HTTP 401/u);
		// One line says it all.
		expect(Object.keys(run.lines).filter((name) => name.startsWith('discord'))).toEqual(['discord token']);
	});

	it.each([
		['a day ahead', 86_400_000, /^fail: 8\d{4} s ahead of Discord's; set it by NTP/u],
		['twenty minutes behind', -1_200_000, /^fail: 1\d{3} s behind Discord's/u],
		['ten seconds ahead', 10_000, /^warn: \d+ s ahead of/u],
	])('sees a clock that is %s', async (_, off, says) => {
		const date = new Date(Date.now() - off).toUTCString();
		const answer = { status: 200, headers: { date }, body: { url: 'ws://127.0.0.1' } };
		discord.api.addFault({ match: ({ path }) => path.endsWith('/gateway'), act: { kind: 'answer', answer } });
		expect((await doctor(good())).lines['clock']).toMatch(says);
	});

	it('says that the commands are equal to those of this version, or which are not', async () => {
		const all = definitions(definitionSet, { inGuild: false, userInstall: false });
		const put = (body: unknown) =>
			new Caller(discord).bot('PUT', `/applications/${discord.applicationId}/commands`, body);
		await put(all);
		expect((await doctor(good())).lines['discord commands']).toBe(
			'ok: 7 are published, equal to those of this version',
		);

		const [video, ...others] = all;
		await put([{ ...video, description: 'An older one' }, ...others.slice(1)]);
		expect((await doctor(good())).lines['discord commands']).toBe(
			'warn: not those of this version: video, videos; the bot publishes them when it starts',
		);
	});

	it('sees a port that is taken, and a disk with less room than results may take', async () => {
		const taken = createServer();
		await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
		const { port } = taken.address() as AddressInfo;
		const run = await doctor({ ...good(), OPS_PORT: String(port), MEDIA_MAX_GB: '9000000' });
		taken.close();
		expect(run.lines['ops port']).toMatch(/^warn: 127\.0\.0\.1:\d+ is taken/u);
		expect(run.lines['media folder']).toMatch(/^warn: .* MB less are free than MEDIA_MAX_GB allows/u);
	});

	it('tells that nobody answers, that a model is unknown, and that a folder is none', async () => {
		await writeFile(join(folder, 'file'), 'x');
		const nobody = 'http://127.0.0.1:9';
		const run = await doctor({
			...good(),
			DISCORD_API_URL: nobody,
			COMETAPI_BASE_URL: nobody,
			DEFAULT_MODEL: 'nobody-knows-me',
			MEDIA_DIR: join(folder, 'file/media'),
			FFMPEG_PATH: join(folder, 'no-ffmpeg'),
		});
		expect(run.status).toBe(1);
		expect(levels(run)).toMatchObject({
			'discord token': 'fail',
			'discord gateway': 'fail',
			'cometapi key': 'fail',
			'cometapi catalogue': 'warn',
			'media folder': 'fail',
			ffmpeg: 'warn',
		});
		expect(run.lines['default model']).toMatch(/^fail: DEFAULT_MODEL nobody-knows-me is not offered; .*veo3/u);
	});

	it('says that another process holds the store, and does not take it away', async () => {
		await mkdir(join(folder, 'data'));
		await writeFile(join(folder, 'data/reelay.sqlite'), '');
		const lock = new ProcessLock({
			storeUrl: good()['STORE_URL'] ?? '',
			clock: systemClock,
			log: pino({ level: 'silent' }),
		});
		await lock.acquire(AbortSignal.timeout(5000));
		const held = await doctor(good());
		await lock.release();
		const free = await doctor(good());

		expect([held.status, held.lines['store lock']]).toEqual([
			0,
			expect.stringMatching(/^ok: held by a running process/u),
		]);
		expect(free.lines['store lock']).toMatch(/^ok: free/u);
		const again = new ProcessLock({
			storeUrl: good()['STORE_URL'] ?? '',
			clock: systemClock,
			log: pino({ level: 'silent' }),
		});
		await again.acquire(AbortSignal.abort());
		await again.release();
	});

	it('refuses a store that is no SQLite file', async () => {
		await mkdir(join(folder, 'data'));
		await writeFile(join(folder, 'data/reelay.sqlite'), 'my diary, not a database');
		const run = await doctor(good());
		expect([run.status, run.lines['store']]).toEqual([1, expect.stringMatching(/^fail: .* is no SQLite file/u)]);
	});

	it('warns of a public address that nobody reaches, and goes on', async () => {
		const run = await doctor({ ...good(), PUBLIC_URL: comet.baseUrl.replace('http:', 'https:') });
		expect([run.status, run.lines['public address']]).toEqual([0, expect.stringMatching(/^warn: cannot be reached/u)]);
	});
});

describe('the version of Node', () => {
	it('is enough from 20.18.1 on', () => {
		const levelOf = (version: string): string => nodeVersion(version).level;
		expect(['20.18.1', '20.19.0', '22.0.0', '24.1.0'].map(levelOf)).toEqual(['ok', 'ok', 'ok', 'ok']);
		expect(['20.18.0', '20.9.9', '18.20.0'].map(levelOf)).toEqual(['fail', 'fail', 'fail']);
	});
});
