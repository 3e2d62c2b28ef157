import { messageLink } from '../../messages/parts/markdown.js';
import { isErased, type Job } from '../../jobs/record/job.js';

/** What the operator's page shows of a job in a list. Ids, times and codes alone: no member's words, no token. */
export interface JobSummary {
	readonly id: string;
	readonly createdAt: number;
	/** `late` and `undelivered` where they are what counts, else the phase or the outcome's type. */
	readonly state: string;
	readonly memberId: string;
	readonly guildId: string | null;
	readonly channelId: string;
	readonly model: string;
	readonly family: string;
	/** Why it failed, as the failure's code. */
	readonly code: string | null;
	readonly usd: number | null;
}

/** One moment in a job's life; `at` in ms. */
interface Moment {
	readonly at: number;
	readonly what: string;
}

export interface JobReport extends JobSummary {
	readonly taskId: string | null;
	readonly private: boolean;
	readonly messageLink: string | null;
	/** The job that this one came from, and how. */
	readonly from: { readonly jobId: string; readonly kind: string } | null;
	readonly moments: readonly Moment[];
	readonly actions: { readonly cancel: boolean; readonly redeliver: boolean; readonly reconcile: boolean };
}

/** A create whose answer nobody could read: whether it made a task is not known until somebody settles it. */
export const isUnsettled = ({ outcome }: Job): boolean =>
	outcome?.type === 'failed' && outcome.failure.code === 'submission-unknown';

export const isUndelivered = ({ phase, delivery }: Job): boolean => phase === 'closed' && delivery.undelivered;

export function summaryOf(job: Job): JobSummary {
	const { outcome } = job;
	return {
		id: job.id,
		createdAt: job.createdAt,
		state: stateOf(job),
		memberId: job.requester.id,
		guildId: job.destination.guildId ?? null,
		channelId: job.destination.channelId,
		model: job.model.name,
		family: job.model.provider,
		code: outcome?.type === 'failed' ? outcome.failure.code : null,
		usd: job.estimate?.usd ?? null,
	};
}

/** @param settled a task was attached to it already */
export function reportOf(job: Job, { settled }: { readonly settled: boolean }): JobReport {
	const { task, lineage, phase } = job;
	const erased = isErased(job);
	return {
		...summaryOf(job),
		taskId: task?.id ?? null,
		private: job.request.private,
		messageLink: linkOf(job),
		from: lineage ? { jobId: lineage.jobId, kind: lineage.kind } : null,
		moments: momentsOf(job),
		actions: {
			cancel: phase !== 'closed' && !job.outcome,
			redeliver: phase === 'closed' && !erased,
			reconcile: phase === 'closed' && isUnsettled(job) && !settled && !erased,
		},
	};
}

function stateOf(job: Job): string {
	if (isUndelivered(job)) return 'undelivered';
	if (job.outcome) return job.outcome.type;
	return (job.lateAt ?? null) === null ? job.phase : 'late';
}

/** Where the outcome stands, else the card. */
function linkOf({ destination, delivery }: Job): string | null {
	const { receipt } = delivery;
	const messageId = receipt?.messageId ?? destination.messageId;
	const channelId = receipt?.channelId ?? destination.channelId;
	if (!messageId) return null;
	return messageLink(destination.guildId, channelId, messageId);
}

/** What happened, newest first. */
function momentsOf(job: Job): Moment[] {
	const { submission, looking, outcome, delivery } = job;
	const moments: (Moment | undefined)[] = [
		{ at: job.createdAt, what: job.acknowledged ? 'accepted' : 'received, not acknowledged' },
		moment(submission.startedAt, `submitted (${submission.sent} sent, ${submission.errors} answered by an error)`),
		moment(submission.acceptedAt, `task accepted: ${job.task?.id ?? 'unknown'}`),
		moment(
			looking.lastAt,
			`last polled: ${looking.count} polls, ${looking.blips} failed, ${looking.state ?? 'no state'}`,
		),
		moment(looking.nextAt, 'next poll planned'),
		moment(job.lateAt, 'late'),
		moment(outcome?.at, outcome?.type === 'failed' ? `failed: ${outcome.failure.code}` : (outcome?.type ?? '')),
		...delivery.left.map(({ rung, why, at }) => ({ at, what: `could not be told by ${rung}: ${why}` })),
		moment(delivery.attempt?.startedAt, `telling by ${delivery.attempt?.rung ?? ''}`),
		moment(delivery.receipt?.at, `told by ${delivery.receipt?.rung ?? ''} as ${delivery.receipt?.form ?? ''}`),
		moment(job.closedAt, delivery.undelivered ? 'closed, undelivered' : 'closed'),
		moment(job.erasedAt, 'erased'),
	];
	return moments.filter((one) => one !== undefined).sort((one, other) => other.at - one.at);
}

const moment = (at: number | null | undefined, what: string): Moment | undefined =>
	at === null || at === undefined ? undefined : { at, what };
