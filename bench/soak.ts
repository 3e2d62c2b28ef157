import { once } from 'node:events';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { pino } from 'pino';
import { App } from '../src/app/app.js';
import { readConfig } from '../src/config.js';
import type { Job } from '../src/jobs/record/job.js';
import { JobStore } from '../src/services/records/jobStore.js';
import { Storage } from '../src/services/records/storage.js';
import { seeded } from './figures.js';
import { SoakClock } from './soakClock.js';
import { pause } from './stand.js';
import type { Count, Order } from './soakSimulators.js';

/** `npm run soak [-- jobs]`: a day with weather, lived through in minutes; exits with 1 when a promise was broken. */

const jobs = Number(process.argv[2] ?? 2000);
const dayMs = 86_400_000;
const outage = { from: 0.5, to: 0.5 + 1 / 24 };
/** Rounds of two real seconds after which a job that is still open will never end. */
const mostRounds = 40;
/** Where memory is measured, in parts of the day. */
const points = [0.1, 0.25, 0.5, 0.75, 1];

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const warnings: string[] = [];
process.on('warning', ({ name, message }) => warnings.push(`${name}: ${message}`));

const began = Date.now();
const shared = new SharedArrayBuffer(8);
const clock = new SoakClock(new BigInt64Array(shared), Date.UTC(2026, 10, 20));
// A thread does not inherit the loader of TypeScript.
const simulators = JSON.stringify(new URL('soakSimulators.ts', import.meta.url).href);
const loading = `import('tsx/esm/api').then(({ register }) => { register(); return import(${simulators}); })`;
const worker = new Worker(loading, { eval: true, workerData: shared });
const [addresses] = (await once(worker, 'message')) as [Record<string, string>];
const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'reelay-soak-'));
const storeUrl = `sqlite://${folder}/reelay.sqlite`;
const env = {
	...{ ...addresses, STORE_URL: storeUrl, MEDIA_DIR: join(folder, 'media'), OPS_PORT: 'off', DAILY_USD: '' },
	...{ MEMBER_RUNNING_JOBS: '1000', MEMBER_DAILY_VIDEOS: '1000', CONFIRM_ABOVE_USD: '1000' },
	...{ LATE_HOURS: '2', MEDIA_MAX_GB: '0.2', FFMPEG_PATH: 'none' },
};
const log = pino({ level: process.env['LOG_LEVEL'] ?? 'silent' });
const app = new App(readConfig(env), { clock, log, random: seeded(7) });
await app.start();

const asked = await theDay();
// The last jobs, late ones included, get their time; so do waits for Discord's rate limits, which pass by the real clock.
await clock.advance(3 * 3_600_000);
for (let tenMinutes = 0; tenMinutes < 6 || (tenMinutes < mostRounds && (await openLeft())); tenMinutes += 1) {
	await pause(2000);
	await clock.advance(600_000);
}
const heapAtEnd = heapMb();
await stop();
const count = (await tell({ type: 'count' })) as Count;
await tell({ type: 'close' });
await worker.terminate();
const { open, closed } = await records();
const left = await leftOver();
await rm(folder, { recursive: true, force: true });
report();

/** Whether some job still waits, for a rate limit's end most likely. */
async function openLeft(): Promise<boolean> {
	return (await records()).open.length > 0;
}

async function theDay(): Promise<{ answered: number; heap: string[] }> {
	const heap: string[] = [];
	let answered = 0;
	for (let index = 0; index < jobs; index += 1) {
		const part = index / jobs;
		await tell({ type: 'away', isAway: part >= outage.from && part < outage.to });
		if ((await tell({ type: 'ask', index })) === true) answered += 1;
		await clock.advance(dayMs / jobs);
		if (points.some((point) => part < point && (index + 1) / jobs >= point)) {
			heap.push(`${Math.round((24 * (index + 1)) / jobs)} h: ${heapMb()} MB`);
			console.error(`${heap.at(-1) ?? ''} after ${index + 1} jobs, ${((Date.now() - began) / 1000).toFixed(0)} s`);
		}
	}
	return { answered, heap };
}

async function tell(order: Order): Promise<unknown> {
	worker.postMessage(order);
	const [answer] = (await once(worker, 'message')) as [unknown];
	return answer;
}

