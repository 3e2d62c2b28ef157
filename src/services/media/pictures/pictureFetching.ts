import { mostClipBytes, mostPictureBytes } from '../../../jobs/record/declaredPicture.js';
import type { PictureProblem } from '../../../jobs/record/failure.js';
import type { PictureSource } from '../../../jobs/record/request.js';
import { SafeFetchError } from '../download/safeFetchError.js';
import { seconds } from '../../../lib/time.js';
import type { SafeFetch } from '../download/safeFetch.js';

/** `bad`: there is nothing to be had, for good. `unreachable`: asking again may help. */
type PictureFetched =
	| { readonly type: 'fetched' }
	| { readonly type: 'bad'; readonly problem: PictureProblem; readonly detail: string }
	| { readonly type: 'unreachable'; readonly detail: string };

const timeoutMs = seconds(30);
const clipTimeoutMs = seconds(120);

/** Brings what is said to be a picture or a clip to a path; what it is, others judge by its bytes. */
export async function fetchPicture(
	fetch: Pick<SafeFetch, 'toFile'>,
	{ url, role }: Pick<PictureSource, 'url' | 'role'>,
	path: string,
	signal?: AbortSignal,
): Promise<PictureFetched> {
	try {
		const limits =
			role === 'video'
				? { maxBytes: mostClipBytes, timeoutMs: clipTimeoutMs }
				: { maxBytes: mostPictureBytes, timeoutMs };
		await fetch.toFile(url, path, { ...limits, signal });
		return { type: 'fetched' };
	} catch (error) {
		if (signal?.aborted === true) return { type: 'unreachable', detail: 'not wanted any more' };
		if (!(error instanceof SafeFetchError)) throw error;
		const detail = error.message;
		if (error.retryable) return { type: 'unreachable', detail };
		if (role === 'video' && error.code === 'too-large') return { type: 'bad', problem: 'clip-large', detail };
		const problem = error.code === 'gone' || error.code === 'too-large' ? error.code : 'unreachable';
		return { type: 'bad', problem, detail };
	}
}
