import { join } from 'node:path';
import type { Job } from '../src/jobs/record/job.js';
import { aJob } from '../test/harness/aJob.js';
import { EndlessTasks } from './endlessTasks.js';
import { mb, ms, percentile } from './figures.js';
import type { Program, Reading } from './program.js';
import type { Bench, Row } from './row.js';
import { seedJobs } from './seedJobs.js';
import { pause, Stand } from './stand.js';

const few = 100;
const many = 10_000;
/** Every size is looked at this often in all, so that a look's cost can be compared: 10 000 jobs at the default longest wait. */
const pollsPerSecond = 333;

interface Crowd {
	readonly reading: Reading;
	readonly polls: number;
	readonly edits: number;
}

interface Restart {
	/** Process start to all jobs scheduled, and the same with an empty store. */
	readonly scheduledMs: number;
	readonly emptyMs: number;
	/** Looks in the busiest second after it, of the seconds watched. */
	readonly busiest: number;
	readonly usual: number;
}

/** Many jobs in flight in one process, whose tasks run on and on; then that process killed and started again. */
export const inFlight: Bench = {
	name: 'in-flight',
	async run(say) {
		const crowds = new Map<number, Crowd>();
		let restart: Restart | undefined;
		for (const size of [few, 1000, many]) {
			say(`${size} jobs`);
			const stand = await crowdedStand(size);
			try {
				crowds.set(size, await watched(stand, size));
				if (size === many) restart = await restarted(stand, say);
			} finally {
				await stand.close();
			}
		}
		return [...crowdRows(crowds), ...(restart === undefined ? [] : restartRows(restart))];
	},
};

interface CrowdedStand {
	readonly stand: Stand;
	readonly tasks: EndlessTasks;
	/** Edits of progress messages so far. */
	readonly edits: () => number;
	start(): Promise<Program>;
	close(): Promise<void>;
}

async function crowdedStand(size: number): Promise<CrowdedStand> {
	const stand = await Stand.set();
	const tasks = new EndlessTasks();
	const origin = await tasks.listen();
	const everyMs = Math.round((1000 * size) / pollsPerSecond);
	await seedJobs(join(stand.folder, 'reelay.sqlite'), running(size, everyMs, stand));

	// Their progress messages were never posted here; they are edited all the same.
	let edits = 0;
	const answer = { status: 200, headers: { 'content-type': 'application/json' }, body: { id: '1', attachments: [] } };
	stand.discord.api.addFault({
		match: ({ method }) => method === 'PATCH',
		times: Infinity,
		act: { kind: 'answer', answer },
	});
	stand.discord.api.watch({ before: ({ method }) => void (edits += method === 'PATCH' ? 1 : 0) });
	const env = { COMETAPI_BASE_URL: origin, POLL_MIN_MS: String(everyMs), POLL_MAX_MS: String(everyMs) };
	return {
		stand,
		tasks,
		edits: () => edits,
		start: () => stand.reelay({ env, metered: true }),
		close: async () => {
			await stand.close();
			await tasks.close();
		},
	};
}

/** Jobs whose next polls are spread over one wait, from a few seconds ahead on. */
function* running(size: number, everyMs: number, { discord }: Stand): Iterable<Job> {
	const now = Date.now();
	for (let index = 0; index < size; index += 1) {
		const id = String(1_400_000_000_000_000_000n + BigInt(index));
		const at = now - 60_000;
		yield aJob({
			id,
			createdAt: at,
			phase: 'generating',
			requester: { id: String(1_100_000_000_000_000_000n + BigInt(index)) },
			destination: {
				applicationId: discord.applicationId,
				interactionId: id,
				token: `${'interaction-token-'.repeat(8)}${index}`,
				tokenExpiresAt: at + 900_000,
				channelId: discord.world.channel.id,
				guildId: discord.world.guild.id,
				messageId: String(BigInt(id) + 1n),
			},
			submission: { sent: 1, startedAt: at, acceptedAt: at },
			task: { provider: 'veo', id: `task_${index}`, model: 'veo3.1-fast' },
			looking: { count: 1, lastAt: now, nextAt: now + 4000 + (everyMs * index) / size, state: 'running', percent: 1 },
		});
	}
}

