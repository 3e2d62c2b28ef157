import type { Failure } from '../../jobs/record/failure.js';
import type { Task } from '../../jobs/record/task.js';

/** What the answer to a create means (the table of "paying once"). */
export type CreateVerdict =
	| { readonly type: 'accepted'; readonly task: Task }
	/** Final: nothing was made, and asking again would not help. `stop`: creates of all jobs are pointless for now. */
	| { readonly type: 'refused'; readonly failure: Failure; readonly stop?: 'key' | 'balance' }
	/** Nothing was made; it may be sent again. `counted`: one of three tries (a parsed server error). */
	| {
			readonly type: 'again';
			readonly why: 'unreachable' | 'busy' | 'error';
			readonly counted: boolean;
			/** What the answer asked for, already capped, ms. */
			readonly retryAfterMs?: number;
			readonly detail: string;
	  }
	/** It may have been made, and paid: never sent again. */
	| { readonly type: 'unknown'; readonly detail: string; readonly requestId?: string };
