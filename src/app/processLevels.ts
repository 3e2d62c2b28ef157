import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Config } from '../config.js';
import type { Clock } from '../lib/time.js';
import type { VideoApi } from '../services/cometapi/videoApi.js';
import { MediaFolder } from '../services/media/mediaFolder.js';
import type { Level, Reading } from '../services/metrics/metrics.js';
import type { Leadership } from '../services/redis/leadership.js';
import { storeFile } from '../services/records/storage.js';
import type { CometApi } from './cometApi.js';
import type { Records } from './records.js';
import { version } from './version.js';

/** The parts of a running process that have something to tell. */
interface Running {
	readonly records: Pick<Records, 'store' | 'queue' | 'engine' | 'unsaved' | 'limits'>;
	readonly cometapi: Pick<CometApi, 'videoApi' | 'catalogue'>;
}

interface ProcessLevelsParts {
	readonly config: Pick<Config, 'limits' | 'media' | 'storeUrl'>;
	/** Undefined until the process holds its store. */
	readonly running: () => Running | undefined;
	readonly draining: () => boolean;
	/** The processes that share the work; undefined where there can be one alone. */
	readonly fleet: Pick<Leadership, 'isLeader' | 'living'> | undefined;
	readonly clock: Clock;
}

/** The figures of a process that are read when somebody asks; those of a part that is not there yet are left out. */
export function processLevels(parts: ProcessLevelsParts): Level[] {
	return [
		...workLevels(parts),
		...wholeLevels(parts),
		...fleetLevels(parts),
		...outsideLevels(parts),
		...diskLevels(parts.config),
		buildInfo,
	];
}

function workLevels({ running, draining }: ProcessLevelsParts): Level[] {
	const count = counting(running);
	const blocked = (): Reading[] => {
		const from = running();
		const reason = from?.cometapi.videoApi.blocked();
		const holds: Readonly<Record<string, boolean>> = {
			key: reason === 'key',
			balance: reason === 'balance',
			unsaved: from?.records.unsaved.any === true,
			draining: draining(),
		};
		return Object.entries(holds).map(([name, on]) => ({ labels: { reason: name }, value: Number(on) }));
	};
	return [
		level(
			'reelay_jobs_scheduled',
			'Jobs that the engine knows.',
			count(({ records: { engine } }) => engine.size),
		),
		level(
			'reelay_records_unsaved',
			'1 while answers to creates could not be saved.',
			count(({ records: { unsaved } }) => Number(unsaved.any)),
		),
		level(
			'reelay_records_unreadable',
			'Records of jobs that were met and cannot be read.',
			count(({ records: { store } }) => store.unreadable.count),
		),
		level('reelay_creates_blocked', '1 while no create can succeed or may start, by reason.', blocked, 'reason'),
	];
}

/** What is the whole bot's: of several processes the leader alone tells it, so that sums over them are true. */
function wholeLevels({ config, running, fleet }: ProcessLevelsParts): Level[] {
	const count = counting(running);
	const levels = [
		level(
			'reelay_queue_waiting',
			'Jobs waiting for a place in flight.',
			count(({ records: { queue } }) => queue.waiting),
		),
		level(
			'reelay_queue_running',
			'Places in flight taken.',
			count(({ records: { queue } }) => queue.running),
		),
		level('reelay_queue_places', 'Places in flight there are (MAX_RUNNING_JOBS).', () => config.limits.maxRunningJobs),
		level(
			'reelay_spend_usd',
			'Estimated US dollars that count in the last 24 hours.',
			count(({ records: { limits } }) => limits.spent()),
		),
		level(
			'reelay_spend_limit_usd',
			'The limit of it (DAILY_USD); +Inf: none.',
			() => config.limits.dailyUsd ?? Infinity,
		),
	];
	const tells = (): boolean => fleet?.isLeader !== false;
	return levels.map(({ read, ...level }) => ({ ...level, read: () => (tells() ? read() : []) }));
}

