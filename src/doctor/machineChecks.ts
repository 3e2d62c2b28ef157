import { sqliteHeader } from '../app/openStore.js';
import { access, constants, mkdtemp, open, rm, stat, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { storeFile } from '../services/records/storage.js';
import { systemClock } from '../lib/time.js';
import { MediaFolder } from '../services/media/mediaFolder.js';
import { Ffmpeg } from '../services/media/videos/ffmpeg.js';
import { ProcessLock } from '../services/records/processLock.js';
import { livingProcesses } from '../services/redis/leadership.js';
import { RedisConnection, setupFaults } from '../services/redis/redisConnection.js';
import { fail, ok, warn, type Check } from './finding.js';

/** The oldest Node that the packages we stand on support. */
const oldestNode = [20, 18, 1] as const;
/** Less free space than this does not last for long: one result may have 100 MB. */
const fewFreeBytes = 500_000_000;

/** What this machine has to offer: Node, folders, the store's lock, ffmpeg. */
export function machineChecks(config: Config, log: Logger): Check[] {
	const file = resolve(storeFile(config.storeUrl));
	return [
		{ name: 'node', run: () => Promise.resolve(nodeVersion(process.versions.node)) },
		...storeChecks(config, file, log),
		{ name: 'media folder', run: () => mediaCheck(config.media) },
		{ name: 'ops port', run: () => portCheck(config.ops) },
		{ name: 'ffmpeg', run: () => ffmpegCheck(config.media.ffmpegPath) },
	];
}

function storeChecks({ redisUrl, storeUrl }: Config, file: string, log: Logger): Check[] {
	if (redisUrl !== undefined) return [{ name: 'redis', run: () => redisCheck(redisUrl, log) }];
	return [
		{ name: 'store', run: () => storeCheck(file) },
		{ name: 'store lock', run: () => lockCheck(storeUrl, file, log) },
	];
}

/** Connects as the bot does, and sees whether the server would lose records. */
async function redisCheck(url: string, log: Logger) {
	const redis = new RedisConnection({ url, log });
	try {
		const settings = await redis.inspect();
		if (settings === undefined) return warn('it does not tell how it is set up; make sure that it keeps everything');
		const faults = setupFaults(settings);
		if (faults.length > 0) return fail(faults.join('; '));
		const seen = `${livingWords(await livingProcesses(redis))}; appendonly yes, maxmemory-policy noeviction`;
		if (settings['appendfsync'] === 'always') return ok(`${seen}, and it keeps every record on its disk`);
		return warn(`${seen}; when its machine dies, up to a second of records may be lost (appendfsync is not always)`);
	} catch (error) {
		return fail(`REDIS_URL: no answer (${error instanceof Error ? error.message : String(error)})`);
	} finally {
		await redis.close();
	}
}

/** `answers; 3 processes live (1 gateway, 2 worker)`. */
function livingWords(living: Awaited<ReturnType<typeof livingProcesses>>): string {
	if (living.length === 0) return 'answers; no process lives';
	const roles = living.map(({ facts }) => facts?.role ?? 'unknown');
	const counts = [...new Set(roles)].sort().map((role) => `${roles.filter((each) => each === role).length} ${role}`);
	const word = living.length === 1 ? 'process lives' : 'processes live';
	return `answers; ${living.length} ${word} (${counts.join(', ')})`;
}

/** Whether this version of Node will do. */
export function nodeVersion(version: string) {
	const parts = version.split('.').map(Number);
	const wanted = oldestNode.join('.');
	for (const [index, least] of oldestNode.entries()) {
		const part = parts[index] ?? 0;
		if (part > least) break;
		if (part < least) return fail(`${version} is too old; install Node ${wanted} or later`);
	}
	return ok(version);
}

async function storeCheck(file: string) {
	const folder = await folderCheck(dirname(file), 'STORE_URL');
	if (folder.level === 'fail' || !(await exists(file))) return folder;
	try {
		await access(file, constants.R_OK | constants.W_OK);
	} catch {
		return fail(`${file} cannot be written; give it to the user that runs the bot`);
	}
	const header = await firstBytes(file, sqliteHeader.length);
	if (header !== '' && header !== sqliteHeader) return fail(`${file} is no SQLite file; set STORE_URL to another`);
	return folder.level === 'ok' ? ok(`${file} can be written`) : folder;
}

/** Asks for the lock without waiting for it, and gives it back at once. */
async function lockCheck(storeUrl: string, file: string, log: Logger) {
	if (!(await exists(`${file}.lock`))) return ok('free: no process has used this store yet');
	const lock = new ProcessLock({ storeUrl, clock: systemClock, log });
	try {
		await lock.acquire(AbortSignal.abort());
	} catch (error) {
		if (error instanceof Error && error.name === 'AbortError') {
			return ok('held by a running process; a second one would wait until that ends');
		}
		throw error;
	}
	await lock.release();
	return ok('free: no process uses this store');
}

/** Whether files can be made in a folder, or in the nearest one above it that is there. */
async function folderCheck(folder: string, variable: string) {
	let base = folder;
	while (!(await exists(base)) && dirname(base) !== base) base = dirname(base);
	if (!(await stat(base)).isDirectory()) return fail(`${base} is no folder; set ${variable} to another`);
	try {
		await rm(await mkdtemp(join(base, '.reelay-doctor-')), { recursive: true });
	} catch {
		return fail(`${base} cannot be written; give it to the user that runs the bot, or set ${variable}`);
	}
	const { bavail, bsize } = await statfs(base);
	if (bavail * bsize < fewFreeBytes) {
		return warn(`${folder}: only ${Math.floor((bavail * bsize) / 1_000_000)} MB are free; make room`);
	}
	return ok(base === folder ? `${folder} can be written` : `${folder} will be made at the first start`);
}

/** Whether what results may take is there. */
async function mediaCheck({ folder, maxBytes }: Config['media']) {
	const found = await folderCheck(resolve(folder), 'MEDIA_DIR');
	if (found.level !== 'ok') return found;
	let base = resolve(folder);
	while (!(await exists(base)) && dirname(base) !== base) base = dirname(base);
	const { bavail, bsize } = await statfs(base);
	const kept = await new MediaFolder(join(resolve(folder), 'results')).list().catch(() => []);
	const missing = maxBytes - kept.reduce((sum, { bytes }) => sum + bytes, 0) - bavail * bsize;
	if (missing <= 0) return found;
	return warn(
		`${folder}: ${Math.ceil(missing / 1_000_000)} MB less are free than MEDIA_MAX_GB allows; make room, or lower it`,
	);
}

/** Whether the ops server can be opened; a bot that runs has it open already. */
async function portCheck({ host, port }: Config['ops']) {
	if (port === 'off') return ok('off (OPS_PORT): no health and no metrics');
	const server = createServer();
	const problem = await new Promise<NodeJS.ErrnoException | undefined>((done) => {
		server.once('error', done).listen(port, host, () => done(undefined));
	});
	await new Promise((closed) => server.close(closed));
	if (problem === undefined) return ok(`${host}:${port} is free`);
	if (problem.code !== 'EADDRINUSE')
		return fail(`${host}:${port} cannot be opened (${problem.message}); set OPS_HOST or OPS_PORT`);
	return warn(`${host}:${port} is taken; unless that is this bot, already running, set OPS_PORT to another`);
}

async function ffmpegCheck(path: string) {
	if (await new Ffmpeg({ path, clock: systemClock }).available()) return ok(path);
	return warn(
		`${path} does not start; without it a video over Discord's limit goes as a link (install it, or FFMPEG_PATH)`,
	);
}

async function exists(path: string): Promise<boolean> {
	try {
		await stat(path);
		return true;
	} catch {
		return false;
	}
}

async function firstBytes(file: string, count: number): Promise<string> {
	const handle = await open(file, 'r');
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
		return buffer.toString('latin1', 0, bytesRead);
	} finally {
		await handle.close();
	}
}
