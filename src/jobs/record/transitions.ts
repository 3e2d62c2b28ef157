import { poll, type PollEvent } from './looking.js';
import { toldAnew } from './redelivery.js';
import type {
	Delivery,
	FetchCause,
	Job,
	KeptMedia,
	LeftTask,
	Outcome,
	Phase,
	PreparedPicture,
	Receipt,
	Rung,
} from './job.js';
import type { Task } from './task.js';

/** What can happen to a job. Names are the design's; every change of a record is one of these. */
export type JobEvent =
	| { type: 'acknowledged'; messageId: string | null; ephemeral: boolean }
	/** Saved before pictures are worked on, so that one which kills the process is known by its tries. */
	| { type: 'preparation-started' }
	/** It ended in order, without its pictures: they could not be fetched yet. */
	| { type: 'preparation-paused' }
	| { type: 'pictures-prepared'; pictures: PreparedPicture[] }
	| { type: 'submission-started' }
	| { type: 'submission-accepted'; task: Task }
	/** The create certainly made nothing, and may be sent again at `retryAt`. `counted`: one of three tries is used. */
	| { type: 'submission-refused'; retryAt: number; counted: boolean; detail: string }
	| PollEvent
	| { type: 'late-told' }
	/** `told`: of a comparison, whom it tells of. */
	| { type: 'outcome-reached'; outcome: OutcomeReached; told?: string[] }
	/** The task of a job that was cancelled while it was made has ended all the same, or is waited for no longer. */
	| { type: 'left-task-ended'; end: LeftTaskEnd }
	| { type: 'token-died' }
	/** The progress message was deleted, or can no longer be reached. */
	| { type: 'progress-lost' }
	/** The progress message has got its small picture. */
	| { type: 'thumbnail-shown' }
	| { type: 'result-kept'; media: KeptMedia }
	| { type: 'result-fetch-failed' }
	| { type: 'result-given-up'; why: string; cause: FetchCause }
	| { type: 'delivery-attempted'; rung: Rung; channelId?: string; pointerOwed?: true }
	/** The video stands in the reply, which notifies nobody: a small post that leads there is due. */
	| { type: 'reply-filled'; receipt: Omit<Receipt, 'at'> }
	| { type: 'rung-left'; rung: Rung; why: string }
	| { type: 'delivery-made'; receipt: Omit<Receipt, 'at'> }
	| { type: 'delivery-abandoned'; why: string }
	/** An outcome that no rung could tell, given to the member who asked for it. */
	| { type: 'handed-out'; receipt: Omit<Receipt, 'at'> }
	| { type: 'redelivery-asked' };

/** Denials after the grace that make a task lost. */
const denialsOfALostTask = 3;

/** Whether the provider has denied the task for so long and so often that polling on is pointless. */
export const isTaskLost = (job: Job): boolean => job.looking.missing >= denialsOfALostTask;

/** An outcome before the state machine has dated it. */
export type OutcomeReached =
	| Omit<Extract<Outcome, { type: 'succeeded' }>, 'at'>
	| Omit<Extract<Outcome, { type: 'failed' }>, 'at'>
	| { type: 'cancelled' };

/** How a task that was left running ended, before the state machine has dated it. */
type LeftTaskEnd =
	| Omit<Extract<LeftTask, { state: 'succeeded' }>, 'at'>
	| Omit<Extract<LeftTask, { state: 'failed' }>, 'at'>
	| Omit<Extract<LeftTask, { state: 'unknown' }>, 'at'>;

/** An event met a job in a phase where it cannot happen: a bug of ours, never the member's fault. */
export class IllegalTransitionError extends Error {
	override name = 'IllegalTransitionError' as const;

	constructor(job: Job, event: JobEvent) {
		super(`job ${job.id} in phase ${job.phase} cannot take ${event.type}`);
	}
}

/** In which phases each event can happen. */
const allowed: Readonly<Record<JobEvent['type'], readonly Phase[]>> = {
	acknowledged: ['queued'],
	'preparation-started': ['queued'],
	'preparation-paused': ['queued'],
	'pictures-prepared': ['queued'],
	'submission-started': ['queued'],
	'submission-accepted': ['submitting'],
	'submission-refused': ['submitting'],
	'task-progressed': ['generating'],
	'poll-failed': ['generating'],
	'task-missing': ['generating'],
	'poll-planned': ['generating'],
	'late-told': ['generating', 'closed'],
	'left-task-ended': ['closed'],
	'outcome-reached': ['queued', 'submitting', 'generating'],
	'token-died': ['queued', 'submitting', 'generating', 'delivering', 'closed'],
	'progress-lost': ['queued', 'submitting', 'generating', 'delivering', 'closed'],
	'thumbnail-shown': ['queued', 'submitting', 'generating', 'delivering'],
	'result-kept': ['delivering', 'closed'],
	'result-fetch-failed': ['delivering'],
	'result-given-up': ['delivering'],
	'delivery-attempted': ['delivering'],
	'reply-filled': ['delivering'],
	'rung-left': ['delivering'],
	'delivery-made': ['delivering'],
	'delivery-abandoned': ['delivering'],
	'handed-out': ['closed'],
	'redelivery-asked': ['closed'],
};

