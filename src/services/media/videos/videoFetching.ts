import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

import type { Task } from '../../../jobs/record/task.js';
import { ApiError } from '../../../providers/contract/apiError.js';
import { SafeFetchError } from '../download/safeFetchError.js';
import { deadline, minutes } from '../../../lib/time.js';
import type { Clock } from '../../../lib/time.js';
import type { SafeFetch } from '../download/safeFetch.js';
import type { FetchCause } from '../../../jobs/record/job.js';
import type { Content } from '../../cometapi/resultContent.js';
import type { VideoApi } from '../../cometapi/videoApi.js';
import { unwrapBody } from './resultBody.js';
import { inspectVideo } from './videoInspection.js';
import type { Inspection } from './videoInspection.js';

/**
 * How long asking again is worthwhile, from the provider's word on. `minutes`: the other side refuses, or gives something
 * that is no video, which a result that is still on its way explains. `hours`: the other side is in trouble. `none`: our own
 * rules refuse it.
 */
export type Patience = 'none' | 'minutes' | 'hours';

/** It never means that the provider made no video. */
export interface FetchFailure {
	readonly type: 'failed';
	/** What is told when nothing comes of it: no address knows it any more, what came is no video, or anything else. */
	readonly cause: FetchCause;
	/** Every address is dead or gives no video, so that only a fresh one can help. */
	readonly gone: boolean;
	readonly patience: Patience;
	/** What each attempt met, for the operator. */
	readonly detail: string;
}

type Video = Extract<Inspection, { type: 'video' }>;
type Fetched = { readonly type: 'fetched'; readonly video: Video } | FetchFailure;

export interface VideoFetchingParts {
	readonly fetch: Pick<SafeFetch, 'toFile'>;
	/** What needs our key: the API's route, and addresses of its own. */
	readonly content: Pick<VideoApi, 'openContent' | 'openAddress' | 'owns'>;
	readonly clock: Clock;
	/** Largest result, in bytes. */
	readonly maxBytes: number;
}

const fetchTimeoutMs = minutes(10);
/** JSON may lead to JSON, and an address of the API's away from it and back; not for ever. */
const mostTurns = 4;
const patiences: readonly Patience[] = ['none', 'minutes', 'hours'];

/** Brings a result's bytes to a path: from the addresses in order, then from the provider's own route. Its bytes decide. */
export class VideoFetching {
	readonly #parts: VideoFetchingParts;

	constructor(parts: VideoFetchingParts) {
		this.#parts = parts;
	}

	/** Something other than a video counts as no answer: the next source is asked. */
	async fetch(path: string, urls: readonly string[], task: Task | undefined): Promise<Fetched> {
		// Without an address, a fresh look may name one.
		const none = failed({ patience: 'minutes', gone: true, detail: 'no address' });
		const failures: FetchFailure[] = urls.length === 0 ? [none] : [];
		for (const url of urls) {
			const fetched = await this.#fromAddress(path, url);
			if (fetched.type === 'fetched') return fetched;
			failures.push(fetched);
		}
		const gone = failures.every((failure) => failure.gone);
		if (task !== undefined) {
			const fetched = await this.#fromApi(path, (signal) => this.#parts.content.openContent(task, signal));
			if (fetched.type === 'fetched') return fetched;
			failures.push(fetched);
		}
		return { ...summed(failures), gone };
	}

