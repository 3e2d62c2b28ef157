import { join } from 'node:path';
import type { Job } from '../src/jobs/record/job.js';
import { days } from '../src/lib/time.js';
import { aJob } from '../test/harness/aJob.js';
import { mb, ms } from './figures.js';
import { residentBytes } from './memoryOf.js';
import type { Bench } from './row.js';
import { seedJobs } from './seedJobs.js';
import { Stand } from './stand.js';

const endedJobs = 100_000;
const openJobs = 10_000;
/** What Discord's ids count from. */
const discordEpoch = 1_420_070_400_000;

/** A start on a month of ended jobs and many open ones, beside one on an empty store. */
export const month: Bench = {
	name: 'month',
	async run(say) {
		const empty = await Stand.set();
		const emptyMs = await (await empty.reelay()).ready();
		await empty.close();

		say(`${endedJobs} ended jobs, ${openJobs} open ones`);
		const stand = await Stand.set();
		try {
			const now = Date.now();
			await seedJobs(join(stand.folder, 'reelay.sqlite'), jobs(openJobs, now, stand), ended(now, stand));
			say('the first start');
			const first = await stand.reelay();
			const firstMs = await first.ready();
			await first.line('the records of old are read');
			await first.kill();
			say('the next one');
			const program = await stand.reelay();
			const readyMs = await program.ready();
			const { afterMs } = await program.line('the records of old are read');
			const bytes = residentBytes(program.pid);
			await program.kill();
			return [
				{
					what: `start with a month of closed jobs (${endedJobs}, and ${openJobs} open): process start to hearing interactions`,
					measured: ms(readyMs),
					comparedWith: `an empty store: ${ms(emptyMs)}; the first start of this version: ${ms(firstMs)}`,
					target: '< 2 s',
					met: readyMs < 2000,
				},
				{
					what: 'the same: all of them read, behind',
					measured: ms(afterMs),
					comparedWith: `memory then: ${mb(bytes)}`,
					target: '',
				},
			];
		} finally {
			await stand.close();
		}
	},
};

function* ended(now: number, stand: Stand): Iterable<Job> {
	for (const job of jobs(endedJobs, now, stand, days(30))) {
		const outcome = {
			type: 'succeeded' as const,
			at: job.createdAt + 90_000,
			result: { urls: ['https://x.test/v.mp4'] },
		};
		yield { ...job, phase: 'closed', outcome, closedAt: job.createdAt + 95_000 };
	}
}

/** As many, spread evenly over the time before now; every fifth was asked for by a button of an older message. */
function* jobs(count: number, now: number, { discord }: Stand, overMs = 1_000_000): Iterable<Job> {
	for (let index = 0; index < count; index += 1) {
		const at = Math.floor(now - overMs + (overMs * index) / count);
		const asked = index % 5 === 0 ? at - days(10) : at;
		const snowflake = (BigInt(asked - discordEpoch) << 22n) + BigInt(index);
		const id = index % 5 === 0 ? `${snowflake}_a` : String(snowflake);
		yield aJob({
			id,
			createdAt: at,
			phase: 'generating',
			requester: { id: String(1_100_000_000_000_000_000n + BigInt(index % 2000)) },
			destination: {
				...{ applicationId: discord.applicationId, interactionId: String(snowflake), token: null, tokenExpiresAt: at },
				...{ channelId: discord.world.channel.id, guildId: discord.world.guild.id, messageId: String(snowflake + 1n) },
			},
			submission: { sent: 1, startedAt: at, acceptedAt: at },
			task: { provider: 'veo', id: `task_${index}`, model: 'veo3.1-fast' },
			looking: { count: 1, lastAt: now, nextAt: now + 60_000, state: 'running', percent: 1 },
		});
	}
}
