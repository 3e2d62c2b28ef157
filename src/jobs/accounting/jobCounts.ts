import type { Job, Phase } from '../record/job.js';

/** What is remembered of a record to see what changed until the next one. */
export interface Sighting {
	readonly phase: Phase | 'none';
	readonly sent: number;
	readonly looks: number;
	readonly blips: number;
}

/** One thing to be counted, `by` more, under these labels. */
export interface Count {
	readonly name: 'phaseChanges' | 'outcomes' | 'deliveries' | 'looks' | 'blips' | 'creates';
	readonly labels: Readonly<Record<string, string>>;
	readonly by: number;
}

/** Before a job's first record. */
export const unseen: Sighting = { phase: 'none', sent: 0, looks: 0, blips: 0 };

export const sightingOf = ({ phase, submission, looking }: Job): Sighting => ({
	phase,
	sent: submission.sent,
	looks: looking.count,
	blips: looking.blips,
});

/** What happened to a job between an earlier record of it and this one. */
export function countsSince(before: Sighting, job: Job): Count[] {
	const { provider } = job.model;
	const now = sightingOf(job);
	const moved = before.phase !== job.phase;
	const hasEnded = moved && job.outcome && (job.phase === 'delivering' || before.phase !== 'delivering');
	const answer = createAnswer(before, job);

	const counts: Count[] = [
		{ name: 'phaseChanges', labels: { from: before.phase, to: job.phase }, by: moved ? 1 : 0 },
		{ name: 'looks', labels: { provider }, by: now.looks - before.looks },
		{ name: 'blips', labels: { provider }, by: now.blips - before.blips },
		{ name: 'creates', labels: { provider, event: 'sent' }, by: now.sent - before.sent },
		{ name: 'creates', labels: { provider, event: answer ?? '' }, by: answer === undefined ? 0 : 1 },
		{ name: 'outcomes', labels: { provider, code: outcomeCode(job) }, by: hasEnded ? 1 : 0 },
		{ name: 'deliveries', labels: deliveryLabels(job), by: moved && job.phase === 'closed' ? 1 : 0 },
	];
	return counts.filter(({ by }) => by > 0);
}

/** How the provider answered the create that the earlier record was waiting for, if it was. */
function createAnswer(before: Sighting, job: Job): 'accepted' | 'refused' | 'unknown' | undefined {
	if (before.phase !== 'submitting' || job.phase === 'submitting') return undefined;
	if (job.task) return 'accepted';
	const { outcome } = job;
	if (outcome?.type === 'failed') return outcome.failure.code === 'submission-unknown' ? 'unknown' : 'refused';
	return job.phase === 'queued' ? 'refused' : 'unknown';
}

function outcomeCode({ outcome }: Job): string {
	if (outcome?.type === 'failed') return outcome.failure.code;
	return outcome?.type ?? 'none';
}

function deliveryLabels({ delivery }: Job): { rung: string; form: string } {
	return { rung: delivery.receipt?.rung ?? 'kept', form: delivery.receipt?.form ?? 'none' };
}
