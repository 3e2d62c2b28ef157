import { pollsMade } from '../polling/pollsMade.js';
import { isFree } from '../record/request.js';
import type { Job, Phase } from '../record/job.js';

/** What is remembered of a record to see what changed until the next one. */
export interface Sighting {
	readonly phase: Phase | 'none';
	/** Since when the job has been in its phase, ms. */
	readonly since: number;
	readonly late: boolean;
	readonly sent: number;
	readonly polls: number;
	readonly blips: number;
}

/** One thing to be counted, `by` more, under these labels. */
export interface Count {
	readonly name:
		'phaseChanges' | 'outcomes' | 'deliveries' | 'polls' | 'pollFailures' | 'creates' | 'createAnswers' | 'lateJobs';
	readonly labels: Readonly<Record<string, string>>;
	readonly by: number;
}

/** Before a job's first record. */
export const unseen: Sighting = { phase: 'none', since: 0, late: false, sent: 0, polls: 0, blips: 0 };

export const sightingOf = (job: Job): Sighting => ({
	phase: job.phase,
	since: inPhaseSince(job),
	late: isLate(job),
	sent: job.submission.sent,
	polls: pollsMade(job),
	blips: job.looking.blips,
});

/** What became of a create: `deferred` certainly made nothing and is sent again, `unknown` never is. */
export const createAnswers = ['accepted', 'refused', 'deferred', 'unknown'] as const;

/** What happened to a job between an earlier record of it and this one. */
export function countsSince(before: Sighting, job: Job): Count[] {
	// What no provider makes is no provider's success or failure.
	const provider = isFree(job.request) ? 'none' : job.model.provider;
	const now = sightingOf(job);
	const moved = before.phase !== job.phase;
	// An outcome that is told again was reached long ago.
	const isTold = before.phase === 'delivering' || before.phase === 'closed';
	const hasEnded = moved && job.outcome && !isTold;
	const answer = createAnswer(before, job);

	const counts: Count[] = [
		{ name: 'phaseChanges', labels: { from: before.phase, to: job.phase }, by: moved ? 1 : 0 },
		{ name: 'polls', labels: { provider }, by: now.polls - before.polls },
		{ name: 'pollFailures', labels: { provider }, by: now.blips - before.blips },
		{ name: 'creates', labels: { provider }, by: now.sent - before.sent },
		{ name: 'createAnswers', labels: { provider, answer: answer ?? '' }, by: answer === undefined ? 0 : 1 },
		{ name: 'lateJobs', labels: { provider }, by: now.late && !before.late ? 1 : 0 },
		{ name: 'outcomes', labels: { provider, code: outcomeCode(job) }, by: hasEnded ? 1 : 0 },
		{ name: 'deliveries', labels: deliveryLabels(job), by: moved && job.phase === 'closed' ? 1 : 0 },
	];
	return counts.filter(({ by }) => by > 0);
}

/** How the provider answered the create that the earlier record was waiting for, if it was. */
function createAnswer(before: Sighting, job: Job): (typeof createAnswers)[number] | undefined {
	if (before.phase !== 'submitting' || job.phase === 'submitting') return undefined;
	if (job.task) return 'accepted';
	const { outcome } = job;
	if (outcome?.type === 'failed') return outcome.failure.code === 'submission-unknown' ? 'unknown' : 'refused';
	return job.phase === 'queued' ? 'deferred' : 'unknown';
}

function inPhaseSince({ phase, createdAt, submission, outcome, delivery }: Job): number {
	switch (phase) {
		case 'queued':
			return createdAt;
		case 'submitting':
			return submission.startedAt ?? createdAt;
		case 'generating':
			return submission.acceptedAt ?? submission.startedAt ?? createdAt;
		case 'delivering':
		case 'closed':
			return delivery.again?.at ?? outcome?.at ?? createdAt;
	}
}

const isLate = ({ phase, lateAt }: Job): boolean => phase === 'generating' && (lateAt ?? null) !== null;

function outcomeCode({ outcome }: Job): string {
	if (outcome?.type === 'failed') return outcome.failure.code;
	return outcome?.type ?? 'none';
}

function deliveryLabels({ delivery }: Job): { rung: string; form: string } {
	return { rung: delivery.receipt?.rung ?? 'kept', form: delivery.receipt?.form ?? 'none' };
}
