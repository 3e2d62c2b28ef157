import { minutes } from '../../lib/time.js';
import type { Job } from './job.js';

/** What a poll of a task brings to its job. */
export type PollEvent =
	/** `ending`: the answer also suggests that the task has ended, in no word that is known. */
	| { type: 'task-progressed'; state: 'pending' | 'running'; percent: number | null; ending?: boolean }
	| { type: 'poll-failed' }
	| { type: 'task-missing' }
	/** `overdue`: the last deadline is past, and the poll before told nothing that could end the job. */
	| { type: 'poll-planned'; nextAt: number; overdue?: boolean };

/**
 * The last deadline was met with a provider that tells nothing (an outage, or a start after long downtime): the job ends by
 * what the provider says next, or when so many polls more have told nothing; a few minutes apart, about two hours.
 */
export const mostOverduePolls = 40;

/** Whether the next answer is still waited for, although the job's time is over. */
export const mayOutlive = ({ looking }: Job): boolean => looking.overdue < mostOverduePolls;

/** How long a provider may deny knowing a task before its denials count. */
const missingGraceMs = minutes(2);

/** An ending that is only suggested must have been told this often … */
const reportsOfAnEnding = 2;

/** … and over this time (ms) before it is believed. */
export const isEndingBelieved = ({ looking }: Job, patienceMs: number): boolean =>
	looking.endings >= reportsOfAnEnding && (looking.lastAt ?? 0) - (looking.endingSince ?? Infinity) >= patienceMs;

/** The job after a poll; a part of the one state machine. @param at when it happened, ms */
export function poll(job: Job, event: PollEvent, at: number): Job {
	const { looking } = job;

	switch (event.type) {
		case 'task-progressed': {
			// Progress never runs backwards on a card, whatever a provider's replica says.
			const percent = event.percent === null ? looking.percent : Math.max(event.percent, looking.percent ?? 0);
			return {
				...job,
				looking: {
					...looking,
					count: looking.count + 1,
					failures: 0,
					missing: 0,
					missingSince: null,
					lastAt: at,
					state: event.state,
					percent,
					endingSince: event.ending === true ? (looking.endingSince ?? at) : null,
					endings: event.ending === true ? looking.endings + 1 : 0,
				},
			};
		}
		case 'poll-failed':
			return {
				...job,
				looking: {
					...looking,
					count: looking.count + 1,
					failures: looking.failures + 1,
					blips: looking.blips + 1,
					lastAt: at,
				},
			};
		case 'task-missing': {
			const missingSince = looking.missingSince ?? at;
			// Right after a create some routes do not know their own task yet, so only later denials count.
			const missing = at - missingSince >= missingGraceMs ? looking.missing + 1 : 0;
			return {
				...job,
				looking: { ...looking, count: looking.count + 1, failures: 0, missing, missingSince, lastAt: at },
			};
		}
		case 'poll-planned':
			return {
				...job,
				looking: { ...looking, nextAt: event.nextAt, overdue: looking.overdue + Number(event.overdue === true) },
			};
	}
}