/** Nothing of them without Redis. */
function fleetLevels({ fleet }: ProcessLevelsParts): Level[] {
	if (fleet === undefined) return [];
	const living = (): Reading[] => {
		const counts = new Map<string, Reading>();
		for (const { role, version: of } of fleet.isLeader ? (fleet.living ?? []) : []) {
			const known = counts.get(`${role} ${of}`);
			counts.set(`${role} ${of}`, { labels: { role, version: of }, value: (known?.value ?? 0) + 1 });
		}
		return [...counts.values()];
	};
	return [
		level('reelay_leader', '1 where this process does what only one does.', () => Number(fleet.isLeader)),
		level('reelay_processes', 'Processes that live, told by the leader.', living, ...['role', 'version']),
	];
}

function outsideLevels({ running, clock }: ProcessLevelsParts): Level[] {
	const gates = (read: (gate: ReturnType<VideoApi['gates']>[number]) => Reading[]) => (): Reading[] =>
		running()?.cometapi.videoApi.gates().flatMap(read) ?? [];
	const age = (): number | Reading[] => {
		const at = running()?.cometapi.catalogue.fetchedAt;
		return at === undefined ? [] : Math.max(0, clock.now() - at) / 1000;
	};
	return [
		level(
			'reelay_family_paused',
			'1 while calls to a family pause after failures (its breaker is open).',
			gates(({ provider, paused }) => [{ labels: { provider }, value: Number(paused) }]),
			'provider',
		),
		level(
			'reelay_family_calls',
			'Calls to a family under way.',
			gates(({ provider, running: now }) =>
				(['create', 'poll'] as const).map((call) => ({ labels: { provider, call }, value: now[call] })),
			),
			...['provider', 'call'],
		),
		level(
			'reelay_family_calls_limit',
			'Calls to a family that may be under way at once; lowered when it asks for less.',
			gates(({ provider, limit }) =>
				(['create', 'poll'] as const).map((call) => ({ labels: { provider, call }, value: limit[call] })),
			),
			...['provider', 'call'],
		),
		level('reelay_catalogue_age_seconds', "Age of the API's catalogue as it is offered.", age),
	];
}

function diskLevels({ media, storeUrl }: ProcessLevelsParts['config']): Level[] {
	const store = resolve(storeFile(storeUrl));
	const folders = ['results', 'inputs', 'kept-inputs'];
	return [
		level(
			'reelay_store_bytes',
			'Size of the store, by file: the store itself and its write-ahead log.',
			async () => [
				{ labels: { file: 'store' }, value: await bytesOf(store) },
				{ labels: { file: 'wal' }, value: await bytesOf(`${store}-wal`) },
			],
			'file',
		),
		level(
			'reelay_media_bytes',
			'Bytes kept in MEDIA_DIR, by folder.',
			() => Promise.all(folders.map(async (folder) => ({ labels: { folder }, value: await keptIn(folder) }))),
			'folder',
		),
		level('reelay_media_limit_bytes', 'Bytes that results may take (MEDIA_MAX_GB).', () => media.maxBytes),
	];

	async function keptIn(folder: string): Promise<number> {
		const files = await new MediaFolder(join(media.folder, folder)).list();
		return files.reduce((sum, { bytes }) => sum + bytes, 0);
	}
}

const counting =
	(running: ProcessLevelsParts['running']) =>
	(read: (from: Running) => number | Promise<number>): Level['read'] =>
	() => {
		const from = running();
		return from === undefined ? [] : read(from);
	};

const buildInfo = level(
	'reelay_build_info',
	'1; the version of Reelay and of Node.',
	() => [{ labels: { version, node: process.versions.node }, value: 1 }],
	...['version', 'node'],
);

function level(name: string, help: string, read: Level['read'], ...labels: string[]): Level {
	return { name, help, read, labels };
}

const bytesOf = (file: string): Promise<number> =>
	stat(file).then(
		({ size }) => size,
		() => 0,
	);