async function stop(): Promise<void> {
	const running = new Set([app]);
	const stopped = app.stop().finally(() => running.delete(app));
	while (running.size > 0) await clock.advance(500);
	await stopped;
	// The grace of the shutdown runs out; what still waits after that would wait for ever.
	await clock.advance(10_000);
}

async function records(): Promise<{ open: Job[]; closed: Job[] }> {
	const storage = await Storage.open({ url: storeUrl, log });
	const store = await JobStore.open(storage);
	const found = { open: await store.openJobs(), closed: [] as Job[] };
	for await (const job of store.closed()) found.closed.push(job);
	await storage.close();
	return found;
}

/** What would keep the process alive. Connections that idle are given the time to end by themselves. */
async function leftOver(): Promise<string[]> {
	await pause(6000);
	const ours = new Set(['TTYWrap', 'PipeWrap']);
	// Node keeps the wrappers of its reads of files for the next ones; whether a file is still open is asked of the system.
	const recycled = 'FileHandleReadWrap';
	const resources = process.getActiveResourcesInfo().filter((name) => !ours.has(name) && name !== recycled);
	return [...resources, ...openFiles()];
}

/** Files of the program that are still open; where the system tells. */
function openFiles(): string[] {
	if (!existsSync('/proc/self/fd')) return [];
	const links = readdirSync('/proc/self/fd').map((descriptor) => {
		try {
			return readlinkSync(`/proc/self/fd/${descriptor}`);
		} catch {
			return ''; // the one that listed them
		}
	});
	return links.filter((link) => link.startsWith(folder));
}

function heapMb(): string {
	gc();
	gc();
	const { heapUsed, external } = process.memoryUsage();
	return ((heapUsed + external) / 1e6).toFixed(1);
}

function report(): void {
	const by = (word: (job: Job) => string): string => {
		const counts = new Map<string, number>();
		for (const job of closed) counts.set(word(job), (counts.get(word(job)) ?? 0) + 1);
		return [...counts]
			.sort(([, a], [, b]) => b - a)
			.map(([name, times]) => `${name} ${times}`)
			.join(', ');
	};
	const outcome = ({ outcome: end }: Job): string =>
		end?.type === 'failed' ? end.failure.code : (end?.type ?? 'none');
	const untold = closed.filter(({ delivery, outcome: end }) => !end || !delivery.receipt);
	const polls = closed.reduce((sum, { looking }) => sum + looking.count, 0);
	const blips = closed.reduce((sum, { looking }) => sum + looking.blips, 0);
	const faults = [
		...(open.length > 0 ? [`${open.length} jobs still open`] : []),
		...(closed.length !== asked.answered ? [`${asked.answered} answered, ${closed.length} closed`] : []),
		...(untold.length > 0 ? [`${untold.length} outcomes untold`] : []),
		...(count.mostCreates > 1 ? ['a request was paid more than once'] : []),
		...(count.mostVideos > 1 ? ['a video was posted more than once'] : []),
		...(clock.waiting > 0 ? [`${clock.waiting} timers left`] : []),
		...(left.length > 0 ? [`left at the end: ${left.join(', ')}`] : []),
		...warnings,
	];
	console.log(`jobs asked ${jobs}, answered ${asked.answered}, closed ${closed.length}, open ${open.length}
outcomes: ${by(outcome)}
told by: ${by(({ delivery }) => delivery.receipt?.rung ?? 'nobody')}
creates ${count.creates}, at most ${count.mostCreates} for one request; messages with a video ${count.videos}, at most ${count.mostVideos} for one
polls ${polls}, of which failed ${blips}; pings ${count.notifications}; keys leaked ${count.leaks}
heap after collection: ${asked.heap.join(', ')}; 4 h later ${heapAtEnd} MB
timers left ${clock.waiting}, resources left ${left.length}, warnings ${warnings.length}
took ${((Date.now() - began) / 1000).toFixed(0)} s
${faults.length === 0 ? 'Every promise was kept.' : `BROKEN: ${faults.join('; ')}`}`);
	process.exitCode = faults.length === 0 ? 0 : 1;
}