	async #fromAddress(path: string, url: string, turns = 0): Promise<Fetched> {
		const { fetch, content, maxBytes } = this.#parts;
		if (turns >= mostTurns) return failed({ patience: 'minutes', detail: 'addresses that lead to addresses' });
		if (content.owns(url)) return this.#fromApi(path, (signal) => content.openAddress(url, signal), turns);
		try {
			const handsOver = (address: string): boolean => content.owns(address);
			await fetch.toFile(url, path, { maxBytes, timeoutMs: fetchTimeoutMs, handsOver });
		} catch (error) {
			if (!(error instanceof SafeFetchError)) throw error;
			if (error.location !== undefined) return this.#fromAddress(path, error.location, turns + 1);
			return failed(factsOf(error));
		}
		return this.#judged(path, turns);
	}

	async #fromApi(path: string, open: (signal: AbortSignal) => Promise<Content>, turns = 0): Promise<Fetched> {
		const { clock, maxBytes } = this.#parts;
		const { signal, clear } = deadline(clock, fetchTimeoutMs);
		try {
			const opened = await open(signal);
			if (opened.type === 'elsewhere') return await this.#fromAddress(path, opened.url, turns + 1);
			if (opened.type === 'none') return failed(refusalOf(opened));
			if ((opened.bytes ?? 0) > maxBytes) {
				opened.discard();
				return failed({ patience: 'none', detail: `more than ${maxBytes} bytes` });
			}
			const bytes = await write(path, opened.body, maxBytes);
			if (bytes > maxBytes) return failed({ patience: 'none', detail: `more than ${maxBytes} bytes` });
			if (bytes < (opened.bytes ?? 0))
				return failed({ patience: 'hours', detail: `${bytes} of ${opened.bytes} bytes` });
			return await this.#judged(path, turns);
		} catch (error) {
			if (error instanceof ApiError || signal.aborted) return failed({ patience: 'hours', detail: String(error) });
			throw error;
		} finally {
			clear();
		}
	}

	/** What was fetched, without what is around it; JSON that names addresses is followed, and nothing is believed. */
	async #judged(path: string, turns: number): Promise<Fetched> {
		const { maxBytes } = this.#parts;
		const body = await unwrapBody(path, maxBytes);
		if (body.type === 'too-large') return failed({ patience: 'none', detail: `more than ${maxBytes} bytes inside` });
		if (body.type === 'file') return judged(await inspectVideo(path));

		const failures: FetchFailure[] = [];
		for (const url of body.urls) {
			const fetched = await this.#fromAddress(path, url, turns + 1);
			if (fetched.type === 'fetched') return fetched;
			failures.push(fetched);
		}
		return summed(failures);
	}
}

/** What several sources come to that all gave nothing: as patient as the most hopeful of them. */
function summed(failures: readonly FetchFailure[]): FetchFailure {
	const most = Math.max(...failures.map(({ patience }) => patiences.indexOf(patience)));
	const causes = new Set(failures.map(({ cause }) => cause));
	const one = causes.size === 1 ? failures[0]?.cause : undefined;
	return {
		type: 'failed',
		cause: causes.has('unusable') ? 'unusable' : (one ?? 'unreachable'),
		gone: failures.every(({ gone }) => gone),
		patience: patiences[most] ?? 'minutes',
		detail: failures.map(({ detail }) => detail).join('; '),
	};
}

function factsOf(error: SafeFetchError): Parameters<typeof failed>[0] {
	const { code, retryable, message: detail } = error;
	if (retryable) return { patience: 'hours', detail };
	if (code === 'refused-address' || code === 'too-large') return { patience: 'none', detail };
	return { patience: 'minutes', gone: true, detail, ...(code === 'gone' ? { cause: 'expired' } : {}) };
}

function refusalOf({ retryable, status, detail }: Extract<Content, { type: 'none' }>): Parameters<typeof failed>[0] {
	if (retryable) return { patience: 'hours', detail };
	// A family without such a route says nothing about the result.
	if (status === undefined) return { patience: 'none', cause: 'expired', detail };
	const isGone = status === 403 || status === 404 || status === 410;
	return { patience: 'minutes', gone: true, detail, ...(isGone ? { cause: 'expired' } : {}) };
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
	// Half a video, or none of it, may be whole the next time.
	if (inspection.type === 'incomplete' || inspection.type === 'empty') return failed({ patience: 'hours', detail });
	const cause = inspection.type === 'unusable' ? 'unusable' : 'unreachable';
	return failed({ patience: 'minutes', gone: true, cause, detail });
}

const failed = (facts: {
	readonly patience: Patience;
	readonly cause?: FetchCause;
	readonly gone?: boolean;
	readonly detail: string;
}): FetchFailure => ({ type: 'failed', gone: false, cause: 'unreachable', ...facts });
