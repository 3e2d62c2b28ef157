import type { Job } from '../../src/jobs/record/job.js';
import type { JobStore } from '../../src/services/records/jobStore.js';

/** Every job that has ended, at once. */
export async function closedJobs(store: Pick<JobStore, 'closed'>): Promise<Job[]> {
	const jobs: Job[] = [];
	for await (const job of store.closed()) jobs.push(job);
	return jobs;
}