async function watched(crowd: CrowdedStand, size: number): Promise<Crowd> {
	const program = await crowd.start();
	await program.ready();
	await pause(5000);
	await program.meter();
	const [polls, edits] = [crowd.tasks.polls.length, crowd.edits()];
	// Long enough for each of many jobs to be looked at once.
	await pause(size === many ? 32_000 : 8000);
	const reading = await program.meter();
	await program.kill();
	return { reading, polls: crowd.tasks.polls.length - polls, edits: crowd.edits() - edits };
}

async function restarted(crowd: CrowdedStand, say: (what: string) => void): Promise<Restart> {
	say(`restart with ${many} open jobs`);
	const seconds = 10;
	const program = await crowd.start();
	const { afterMs } = await program.line('jobs taken up again');
	await pause(1000);
	const from = Date.now();
	await pause(seconds * 1000);
	await program.kill();
	const perSecond = Array.from({ length: seconds }, (_, second) => {
		const [begin, end] = [from + 1000 * second, from + 1000 * (second + 1)];
		return crowd.tasks.polls.filter((at) => at >= begin && at < end).length;
	});

	const empty = await Stand.set();
	const idle = await empty.reelay({ metered: true });
	const emptyStart = await idle.line('jobs taken up again');
	await empty.close();
	return {
		scheduledMs: afterMs,
		emptyMs: emptyStart.afterMs,
		busiest: Math.max(...perSecond),
		usual: percentile(perSecond, 0.5),
	};
}

function crowdRows(crowds: ReadonlyMap<number, Crowd>): Row[] {
	const [small, large] = [crowds.get(few), crowds.get(many)];
	if (small === undefined || large === undefined) return [];
	const perJob = (of: 'rss' | 'heap'): number => (large.reading[of] - small.reading[of]) / (many - few) / 1000;
	const perPoll = ({ reading, polls }: Crowd): number => reading.cpuMs / polls;
	const costs = [...crowds].map(([size, crowd]) => `${size}: ${perPoll(crowd).toFixed(2)} ms`).join(', ');
	const rate = (of: number): string => (of / large.reading.seconds).toFixed(0);
	return [
		{
			what: `memory a job, ${many} in flight in one process`,
			measured: `${perJob('rss').toFixed(1)} kB in RAM (heap ${perJob('heap').toFixed(1)} kB)`,
			comparedWith: `${few} jobs: ${mb(small.reading.rss)} in all; ${many}: ${mb(large.reading.rss)}`,
			target: '< 20 kB',
			met: perJob('rss') < 20,
		},
		{
			what: `event loop delay, ${many} in flight (${rate(large.polls)} polls and ${rate(large.edits)} edits a second)`,
			measured: `p99 ${ms(large.reading.delayP99)}, max ${ms(large.reading.delayMax)}`,
			comparedWith: `${few} jobs at the same rate: p99 ${ms(small.reading.delayP99)}`,
			target: 'p99 < 50 ms',
			met: large.reading.delayP99 < 50,
		},
		{
			what: 'processor time a poll, its record and its edit included',
			measured: costs,
			comparedWith: 'each other: equal where cost is linear',
			target: `${many} ≤ 1.5 × ${few}`,
			met: perPoll(large) <= 1.5 * perPoll(small),
		},
	];
}

const restartRows = ({ scheduledMs, emptyMs, busiest, usual }: Restart): Row[] => [
	{
		what: `restart with ${many} open jobs: process start to all scheduled`,
		measured: ms(scheduledMs),
		comparedWith: `the same with an empty store: ${ms(emptyMs)}`,
		target: '< 2 s more',
		met: scheduledMs - emptyMs < 2000,
	},
	{
		what: 'polls in the busiest second after that restart',
		measured: String(busiest),
		comparedWith: `median second ${usual}; all due at once would be ${many}`,
		target: '≤ 2 × the usual',
		met: busiest <= 2 * Math.max(usual, pollsPerSecond),
	},
];
