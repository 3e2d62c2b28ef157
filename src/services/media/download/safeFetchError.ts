import { errorDetail } from '../../../lib/errorDetail.js';
import { DeadlineError } from '../../../lib/time.js';

/**
 * Why a foreign address gave nothing. `refused-address`: it was not contacted, by our own rule. `gone`: 403, 404 or 410,
 * which expired links answer. `too-large`: more bytes than asked for. `status`: any other answer than a 200.
 * `truncated`: the body ended before its time.
 */
export type SafeFetchErrorCode =
	'refused-address' | 'gone' | 'too-large' | 'unreachable' | 'timeout' | 'status' | 'truncated';

/** A foreign address that could not be fetched. The message names its host and never its path, which may hold a signature. */
export class SafeFetchError extends Error {
	override name = 'SafeFetchError' as const;
	readonly code: SafeFetchErrorCode;
	/** Asking again later may help. */
	readonly retryable: boolean;
	readonly status: number | undefined;

	constructor(
		code: SafeFetchErrorCode,
		facts: {
			readonly detail: string;
			readonly retryable: boolean;
			readonly status?: number;
			readonly cause?: unknown;
		},
	) {
		super(`${code}: ${facts.detail}`, { cause: facts.cause });
		this.code = code;
		this.retryable = facts.retryable;
		this.status = facts.status;
	}
}

/** What the network threw, in our words; what the caller's own signal threw stays as it is. */
export function fetchError(
	error: unknown,
	code: 'unreachable' | 'truncated',
	signal: AbortSignal | undefined,
): unknown {
	if (error instanceof SafeFetchError || signal?.aborted === true) return error;
	const isLate = error instanceof DeadlineError;
	return new SafeFetchError(isLate ? 'timeout' : code, { detail: errorDetail(error), retryable: true, cause: error });
}
