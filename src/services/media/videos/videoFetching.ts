import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import type { Task } from '../../../jobs/record/task.js';
import { ApiError } from '../../../providers/contract/apiError.js';
import { SafeFetchError } from '../download/safeFetchError.js';
import { deadline, minutes } from '../../../lib/time.js';
import type { Clock } from '../../../lib/time.js';
import type { SafeFetch } from '../download/safeFetch.js';
import type { VideoApi } from '../../cometapi/videoApi.js';
import { inspectVideo } from './videoInspection.js';
import type { Inspection } from './videoInspection.js';

/**
 * `gone`: every address is dead or gives no video, so only a fresh one can help. `retryable`: asking again later may help.
 * It never means that the provider made no video.
 */
export interface FetchFailure {
	readonly type: 'failed';
	readonly gone: boolean;
	readonly retryable: boolean;
	/** What each attempt met, for the operator. */
	readonly detail: string;
}

type Video = Extract<Inspection, { type: 'video' }>;
type Fetched = { readonly type: 'fetched'; readonly video: Video } | FetchFailure;

interface VideoFetchingParts {
	readonly fetch: Pick<SafeFetch, 'toFile'>;
	readonly content: Pick<VideoApi, 'openContent'>;
	readonly clock: Clock;
	/** Largest result, in bytes. */
	readonly maxBytes: number;
}

const fetchTimeoutMs = minutes(10);

/** Brings a result's bytes to a path: from the addresses in order, then from the provider's own route. */
export class VideoFetching {
	readonly #parts: VideoFetchingParts;

	constructor(parts: VideoFetchingParts) {
		this.#parts = parts;
	}

	/** Something other than a video counts as no answer: the next source is asked. */
	async fetch(path: string, urls: readonly string[], task: Task | undefined): Promise<Fetched> {
		const failures: FetchFailure[] = [];
		for (const url of urls) {
			const fetched = await this.#fromAddress(path, url);
			if (fetched.type === 'fetched') return fetched;
			failures.push(fetched);
		}
		const gone = failures.every((failure) => failure.gone);
		if (task !== undefined) {
			const fetched = await this.#fromRoute(path, task);
			if (fetched.type === 'fetched') return fetched;
			failures.push(fetched);
		}
		const retryable = failures.some((failure) => failure.retryable);
		const detail = failures.map((failure) => failure.detail).join('; ');
		return { type: 'failed', gone, retryable, detail: detail === '' ? 'no address' : detail };
	}

	async #fromAddress(path: string, url: string): Promise<Fetched> {
		const { fetch, maxBytes } = this.#parts;
		try {
			await fetch.toFile(url, path, { maxBytes, timeoutMs: fetchTimeoutMs });
		} catch (error) {
			if (!(error instanceof SafeFetchError)) throw error;
			return failed({ gone: error.code === 'gone', retryable: error.retryable, detail: error.message });
		}
		return judged(await inspectVideo(path));
	}

	async #fromRoute(path: string, task: Task): Promise<Fetched> {
		const { content, clock, maxBytes } = this.#parts;
		const { signal, clear } = deadline(clock, fetchTimeoutMs);
		try {
			const opened = await content.openContent(task, signal);
			if (opened.type === 'elsewhere') return await this.#fromAddress(path, opened.url);
			if (opened.type === 'none') return failed(opened);
			if ((opened.bytes ?? 0) > maxBytes) {
				opened.discard();
				return failed({ detail: `more than ${maxBytes} bytes` });
			}
			const bytes = await write(path, opened.body, maxBytes);
			if (bytes > maxBytes) return failed({ detail: `more than ${maxBytes} bytes` });
			if (bytes < (opened.bytes ?? 0)) return failed({ retryable: true, detail: `${bytes} of ${opened.bytes} bytes` });
			return judged(await inspectVideo(path));
		} catch (error) {
			if (error instanceof ApiError || signal.aborted) return failed({ retryable: true, detail: String(error) });
			throw error;
		} finally {
			clear();
		}
	}
}

/** Writes piece by piece, and stops soon after too many. */
async function write(path: string, body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<number> {
	let bytes = 0;
	await pipeline(
		async function* () {
			for await (const chunk of body) {
				bytes += chunk.length;
				if (bytes > maxBytes) return;
				yield chunk;
			}
		},
		createWriteStream(path, { mode: 0o600 }),
	);
	return bytes;
}

function judged(inspection: Inspection): Fetched {
	if (inspection.type === 'video') return { type: 'fetched', video: inspection };
	const detail = `not a video: ${inspection.detail}`;
	// A page in place of a video stays one; half a video, or none of it, may be whole the next time.
	return inspection.type === 'other' ? failed({ gone: true, detail }) : failed({ retryable: true, detail });
}

const failed = (facts: { readonly gone?: boolean; readonly retryable?: boolean; readonly detail: string }) =>
	({ type: 'failed', gone: false, retryable: false, ...facts }) as const;