/**
 * The one state machine: the job after an event. Pure; the record given is not touched.
 * @param at when it happened, ms
 * @throws IllegalTransitionError when the event cannot happen in the job's phase
 */
export function advance(job: Job, event: JobEvent, at: number): Job {
	if (!allowed[event.type].includes(job.phase)) throw new IllegalTransitionError(job, event);

	switch (event.type) {
		case 'acknowledged': {
			const { messageId, ephemeral } = event;
			return { ...job, acknowledged: true, destination: { ...job.destination, messageId, ephemeral } };
		}
		case 'pictures-prepared':
			return { ...job, pictures: event.pictures, preparations: 0 };
		case 'preparation-started':
			return { ...job, preparations: (job.preparations ?? 0) + 1 };
		case 'preparation-paused':
			return { ...job, preparations: 0 };
		case 'submission-started':
		case 'submission-accepted':
		case 'submission-refused':
			return submit(job, event, at);
		case 'task-progressed':
		case 'poll-failed':
		case 'task-missing':
		case 'poll-planned':
			return poll(job, event, at);
		case 'late-told':
			return { ...job, lateAt: at };
		case 'left-task-ended':
			return { ...job, leftTask: { ...event.end, at } };
		case 'outcome-reached':
			return reachOutcome(event.told ? { ...job, comparison: { told: event.told } } : job, event.outcome, at);
		case 'token-died':
			return { ...job, destination: { ...job.destination, token: null } };
		case 'progress-lost':
			return { ...job, destination: { ...job.destination, messageId: null } };
		case 'thumbnail-shown':
			return { ...job, destination: { ...job.destination, thumbnail: true } };
		case 'result-kept':
			return { ...withDelivery(job, { fetchProblem: null, fetchCause: null }), media: event.media };
		case 'result-fetch-failed':
			return withDelivery(job, { fetchTries: job.delivery.fetchTries + 1 });
		case 'result-given-up':
			return withDelivery(job, { fetchProblem: event.why, fetchCause: event.cause });
		case 'delivery-attempted':
		case 'reply-filled':
		case 'rung-left':
		case 'delivery-made':
		case 'delivery-abandoned':
		case 'handed-out':
			return deliver(job, event, at);
		case 'redelivery-asked':
			return toldAnew(job, at);
	}
}

function submit(job: Job, event: Extract<JobEvent, { type: `submission-${string}` }>, at: number): Job {
	const { submission } = job;

	switch (event.type) {
		case 'submission-started':
			return {
				...job,
				phase: 'submitting',
				submission: { ...submission, sent: submission.sent + 1, startedAt: at, notBefore: null },
			};
		case 'submission-accepted':
			return {
				...job,
				phase: 'generating',
				task: event.task,
				submission: { ...submission, acceptedAt: at, refusals: 0 },
			};
		case 'submission-refused':
			return {
				...job,
				phase: 'queued',
				submission: {
					...submission,
					refusals: submission.refusals + 1,
					errors: submission.errors + (event.counted ? 1 : 0),
					notBefore: event.retryAt,
					detail: event.detail,
				},
			};
	}
}

function reachOutcome(job: Job, reached: OutcomeReached, at: number): Job {
	const outcome: Outcome =
		reached.type === 'cancelled' ? { type: 'cancelled', at, submitted: job.phase !== 'queued' } : { ...reached, at };
	// The member waits no longer, but the task goes on, and may cost money.
	const left = reached.type === 'cancelled' && job.task ? ({ leftTask: { state: 'running' } } as const) : {};
	return { ...job, phase: 'delivering', outcome, ...left };
}

type DeliveryEvent = Extract<JobEvent, { type: `delivery-${string}` | 'reply-filled' | 'rung-left' | 'handed-out' }>;

function deliver(job: Job, event: DeliveryEvent, at: number): Job {
	switch (event.type) {
		case 'delivery-attempted': {
			const { rung, channelId = null, pointerOwed } = event;
			return withDelivery(job, { attempt: { rung, startedAt: at, channelId, ...(pointerOwed && { pointerOwed }) } });
		}
		case 'reply-filled':
			return withDelivery(job, { attempt: null, inReply: event.receipt });
		case 'rung-left':
			return withDelivery(job, {
				attempt: null,
				left: [...job.delivery.left, { rung: event.rung, why: event.why, at }],
			});
		case 'delivery-made':
			return {
				...withDelivery(job, { attempt: null, inReply: null, receipt: { ...event.receipt, at } }),
				phase: 'closed',
				closedAt: at,
			};
		case 'delivery-abandoned':
			return {
				...withDelivery(job, {
					attempt: null,
					undelivered: true,
					left: [...job.delivery.left, { rung: 'kept', why: event.why, at }],
				}),
				phase: 'closed',
				closedAt: at,
			};
		case 'handed-out':
			return withDelivery(job, { undelivered: false, receipt: { ...event.receipt, at } });
	}
}

const withDelivery = (job: Job, change: Partial<Delivery>): Job => ({
	...job,
	delivery: { ...job.delivery, ...change },
});
