import { mostPictureBytes } from '../../../jobs/record/declaredPicture.js';
import type { PictureProblem } from '../../../jobs/record/failure.js';
import { SafeFetchError } from '../download/safeFetchError.js';
import { seconds } from '../../../lib/time.js';
import type { SafeFetch } from '../download/safeFetch.js';

/** `bad`: there is nothing to be had, for good. `unreachable`: asking again may help. */
type PictureFetched =
	| { readonly type: 'fetched' }
	| { readonly type: 'bad'; readonly problem: PictureProblem; readonly detail: string }
	| { readonly type: 'unreachable'; readonly detail: string };

const timeoutMs = seconds(30);

/** Brings what is said to be a picture to a path; what it is, others judge by its bytes. */
export async function fetchPicture(
	fetch: Pick<SafeFetch, 'toFile'>,
	url: string,
	path: string,
	signal?: AbortSignal,
): Promise<PictureFetched> {
	try {
		await fetch.toFile(url, path, { maxBytes: mostPictureBytes, timeoutMs, signal });
		return { type: 'fetched' };
	} catch (error) {
		if (signal?.aborted === true) return { type: 'unreachable', detail: 'not wanted any more' };
		if (!(error instanceof SafeFetchError)) throw error;
		const detail = error.message;
		if (error.retryable) return { type: 'unreachable', detail };
		const problem = error.code === 'gone' || error.code === 'too-large' ? error.code : 'unreachable';
		return { type: 'bad', problem, detail };
	}
}
