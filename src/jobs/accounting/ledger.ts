import { hours } from '../../lib/time.js';
import { isUncharged } from '../record/failure.js';
import type { Job } from '../record/job.js';
import { isComparison, isFree } from '../record/request.js';
import { isTaskLeft } from '../record/leftTask.js';

/** Videos and spending are counted over this long, sliding. */
export const ledgerWindowMs = hours(24);

/** What one job weighs in its limits: a pure function of its record, so that the ledger can always be made anew. */
export interface LedgerEntry {
	readonly memberId: string;
	readonly guildId: string | null;
	/** When the job began, ms; it weighs on the day that follows. */
	readonly at: number;
	/** Millionths of a US dollar, whole, so that sums are exact. */
	readonly microUsd: number;
	/** The job takes one of its member's places. */
	readonly running: boolean;
	/** It counts as a video and as spending; false once it is certain that nothing was charged. */
	readonly counted: boolean;
}

export const microUsd = (usd: number): number => Math.round(usd * 1_000_000);

export function ledgerEntry(job: Job): LedgerEntry {
	return {
		memberId: job.requester.id,
		guildId: job.destination.guildId ?? null,
		at: job.createdAt,
		microUsd: microUsd(costUsd(job)),
		// A late job is the provider's trouble: it must not keep the member from trying again.
		running: (job.phase !== 'closed' || isTaskLeft(job)) && (job.lateAt ?? null) === null && !isComparison(job.request),
		// What is made here of videos that are with us costs nobody anything.
		counted: !isRefunded(job) && !isFree(job.request),
	};
}

/** What a job costs: its estimate, until the finished film tells the length that could only be assumed. US dollars. */
export function costUsd({ estimate, media }: Pick<Job, 'estimate' | 'media'>): number {
	if (!estimate?.open || !media?.seconds) return estimate?.usd ?? 0;
	const { perSecondUsd, leastUsd } = estimate.open;
	// Films are sold by whole seconds, and a file is some frames longer or shorter than that.
	return Math.max(perSecondUsd * Math.max(1, Math.round(media.seconds)), leastUsd);
}

/** Refunded only where nothing can have been charged; whatever is in doubt stays settled at the estimate. */
export function isRefunded(job: Pick<Job, 'leftTask' | 'outcome' | 'submission' | 'task'>): boolean {
	const { leftTask, outcome, submission } = job;
	switch (outcome?.type) {
		case undefined:
		case 'succeeded':
			return false;
		case 'cancelled':
			return !outcome.submitted || (leftTask?.state === 'failed' && isUncharged(leftTask.failure.code));
		case 'failed':
			// Every create that was sent has been refused for certain (none at all, often).
			return isUncharged(outcome.failure.code) || (submission.sent === submission.refusals && !job.task);
	}
}
