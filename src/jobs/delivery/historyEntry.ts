import type { HistoryFilter } from '../record/historyFilter.js';
import type { Job } from '../record/job.js';
import { madeOf } from '../record/leftTask.js';
import { waitsForMember } from './waitsForMember.js';

/** What the index knows of a job, enough to sort it into a list. */
export interface HistoryEntry {
	readonly id: string;
	readonly at: number;
	readonly group: Exclude<HistoryFilter, 'all'>;
	readonly hasResult: boolean;
	/** Its outcome waits for the member to ask for it. */
	readonly waits: boolean;
}

/** What the index keeps of a job. */
export const historyEntry = (job: Job): HistoryEntry => ({
	...{ id: job.id, at: job.createdAt, group: historyGroup(job) },
	...{ hasResult: Boolean(job.media), waits: waitsForMember(job) },
});

/** Which list of its member a job stands in. */
export function historyGroup(job: Job): HistoryEntry['group'] {
	if (!job.outcome) return 'running';
	return madeOf(job) !== undefined ? 'succeeded' : 'failed';
}
