import { errorDetail } from '../../../lib/errorDetail.js';
import { SafeFetchError } from './safeFetchError.js';
import { DeadlineError } from '../../../lib/time.js';

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
