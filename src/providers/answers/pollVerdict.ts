import { ApiError } from '../contract/apiError.js';
import { retryAfterMs } from './retryAfter.js';
import { minutes } from '../../lib/time.js';
import type { Task } from '../../jobs/record/task.js';
import type { Answer, Provider, TaskStatus } from '../contract/provider.js';

/** What a look told. A failed look says nothing of the task: look again, later. */
export type PollVerdict =
	| { readonly type: 'status'; readonly status: TaskStatus }
	| {
			readonly type: 'failed';
			/** `busy`: asked too often. `trouble`: that side is not well. `refused`: it answered, but not to us (key, rights). */
			readonly why: 'busy' | 'trouble' | 'refused';
			/** What the answer asked for, already capped, ms. */
			readonly retryAfterMs?: number;
			readonly detail: string;
	  };

interface PollQuestion {
	readonly provider: Pick<Provider, 'readStatus'>;
	readonly task: Task;
	/** The time, for a `Retry-After` that names a date; ms. */
	readonly now: number;
}

/** However long an answer asks us to stay away, a task is looked at again after this. */
const longestRetryAfterMs = minutes(10);

/** Reads the answer to a look. Only a 2xx tells a status; of the refusals, only that the task is not known. */
export function pollVerdict(reply: Answer | ApiError, { provider, task, now }: PollQuestion): PollVerdict {
	if (reply instanceof ApiError) return { type: 'failed', why: 'trouble', detail: reply.detail };

	const { status, headers, body, text } = reply;
	const asked = retryAfterMs(headers['retry-after'], { now, longestMs: longestRetryAfterMs });
	const failed = (why: 'busy' | 'trouble' | 'refused'): PollVerdict => {
		const detail = `HTTP ${status} ${text.replaceAll(/\s+/gu, ' ').trim()}`.slice(0, 200);
		return { type: 'failed', why, detail, ...(asked !== undefined && { retryAfterMs: asked }) };
	};

	if (status === 429) return failed('busy');
	if (status === 401 || status === 403) return failed('refused');
	const isReadable = typeof body === 'object' && body !== null && !Array.isArray(body);
	if (!isReadable || status === 408 || status < 200 || status >= 500) return failed('trouble');

	const read = provider.readStatus(reply, task);
	if (status < 300 || (status >= 400 && read.state === 'missing')) return { type: 'status', status: read };
	return failed('refused');
}
