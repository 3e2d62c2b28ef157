import { errorDetail } from '../../../lib/errorDetail.js';
import { DeadlineError } from '../../../lib/time.js';

/**
 * Why a foreign address gave nothing. `refused-address`: it was not contacted, by our own rule. `gone`: 403, 404 or 410,
 * which expired links answer. `too-large`: more bytes than asked for. `status`: any other answer without the whole body.
 * `truncated`: the body ended before its time. `handed-over`: it redirects to `location`, which somebody else fetches.
 */
type SafeFetchErrorCode =
	'refused-address' | 'gone' | 'too-large' | 'unreachable' | 'timeout' | 'status' | 'truncated' | 'handed-over';

/** A foreign address that could not be fetched. The message names its host and never its path, which may hold a signature. */
export class SafeFetchError extends Error {
	override name = 'SafeFetchError' as const;
	readonly code: SafeFetchErrorCode;
	/** Asking again later may help. */
	readonly retryable: boolean;
	readonly status: number | undefined;
	readonly location: string | undefined;

	constructor(
		code: SafeFetchErrorCode,
		facts: {
			readonly detail: string;
			readonly retryable: boolean;
			readonly status?: number;
			readonly location?: string;
			readonly cause?: unknown;
		},
	) {
		super(`${code}: ${facts.detail}`, { cause: facts.cause });
		this.code = code;
		this.retryable = facts.retryable;
		this.status = facts.status;
		this.location = facts.location;
	}
}

export const handedOver = (location: string): SafeFetchError =>
	new SafeFetchError('handed-over', { detail: 'a redirect to an address of the API', retryable: false, location });

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
