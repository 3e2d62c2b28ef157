import { isErased, Job } from './job.js';
import type { Task } from './task.js';

/** The id of the job that goes on from one whose create had no readable answer: of several attempts one alone is born. */
export const reconciledId = (id: string): string => `${id}_r`;

/** Whether a job ended so that an admin may say which task was made for it. */
export const isReconcilable = (job: Job): boolean =>
	job.phase === 'closed' &&
	job.outcome?.type === 'failed' &&
	job.outcome.failure.code === 'submission-unknown' &&
	!isErased(job);

/**
 * A job born *generating* with a task that was made for another one. Its answer goes where the other's went; its time
 * begins now, and nobody knows how long the task has taken, so no acceptance is on record.
 */
export const reconciled = (unknown: Job, task: Task, at: number): Job =>
	Job.parse({
		version: unknown.version,
		id: reconciledId(unknown.id),
		createdAt: at,
		phase: 'generating',
		request: unknown.request,
		model: unknown.model,
		requester: unknown.requester,
		// The telling of the other has taken the place of what its progress message showed.
		destination: { ...unknown.destination, thumbnail: null },
		lineage: { jobId: unknown.id, kind: 'reconcile' },
		estimate: unknown.estimate,
		notices: [],
		acknowledged: true,
		pictures: [],
		submission: { sent: 1, startedAt: at },
		task,
	});

/**
 * Under which id a job weighs in the ledger: one that was reconciled takes the place of the one whose create it was, so
 * that nothing counts twice and what becomes known of it corrects what was assumed.
 */
export const ledgerKey = ({ id, lineage }: Job): string => (lineage?.kind === 'reconcile' ? lineage.jobId : id);
