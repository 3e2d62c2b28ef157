import type { QueuedJob } from '../../jobs/record/queuedJob.js';
import type { Places } from './placeQueue.js';

/** Who holds a place, as far as it matters to others. */
export type Holder = Pick<QueuedJob, 'member' | 'guild'>;

/** Those of a member's jobs that would start at once if the whole bot had room. */
export function startable(
	jobs: readonly QueuedJob[],
	holding: readonly Holder[],
	memberPlaces: number = Infinity,
): QueuedJob[] {
	const taken: Holder[] = [...holding];
	return jobs.filter((job) => {
		const here = taken.filter(({ guild }) => guild === job.guild).length;
		if (taken.length >= memberPlaces || here >= (job.guildPlaces ?? Infinity)) return false;
		taken.push(job);
		return true;
	});
}

/**
 * The places of every job that waits: round robin between members in the order of their turns, what a member may not start yet
 * in a line of its own.
 * @param lines the waiting jobs of each member, oldest first
 */
export function orderOf(
	lines: readonly (readonly QueuedJob[])[],
	holding: (member: string) => readonly Holder[],
	memberPlaces?: number,
): Places {
	const shared = new Map<string, number>();
	const own = new Map<string, number>();
	const rounds = lines.map((jobs) => {
		const starting = startable(jobs, holding(jobs[0]?.member ?? ''), memberPlaces);
		jobs.filter((job) => !starting.includes(job)).forEach(({ id }, index) => own.set(id, index + 1));
		return starting;
	});
	let left = rounds.reduce((sum, jobs) => sum + jobs.length, 0);
	for (let round = 0; left > 0; round += 1) {
		for (const jobs of rounds) {
			const job = jobs[round];
			if (job === undefined) continue;
			shared.set(job.id, shared.size + 1);
			left -= 1;
		}
	}
	return { shared, own };
}
