import type { Dispatcher } from 'undici';
import { errorDetail } from '../../lib/errorDetail.js';
import { ApiError } from '../../providers/contract/apiError.js';
import type { Call } from '../../providers/contract/provider.js';

/** How a call is named in errors. */
export const route = (call: Call): string => `${call.method} ${call.path}`;

/** A body whose breaking off is an ApiError that names the call. */
export async function* namingErrors(
	asked: string,
	response: Dispatcher.ResponseData,
	body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	try {
		yield* body;
	} catch (error) {
		const facts = { status: response.statusCode, headers: flatten(response.headers), cause: error };
		throw new ApiError(asked, { kind: 'unanswered', detail: errorDetail(error), ...facts });
	}
}

/** Headers with one text each. */
export function flatten(headers: Dispatcher.ResponseData['headers']): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
	);
}
